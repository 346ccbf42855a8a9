"""Invalidations: unsequenced hints that something named should be fetched again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio


@dataclass(frozen=True, slots=True)
class Invalidation:
    topic: str
    what: tuple[str, ...]


@dataclass(slots=True)
class Listener:
    """What one client has still to be told: at most one entry per topic, so it never grows."""

    topics: set[str]
    waiting: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    woken: anyio.Event = field(default_factory=anyio.Event)

    def put(self, topic: str, what: tuple[str, ...]) -> None:
        if topic in self.topics:
            self.waiting.setdefault(topic, set()).update(what)
            self.woken.set()

    async def next(self) -> list[Invalidation]:
        """Wait for something to be told, and take it all."""
        await self.woken.wait()
        self.woken = anyio.Event()
        taken, self.waiting = self.waiting, {}
        return [Invalidation(topic, tuple(sorted(what))) for topic, what in taken.items()]


class Bus:
    """Tells local listeners at once; `on_publish` lets the log pass it on to other processes."""

    def __init__(self) -> None:
        self._by_id: dict[int, Listener] = {}
        self.on_publish: Callable[[str, tuple[str, ...]], None] | None = None

    def publish(self, topic: str, *what: str) -> None:
        """Tell everyone who listens to `topic` that `what` changed. Topics: `app`, `session:<id>`."""
        self.deliver(topic, what)
        if self.on_publish:
            self.on_publish(topic, what)

    def deliver(self, topic: str, what: tuple[str, ...]) -> None:
        """Tell local listeners only."""
        for listener in self._by_id.values():
            listener.put(topic, what)

    @contextmanager
    def listen(self) -> Generator[Listener]:
        """A listener to no topic yet: add to its `topics`."""
        listener = Listener(set())
        self._by_id[id(listener)] = listener
        try:
            yield listener
        finally:
            del self._by_id[id(listener)]
