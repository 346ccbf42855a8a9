"""How large a terminal is that several windows show: as the smallest of them, or as the one it is fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

W = TypeVar("W")
MIN_CELLS, MAX_CELLS = 2, 500


@dataclass(frozen=True, slots=True)
class Size:
    cols: int
    rows: int

    @classmethod
    def bounded(cls, cols: int, rows: int) -> Size:
        """The nearest size that a terminal can have."""
        return cls(max(MIN_CELLS, min(MAX_CELLS, cols)), max(MIN_CELLS, min(MAX_CELLS, rows)))


class Sizes(Generic[W]):
    """The windows of one terminal and what each has room for."""

    def __init__(self, first: Size) -> None:
        self._size = first
        self._room: dict[W, Size] = {}
        self.fitted_to: W | None = None

    @property
    def size(self) -> Size:
        """What the terminal should have; without windows, what it had last."""
        if self.fitted_to is not None:
            self._size = self._room[self.fitted_to]
        elif self._room:
            room = self._room.values()
            self._size = Size(min(one.cols for one in room), min(one.rows for one in room))
        return self._size

    def put(self, window: W, size: Size) -> None:
        """The window is there, and has so much room."""
        self._room[window] = size

    def remove(self, window: W) -> None:
        if self.fitted_to == window:
            self.fitted_to = None
        self._room.pop(window, None)

    def fit(self, window: W, *, on: bool) -> None:
        """Fit the terminal to the window, or no more."""
        if on:
            self.fitted_to = window
        elif self.fitted_to == window:
            self.fitted_to = None
