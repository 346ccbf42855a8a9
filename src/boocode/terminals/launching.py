"""What runs in a terminal, with which environment, and the machines that ssh knows."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from boocode.contracts.wire.terminals import SshHost, SshHosts
from boocode.kernel.errors import Unavailable
from boocode.proc.environment import clean_environment
from boocode.terminals.errors import BadHost

_USER = r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}"
_MACHINE = r"(?:[A-Za-z0-9_][A-Za-z0-9_.\-]{0,252}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
_HOST = re.compile(rf"(?:{_USER}@)?{_MACHINE}", re.ASCII)
_FILE_BYTES = 256 * 1024
_MAX_FILES = 50
_MAX_HOSTS = 500
_NO_SHELLS = ("nologin", "false", "sync", "true")


def login_shell() -> str:
    """The user's own shell; `/bin/sh` where that is none to work in."""
    try:
        shell = pwd.getpwuid(os.getuid()).pw_shell
    except KeyError:
        shell = ""
    usable = shell and Path(shell).name not in _NO_SHELLS and os.access(shell, os.X_OK)
    return shell if usable else "/bin/sh"


def argv_of(host: str | None) -> list[str]:
    """What to run: a login shell, or ssh to `host`.

    Raises:
        BadHost: That is no host.
        Unavailable: ssh is not installed.
    """
    if host is None:
        return [login_shell(), "-l"]
    if shutil.which("ssh") is None:
        raise Unavailable("ssh is not installed on this machine. Install openssh-client.")
    return ["ssh", "-tt", checked_host(host)]


def checked_host(host: str) -> str:
    """`host`, which ssh can only take for the name of a machine.

    Raises:
        BadHost: It can be taken for something else.
    """
    if _HOST.fullmatch(host) is None:
        raise BadHost("Give a host as `name` or `user@name`, without options and ports.", host=host[:200])
    return host


def shell_environment(*, term: str | None = None) -> dict[str, str]:
    """The whole environment of a terminal: the user's, without secrets and without what BooCode itself runs in."""
    kept = clean_environment()
    for name in ("TMUX", "TMUX_PANE", "VIRTUAL_ENV", "LINES", "COLUMNS"):
        kept.pop(name, None)
    own = str(Path(sys.prefix, "bin"))
    path = [place for place in kept.get("PATH", os.defpath).split(os.pathsep) if place != own]
    kept |= {"PATH": os.pathsep.join(path), "COLORTERM": "truecolor", "SHELL": login_shell()}
    if not any(kept.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        kept["LANG"] = "C.UTF-8"
    if term is not None:
        kept["TERM"] = term
    return kept


def known_hosts(named: Sequence[str], config: Path) -> SshHosts:
    """The machines of the settings and those that the user's ssh configuration has a name for."""
    hosts = [SshHost(name=name, source="settings") for name in named if _HOST.fullmatch(name)]
    found = {host.name for host in hosts}
    for name, address in _configured(config, [_MAX_FILES]):
        if name not in found and _HOST.fullmatch(name) and len(hosts) < _MAX_HOSTS:
            found.add(name)
            hosts.append(SshHost(name=name, address=address if address != name else None, source="ssh_config"))
    if hosts:
        return SshHosts(hosts=hosts, message=f"From {config} and the settings.")
    return SshHosts(hosts=[], message=f"{config} names no machines. Any host can be typed.")


def _configured(file: Path, left: list[int]) -> Iterator[tuple[str, str | None]]:
    """Names and addresses, in order. Patterns are no names; `Include` is followed, a bounded number of times.

    Source: https://man.openbsd.org/ssh_config
    """
    left[0] -= 1
    if left[0] < 0:
        return
    names: list[str] = []
    address: str | None = None
    for keyword, value in _lines(file):
        if keyword == "host":
            yield from ((name, address) for name in names)
            names, address = [name for name in value.split() if not set(name) & set("*?!")], None
        elif keyword == "match":
            yield from ((name, address) for name in names)
            names, address = [], None
        elif keyword == "hostname" and names and address is None:
            address = value[:300]
        elif keyword == "include":
            for pattern in value.split():
                for included in _matching(file.parent, pattern):
                    yield from _configured(included, left)
    yield from ((name, address) for name in names)


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    try:
        with file.open("rb") as opened:
            text = opened.read(_FILE_BYTES).decode("utf-8", "replace")
    except OSError:
        return
    for line in text.splitlines():
        keyword, _, value = line.strip().replace("=", " ", 1).partition(" ")
        if keyword and not keyword.startswith("#"):
            yield keyword.lower(), value.strip().replace('"', "")


def _matching(home: Path, pattern: str) -> list[Path]:
    place = Path(pattern).expanduser()
    try:
        if place.is_absolute():
            return sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor))))
        return sorted(home.glob(pattern))
    except (OSError, ValueError, NotImplementedError):
        return []
