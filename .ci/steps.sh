# Steps that the scripts of this folder share. Source it; it changes to the top of the repository.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

VENV=.venv
PY=$VENV/bin/python

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
note() { printf '  %s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

is_debian() { [ -e /etc/debian_version ] && command -v apt-get >/dev/null; }

# Runs a command as root: as it is for root, through sudo where that asks for no password; otherwise fails.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

# debian_install PURPOSE PACKAGE… installs Debian packages after saying so, or names them and stops.
debian_install() {
    local purpose=$1
    shift
    if ! is_debian; then
        stop "For $purpose the system lacks what Debian calls: $*. Install it with your system's package manager, then run this again."
    fi
    if ! can_be_root; then
        stop "For $purpose these Debian packages are missing: $*. As root run: apt-get install --no-install-recommends $*"
    fi
    say "Installing Debian packages for $purpose: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null ||
        stop "apt-get could not install: $*"
}

# The first Python that is new enough; PYTHON=… chooses another.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    stop "Lateral needs Python 3.11 or newer. Install it, or name it: PYTHON=/path/to/python3 make …"
}

# make_venv requirements.txt|requirements-dev.txt makes .venv and installs into it what the file pins, if that changed.
make_venv() {
    local file=$1 python wanted
    if ! "$PY" -c 'import pip' 2>/dev/null; then
        python=$(find_python)
        if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
            debian_install "Python environments" python3-venv
            "$python" -c 'import venv, ensurepip' 2>/dev/null ||
                stop "$python still cannot make environments: it lacks the modules venv and ensurepip."
        fi
        say "Making the Python environment in $VENV"
        rm -rf "$VENV"
        "$python" -m venv "$VENV"
    fi
    wanted=$(cat "$file" <("$PY" -V) | sha256sum)
    if [ "$(cat "$VENV/$file.installed" 2>/dev/null)" != "$wanted" ]; then
        say "Installing the pinned packages of $file (about half a minute)"
        rm -f "$VENV"/*.installed
        "$PY" -m pip install -qq --require-hashes -r "$file"
        echo "$wanted" >"$VENV/$file.installed"
        if [ "$file" = requirements-dev.txt ]; then # holds all of the other
            cat requirements.txt <("$PY" -V) | sha256sum >"$VENV/requirements.txt.installed"
        fi
    fi
}

# WeasyPrint draws certificates with Pango, which pip cannot bring.
need_pdf_libraries() {
    "$PY" -c 'import weasyprint' >/dev/null 2>&1 && return
    debian_install "certificates as PDF" libpangoft2-1.0-0 libharfbuzz-subset0
    "$PY" -c 'import weasyprint' || stop "WeasyPrint still does not find its libraries (Pango)."
}

need_chromium() {
    command -v chromium >/dev/null && return
    debian_install "the browser tests" chromium
}

# The tests read certificates as a reader of PDFs does.
need_pdf_reader() {
    command -v pdftotext >/dev/null && return
    debian_install "the tests of certificates" poppler-utils
}

# Every installation has a key of its own. A working copy without one gets it in .env, which git ignores and only its
# owner may read; from then on manage.py and pytest work by hand too.
need_secret_key() {
    if [ -n "${SECRET_KEY:-}" ] || grep -qs '^ *SECRET_KEY=.' .env; then return; fi
    (umask 077 && "$PY" -c 'import secrets; print(f"SECRET_KEY={secrets.token_urlsafe(50)}")' >>.env)
    note "A new SECRET_KEY was written to .env"
}

# What a developer has set for the product must not colour the tests.
use_test_settings() {
    unset BASE_URL ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS TRUSTED_PROXIES EMAIL_URL CACHE_URL MEDIA_ROOT STATIC_ROOT TIME_ZONE
    export DATABASE_URL=sqlite:///$PWD/var/lateral.sqlite3 DEBUG=0 LATERAL_DEMO=0 LOG_LEVEL=WARNING
}
