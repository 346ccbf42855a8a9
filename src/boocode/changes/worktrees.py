"""Writing into sessions' worktrees: what the human turned down, what BooCode's own agents edit, what was pending."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID
from weakref import WeakValueDictionary

import anyio
from anyio import to_thread

from boocode.changes import frames_store, store
from boocode.changes.absorbing import NOTHING, By, Seen, Version
from boocode.changes.disk import place_to_write
from boocode.changes.errors import ChangeMovedOn
from boocode.changes.frames import base_of, frame_of, wanted_of
from boocode.changes.model import Row
from boocode.changes.objects import versions_at
from boocode.changes.reverts import ATTEMPTS, Reverts, version_of
from boocode.changes.snapshots import Looks
from boocode.changes.writing import DiskMoved
from boocode.contracts.changes import ABSENT, Author, FileState, Proposed, Rewrite
from boocode.db import Database
from boocode.events import EventLog
from boocode.files.blobs import BlobStore
from boocode.files.guard import PathGuard
from boocode.git.trees import tree_of
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError, Conflict, NotFound
from boocode.projects.worktrees import store as rows_of_worktrees
from boocode.projects.worktrees.model import WorktreeRow

log = logging.getLogger(__name__)


class SessionWorktrees:
    """The worktrees of sessions, as far as changes are concerned. Whoever looks or writes there holds `lock`."""

    def __init__(self, db: Database, events: EventLog, blobs: BlobStore, reverts: Reverts, looks: Looks) -> None:
        self._db = db
        self._events = events
        self._blobs = blobs
        self.reverts = reverts
        self.looks = looks
        self._locks: WeakValueDictionary[UUID, anyio.Lock] = WeakValueDictionary()

    def lock(self, worktree_id: UUID) -> anyio.Lock:
        """One at a time looks at, or writes in, a worktree on BooCode's behalf."""
        return self._locks.setdefault(worktree_id, anyio.Lock())

    async def find(self, session_id: UUID) -> WorktreeRow | None:
        """The worktree that a session's agents work in; None where they work in the project, or see it through a
        view."""
        async with self._db.connection() as conn:
            found = await frames_store.find_ready(conn, session_id)
        return found if found and found.is_own and found.state == "ready" else None

    async def settle(self, session_id: UUID, *, anyway: bool = False) -> None:
        """Bring the worktree to what was decided, unless a task may be writing there: then its end does.

        Args:
            anyway: The only such task is the caller's.
        """
        if (row := await self.find(session_id)) is None:
            return
        async with self._db.connection() as conn:
            if not anyway and await frames_store.has_running_task(conn, session_id):
                return
        try:
            async with self.lock(row.id):
                async with self._db.connection() as conn:
                    row = await rows_of_worktrees.get(conn, row.id)
                    is_busy = not anyway and await frames_store.has_running_task(conn, session_id)
                if not is_busy:
                    await self.reverts.carry_out(row)
                await self._hold(row)
        except (BooError, OSError) as error:
            log.warning("the worktree %s is brought to what was decided later: %s", row.path, error)

    async def materialise(self, row: WorktreeRow) -> None:
        """Write the session's open changes into its new worktree: they stay what they are, on the base they have.

        Raises:
            BooError: One of them cannot be written there.
        """
        if not row.is_own or row.session_id is None:
            return
        async with self.lock(row.id), self._events.transaction() as tx:
            await store.lock_session(tx.conn, row.session_id)
            pending = await store.lock_rows(tx.conn, row.session_id, None)
            frame = await frame_of(tx.conn, self._blobs, self.reverts, row.session_id)
            if frame is None or not pending:
                return
            accepted: dict[str, Version] = {}
            for change in pending:
                accepted |= {change.target: NOTHING, change.path: base_of(change)}
                await self._put(row, change)
            await frame.accept(accepted)

    async def give_up(self, session_id: UUID) -> None:
        """The session's worktree was removed: its open changes are over. What it held is where the human kept it."""
        async with self._events.transaction() as tx:
            await store.lock_session(tx.conn, session_id)
            at = now()
            rows = [
                replace(row, state="superseded", reason="Its worktree was removed.", updated_at=at, decided_at=at)
                for row in await store.lock_rows(tx.conn, session_id, None)
            ]
            await store.update(tx.conn, *rows)
            await store.tell(tx, rows)

    async def propose(self, row: WorktreeRow, author: Author, path: str, rewrite: Rewrite) -> Proposed:
        """Write what `rewrite` makes of a file of the worktree; it becomes a change. Raises as `ChangeQueue`."""
        async with self.lock(row.id):
            await self.reverts.carry_out(row)
            path = await self._place(row, path)
            for _ in range(ATTEMPTS):
                before = await self.reverts.read(row, path)
                after = await to_thread.run_sync(rewrite, before)
                if after == before:
                    return Proposed(await self._id_at(author.session_id, path), path, before, after)
                try:
                    await self.reverts.write(row, path, before, after)
                except DiskMoved:
                    continue
                change_id = await self._take(row, author, {path: (before, after)})
                return Proposed(change_id, path, before, after)
        raise ChangeMovedOn(f"`{path}` is being written all the time. Read it again.")

    async def move(self, row: WorktreeRow, author: Author, path: str, new_path: str) -> Proposed:
        """Move a file of the worktree; it becomes a change. Raises as `ChangeQueue`."""
        async with self.lock(row.id):
            await self.reverts.carry_out(row)
            path, new_path = await self._place(row, path), await self._place(row, new_path)
            state, there = await self.reverts.read(row, path), await self.reverts.read(row, new_path)
            if state.content is None:
                raise NotFound(f"There is no file `{path}` to move.", path=path)
            if there.content is not None:
                raise Conflict(f"`{new_path}` exists already. Delete it first, or move to another name.")
            try:
                await self.reverts.write(row, new_path, ABSENT, state)
                await self.reverts.write(row, path, state, ABSENT)
            except DiskMoved as error:
                raise ChangeMovedOn(f"`{error.path}` was changed meanwhile. Read it again.") from error
            states = {path: (state, ABSENT), new_path: (ABSENT, state)}
            change_id = await self._take(row, author, states, {path: new_path})
            return Proposed(change_id, new_path, ABSENT, state)

    async def _take(
        self,
        row: WorktreeRow,
        author: Author,
        states: Mapping[str, tuple[FileState, FileState]],
        moves: Mapping[str, str] | None = None,
    ) -> UUID | None:
        """Make changes of files that were just written, and of what was found there before."""
        contents = {state.content for pair in states.values() for state in pair}
        await self._blobs.put_many([content for content in contents if content is not None])
        by, target = By(author.task_id, author.chat_id, author.provider), list(states)[-1]
        for _ in range(ATTEMPTS):
            try:
                found, were = await self._seen(row.id, author.session_id, states)
                async with self._events.transaction() as tx:
                    await store.lock_session(tx.conn, author.session_id)
                    rows = await store.lock_rows(tx.conn, author.session_id, None)
                    locked = await frames_store.lock_ready(tx.conn, author.session_id)
                    waiting = await frames_store.open_reverts(tx.conn, row.id)
                    if waiting or locked is None or locked.accepted_tree != found.accepted_tree:
                        raise ChangeMovedOn("The changes were decided on meanwhile.")
                    is_free = not any(one.path in (moves or {}).values() for one in rows)
                    earlier = await self.looks.take(tx, found, were, by)
                    are = {path: _after(seen, states.get(path)) for path, seen in were.items()}
                    mine = replace(by, call_ids=(author.call_id,))
                    later = await self.looks.take(tx, found, are, mine, moves if is_free else None)
                    await store.tell(tx, [*earlier, *later])
                return next((one.id for one in later if one.target == target), None)
            except ChangeMovedOn:
                continue
        await self.looks.look(row, replace(by, call_ids=(author.call_id,)))
        return await self._id_at(author.session_id, target)

    async def _seen(
        self, worktree_id: UUID, session_id: UUID, states: Mapping[str, tuple[FileState, FileState]]
    ) -> tuple[WorktreeRow, dict[str, Seen]]:
        """What was accepted of these files and held before, and the same of what open changes tie to them."""
        async with self._db.connection() as conn:
            row = await rows_of_worktrees.get(conn, worktree_id)
            rows = await store.open_rows(conn, session_id)
        tied = {path for one in rows if {one.path, one.target} & states.keys() for path in (one.path, one.target)}
        bases = await versions_at(row.repository, self._blobs, row.accepted_tree, tied | states.keys())
        seen: dict[str, Seen] = {}
        for path, base in bases.items():
            state = states[path][0] if path in states else await self.reverts.read(row, path)
            if state.content is not None and path not in states:
                await self._blobs.put(state.content)
            seen[path] = Seen(base, version_of(state))
        return row, seen

    async def _put(self, row: WorktreeRow, change: Row) -> None:
        if change.new_path:
            await self._make(row, change.path, NOTHING)
        await self._make(row, change.target, wanted_of(change))

    async def _make(self, row: WorktreeRow, path: str, wanted: Version) -> None:
        for _ in range(ATTEMPTS):
            state = await self.reverts.read(row, path)
            post = ABSENT if wanted.sha is None else FileState(await self._blobs.get(wanted.sha), wanted.mode)
            if post.content == state.content and version_of(state).is_like(wanted):
                return
            try:
                await self.reverts.write(row, path, state, post)
            except DiskMoved:
                continue
            return
        raise ChangeMovedOn(f"`{path}` is being written in the worktree all the time. Try again.")

    async def _place(self, row: WorktreeRow, path: str) -> str:
        return (await to_thread.run_sync(place_to_write, PathGuard((row.directory,)), path)).relative

    async def _id_at(self, session_id: UUID, path: str) -> UUID | None:
        async with self._db.connection() as conn:
            return next((one.id for one in await store.open_rows(conn, session_id) if one.target == path), None)

    async def _hold(self, row: WorktreeRow) -> None:
        """Let a ref hold what is accepted now."""
        tree = await tree_of(row.repository, row.snapshot_commit) if row.snapshot_commit else row.accepted_tree
        commit = await self.looks.keep(row, tree, row.accepted_tree)
        async with self._db.transaction() as conn:
            await rows_of_worktrees.set_snapshot(conn, row.id, commit)


def _after(seen: Seen, states: tuple[FileState, FileState] | None) -> Seen:
    return seen if states is None else replace(seen, content=version_of(states[1]))
