"""What somebody who does not look at a terminal wants to know of: it rang, or finished what took long.

That it ended is noted with its state. What is told here comes from looking again and again; a server that starts takes
what already runs for long.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

LONG_SECONDS = 10.0
"""Whoever waits for less is still there."""


class News:
    """Compares what terminals do with what they did before.

    Args:
        clock: Never jumps; only differences count.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._busy: dict[UUID, float] = {}
        self._rang: set[UUID] = set()
        self._rung: Collection[UUID] = ()
        self._is_first = True

    def ring(self, id_: UUID) -> None:
        """Its program rang the bell, as a window that shows it was told."""
        self._rang.add(id_)

    def since(self, commands: Mapping[UUID, str | None], rung: Collection[UUID]) -> set[UUID]:
        """The terminals that have news since this was asked before.

        Args:
            commands: What runs in each; None where nothing does.
            rung: Those that rang while no window showed them, for as long as none does.
        """
        found = (self._rang | (set(rung) - set(self._rung))) & commands.keys()
        self._rang, self._rung = set(), rung
        now = self._clock()
        for id_, command in commands.items():
            if command is not None:
                self._busy.setdefault(id_, -math.inf if self._is_first else now)
            elif now - self._busy.pop(id_, now) >= LONG_SECONDS:
                found.add(id_)
        self._busy = {id_: since for id_, since in self._busy.items() if id_ in commands}
        self._is_first = False
        return found
