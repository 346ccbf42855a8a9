"""Proposing changes: each edit of a tool joins the session's pending change of that file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID
from weakref import WeakValueDictionary

import anyio
from anyio import to_thread

from boocode.changes import store
from boocode.changes.disk import place_to_write, read_state
from boocode.changes.errors import ChangeMovedOn
from boocode.changes.model import Row, StoredEdit, described, new_row
from boocode.changes.worktrees import SessionWorktrees
from boocode.contracts.changes import ABSENT, Author, FileState, Proposed, Rewrite
from boocode.db import Database
from boocode.events import EventLog, Transaction
from boocode.files.blobs import BlobStore, sha256_of
from boocode.kernel.clock import now
from boocode.kernel.errors import Conflict, NotFound

ATTEMPTS = 5
TAKEN_BACK = "Later edits took everything back."


class Applier(Protocol):
    """Applies and rewinds for an agent that the human allowed to."""

    async def apply_for(self, author: Author, paths: Sequence[str]) -> str: ...
    async def rewind_for(self, author: Author, paths: Sequence[str]) -> str: ...


@dataclass(frozen=True, slots=True)
class _Seen:
    """A path as the session sees it.

    Attributes:
        state: What agents see there.
        disk: What is on disk there.
        ending: The open change whose content is at this path.
        leaving: The open change that moved this path's file away.
    """

    path: str
    state: FileState
    disk: FileState
    ending: Row | None
    leaving: Row | None

    @property
    def sha(self) -> str | None:
        return None if self.state.content is None else sha256_of(self.state.content)


class Queue:
    """Implements `contracts.changes.ChangeQueue`. In a session with a worktree, what is proposed is written there."""

    def __init__(
        self, db: Database, events: EventLog, blobs: BlobStore, applier: Applier, worktrees: SessionWorktrees
    ) -> None:
        self._db = db
        self._events = events
        self._blobs = blobs
        self._applier = applier
        self._worktrees = worktrees
        self._locks: WeakValueDictionary[UUID, anyio.Lock] = WeakValueDictionary()

    async def propose(self, author: Author, path: str, rewrite: Rewrite) -> Proposed:
        if row := await self._worktrees.find(author.session_id):
            return await self._worktrees.propose(row, author, path, rewrite)

        async def attempt() -> Proposed:
            seen = await self._look(author, path)
            after = await to_thread.run_sync(rewrite, seen.state)
            if after == seen.state:
                return Proposed(seen.ending.id if seen.ending else None, seen.path, seen.state, after)
            await self._blobs.put_many([c for c in (seen.disk.content, after.content) if c is not None])
            async with self._events.transaction() as tx:
                await store.lock_session(tx.conn, author.session_id)
                change_id = await self._write(tx, author, seen, after)
            return Proposed(change_id, seen.path, seen.state, after)

        return await self._in_turn(author, attempt)

    async def move(self, author: Author, path: str, new_path: str) -> Proposed:
        if row := await self._worktrees.find(author.session_id):
            return await self._worktrees.move(row, author, path, new_path)

        async def attempt() -> Proposed:
            source, target = await self._look(author, path), await self._look(author, new_path)
            if source.state.content is None:
                raise NotFound(f"There is no file `{source.path}` to move.", path=source.path)
            if target.state.content is not None:
                raise Conflict(f"`{target.path}` exists already. Delete it first, or move to another name.")
            await self._blobs.put_many([c for c in (source.disk.content, source.state.content) if c is not None])
            async with self._events.transaction() as tx:
                await store.lock_session(tx.conn, author.session_id)
                change_id = await self._move(tx, author, source, target)
            return Proposed(change_id, target.path, ABSENT, source.state)

        return await self._in_turn(author, attempt)

    async def apply_pending(self, author: Author, paths: Sequence[str]) -> str:
        return await self._applier.apply_for(author, paths)

    async def rewind(self, author: Author, paths: Sequence[str]) -> str:
        return await self._applier.rewind_for(author, paths)

    async def _in_turn(self, author: Author, attempt: Callable[[], Awaitable[Proposed]]) -> Proposed:
        """Edits of a session one after the other; again when a human or another process came in between."""
        lock = self._locks.setdefault(author.session_id, anyio.Lock())
        async with lock:
            for _ in range(ATTEMPTS - 1):
                try:
                    return await attempt()
                except ChangeMovedOn:
                    continue
            return await attempt()

    async def _look(self, author: Author, path: str) -> _Seen:
        safe = await to_thread.run_sync(place_to_write, author.guard, path)
        disk = await to_thread.run_sync(read_state, author.guard, safe)
        async with self._db.connection() as conn:
            rows = await store.open_at(conn, author.session_id, safe.relative)
        ending, leaving = _roles(rows, safe.relative)
        if ending is not None:
            content = None if ending.content_sha is None else await self._blobs.get(ending.content_sha)
            mode = ending.content_mode if ending.content_mode is not None else ending.base_mode
            return _Seen(safe.relative, FileState(content, mode if content is not None else None), disk, ending, None)
        return _Seen(safe.relative, ABSENT if leaving else disk, disk, None, leaving)

    async def _recheck(self, tx: Transaction, author: Author, seen: _Seen) -> _Seen:
        """What was seen with its rows locked.

        Raises:
            ChangeMovedOn: Somebody changed it meanwhile.
        """
        rows = await store.open_at(tx.conn, author.session_id, seen.path)
        ending, leaving = _roles(rows, seen.path)
        if (_content_of(ending), bool(leaving)) != (_content_of(seen.ending), bool(seen.leaving)):
            raise ChangeMovedOn(f"`{seen.path}` was changed meanwhile. Read it again.")
        return replace(seen, ending=ending, leaving=leaving)

    async def _write(self, tx: Transaction, author: Author, seen: _Seen, after: FileState) -> UUID:
        """What the path shall become joins the change that ends there, or makes one."""
        seen = await self._recheck(tx, author, seen)
        if seen.leaving is not None:
            return await self._write_where_moved_away(tx, author, seen, seen.leaving, after)
        row = seen.ending or _new_row(author, seen.path, seen.disk)
        sha = None if after.content is None else sha256_of(after.content)
        wanted = replace(
            row,
            content_sha=sha,
            content_mode=None if sha is None else after.mode,
            new_path=row.new_path if sha else None,
        )
        await self._store(tx, author, [wanted] if seen.ending else [], [] if seen.ending else [wanted], seen.sha, sha)
        return wanted.id

    async def _write_where_moved_away(
        self, tx: Transaction, author: Author, seen: _Seen, moved: Row, after: FileState
    ) -> UUID:
        """A new file where one was moved away: the old one is edited in place, and its move becomes a new file."""
        sha = None if after.content is None else sha256_of(after.content)
        assert moved.new_path is not None
        arrival = replace(
            _new_row(author, moved.new_path, ABSENT),
            content_sha=moved.content_sha,
            content_mode=moved.content_mode if moved.content_mode is not None else moved.base_mode,
        )
        edits = (await store.edits_of(tx.conn, [moved.id]))[moved.id]
        stayed = replace(moved, new_path=None, content_sha=sha, content_mode=after.mode)
        await self._store(tx, author, [stayed], [], moved.content_sha, sha)
        await self._insert_with(
            tx, arrival, [replace(edit, change_id=arrival.id, before_sha=None) for edit in edits[-1:]]
        )
        return stayed.id

    async def _move(self, tx: Transaction, author: Author, source: _Seen, target: _Seen) -> UUID:
        source, target = await self._recheck(tx, author, source), await self._recheck(tx, author, target)
        sha = source.sha
        home = source.ending is not None and source.ending.path == target.path  # moved back to where it came from
        if (target.ending or target.leaving) and not home:
            await self._write(tx, author, source, ABSENT)
            return await self._write(tx, author, target, source.state)
        row = source.ending or _new_row(author, source.path, source.disk)
        moved = (
            replace(row, path=target.path)
            if row.base_sha is None
            else replace(row, new_path=None if home else target.path)
        )
        if source.ending is None:
            moved = replace(moved, content_sha=sha)
        await self._store(tx, author, [moved] if source.ending else [], [] if source.ending else [moved], sha, sha)
        return moved.id

    async def _store(
        self,
        tx: Transaction,
        author: Author,
        updated: Sequence[Row],
        inserted: Sequence[Row],
        before: str | None,
        after: str | None,
    ) -> None:
        """Add the edit to the one change it belongs to, and describe that anew."""
        (row,) = [*updated, *inserted]
        edits = (await store.edits_of(tx.conn, [row.id]))[row.id]
        edit = StoredEdit(
            row.id, len(edits), author.task_id, author.chat_id, author.provider, (author.call_id,), before, after
        )
        row = await self.describe(replace(row, state="pending", reason=None, updated_at=now()), [*edits, edit])
        if row.is_nothing:
            row = replace(row, state="superseded", reason=TAKEN_BACK, decided_at=now())
        if inserted:
            await store.insert(tx.conn, row)
        else:
            await store.update(tx.conn, row)
        await store.add_edits(tx.conn, [edit])
        await store.tell(tx, [row])

    async def _insert_with(self, tx: Transaction, row: Row, edits: Sequence[StoredEdit]) -> None:
        edits = [replace(edit, position=number, after_sha=row.content_sha) for number, edit in enumerate(edits)]
        row = await self.describe(row, edits)
        await store.insert(tx.conn, row)
        await store.add_edits(tx.conn, edits)
        await store.tell(tx, [row])

    async def describe(self, row: Row, edits: Sequence[StoredEdit]) -> Row:
        """The row with hunks and authors as its contents are now."""
        contents = await self._blobs.get_many(store.shas_of([row], [edits]))
        return await to_thread.run_sync(described, row, edits, contents)


def _roles(rows: Sequence[Row], path: str) -> tuple[Row | None, Row | None]:
    """Of the open changes at a path: the one whose content is there, and the one that moved its file away."""
    ending = next((row for row in rows if row.target == path), None)
    leaving = next((row for row in rows if row.path == path and row.target != path), None)
    return ending, None if ending else leaving


def _content_of(row: Row | None) -> tuple[UUID, str | None, int | None] | None:
    return None if row is None else (row.id, row.content_sha, row.content_mode)


def _new_row(author: Author, path: str, base: FileState) -> Row:
    """A change that wants nothing yet."""
    facts = None if base.content is None else sha256_of(base.content), base.mode
    return new_row(author.session_id, author.project_id, path, base=facts, content=facts)
