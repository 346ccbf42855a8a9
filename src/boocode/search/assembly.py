"""Opens search."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio

from boocode.db import Database
from boocode.events import EventLog
from boocode.search.indexer import Indexer
from boocode.search.service import Search
from boocode.search.texts import ReadBlob


@asynccontextmanager
async def open_search(db: Database, events: EventLog, read_blob: ReadBlob) -> AsyncGenerator[Search]:
    """Search whose index is kept up to date until the block ends."""
    indexer = Indexer(db, read_blob)
    async with anyio.create_task_group() as group:
        group.start_soon(indexer.run_for_ever, name="search index")
        events.on_told = indexer.wake
        try:
            yield Search(db, read_blob)
        finally:
            events.on_told = None
            group.cancel_scope.cancel()
