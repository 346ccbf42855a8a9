"""Fixtures of the tests of search."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from boocode.chats.service import Chats
from boocode.contracts.wire.search import SearchResult
from boocode.db import Database
from boocode.events import EventLog, open_event_log
from boocode.files.blobs import BlobStore
from boocode.kernel.ids import new_id
from boocode.search.indexer import Indexer
from boocode.search.service import Search
from tests.support.rows import Place, make_chat


@dataclass
class Library:
    """A chat to write in, and an index that is looked after by hand."""

    db: Database
    events: EventLog
    blobs: BlobStore
    place: Place
    tmp_path: Path
    indexer: Indexer = field(init=False)
    search: Search = field(init=False)

    def __post_init__(self) -> None:
        self.indexer = Indexer(self.db, self.blobs.get)
        self.search = Search(self.db, self.blobs.get)

    @property
    def chats(self) -> Chats:
        return Chats(self.db, self.events)

    async def say(
        self,
        text: str,
        *,
        role: str = "assistant",
        chat_id: UUID | None = None,
        at: str = "2026-11-20",
        provider: str | None = "boocode",
        tell: bool = True,
    ) -> UUID:
        """A message with one part, told in the log as a turn tells it; gives the part's id."""
        return await self.part(
            {"type": "text", "text": text, "state": "done"}, role, chat_id, at=at, provider=provider, tell=tell
        )

    async def part(
        self, data: dict[str, object], role: str = "assistant", chat_id: UUID | None = None, *, at: str = "2026-11-20",
        provider: str | None = "boocode", tell: bool = True,
    ) -> UUID:  # fmt: skip
        chat_id, message_id, part_id = chat_id or self.place.chat_id, new_id(), new_id()
        part = {"id": str(part_id), "message_id": str(message_id), "index": 0, "step": 0, "created_at": at, **data}
        async with self.events.transaction() as tx:
            await tx.conn.execute(
                "insert into messages (id, chat_id, role, provider) values (%s, %s, %s, %s)",
                (message_id, chat_id, role, provider),
            )
            if tell:
                tx.emit(chat_id, "part.completed", {"part": part})
            else:
                await tx.conn.execute(
                    "insert into parts select r.* from part_row(%s::jsonb, null) r", (orjson.dumps(part).decode(),)
                )
        return part_id

    async def change(self, path: str, added: str, chat_id: UUID | None = None) -> UUID:
        """A pending change of one line; gives its id."""
        change_id = new_id()
        hunks = [{"id": "h", "lines": [{"kind": "add", "text": added}, {"kind": "context", "text": "unseen"}]}]
        authors = [{"chat_id": str(chat_id), "provider": "goose"}] if chat_id else []
        await self.db.execute(
            "insert into changes (id, session_id, project_id, path, op, hunks, authors)"
            " values (%s, %s, %s, %s, 'edit', %s, %s)",
            (change_id, self.place.session_id, self.place.project_id, path, _json(hunks), _json(authors)),
        )
        return change_id

    async def index(self) -> None:
        """Everything there is."""
        while await self.indexer.look() != "done":
            pass

    async def found(self, q: str, **filters: object) -> list[SearchResult]:
        await self.index()
        return (await self.search.find(q, **filters)).results  # pyright: ignore[reportArgumentType]

    async def parts(self, q: str, **filters: object) -> set[UUID | None]:
        """Ids of the parts that are found."""
        return {result.part_id for result in await self.found(q, **filters)}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


@pytest.fixture
async def library(db: Database, tmp_path: Path) -> AsyncIterator[Library]:
    async with open_event_log(db) as events:
        place = await make_chat(db, tmp_path / "harbour")
        yield Library(db, events, BlobStore(db, tmp_path / "data"), place, tmp_path)
