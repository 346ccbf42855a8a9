"""What happens to worktrees without anybody asking: after a start, and in the background."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import anyio
from anyio import to_thread

from boocode.contracts.wire.worktrees import Keep, Kept
from boocode.db import Database
from boocode.events import EventLog
from boocode.kernel.errors import BooError, NotFound
from boocode.projects.worktrees import store
from boocode.projects.worktrees.errors import WorktreeAtRisk
from boocode.projects.worktrees.locks import WorktreeLocks
from boocode.projects.worktrees.model import WorktreeRow
from boocode.projects.worktrees.places import Places
from boocode.projects.worktrees.upkeep import findings, size_of

log = logging.getLogger(__name__)

Remove = Callable[[WorktreeRow, Path, Keep | None], Awaitable[Kept]]


class Caretaker:
    """Keeps rows, git and disk in step, and measures sizes.

    Args:
        remove: Removes a worktree whose lock is held.
    """

    def __init__(
        self, db: Database, events: EventLog, places: Places, locks: WorktreeLocks, host: str, remove: Remove
    ) -> None:
        self._db = db
        self._log = events
        self._places = places
        self._locks = locks
        self._host = host
        self._remove = remove
        self._measuring = anyio.Event()

    def measure(self) -> None:
        """Have sizes measured in the background."""
        self._measuring.set()

    async def reconcile(self) -> None:
        """Bring the rows in step with git and the disk."""
        async with self._db.connection() as conn:
            rows = await store.find_all(conn, self._host)
        for worktree_id, found in (await findings(rows, self._places)).items():
            async with self._log.transaction() as tx:
                await store.set_path(tx.conn, worktree_id, found.path)
                await store.set_problem(tx.conn, worktree_id, found.state, found.problem)
                tx.changed("app", "worktrees")

    async def keep_up(self) -> None:
        """Bring everything in step after a start, then measure whenever asked to. Never ends."""
        await self._in_background(self.tidy)
        while True:
            await self._in_background(self._measure)
            await self._measuring.wait()
            self._measuring = anyio.Event()

    async def _in_background(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception:
            log.exception("worktrees could not be looked after")

    async def tidy(self) -> None:
        """After a start: take back what was not made to its end, remove what no session has and holds no work."""
        await self.reconcile()
        paths = await self._paths()
        async with self._db.connection() as conn:
            rows = await store.find_all(conn, self._host)
        for key, worktree_id, making in [(r.session_id or r.id, r.id, r.state == "making") for r in rows]:
            if making or key == worktree_id:
                async with self._locks.alone(key):
                    await self._tidy_one(worktree_id, paths)

    async def _tidy_one(self, worktree_id: UUID, paths: Mapping[UUID, str]) -> None:
        with suppress(NotFound):  # removed meanwhile
            row = await self._get(worktree_id)
            if row.state == "making" or (row.session_id is None and row.state != "removed"):
                await self._remove_if_safe(row, Path(paths[row.project_id]))

    async def _remove_if_safe(self, row: WorktreeRow, project: Path) -> None:
        try:
            await self._remove(row, project, None)
        except WorktreeAtRisk:
            return
        except BooError as error:
            log.warning("worktree %s is kept: %s", row.path, error.message)

    async def _measure(self) -> None:
        async with self._db.connection() as conn:
            rows = [row for row in await store.find_all(conn, self._host) if row.is_own]
        for row in rows:
            size = await to_thread.run_sync(size_of, row.directory, abandon_on_cancel=True)
            async with self._log.transaction() as tx:
                await store.set_size(tx.conn, row.id, size)
        self._log.bus.publish("app", "worktrees")

    async def _get(self, worktree_id: UUID) -> WorktreeRow:
        async with self._db.connection() as conn:
            return await store.get(conn, worktree_id)

    async def _paths(self) -> dict[UUID, str]:
        async with self._db.connection() as conn:
            return await store.project_paths(conn, self._host)
