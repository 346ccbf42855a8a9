"""Between processes that share a database: NOTIFY carries numbers and topics only, each reads the log itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import anyio
import psycopg
from psycopg import AsyncConnection, Notify

from boocode.db import DatabaseGone
from boocode.events.bus import Bus
from boocode.events.feed import Feeds
from boocode.events.writer import Connect
from boocode.kernel.ids import new_id

log = logging.getLogger(__name__)

CHANNEL = "boocode"
MAX_WAITING = 10_000


class Relay:
    """Sends what happened here, and wakes followers here for what happened elsewhere."""

    def __init__(self, connect: Connect, bus: Bus, feeds: Feeds) -> None:
        self._connect = connect
        self._bus = bus
        self._feeds = feeds
        self._me = str(new_id())
        self._heads: dict[UUID, int] = {}
        self._topics: set[tuple[str, tuple[str, ...]]] = set()
        self._woken = anyio.Event()
        bus.on_publish = self._pass_on_topic

    def pass_on(self, heads: Mapping[UUID, int]) -> None:
        """Tell other processes how far these chats' logs reach. Only the newest number per chat is kept."""
        self._heads.update(heads)
        self._woken.set()

    def _pass_on_topic(self, topic: str, what: tuple[str, ...]) -> None:
        if len(self._topics) < MAX_WAITING:
            self._topics.add((topic, what))
        self._woken.set()

    async def listen_for_ever(self) -> None:
        """Send and receive until cancelled, across lost connections."""
        while True:
            try:
                async with await self._connect() as receiver, await self._connect() as sender:
                    await receiver.execute(f"listen {CHANNEL}")
                    await self._feeds.check()
                    async with anyio.create_task_group() as group:
                        group.start_soon(self._send_for_ever, sender)
                        async for notify in receiver.notifies():
                            self._receive(notify)
            except* (psycopg.Error, OSError, DatabaseGone) as errors:
                log.warning("lost the connection to other processes, trying again: %s", errors.exceptions[0])
            await anyio.sleep(0.5)

    async def _send_for_ever(self, conn: AsyncConnection[tuple[Any, ...]]) -> None:
        while True:
            await self._woken.wait()
            self._woken = anyio.Event()
            heads, self._heads = self._heads, {}
            topics, self._topics = self._topics, set()
            payloads = [f"{self._me} seq {chat_id} {seq}" for chat_id, seq in heads.items()]
            payloads += [f"{self._me} what {topic} {','.join(what)}" for topic, what in topics]
            try:
                await conn.execute("select pg_notify(%s, p) from unnest(%s::text[]) p", (CHANNEL, payloads))
            except psycopg.Error:  # said again over the next connection
                self._heads = heads | self._heads
                self._topics |= topics
                self._woken.set()
                raise

    def _receive(self, notify: Notify) -> None:
        sender, kind, topic, value = notify.payload.split(" ", 3)
        if sender == self._me:
            return
        if kind == "what":
            self._bus.deliver(topic, tuple(value.split(",")))
        elif feed := self._feeds.wanted(UUID(topic)):
            feed.rise(int(value))
