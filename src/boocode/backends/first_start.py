"""The first start of an agent in a home, alone: many set up what they keep there then, and two at once break it.

opencode, for one, makes the tables of its database when it starts, and exits if another is at it. Later starts in the
same home, with the same configuration, run side by side.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio

from boocode.backends.launching import XDG, launch_environment
from boocode.contracts.launch import Launch
from boocode.kernel.errors import BooError

WAIT_SECONDS = 60.0

_log = logging.getLogger(__name__)
T = TypeVar("T")
_Place = tuple[str, ...]


class FirstStarts:
    """Knows which homes are set up, as far as this process has seen.

    Args:
        wait_seconds: For how long at most one start waits for another; then it goes ahead.
    """

    def __init__(self, wait_seconds: float = WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self._turns: dict[_Place, anyio.Lock] = {}
        self._settled: set[tuple[_Place, str]] = set()

    async def run(self, launch: Launch, start: Callable[[], Awaitable[T]], *, again_after: type[BooError]) -> T:
        """What `start` gives, which starts the agent and shakes hands with it; the first in a home runs alone.

        If the very first one ends with `again_after`, it is tried once more: nothing was asked of the agent yet.
        One that raises has not set up the home: the next one is the first.
        """
        async with self._turn(launch) as is_first:
            try:
                return await start()
            except again_after as error:
                if not is_first:
                    raise
                _log.info("%s is started once more: %s", launch.argv[0], error.message)
                return await start()

    @asynccontextmanager
    async def _turn(self, launch: Launch) -> AsyncGenerator[bool]:
        """A start; gives whether it is the first."""
        place = _place(launch)
        settled = (place, launch.fingerprint)
        if settled in self._settled:
            yield False
            return
        turn = self._turns.setdefault(place, anyio.Lock())
        with anyio.move_on_after(self._wait_seconds) as patience:
            await turn.acquire()
        if patience.cancelled_caught:
            _log.warning("the first start of %s takes long; starting another beside it", launch.argv[0])
            yield False
            return
        if settled in self._settled:
            turn.release()
            yield False
            return
        try:
            yield True
            self._settled.add(settled)
        finally:
            turn.release()


def _place(launch: Launch) -> _Place:
    """Where the agent keeps what it keeps; what is not set is the user's own."""
    env = launch_environment(launch)
    return (launch.argv[0], *(env.get(name, "") for name in ("HOME", *XDG)))
