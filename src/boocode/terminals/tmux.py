"""tmux on a socket of our own: the daemon that keeps terminals when everything else ends.

It is configured here and nowhere else: no file of the user, no key of its own, no status line. One tmux session per
terminal, called by the terminal's id.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from uuid import UUID

import anyio

from boocode.proc.command import Finished, run
from boocode.terminals.errors import TmuxFailed
from boocode.terminals.launching import login_shell

HISTORY_LINES = 50_000
_MAX_SOCKET_PATH = 100  # of 107 on Linux, 103 on macOS
_COMMAND_SECONDS = 10.0
_START_TRIES = 40
_START_SECONDS = 0.025
_CODE_TRIES = 20
_CODE_SECONDS = 0.02
_ENDING = "server exited"
_NOBODY = ("no server running", "No such file or directory", "Connection refused", "no current target", _ENDING)
_GONE = ("can't find session", "can't find pane", "can't find window")
_FIELDS = (
    "session_name",
    "pane_dead",
    "pane_dead_status",
    "pane_dead_signal",
    "pid",
    "pane_pid",
    "alternate_on",
    "pane_width",
    "pane_height",
    "history_size",
    "session_created",
    "window_bell_flag",
    "pane_title",  # what programs and directories are called comes last: it may hold anything
    "pane_current_command",
    "pane_start_path",
)
_CONFIGURATION = """\
# Written by BooCode at every start.
set -g default-terminal {term}
set -g history-limit {history}
set -g status off
set -g mouse off
set -g prefix None
set -g prefix2 None
set -g escape-time 0
set -g focus-events on
set -g set-titles off
set -g set-clipboard on
set -g bell-action any
set -g visual-bell off
set -g visual-activity off
set -g monitor-activity off
set -g update-environment ""
set -g remain-on-exit on
set -gq remain-on-exit-format ""
set -gq allow-passthrough off
set -g allow-rename off
set -g automatic-rename off
set -g destroy-unattached off
set -g exit-unattached off
set -g exit-empty on
set -g window-size smallest
set -g default-size 80x24
set -g terminal-overrides "*:smcup@:rmcup@:indn@:Se=\\\\E[0 q:Sync=\\\\E[?2026%?%p1%{{1}}%-%tl%eh%;"
set -g terminal-features "*:256:RGB:clipboard:ccolour:cstyle:focus:strikethrough:overline:usstyle:bpaste:mouse"
set-hook -g pane-set-clipboard "delete-buffer"
set-environment -gu VIRTUAL_ENV
set-environment -gu TMUX
set-environment -gu TMUX_PANE
unbind-key -a -T prefix
unbind-key -a -T root
"""


@dataclass(frozen=True, slots=True)
class Pane:
    """The one pane of a terminal's tmux session.

    Attributes:
        pid: Of what was started in it: another one after every start.
        server_pid: Of the tmux server.
        is_alternate: The program draws on the alternate screen, as editors and pagers do.
        exit_code: Of a program that ended; negative for a signal; None for one that only let go of its terminal.
        has_rung: Its program rang the bell while no window showed it, and none has since.
        command: What runs in the foreground; None while that is just the shell that was started in it.
    """

    id: UUID
    pid: int
    server_pid: int
    is_dead: bool
    exit_code: int | None
    is_alternate: bool
    cols: int
    rows: int
    history: int
    started_at: datetime
    has_rung: bool
    title: str
    command: str | None
    directory: str

    @property
    def owes_code(self) -> bool:
        """The program has ended, or has at least closed its terminal, and tmux has not said how."""
        return self.is_dead and self.exit_code is None


class Tmux:
    """Commands to our tmux server, which runs while there are terminals."""

    def __init__(self, program: str, socket: Path, run_dir: Path) -> None:
        self.socket = socket
        self.program = program
        self._run_dir = run_dir
        self._configuration = run_dir / "tmux.conf"
        self._codeless: set[int] = set()  # programs that live on without their terminal

    async def set_up(self) -> None:
        """Write the configuration, and give it to a server that is running already."""
        text = _CONFIGURATION.format(term=_known_terminal(), history=HISTORY_LINES)
        self._configuration.write_text(text)
        await self._tell("source-file", str(self._configuration), may_be_absent=True)

    async def start(
        self,
        id_: UUID,
        argv: Sequence[str],
        *,
        directory: Path,
        env: Mapping[str, str],
        own: Mapping[str, str],
        cols: int,
        rows: int,
    ) -> None:
        """Run `argv` as a new terminal.

        Args:
            env: For the tmux server where it is started by this, and for what runs in the terminal.
            own: Only for what runs in the terminal.

        Raises:
            TmuxFailed: It cannot be started.
        """
        size = ["-x", str(cols), "-y", str(rows)]
        given = _given(env, own)
        words = ["new-session", "-d", "-s", str(id_), *size, *given, "--", *argv]
        for tries_left in range(_START_TRIES, -1, -1):
            try:
                # The directory is passed as our own: as an argument its name would be expanded as a format.
                await self._tell(*words, cwd=directory, env=env)
                return
            except TmuxFailed as error:
                if not (tries_left and error.data["is_ending"]):
                    raise
            await anyio.sleep(_START_SECONDS)  # the server ends with its last terminal: the next one is a new server

    async def restart(self, id_: UUID, argv: Sequence[str], *, env: Mapping[str, str], own: Mapping[str, str]) -> None:
        """End what runs in the terminal, and run `argv` there."""
        await self._tell("respawn-pane", "-k", "-t", pane_of(id_), *_given(env, own), "--", *argv)

    async def kill(self, id_: UUID) -> None:
        """End the terminal with everything in it; nothing if there is none."""
        await self._tell("kill-session", "-t", f"={id_}", may_be_absent=True)

    async def panes(self) -> Mapping[UUID, Pane]:
        """All terminals there are, by id.

        Raises:
            TmuxFailed: tmux did not answer. That says nothing about the terminals.
        """
        panes = await self._list()
        for _ in range(_CODE_TRIES):
            owing = [pane for pane in panes.values() if pane.owes_code and pane.pid not in self._codeless]
            if not owing:
                break
            _remind(owing[0].server_pid)
            await anyio.sleep(_CODE_SECONDS)
            panes = await self._list()
        self._codeless = {pane.pid for pane in panes.values() if pane.owes_code}
        return panes

    async def _list(self) -> Mapping[UUID, Pane]:
        wanted = "\t".join(f"#{{{field}}}" for field in _FIELDS)
        told = await self._tell("list-panes", "-a", "-F", wanted, may_be_absent=True)
        found = [pane for line in told.decode("utf-8", "replace").split("\n") if (pane := _pane(line))]
        return {pane.id: pane for pane in found}

    async def history(self, id_: UUID, *, cols: int, rows: int, lines: int, resize: bool) -> tuple[int, bytes]:
        """How many lines have left the screen, and the last of them, with colours, one line per `\\n`.

        The window has that size afterwards.
        """
        # Setting the size takes the window out of the care of `window-size`: the last command puts it back.
        size = ["resize-window", "-t", pane_of(id_), "-x", str(cols), "-y", str(rows), ";"] if resize else []
        back = [";", "set-option", "-w", "-u", "-t", pane_of(id_), "window-size"] if resize else []
        capture = ["capture-pane", "-p", "-e", "-t", pane_of(id_), "-S", str(-lines), "-E", "-1"]
        count, _, shown = (await self._tell(*size, *self._count(id_), ";", *capture, *back)).partition(b"\n")
        return int(count), shown

    async def history_size(self, id_: UUID) -> int:
        """How many lines have left the screen."""
        return int(await self._tell(*self._count(id_)))

    def _count(self, id_: UUID) -> list[str]:
        return ["display-message", "-p", "-t", pane_of(id_), "#{history_size}"]

    async def text(self, id_: UUID, first: int) -> bytes:
        """Scrollback and screen without colours, from this row on: 0 is the screen's first. Wrapped lines are whole."""
        return await self._tell("capture-pane", "-p", "-J", "-t", pane_of(id_), "-S", str(first))

    async def redraw(self, tty: str) -> None:
        """Have the client on this terminal drawn anew; nothing if it has gone."""
        await self._tell("refresh-client", "-t", tty, may_be_absent=True)

    def attach_argv(self, id_: UUID) -> list[str]:
        """What to run on a terminal to see this one."""
        return [*self._argv(), "attach-session", "-t", f"={id_}"]

    def _argv(self) -> list[str]:
        return [self.program, "-u", "-f", str(self._configuration), "-S", str(self.socket)]

    async def _tell(
        self, *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, may_be_absent: bool = False
    ) -> bytes:
        done = await run(
            [*self._argv(), *words],
            cwd=cwd or self._run_dir,
            env=env,
            timeout_seconds=_COMMAND_SECONDS,
            max_output_bytes=64 * 1024 * 1024,
        )
        if done.returncode == 0 or (may_be_absent and _says_absent(done)):
            return done.stdout
        said = done.stderr or f"it ended with {done.returncode}"
        raise TmuxFailed(f"tmux could not do it: {said}", did=words[0], is_ending=_ENDING in said)


