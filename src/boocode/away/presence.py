"""Who looks at BooCode right now, and when somebody last did.

A window says when a human begins to look at it, at what, and when they leave. That is kept in memory; the database
is told when an absence ends, when the last one leaves, and once a minute in between: a killed server forgets a minute
at most.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Set

import anyio

from boocode.away import store
from boocode.db import Database
from boocode.events import Bus
from boocode.kernel.errors import BooError

log = logging.getLogger(__name__)

NOTE_SECONDS = 60.0
BETWEEN_SECONDS = 5.0
"""However often somebody leaves, the database hears of it no more often than this."""


class Presence:
    """The windows in which somebody looks at something.

    Args:
        absence_seconds: How long nobody must have looked for it to be an absence.
        clock: Never jumps; only differences count.
    """

    def __init__(
        self, db: Database, bus: Bus, *, absence_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self.absence_seconds = absence_seconds
        self._seeing: dict[object, Set[str]] = {}
        self._looked = -math.inf
        self._is_return = False
        self._left = anyio.Event()

    @property
    def is_looking(self) -> bool:
        """Somebody looks right now."""
        return bool(self._seeing)

    def sees(self, topic: str | None) -> bool:
        """Somebody looks at this chat (`chat:<id>`) or terminal (`terminal:<id>`) right now."""
        return any(topic in seen for seen in self._seeing.values())

    async def look(self, window: object, seeing: Set[str]) -> None:
        """Somebody looks at a window, and in it at these chats and terminals."""
        was_away = not self._seeing and self._clock() - self._looked >= self.absence_seconds
        self._seeing[window] = seeing
        self._looked = self._clock()
        if was_away:
            self._is_return = True
            await self.note()

    def leave(self, window: object) -> None:
        """Nobody looks at this window any more."""
        seen = self._seeing.pop(window, None)
        if seen is None:
            return
        if not self._seeing:
            self._looked = self._clock()
            self._left.set()
        if seen:  # what is not seen there after all is told elsewhere
            self._bus.publish("app", "notifications")

    async def keep(self) -> None:
        """Have the database know when somebody last looked, until cancelled; what is known then is noted once more."""
        try:
            while True:
                with anyio.move_on_after(NOTE_SECONDS):
                    await self._left.wait()
                has_left, self._left = self._left.is_set(), anyio.Event()
                if has_left or self._seeing:
                    await self.note()
                await anyio.sleep(BETWEEN_SECONDS)
        finally:
            with anyio.move_on_after(1, shield=True):
                await self.note()

    async def note(self) -> None:
        """Store when somebody last looked; the first time after an absence, that it ended."""
        if math.isinf(self._looked):
            return
        since = 0.0 if self._seeing else self._clock() - self._looked
        try:
            async with self._db.transaction() as conn:
                ended = self._is_return and await store.end_absence(conn, self.absence_seconds)
                await store.note_look(conn, since)
            self._is_return = False
        except BooError as error:  # said again within a minute
            log.warning("When somebody last looked was not noted: %s", error.message)
        else:
            if ended:
                self._bus.publish("app", "away")
