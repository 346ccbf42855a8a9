"""Changes as everything a person does with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from boocode.changes import store
from boocode.changes.comments import Comments
from boocode.changes.deciding import Decisions
from boocode.changes.disk import DiskHashes, read_state, same_place
from boocode.changes.errors import ChangeDecided, ChangeMovedOn, NothingInConflict, WorktreeBusy
from boocode.changes.frames import base_of, frame_of, wanted_of
from boocode.changes.frames_store import has_running_task
from boocode.changes.hunks import HUGE_BYTES
from boocode.changes.merging import merge
from boocode.changes.model import Contents, Row, StoredEdit, content_of, described, shown
from boocode.changes.parts import Selected
from boocode.changes.worktrees import SessionWorktrees
from boocode.contracts.changes import FileState
from boocode.contracts.wire.changes import Change, Changes, ChangeState, ChangeText, Conflict, Decision
from boocode.db import Database
from boocode.events import EventLog, Transaction, remember, remembered
from boocode.files.blobs import BlobStore, sha256_of
from boocode.files.encoding import EncodedText, decode_exactly
from boocode.files.guard import PathGuard
from boocode.files.kinds import decode
from boocode.files.lines import with_ends_of
from boocode.kernel.clock import now
from boocode.kernel.errors import Invalid

MAX_LISTED_LINES = 20_000
BACK_BY_HAND = "Edited by hand back to what it was."


class PendingChanges:
    """Lists and edits changes, and passes on what is decided.

    Attributes:
        comments: Remarks on lines.
    """

    def __init__(
        self,
        db: Database,
        events: EventLog,
        blobs: BlobStore,
        decisions: Decisions,
        worktrees: SessionWorktrees,
        *,
        denied: Sequence[Path] = (),
    ) -> None:
        self._db = db
        self._events = events
        self._blobs = blobs
        self._decisions = decisions
        self._worktrees = worktrees
        self._denied = tuple(denied)
        self._hashes = DiskHashes()
        self.comments = Comments(db, events, blobs)

    async def find(
        self,
        session_id: UUID,
        *,
        state: ChangeState | None = None,
        path: str | None = None,
        task_id: UUID | None = None,
        limit: int = 100,
    ) -> Changes:
        """Open changes by path, then the newest decided ones, with the comments on them. Raises NotFound."""
        async with self._db.connection() as conn:
            place = await store.session_place(conn, session_id)
            rows = await store.find(conn, session_id, state=state, path=path, task_id=task_id, limit=limit)
        stale = await to_thread.run_sync(self._stale, place.root, rows)
        lines, changes = 0, list[Change]()
        for row in rows:
            change = shown(row, stale=row.id in stale, whole=False)
            lines += sum(len(hunk.lines) for hunk in change.hunks)
            if lines > MAX_LISTED_LINES and change.hunks:
                change = change.model_copy(update={"hunks": [], "cut": True})
            changes.append(change)
        return Changes(changes=changes, comments=await self.comments.of_session(session_id, rows))

    async def get(self, change_id: UUID) -> Change:
        """A whole change. Raises NotFound."""
        row, place = await self._row(change_id)
        return shown(row, stale=bool(await to_thread.run_sync(self._stale, place.root, [row])))

    async def text(self, change_id: UUID) -> ChangeText:
        """Both sides of a change. Raises NotFound."""
        row, _ = await self._row(change_id)
        contents = await self._blobs.get_many(store.shas_of([row]))
        return ChangeText(old=_text(contents, row.base_sha), new=_text(contents, row.content_sha))

    async def conflict(self, change_id: UUID) -> Conflict:
        """The sides of a change that does not fit the disk, as the disk is now. Raises NotFound, NothingInConflict."""
        row, place = await self._row(change_id)
        if row.state != "conflict":
            raise NothingInConflict("This change is in no conflict.", state=row.state)
        contents = await self._blobs.get_many(store.shas_of([row]))
        there, here = await self._on_disk(place.root, row)
        theirs = here.content if there.content is None else there.content
        base, yours = content_of(contents, row.base_sha), content_of(contents, row.content_sha)
        merged = None
        if theirs is not None and yours is not None:
            merged = await merge(base or b"", theirs, yours)
        return Conflict(
            base=_decoded(base),
            theirs=_decoded(theirs),
            yours=_decoded(yours),
            merged=_decoded(merged.content) if merged else None,
        )

    async def edit(self, change_id: UUID, text: str, *, seen_at: datetime | None = None) -> Change:
        """Replace the proposed content by hand; it stays pending.

        Args:
            seen_at: `updated_at` of the change that was edited.

        Raises:
            NotFound, ChangeDecided, Invalid: There is nothing to edit.
            WorktreeBusy: A task works in the worktree that the change is in.
            ChangeMovedOn: The agent, or another window, changed it since `seen_at`.
        """
        async with self._events.transaction() as tx:
            row = await self._locked(tx, change_id)
            if seen_at is not None and row.updated_at - seen_at >= timedelta(milliseconds=1):
                raise ChangeMovedOn("This change was updated since you opened it. Look at it again.")
            if row.content_sha is None:
                raise Invalid("A deletion has no content to edit. Reject it instead.")
            content = await self._encoded(text, row.content_sha)
            change = await self._put(tx, row, replace(row, state="pending", reason=None), content)
        await self._worktrees.settle(change.session_id)
        return change

    async def resolve(self, change_id: UUID, client_id: UUID, text: str) -> Change:
        """Settle a conflict by hand: the change now starts from what is on disk, and wants `text`.

        Raises:
            NotFound, NothingInConflict: There is nothing to settle.
            WorktreeBusy: A task works in the worktree that the change is in.
        """
        async with self._events.transaction() as tx:
            if (body := await remembered(tx.conn, client_id, f"resolve {change_id}")) is not None:
                return Change.model_validate(body)
            was = row = await self._locked(tx, change_id)
            if row.state != "conflict":
                raise NothingInConflict("This change is in no conflict any more.", state=row.state)
            place = await store.session_place(tx.conn, row.session_id)
            there, here = await self._on_disk(place.root, row)
            if row.new_path is not None and (there.content is not None or here.content is None):
                row, here = replace(row, path=row.new_path, new_path=None), there  # there is nothing to move any more
            await self._blobs.put_many([here.content] if here.content is not None else [])
            base = None if here.content is None else sha256_of(here.content)
            content = await self._encoded(text, base or row.content_sha)
            settled = replace(row, base_sha=base, base_mode=here.mode, state="pending", reason=None)
            change = await self._put(tx, was, settled, content)
            await remember(tx.conn, client_id, change)
        await self._worktrees.settle(change.session_id)
        return change

    async def apply(self, session_id: UUID, client_id: UUID, selected: Sequence[Selected] | None) -> Decision:
        """See `Decisions.apply`."""
        return await self._decisions.apply(session_id, client_id, selected)

    async def reject(self, session_id: UUID, client_id: UUID, selected: Sequence[Selected] | None) -> Decision:
        """See `Decisions.reject`."""
        return await self._decisions.reject(session_id, client_id, selected)

    async def apply_one(self, selected: Selected, client_id: UUID) -> Decision:
        """See `Decisions.apply`."""
        row, _ = await self._row(selected.change_id)
        return await self._decisions.apply(row.session_id, client_id, [selected], one=True)

    async def reject_one(self, selected: Selected, client_id: UUID) -> Decision:
        """See `Decisions.reject`."""
        row, _ = await self._row(selected.change_id)
        return await self._decisions.reject(row.session_id, client_id, [selected], one=True)

    async def rewind(self, change_id: UUID, client_id: UUID) -> Decision:
        """See `Decisions.rewind`."""
        return await self._decisions.rewind(change_id, client_id)

    async def waiting(self) -> list[tuple[UUID, int, int]]:
        """Sessions with open changes, how many, and how many of them are in conflict."""
        async with self._db.connection() as conn:
            return await store.count_open(conn)

    async def _row(self, change_id: UUID) -> tuple[Row, store.SessionPlace]:
        async with self._db.connection() as conn:
            row = await store.get(conn, change_id)
            return row, await store.session_place(conn, row.session_id)

    async def _locked(self, tx: Transaction, change_id: UUID) -> Row:
        session_id = (await store.get(tx.conn, change_id)).session_id
        await store.lock_session(tx.conn, session_id)
        row = await store.get(tx.conn, change_id, lock=True)
        if not row.is_open:
            raise ChangeDecided(f"`{row.target}` was {row.state} already.", change_id=str(row.id), state=row.state)
        return row

    async def _put(self, tx: Transaction, was: Row, row: Row, content: bytes) -> Change:
        """Give the change another content, as the human's edit; the session's worktree, too."""
        sha = sha256_of(content)
        await self._blobs.put_many([content])
        edits = (await store.edits_of(tx.conn, [row.id]))[row.id]
        edit = StoredEdit(row.id, len(edits), None, None, None, (), row.content_sha, sha)
        contents = await self._blobs.get_many(store.shas_of([row], [[*edits, edit]]))
        row = replace(row, content_sha=sha, updated_at=now())
        row = await to_thread.run_sync(described, row, [*edits, edit], contents)
        if row.is_nothing:
            row = replace(row, state="rejected", reason=BACK_BY_HAND, decided_at=now())
        await store.update(tx.conn, row)
        await store.add_edits(tx.conn, [edit])
        await self._put_in_worktree(tx, was, row)
        await store.tell(tx, [row])
        return shown(row)

    async def _put_in_worktree(self, tx: Transaction, was: Row, row: Row) -> None:
        frame = await frame_of(tx.conn, self._blobs, self._worktrees.reverts, row.session_id)
        if frame is None or not frame.row.is_own:
            return
        if await has_running_task(tx.conn, row.session_id):
            raise WorktreeBusy("A task is working on these files right now. Stop it, or wait for its end.")
        if not base_of(was).is_like(base_of(row)) or was.path != row.path:
            await frame.accept({row.path: base_of(row)})
        await frame.bring([(row.target, wanted_of(was), wanted_of(row))])

    async def _encoded(self, text: str, like: str | None) -> bytes:
        """Text from a browser, in the encoding and with the line ends of the content it replaces."""
        before = await self._blobs.get(like) if like else b""
        written = decode_exactly(before) if before else EncodedText("", "utf-8")
        if "\r\n" in written.text and written.text.count("\n") == written.text.count("\r\n"):
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return written.encode(with_ends_of(text, written.text))

    async def _on_disk(self, root: Path, row: Row) -> tuple[FileState, FileState]:
        """The files at an open change's target and at its path."""
        guard = PathGuard((root,), self._denied)

        def read() -> tuple[FileState, FileState]:
            here = read_state(guard, same_place(guard, row.path))
            return (here if row.target == row.path else read_state(guard, same_place(guard, row.target))), here

        return await to_thread.run_sync(read)

    def _stale(self, root: Path, rows: Sequence[Row]) -> set[UUID]:
        """Open changes whose file on disk is not their base."""
        return {row.id for row in rows if row.is_open and self._hashes.of(root, row.path) != row.base_sha}


def _text(contents: Contents, sha: str | None) -> str | None:
    return _decoded(content_of(contents, sha))


def _decoded(content: bytes | None) -> str | None:
    return decode(content) if content is not None and len(content) <= HUGE_BYTES else None
