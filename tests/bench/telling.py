"""Runs `build` of a module with the product's settings, in a process of its own, and prints as JSON what it gives."""

import json
import sys
from importlib import import_module

import django


def main() -> None:
    django.setup()
    sys.stdout.write(json.dumps(import_module(sys.argv[1]).build(*sys.argv[2:])))


if __name__ == "__main__":
    main()
