"""Who may make, move or remove a worktree right now: one at a time, in all processes that share the database."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakValueDictionary

import anyio

from boocode.db import Database
from boocode.projects.worktrees import store

AT_ONCE = 4  # each holds a connection, and works the disk


class WorktreeLocks:
    """Locks by session (or worktree without one), and by project for its base."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._slots = anyio.Semaphore(AT_ONCE)
        self._locks: WeakValueDictionary[UUID, anyio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, key: UUID) -> AsyncGenerator[None]:
        """Nobody else makes, moves or removes this one until the block ends."""
        async with self._lock(key), self._slots, self._db.transaction() as conn:
            await store.lock_making(conn, key)
            yield

    def project(self, project_id: UUID) -> anyio.Lock:
        """For the index of a project's base, which belongs to this process's data directory."""
        return self._lock(project_id)

    def _lock(self, key: UUID) -> anyio.Lock:
        return self._locks.setdefault(key, anyio.Lock())
