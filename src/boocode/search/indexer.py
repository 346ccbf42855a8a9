"""Keeps the index up to date in the background, one batch per transaction.

What is new is found by the chats' logs, by titles that differ, and by the time changes were made; what was there before
the index, by walking the parts from the newest to the oldest. How far it is stands in the same transaction as what it
made, so a kill costs one batch. An advisory lock lets one process at a time do it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal
from uuid import UUID

import anyio
import anyio.to_thread

from boocode.db import Connection, Database
from boocode.kernel.errors import BooError
from boocode.search import facts, store
from boocode.search.store import ChatState, Document
from boocode.search.texts import ChangeSource, PartSource, ReadBlob, text_of, text_of_change

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.5  # without anything new, before it is looked at
LATEST_SECONDS = 3.0  # after which it is looked at in any case
LOOK_SECONDS = 30.0  # without a sign of anything new
BUSY_SECONDS = 1.0  # somebody else is at it
CHATS = 50
BATCH = 100

Looked = Literal["more", "done", "busy"]


class Indexer:
    """Makes documents of what is stored. `wake` says that there may be something new."""

    def __init__(self, db: Database, read_blob: ReadBlob) -> None:
        self._db = db
        self._read_blob = read_blob
        self._woken = anyio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def run_for_ever(self) -> None:
        """Index until cancelled; an idle database is looked at every 30 seconds."""
        while True:
            self._woken = anyio.Event()
            began = anyio.current_time()
            looked = await self._look_safely()
            if looked == "more":  # half of one core at most, and none of it at once
                await anyio.sleep(min(anyio.current_time() - began, 1.0))
                continue
            if looked == "busy":
                await anyio.sleep(BUSY_SECONDS)
                continue
            with anyio.move_on_after(LOOK_SECONDS):
                await self._woken.wait()
                await self._calm()

    async def _calm(self) -> None:
        """Wait until nothing new came for a moment, but not for long: many prompts at once go before the index."""
        latest = anyio.current_time() + LATEST_SECONDS
        while self._woken.is_set() and anyio.current_time() < latest:
            self._woken = anyio.Event()
            with anyio.move_on_after(GATHER_SECONDS):
                await self._woken.wait()

    async def _look_safely(self) -> Looked:
        try:
            return await self.look()
        except BooError as error:
            log.info("indexing waits for the database: %s", error.message)
        except Exception:  # the boundary of a background loop
            log.exception("indexing failed")
        return "done"

    async def look(self) -> Looked:
        """Index one batch of each kind; whether there is more."""
        steps: Sequence[Callable[[Connection], Awaitable[bool]]] = (self._chats, self._changes, self._older)
        more = False
        for step in steps:
            async with self._db.transaction() as conn:
                if not await store.try_lock(conn):
                    return "busy"
                more = await step(conn) or more
        return "more" if more else "done"

    async def _chats(self, conn: Connection) -> bool:
        ahead = await store.chats_ahead(conn, CHATS)
        await self._titles(conn, [chat for chat in ahead if chat.title != chat.known_title])
        left, more = 4 * BATCH, len(ahead) == CHATS
        for chat in ahead:
            if left <= 0:
                return True
            parts, seq = await store.parts_told(conn, chat, left)
            if chat.seq is None:
                parts = sorted({*parts, *await store.parts_of_chat(conn, chat.id)})
            await self._parts(conn, parts)
            await store.note_chat(conn, chat, seq)
            left, more = left - len(parts), more or seq < chat.head
        return more

    async def _titles(self, conn: Connection, chats: Sequence[ChatState]) -> None:
        if not chats:
            return
        await store.remove(conn, titles=[chat.id for chat in chats])
        titled = [
            Document("title", chat.session_id, chat.project_id, chat.updated_at, chat.title, titled_chat_id=chat.id,
                     chat_id=chat.id)
            for chat in chats if chat.title
        ]  # fmt: skip
        await self._add(conn, titled)

    async def _parts(self, conn: Connection, ids: Sequence[UUID]) -> None:
        for at in range(0, len(ids), BATCH):
            some = ids[at : at + BATCH]
            await store.remove(conn, parts=some)
            await self._add(conn, await self._documents(await store.read_parts(conn, some, lock=True)))

    async def _documents(self, parts: Sequence[PartSource]) -> list[Document]:
        return [
            Document(
                kind,
                part.session_id,
                part.project_id,
                part.at,
                text,
                part_id=part.part_id,
                chat_id=part.chat_id,
                message_id=part.message_id,
                provider=part.provider,
            )
            for part in parts
            if (kind := part.kind) and (text := await text_of(part, self._read_blob))
        ]

    async def _changes(self, conn: Connection) -> bool:
        known = await store.progress(conn)
        ahead = await store.changes_ahead(conn, known.changes_until, BATCH)
        if not ahead:
            return False
        await store.remove(conn, changes=[change.change_id for change in ahead])
        await self._add(conn, [_document_of(change) for change in ahead if change.state != "superseded"])
        await store.note_changes(conn, ahead[-1].updated_at)
        return len(ahead) == BATCH

    async def _older(self, conn: Connection) -> bool:
        """One batch of what was there before the index."""
        known = await store.progress(conn)
        if known.parts_before is None:
            return False
        ids = await store.older_parts(conn, known.parts_before, BATCH)
        parts = await store.read_parts(conn, ids, lock=True)
        parts.reverse()
        await self._add(conn, await self._documents(parts), old=True)
        more = len(ids) == BATCH
        await store.note_parts(conn, ids[-1] if more else None, parts[-1].at if parts else None)
        return more

    async def _add(self, conn: Connection, documents: Sequence[Document], *, old: bool = False) -> None:
        if not documents:
            return
        numbers = await store.numbers(conn, len(documents), old=old)
        pairs = list(zip(numbers, documents, strict=True))
        vectors = await anyio.to_thread.run_sync(_vectors, pairs)
        await store.insert(
            conn, [(number, document, tsv) for (number, document), tsv in zip(pairs, vectors, strict=True)]
        )


def _vectors(pairs: Sequence[tuple[int, Document]]) -> list[str]:
    return [facts.indexed(document, number) for number, document in pairs]


def _document_of(change: ChangeSource) -> Document:
    return Document(
        "change",
        change.session_id,
        change.project_id,
        change.updated_at,
        text_of_change(change),
        change_id=change.change_id,
        chat_id=change.chat_id,
        provider=change.author.get("provider"),
        version=change.updated_at,
    )
