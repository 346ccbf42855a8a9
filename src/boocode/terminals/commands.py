"""What shells tell of the commands they run: what, since when, how it ended, and what it printed.

bash, zsh and fish are started with a hook of ours (`shells/`): it changes neither the user's files nor the prompt, and
writes files that outlive this process. Other shells, and ssh, tell nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from boocode.config import private_directory
from boocode.kernel.text import clean
from boocode.terminals.launching import login_shell
from boocode.terminals.tmux import Tmux

MAX_OUTPUT_BYTES = 4 * 1024 * 1024
MAX_COMMAND_BYTES = 64 * 1024
_SCRIPTS = Path(__file__).parent / "shells"
_TRIES = 20
_NOT_ENDED = re.compile(r"[%#] +$")  # zsh's mark behind output that ends without a newline


class _Torn(Exception):
    """The shell writes at this moment."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a shell has told of one command.

    Attributes:
        key: Tells two commands apart.
        command: None where bash was told to forget it.
        row: Where its output began, counted from the oldest line that tmux kept then; None where nobody knows.
        output: None while it runs, and where tmux does not keep the terminal.
    """

    shell: str
    key: str
    command: str | None
    started_at: datetime
    row: int | None
    ended_at: datetime | None = None
    exit_code: int | None = None
    output: str | None = None
    is_cut: bool = False


class Commands:
    """The files that shells write, one family per terminal."""

    def __init__(self, directory: Path, *, tmux: Tmux | None, is_on: bool = True, shell: str | None = None) -> None:
        self._directory = directory
        self._shell = shell or login_shell()
        self._tmux = tmux.program if tmux else ""
        self._socket = str(tmux.socket) if tmux else ""
        self._is_on = is_on
        private_directory(directory)

    def integrated(self, id_: UUID, argv: Sequence[str]) -> tuple[list[str], dict[str, str]]:
        """How to start what `argv` starts so that it tells, and the variables for that; the same where it cannot."""
        shell, kind = self._shell, Path(self._shell).name
        if not self._is_on or list(argv) != [shell, "-l"] or kind not in ("bash", "zsh", "fish"):
            return list(argv), {}
        self._file(id_, ".on").touch()
        env = {
            "BOOCODE_MARK": str(_SCRIPTS / "mark.sh"),
            "BOOCODE_MARK_BASE": str(self._directory / str(id_)),
            "BOOCODE_MARK_TMUX": self._tmux,
            "BOOCODE_MARK_SOCKET": self._socket,
        }
        match kind:
            case "bash":
                return [shell, "--rcfile", str(_SCRIPTS / "bash.sh"), "-i"], env
            case "zsh":
                env |= {"BOOCODE_MARK_ZDOTDIR": os.environ.get("ZDOTDIR", ""), "ZDOTDIR": str(_SCRIPTS / "zsh")}
                return [shell, "-l"], env
            case _:
                return [shell, "-l", "-C", "source (dirname $BOOCODE_MARK)/fish.fish"], env

    def last(self, id_: UUID) -> Told | None:
        """What runs, else what ran last; None where the shell has told nothing. Reads files: run it in a thread."""
        for _ in range(_TRIES):
            with suppress(OSError, _Torn):
                if (running := _begun(self._file(id_, ".now"))) is not None:
                    return running
                begun = _begun(self._file(id_, ".last"))
                return _with_end(begun, self._file(id_, ".out")) if begun else None
        return None

    def tells(self, id_: UUID) -> bool:
        """Whether its shell was started so that it tells."""
        return self._file(id_, ".on").exists()

    def forget(self, id_: UUID) -> None:
        """What is told from now on is told by another shell."""
        for suffix in (".on", ".now", ".last", ".out"):
            self._file(id_, suffix).unlink(missing_ok=True)

    def keep_only(self, ids: Collection[UUID]) -> None:
        """Forget what shells told that are gone."""
        for file in self._directory.iterdir():
            if file.stem not in {str(id_) for id_ in ids}:
                file.unlink(missing_ok=True)

    def _file(self, id_: UUID, suffix: str) -> Path:
        return self._directory / f"{id_}{suffix}"


def _begun(file: Path) -> Told | None:
    if not file.exists():
        return None
    with file.open("rb") as opened:
        started = os.fstat(opened.fileno()).st_mtime
        lines = opened.read(MAX_COMMAND_BYTES).decode("utf-8", "replace").split("\n", 3)
    if len(lines) < 4:
        raise _Torn
    shell, _, key = lines[0].partition(" ")
    place = lines[2].split(" ")
    return Told(
        shell=shell,
        key=key,
        command=clean(lines[3]).strip("\n") or None,
        started_at=datetime.fromtimestamp(started, UTC),
        row=int(place[0]) + int(place[2]) if place[0].isdigit() and place[2].isdigit() else None,
    )


def _with_end(begun: Told, file: Path) -> Told:
    """`begun` with what the shell wrote at its end: code, how sure the rows are, and the rows from the one above."""
    with file.open("rb") as opened:
        ended = os.fstat(opened.fileno()).st_mtime
        head, _, rows = opened.read(MAX_OUTPUT_BYTES).decode("utf-8", "replace").partition("\n")
    key, code, how = (*head.split(" "), "", "")[:3]
    if key != begun.key:
        raise _Torn
    done = replace(begun, ended_at=datetime.fromtimestamp(ended, UTC), exit_code=int(code) if code.isdigit() else None)
    if how == "unknown":
        return done
    lines = clean(rows.removesuffix("\n")).split("\n")
    if done.shell == "zsh":
        lines[-1] = _NOT_ENDED.sub("", lines[-1])
    lines = [line.rstrip() for line in lines]
    first = 1 if how != "unsure" else _behind_command(lines, done.command)
    return replace(done, output="\n".join(lines[first or 1 :]).rstrip(), is_cut=how == "cut" or first is None)


def _behind_command(lines: list[str], command: str | None) -> int | None:
    """The line after the last one that ends with the command; None where there is none."""
    typed = (command or "").split("\n")[-1].strip()
    ends = [at for at, line in enumerate(lines) if typed and line.endswith(typed)]
    return ends[-1] + 1 if ends else None
