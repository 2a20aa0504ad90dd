"""Two questions about a port. `port.py HOST PORT`: is it free? `port.py --ask URL`: does a web server answer there?

Exits 0 for yes; otherwise 1, after saying why.
"""

import socket
import sys
import urllib.error
import urllib.request


def is_free(host: str, port: int) -> bool:
    """Say in a sentence why the port cannot be had, if so."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            sys.stderr.write(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: PORT={port % 65535 + 1} make demo\n"
            )
            return False
    return True


def answers(url: str) -> bool:
    """Print the status if any server answers; a 503 is an answer too."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            sys.stdout.write(f"{response.status}\n")
    except urllib.error.HTTPError as error:
        sys.stdout.write(f"{error.code}\n")
    except OSError:
        return False
    return True


if __name__ == "__main__":
    if sys.argv[1] == "--ask":
        sys.exit(not answers(sys.argv[2]))
    sys.exit(not is_free(sys.argv[1], int(sys.argv[2])))
