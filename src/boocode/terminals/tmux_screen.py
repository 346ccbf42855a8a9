"""A terminal that tmux keeps: every window is a tmux client of its own, on its own PTY.

A window that is slow holds up nobody: tmux sends it less, and draws it anew later. All PTYs have the same size, which
is the terminal's.
"""

from __future__ import annotations

from collections.abc import Callable

from boocode.contracts.wire.terminals import TerminalSnapshot
from boocode.proc.environment import clean_environment
from boocode.terminals.filter import BEL, OutputFilter, shown_title
from boocode.terminals.pty import Pty, open_pty
from boocode.terminals.screens import Screen, View, take_signals
from boocode.terminals.sizes import Size
from boocode.terminals.tmux import Pane, Tmux

SNAPSHOT_LINES = 5000
# The other screen with the cursor where it is, and the whole of it as the region that scrolls: tmux knows of neither.
TO_ALTERNATE = b"\x1b[?1047h\x1b7\x1b[r\x1b8"
TO_NORMAL = b"\x1b[?1047l\x1b7\x1b[r\x1b8"


class TmuxScreen(Screen):
    """The windows of one tmux session."""

    def __init__(self, tmux: Tmux, pane: Pane, on_activity: Callable[[], None]) -> None:
        super().__init__(Size(pane.cols, pane.rows), title=shown_title(pane.title))
        self.tmux = tmux
        self.id = pane.id
        self.on_activity = on_activity
        self.pane = pane

    def _view(self) -> TmuxView:
        return TmuxView(self)

    def set_size(self, size: Size) -> None:
        for view in self.views:
            if isinstance(view, TmuxView):
                view.set_size(size)

    async def follow(self, pane: Pane) -> None:
        """What tmux says of the terminal now: windows change to the screen that the program draws on."""
        self.entitle(shown_title(pane.title))
        changed = pane.is_alternate != self.pane.is_alternate
        self.pane = pane
        for view in list(self.views) if changed else []:
            if isinstance(view, TmuxView):
                await view.change_screen(is_alternate=pane.is_alternate)

    def end_detached(self) -> bool:
        """Windows whose tmux client was detached, while the terminal goes on, come back by themselves.

        A tmux that ends detaches clients while it still lists the terminals: it is to be asked once more where this is
        true.
        """
        detached = [view for view in self.views if isinstance(view, TmuxView) and view.is_detached]
        for view in detached:
            if view.was_detached:
                view.outbox.end()
            view.was_detached = True
        return bool(detached)


class TmuxView(View):
    """One tmux client."""

    def __init__(self, screen: TmuxScreen) -> None:
        super().__init__(screen)
        self._terminal = screen
        self._filter = OutputFilter()
        self._pty: Pty | None = None
        self._history_then = 0  # lines that had left the screen when the last snapshot was made
        self.is_detached = False
        self.was_detached = False  # when tmux was looked at last

    async def open(self) -> None:
        size, pane = self._terminal.sizes.size, self._terminal.pane
        await self._begin(resize=len(self._terminal.views) == 1 and size != Size(pane.cols, pane.rows))
        size = self._terminal.sizes.size  # windows may have come, gone and changed meanwhile
        self._pty = await open_pty(
            self._terminal.tmux.attach_argv(self._terminal.id),
            env=clean_environment({"TERM": "xterm-256color", "COLORTERM": "truecolor", "TMUX": ""}),
            cols=size.cols,
            rows=size.rows,
            on_output=self._show,
            on_end=self._detached,
        )
        self._pty.resume()

    async def close(self) -> None:
        if self._pty is not None:
            await self._pty.close()
            self._pty = None

    def set_size(self, size: Size) -> None:
        if self._pty is not None:
            self._pty.resize(size.cols, size.rows)

    def write(self, data: bytes) -> None:
        if self._pty is not None:
            self._pty.write(data)

    def on_room(self) -> None:
        if self._pty is not None:
            self._pty.resume()

    async def start_over(self, *, scrolled: int | None = None) -> None:
        if self._pty is not None and scrolled != await self._history_since():
            await self._begin(resize=False)
            await self._terminal.tmux.redraw(self._pty.tty)
            self._pty.resume()

    async def _history_since(self) -> int:
        return await self._terminal.tmux.history_size(self._terminal.id) - self._history_then

    async def change_screen(self, *, is_alternate: bool) -> None:
        """Show what comes on the other screen, so that it leaves nothing in the scrollback."""
        if self._pty is not None:
            self.outbox.put(TO_ALTERNATE if is_alternate else TO_NORMAL)
            await self._terminal.tmux.redraw(self._pty.tty)

    async def _begin(self, *, resize: bool) -> None:
        """Scrollback comes as a snapshot; the screen itself is what tmux draws first."""
        size, pane = self._terminal.sizes.size, self._terminal.pane
        self._history_then, history = await self._terminal.tmux.history(
            self._terminal.id,
            cols=size.cols,
            rows=size.rows,
            lines=SNAPSHOT_LINES,
            resize=resize,
        )
        size = self._terminal.sizes.size  # as the windows have been told
        shown = OutputFilter().feed(history.replace(b"\n", b"\r\n"))
        if shown:  # out of the way of what tmux draws
            shown += b"\x1b[m" + b"\r\n" * (size.rows - 1)
        if pane.is_alternate:
            shown += TO_ALTERNATE
        self.outbox.start_over(TerminalSnapshot(cols=size.cols, rows=size.rows, bytes=len(shown)), shown)

    def _show(self, data: bytes) -> None:
        shown = self._filter.feed(data)
        self._terminal.has_rung |= BEL in shown
        self.outbox.put(shown)
        take_signals(self._filter, [self.outbox])  # what the program is called tmux is asked
        if self.outbox.is_full and self._pty is not None:
            self._pty.pause()
        self._terminal.on_activity()

    def _detached(self) -> None:
        """The terminal has ended, or tmux has, or somebody detached this client: the next look at tmux tells."""
        self.is_detached = True
        self._terminal.on_activity()
