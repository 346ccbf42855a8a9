"""A terminal without tmux: one PTY that this process keeps, and what it printed last.

The program is held up only while every window is behind. A window that is behind alone misses what comes meanwhile, and
starts over with what is kept.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from boocode.contracts.wire.terminals import TerminalSnapshot
from boocode.terminals.filter import BEL, OutputFilter
from boocode.terminals.launching import login_shell
from boocode.terminals.pty import Pty, open_pty
from boocode.terminals.screens import Screen, View, take_signals
from boocode.terminals.sizes import Size

KEPT_BYTES = 256 * 1024
_FULL_RESET = b"\x1b[!p\x1b[?1049l\x1b[m"


class Kept:
    """The newest output, bounded."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._cut = False

    def add(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        while self._size - len(self._pieces[0]) >= KEPT_BYTES:
            self._size -= len(self._pieces.popleft())
            self._cut = True

    @property
    def is_cut(self) -> bool:
        return self._cut

    def whole(self) -> bytes:
        """All of it, from the beginning of a line where older output is gone."""
        kept = b"".join(self._pieces)
        return kept[kept.find(b"\n") + 1 :] if self._cut else kept


class PlainScreen(Screen):
    """A PTY, its output and its windows."""

    def __init__(self, size: Size, on_activity: Callable[[], None], on_exit: Callable[[], None]) -> None:
        super().__init__(size)
        self.kept = Kept()
        self.pty: Pty | None = None
        self._filter = OutputFilter()
        self._on_activity = on_activity
        self._on_exit = on_exit

    async def start(self, argv: Sequence[str], *, directory: Path, env: Mapping[str, str]) -> None:
        """Run `argv` here, after what ran before was closed. Raises ProgramMissing."""
        size = self.sizes.size
        self._filter = OutputFilter()
        self.pty = await open_pty(
            argv,
            cwd=directory,
            env=env,
            cols=size.cols,
            rows=size.rows,
            on_output=self._show,
            on_end=self._on_exit,
        )
        self.pty.resume()

    async def close(self) -> None:
        if self.pty is not None:
            await self.pty.close()
            self.pty = None

    @property
    def command(self) -> str | None:
        """What runs in the foreground; None while that is just the shell that was started, or nobody can tell."""
        leader = self.pty.foreground if self.pty is not None else None
        try:
            name = Path(f"/proc/{leader}/comm").read_text(errors="replace").strip()
        except OSError:
            return None
        is_shell = self.pty is not None and leader == self.pty.pid and name == Path(login_shell()).name
        return None if is_shell else name

    def set_size(self, size: Size) -> None:
        if self.pty is not None:
            self.pty.resize(size.cols, size.rows)

    def view_left(self) -> None:
        self.pace()

    def pace(self) -> None:
        """Read on unless every window is behind."""
        if self.pty is None:
            return
        if self.views and all(isinstance(view, PlainView) and view.is_behind for view in self.views):
            self.pty.pause()
        else:
            self.pty.resume()

    def _view(self) -> PlainView:
        return PlainView(self)

    def _show(self, data: bytes) -> None:
        shown = self._filter.feed(data)
        self.has_rung |= BEL in shown
        self.kept.add(shown)
        for view in self.views:
            if isinstance(view, PlainView):
                view.show(shown)
        for title in take_signals(self._filter, [view.outbox for view in self.views]):
            self.entitle(title)
        self.pace()
        self._on_activity()


class PlainView(View):
    """One window of a plain terminal."""

    def __init__(self, screen: PlainScreen) -> None:
        super().__init__(screen)
        self._terminal = screen
        self._misses = False

    @property
    def is_behind(self) -> bool:
        return self.outbox.is_full or self._misses

    async def open(self) -> None:
        self._begin(b"")

    async def start_over(self, *, scrolled: int | None = None) -> None:
        if scrolled is not None:  # what a window lacks here it gets by itself
            return
        self._begin(_FULL_RESET)
        self._terminal.pace()

    async def close(self) -> None:
        self.outbox.end()

    def write(self, data: bytes) -> None:
        if self._terminal.pty is not None:
            self._terminal.pty.write(data)

    def show(self, data: bytes) -> None:
        """More output, unless the window is behind anyway."""
        if self.is_behind:
            self._misses = True
        else:
            self.outbox.put(data)

    def on_room(self) -> None:
        if self._misses:
            self._misses = False
            self._begin(_FULL_RESET)
        self._terminal.pace()

    def _begin(self, first: bytes) -> None:
        size, kept = self._terminal.sizes.size, first + self._terminal.kept.whole()
        self.outbox.start_over(TerminalSnapshot(cols=size.cols, rows=size.rows, bytes=len(kept)), kept)


_SEQUENCE = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_OVERWRITTEN = re.compile(rb"[^\n]*\r(?!\n)")


def plain_text(output: bytes) -> str:
    """Output as text: no sequences, and of a line that was written over only its last version."""
    text = _SEQUENCE.sub(b"", output).replace(b"\r\n", b"\n")
    return _OVERWRITTEN.sub(b"", text).replace(b"\r", b"").decode("utf-8", "replace")