def find_tmux() -> str | None:
    """The program, where it is installed."""
    return shutil.which("tmux")


def pane_of(id_: UUID) -> str:
    """The terminal's pane, as tmux is told of it."""
    return f"={id_}:"


def socket_in(run_dir: Path) -> Path:
    """Where our socket is: in `run_dir`, or in a private directory of a shorter name that depends on it alone.

    Raises:
        TmuxFailed: Somebody else has that directory.
    """
    socket = run_dir / "tmux.sock"
    if len(os.fsencode(socket)) <= _MAX_SOCKET_PATH:
        return socket
    key = hashlib.sha256(os.fsencode(run_dir.resolve())).hexdigest()[:16]
    place = Path("/tmp", f"boocode-{os.getuid()}-{key}")  # noqa: S108 - made private, and checked to be ours
    place.mkdir(mode=0o700, exist_ok=True)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise TmuxFailed(f"{place} is not private to you. Remove it, or choose a data directory with a shorter path.")
    return place / "tmux.sock"


def _remind(server_pid: int) -> None:
    """Have tmux look which of its children have ended.

    When a program closes its terminal, tmux (up to 3.3a, built with utempter) tells utempter, which ignores SIGCHLD
    meanwhile: the signal of the program's own end is lost if it comes just then, and with it the exit code. tmux sends
    itself one after utempter was told of a start for the same reason. To any other process it says nothing.
    """
    with suppress(OSError):
        os.kill(server_pid, signal.SIGCHLD)


