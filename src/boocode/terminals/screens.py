"""What a terminal and the windows that show it have in common; one subclass for tmux, one for a plain PTY."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.terminals import TerminalClipboard, TerminalResized, TerminalTitle
from boocode.terminals.filter import Clipboard, OutputFilter, Title
from boocode.terminals.outbox import Outbox
from boocode.terminals.sizes import Size, Sizes


class Window(Protocol):
    """One window that shows a terminal, as its socket sees it."""

    outbox: Outbox

    @property
    def size(self) -> Size:
        """Of the terminal, which may be smaller than the window."""
        ...

    def write(self, data: bytes) -> None:
        """Type `data`. Raises InputRefused when the program does not read."""
        ...

    def resize(self, cols: int, rows: int) -> None: ...

    def fit(self, *, on: bool) -> None: ...

    async def start_over(self, *, scrolled: int | None = None) -> None:
        """Put a new snapshot into the outbox, with all that has left the screen.

        Args:
            scrolled: How many lines have left the window's screen since its last snapshot; no snapshot is made when as
                many have left the terminal's.
        """
        ...


class Screen(ABC):
    """A terminal that somebody looks at."""

    def __init__(self, size: Size, *, title: str = "") -> None:
        self.sizes: Sizes[View] = Sizes(size)
        self.views: list[View] = []
        self.has_rung = False
        """The program rang the bell since whoever asks asked before."""
        self.title = title
        """What the program calls what it does, as the windows were told."""
        self._told = size

    @asynccontextmanager
    async def shown(self, cols: int, rows: int) -> AsyncGenerator[Window]:
        """A window of this size until the end of the block. Its outbox begins with a snapshot."""
        view = self._view()
        self.views.append(view)
        self.sizes.put(view, Size.bounded(cols, rows))
        self._told = self.sizes.size
        try:
            await view.open()
            view.outbox.say(TerminalTitle(text=self.title))
            self.apply_size()
            yield view
        finally:
            self.views.remove(view)
            self.sizes.remove(view)
            await view.close()
            self.apply_size()
            self.view_left()

    def apply_size(self) -> None:
        """Give the terminal the size it should have, and tell the windows."""
        size = self.sizes.size
        self._told = size
        self.set_size(size)
        for view in self.views:
            view.tell_size(size, fitted=self.sizes.fitted_to is view)

    def say(self, frame: Wire) -> None:
        """Tell all windows."""
        for view in self.views:
            view.outbox.say(frame)

    def entitle(self, title: str) -> None:
        """Tell all windows what the program calls what it does, if that is news."""
        if title != self.title:
            self.title = title
            self.say(TerminalTitle(text=title))

    def end(self, frame: Wire) -> None:
        """Tell all windows that it is over."""
        for view in self.views:
            view.outbox.say(frame)
            view.outbox.end()

    @abstractmethod
    def _view(self) -> View: ...

    @abstractmethod
    def set_size(self, size: Size) -> None: ...

    def view_left(self) -> None:
        """A window is gone: what it held up goes on."""
        return


class View(ABC):
    """One window of a screen."""

    def __init__(self, screen: Screen) -> None:
        self.outbox = Outbox(self.on_room)
        self._screen = screen
        self._size_told: TerminalResized | None = None

    @property
    def size(self) -> Size:
        return self._screen.sizes.size

    def resize(self, cols: int, rows: int) -> None:
        self._screen.sizes.put(self, Size.bounded(cols, rows))
        self._screen.apply_size()

    def fit(self, *, on: bool) -> None:
        self._screen.sizes.fit(self, on=on)
        self._screen.apply_size()

    def tell_size(self, size: Size, *, fitted: bool) -> None:
        frame = TerminalResized(cols=size.cols, rows=size.rows, fitted=fitted)
        if frame != self._size_told:
            self._size_told = frame
            self.outbox.say(frame)

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def start_over(self, *, scrolled: int | None = None) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    def write(self, data: bytes) -> None: ...

    @abstractmethod
    def on_room(self) -> None: ...


def take_signals(source: OutputFilter, outboxes: Sequence[Outbox]) -> Sequence[str]:
    """Tell these windows what the filter has collected for the clipboard; titles are returned."""
    titles: list[str] = []
    for signal in source.signals:
        match signal:
            case Title(text):
                titles.append(text)
            case Clipboard(text):
                for outbox in outboxes:
                    outbox.say(TerminalClipboard(text=text))
    source.signals.clear()
    return titles
