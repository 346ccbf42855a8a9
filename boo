#!/bin/sh
# Starts BooCode from a checkout: finds or fetches uv (no root needed), lets it bring .venv and the web UI up to date,
# then becomes the command itself. `./boo` serves; `./boo --help` lists the rest; test, check and bench are
# for developers.
set -eu

UV_VERSION=0.13.8
OLDEST_UV_MINOR=7

die() {
    printf 'boo: %s\n' "$*" >&2
    exit 1
}

# Where this file is, however it was called (a symbolic link from ~/bin, say).
script=$0
while [ -L "$script" ]; do
    target=$(readlink "$script")
    case $target in
        /*) script=$target ;;
        *) script=$(dirname "$script")/$target ;;
    esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$script")" && pwd -P)

if [ -z "${HOME:-}" ]; then
    HOME=$(python3 -c 'import os, pwd; print(pwd.getpwuid(os.getuid()).pw_dir)') || die 'HOME is not set.'
    export HOME
fi
data=${XDG_DATA_HOME:-$HOME/.local/share}
private=$data/boocode/uv

new_enough() {
    [ -x "$1" ] || return 1
    found=$("$1" --version 2>/dev/null) || return 1
    found=${found#uv }
    major=${found%%.*}
    minor=${found#*.}
    minor=${minor%%.*}
    [ "$major" -gt 0 ] 2>/dev/null || [ "$minor" -ge "$OLDEST_UV_MINOR" ] 2>/dev/null
}

find_uv() {
    for uv in "$(command -v uv || :)" "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" "$private/uv"; do
        if new_enough "$uv"; then return 0; fi
    done
    return 1
}

# uv is one file: take it out of a throw-away environment.
fetch_uv() {
    command -v python3 >/dev/null || die 'BooCode needs Python 3.11 or newer. Install python3 and run this again.'
    printf 'boo: fetching uv, which installs what BooCode needs (once)\n' >&2
    mkdir -p "$data"
    [ -d "$data/boocode" ] || mkdir -m 700 "$data/boocode" # BooCode keeps its secrets there
    mkdir -p "$private"
    half=$(mktemp -d "$private/new.XXXXXX")
    trap 'rm -rf "$half"' EXIT
    if python3 -m venv "$half/venv" >"$half/log" 2>&1; then
        "$half/venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >>"$half/log" 2>&1 &&
            mv "$half/venv/bin/uv" "$private/uv"
    elif python3 -m pip --version >>"$half/log" 2>&1; then
        python3 -m pip install --quiet --disable-pip-version-check --target "$half/lib" "uv==$UV_VERSION" >>"$half/log" 2>&1 &&
            mv "$half/lib/bin/uv" "$private/uv"
    else
        die "this Python has neither venv nor pip. Install one of them (apt install python3-venv) or uv itself:
     https://docs.astral.sh/uv/getting-started/installation/"
    fi || {
        cat "$half/log" >&2
        die 'uv could not be fetched; the lines above say why. Is there a network?'
    }
    rm -rf "$half"
    trap - EXIT
    uv=$private/uv
}

find_uv || fetch_uv

unset VIRTUAL_ENV
export UV_PROJECT_ENVIRONMENT="$root/.venv"
PATH=$(dirname -- "$uv"):$PATH
export PATH

case ${1:-} in
    test | check | bench) groups= ;;
    *) groups=--no-dev ;;
esac
# shellcheck disable=SC2086  # one word or none
"$uv" run --project "$root" --frozen $groups sh -c : || die 'BooCode could not be installed; the lines above say why.'
exec "$root/.venv/bin/boocode" "$@"