def _says_absent(done: Finished) -> bool:
    return any(words in done.stderr for words in (*_NOBODY, *_GONE)) or "can't find client" in done.stderr


def _given(env: Mapping[str, str], own: Mapping[str, str]) -> list[str]:
    """Arguments for what is said again for every terminal: the server may have been started long ago, elsewhere."""
    again = {name: value for name, value in env.items() if name in ("COLORTERM", "LANG", "LC_ALL", "PATH", "SHELL")}
    return [word for name, value in (again | dict(own)).items() for word in ("-e", f"{name}={value}")]


def _pane(line: str) -> Pane | None:
    """A pane from a line of the list; None for what is none of ours."""
    values = dict(zip(_FIELDS, [*line.split("\t", len(_FIELDS) - 1), *[""] * len(_FIELDS)], strict=False))
    try:
        id_ = UUID(values["session_name"])
        pid = int(values["pane_pid"])
        number = values["pane_dead_status"]
        killed_by = values["pane_dead_signal"]
        return Pane(
            id=id_,
            pid=pid,
            server_pid=int(values["pid"]),
            is_dead=values["pane_dead"] == "1",
            exit_code=-int(killed_by) if killed_by.isdigit() else int(number) if number.isdigit() else None,
            is_alternate=values["alternate_on"] == "1",
            cols=int(values["pane_width"]),
            rows=int(values["pane_height"]),
            history=int(values["history_size"]),
            started_at=datetime.fromtimestamp(int(values["session_created"]), UTC),
            has_rung=values["window_bell_flag"] == "1",
            # What tmux says before a program has said anything.
            title="" if values["pane_title"] == gethostname() else values["pane_title"],
            command=None if _is_at_prompt(pid, values["pane_current_command"]) else values["pane_current_command"],
            directory=values["pane_start_path"],
        )
    except ValueError:
        return None


def _is_at_prompt(pid: int, command: str) -> bool:
    """Whether the shell that was started has the terminal to itself."""
    if command.removeprefix("-") != Path(login_shell()).name:
        return False
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return int(fields[5]) == pid  # the foreground process group of its terminal
    except (OSError, ValueError, IndexError):  # not Linux: a shell in the shell is taken for it
        return True


def _known_terminal() -> str:
    """The best description of tmux's own terminal that this machine has."""
    homes = (
        "/usr/share/terminfo",
        "/lib/terminfo",
        "/etc/terminfo",
        "/usr/lib/terminfo",
        "/opt/homebrew/share/terminfo",
    )
    wanted = "tmux-256color"
    known = any(Path(home, letter, wanted).exists() for home in homes for letter in ("t", "74"))
    return wanted if known else "screen-256color"
