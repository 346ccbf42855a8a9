"""Turns in the project itself: what an agent wrote there is applied already, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anyio import to_thread

from boocode.changes import frames_store, store
from boocode.changes.absorbing import Absorber, By, Place, Seen
from boocode.changes.model import Row, StoredEdit, described
from boocode.changes.objects import stored, version
from boocode.changes.snapshots import Looks
from boocode.events import EventLog
from boocode.files.blobs import BlobStore
from boocode.git.trees import TreeDiff
from boocode.kernel.clock import now
from boocode.projects.worktrees import store as worktrees
from boocode.projects.worktrees.model import WorktreeRow

MAX_PATHS = 3_000


class DirectTurns:
    """What turns do in the projects' own directories: compared before and after."""

    def __init__(self, events: EventLog, blobs: BlobStore, looks: Looks) -> None:
        self._events = events
        self._blobs = blobs
        self._looks = looks

    async def begin(self, row: WorktreeRow, interrupted: By | None) -> list[str]:
        """Note the files as they are. What differs is an interrupted turn's work if there was one, else the human's."""
        if interrupted is not None:
            return await self.end(row, interrupted)
        await self._keep(row, (await self._looks.snapshot(row)).tree, [])
        return []

    async def end(self, row: WorktreeRow, by: By) -> list[str]:
        """List what the turn did as applied; gives paths that changed and cannot be listed."""
        tree = (await self._looks.snapshot(row)).tree
        diffs = await self._looks.differing(row, tree)
        refused = await to_thread.run_sync(self._looks.refused, row.directory, diffs)
        listed = [diff for diff in diffs if diff.path not in refused][:MAX_PATHS]
        await self._keep(row, tree, await self._applied(row, listed, by))
        kept = {diff.path for diff in listed}
        return [diff.path for diff in diffs if diff.path not in kept]

    async def _applied(self, row: WorktreeRow, diffs: Sequence[TreeDiff], by: By) -> list[tuple[Row, StoredEdit]]:
        assert row.session_id is not None
        names = await stored(
            row.repository, self._blobs, [name for diff in diffs for name in (diff.old_sha, diff.new_sha) if name]
        )
        seen = {
            diff.path: Seen(version(names, diff.old_sha, diff.old_mode), version(names, diff.new_sha, diff.new_mode))
            for diff in diffs
        }
        found = Absorber(Place(row.session_id, row.project_id), [], {}, seen, by).absorb()
        return [await self._described(one, found.edits[one.id]) for one in found.inserted]

    async def _described(self, row: Row, edit: StoredEdit) -> tuple[Row, StoredEdit]:
        contents = await self._blobs.get_many(store.shas_of([row], [[edit]]))
        done = await to_thread.run_sync(described, row, [edit], contents)
        pre = {"pre_sha": row.base_sha, "pre_mode": row.base_mode}
        post = {"post_sha": row.content_sha, "post_mode": row.content_mode}
        return replace(done, state="applied", decided_at=now(), **pre, **post), edit

    async def _keep(self, row: WorktreeRow, tree: str, done: Sequence[tuple[Row, StoredEdit]]) -> None:
        """Store the changes, and that the project as it is now is accepted."""
        assert row.session_id is not None
        commit = await self._looks.keep(row, tree, tree)
        async with self._events.transaction() as tx:
            await store.lock_session(tx.conn, row.session_id)
            await frames_store.lock_ready(tx.conn, row.session_id)
            for change, _ in done:
                await store.insert(tx.conn, change)
            await store.add_edits(tx.conn, [edit for _, edit in done])
            await worktrees.set_accepted(tx.conn, row.id, tree)
            await worktrees.set_snapshot(tx.conn, row.id, commit)
            await store.tell(tx, [change for change, _ in done])
