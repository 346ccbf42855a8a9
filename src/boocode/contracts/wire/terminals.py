"""Terminals, and the frames of a terminal's own socket.

`/api/terminals/{id}/ws?cols=&rows=`: binary frames are bytes, both ways; text frames are JSON, `TerminalClientFrame` up
and `TerminalServerFrame` down. The client acknowledges the bytes its screen has taken in (`ack`); the server sends at
most `credit` bytes beyond that.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire, WireInput

TerminalPlace = Literal["worktree", "project"]
TerminalKind = Literal["shell", "ssh"]
TerminalState = Literal["running", "exited", "lost"]
Columns = Annotated[int, Field(ge=2, le=500)]
Lines = Annotated[int, Field(ge=2, le=500)]


class Terminal(Wire):
    """A shell, or a connection to another machine, that goes on without anybody looking."""

    id: UUID
    session_id: UUID | None = Field(description="Null: its session is gone; it can be looked at, ended and adopted.")
    name: str
    directory: str = Field(description="Where it began.")
    place: TerminalPlace = Field(description="Whose files that directory holds.")
    kind: TerminalKind
    host: str | None = Field(default=None, description="The machine it is connected to, with `ssh`.")
    state: TerminalState = Field(description="`lost`: it ended with the machine, or with a server that kept it itself.")
    exit_code: int | None = Field(default=None, description="Negative: the signal that ended it.")
    command: str | None = Field(default=None, description="What runs in the foreground; null when nothing runs.")
    durable: bool = Field(description="It goes on when the server is restarted.")
    clients: int = Field(description="How many windows show it now.")
    created_at: Timestamp
    ended_at: Timestamp | None = None
    unread: bool = Field(
        default=False,
        description="It rang, ended, or finished what took long, and nobody has looked at it since.",
    )


class Terminals(Wire):
    terminals: list[Terminal]
    next: str | None = None
    tmux: bool = Field(description="New terminals outlive the server.")
    message: str = Field(description="A sentence on what new terminals outlive, and what to install if they do not.")


class LastCommand(Wire):
    """What ran last, as far as it can be told."""

    command: str | None = Field(description="Null when only its output is known.")
    output: str
    exit_code: int | None = Field(default=None, description="Null while it runs, and where it is not known.")
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = Field(default=None, description="Null while it runs, and where it is not known.")
    truncated: bool = Field(default=False, description="The beginning of its output is missing.")
    how: Literal["shell", "marks", "prompt", "lines"] = Field(
        description="Told by the shell; by marks in its output (OSC 133); from its repeated prompt; or the last lines."
    )


class TerminalText(Wire):
    text: str = Field(description="Scrollback and screen without colours; the newest lines that fit.")
    lines: int
    truncated: bool = Field(description="There are older lines.")
    last_command: LastCommand


class SshHost(Wire):
    name: str = Field(description="What to pass as `ssh`.")
    address: str | None = Field(default=None, description="Its HostName, where that differs.")
    source: Literal["ssh_config", "settings"]


class SshHosts(Wire):
    hosts: list[SshHost]
    message: str = Field(description="A sentence: where the list comes from, or why there is none.")


# --- frames, server to client ---------------------------------------------------------------------------------------


class TerminalHello(Wire):
    """The first frame."""

    type: Literal["hello"] = "hello"
    terminal: Terminal
    cols: int
    rows: int
    credit: int = Field(description="How many bytes may be under way without `ack`.")


class TerminalSnapshot(Wire):
    """Start over with an empty screen of this size: the next `bytes` bytes are what was there before, then it is live.

    Comes first, and again whenever the client had fallen too far behind."""

    type: Literal["snapshot"] = "snapshot"
    cols: int
    rows: int
    bytes: int


class TerminalResized(Wire):
    """The screen has this size from here on: the smallest of all windows, or that of the one it is fitted to."""

    type: Literal["resized"] = "resized"
    cols: int
    rows: int
    fitted: bool = Field(default=False, description="It is fitted to this window.")


class TerminalChanged(Wire):
    """It was renamed, or started again."""

    type: Literal["terminal"] = "terminal"
    terminal: Terminal


class TerminalExited(Wire):
    type: Literal["exit"] = "exit"
    code: int | None


class TerminalTitle(Wire):
    """What the program calls its window: no control characters, at most 200 characters."""

    type: Literal["title"] = "title"
    text: str


class TerminalClipboard(Wire):
    """A program wants this on the clipboard (OSC 52). Nothing is done before the human accepts."""

    type: Literal["clipboard"] = "clipboard"
    text: str


class TerminalLost(Wire):
    """It is gone without an exit code. The socket closes."""

    type: Literal["lost"] = "lost"


class TerminalRefused(Wire):
    """A frame that was not obeyed; the socket stays."""

    type: Literal["error"] = "error"
    code: str
    message: str


class TerminalPong(Wire):
    type: Literal["pong"] = "pong"


TerminalServerFrame = Annotated[
    TerminalHello
    | TerminalSnapshot
    | TerminalResized
    | TerminalChanged
    | TerminalExited
    | TerminalTitle
    | TerminalClipboard
    | TerminalLost
    | TerminalRefused
    | TerminalPong,
    Field(discriminator="type"),
]


# --- frames, client to server ---------------------------------------------------------------------------------------


class ResizeTerminal(WireInput):
    """This window has room for so much."""

    op: Literal["resize"] = "resize"
    cols: Columns
    rows: Lines


class FitTerminal(WireInput):
    """Make the screen as large as this window, whatever others have room for; `on: false` ends that."""

    op: Literal["fit"] = "fit"
    on: bool = True


class AckTerminal(WireInput):
    """So many more bytes of binary frames are on the screen."""

    op: Literal["ack"] = "ack"
    bytes: int = Field(ge=0, le=1 << 30)


class HistoryTerminal(WireInput):
    """The window is about to be scrolled back or searched: answered with a `snapshot` of what has left the screen.

    tmux draws only what stays visible, so of output that comes fast a window lacks lines until it asks."""

    op: Literal["history"] = "history"
    scrolled: int | None = Field(
        default=None,
        ge=0,
        description="Lines that have left this window's screen since its snapshot: where the terminal says the same, "
        "nothing is missing, and no snapshot comes.",
    )


class PingTerminal(WireInput):
    """Answered with `pong`. Without any frame for 45 s the server closes the socket."""

    op: Literal["ping"] = "ping"


TerminalClientFrame = Annotated[
    ResizeTerminal | FitTerminal | AckTerminal | HistoryTerminal | PingTerminal, Field(discriminator="op")
]
