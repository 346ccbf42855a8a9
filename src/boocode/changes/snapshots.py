"""Looks at worktrees: what differs from what was accepted becomes the session's changes."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from boocode.changes import frames_store, store
from boocode.changes.absorbing import Absorbed, Absorber, By, Place, Seen
from boocode.changes.attribution import Edit, attributions
from boocode.changes.disk import same_place
from boocode.changes.errors import ChangeMovedOn
from boocode.changes.frames_store import Revert
from boocode.changes.model import Row, StoredEdit, described, new_row
from boocode.changes.objects import is_file, stored, version, versions_at
from boocode.changes.reverts import Reverts, by_path
from boocode.db import Database
from boocode.events import EventLog, Transaction
from boocode.files.atomic import TEMPORARY_PREFIX
from boocode.files.blobs import BlobStore
from boocode.files.guard import PathGuard, PathRefused, Reason
from boocode.git.snapshots import Skipped, Snapshot, snapshot_tree, work_tree_of
from boocode.git.trees import TreeDiff, commit_tree, diff_trees, update_ref
from boocode.kernel.clock import now
from boocode.kernel.text import clean
from boocode.projects.worktrees import store as worktrees
from boocode.projects.worktrees.model import WorktreeRow, snapshot_ref
from boocode.projects.worktrees.places import Places

ATTEMPTS = 5
MAX_PATHS = 3_000  # of one look; the rest comes when these are decided
TAKEN_BACK = "Later edits took everything back."
_DESCRIBED_AT_ONCE = 32
_TEMPORARY = re.compile(rf"(^|/){re.escape(TEMPORARY_PREFIX)}[0-9a-f]{{12}}(-[0-9]+)?$")
_NEVER = (Reason.SECRET, Reason.SYMLINK, Reason.BAD_NAME, Reason.TOO_LONG, Reason.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found.

    Attributes:
        refused: Paths that were found for the first time and are never applied, and why.
        left_out: How many more paths differ than are listed.
    """

    refused: Mapping[str, str] = field(default_factory=dict[str, str])
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """A look, prepared outside of any transaction, and what it started from."""

    row: WorktreeRow
    reverts: tuple[UUID, ...]
    seen: Mapping[str, Seen]
    refused: Mapping[str, str]
    huge: Collection[str]
    left_out: int


class Looks:
    """Looks at worktrees. One look at a time per worktree: the caller holds its lock.

    Args:
        denied: Directories that are never written, such as BooCode's own data.
    """

    def __init__(
        self, db: Database, events: EventLog, blobs: BlobStore, reverts: Reverts, places: Places, denied: Sequence[Path]
    ) -> None:
        self._db = db
        self._events = events
        self._blobs = blobs
        self._reverts = reverts
        self._places = places
        self._denied = tuple(denied)

    async def look(self, row: WorktreeRow, by: By) -> Looked:
        """Bring the session's open changes in line with its worktree; what is new there is by these calls.

        Raises:
            GitFailed: The directory could not be read.
            ChangeMovedOn: It was decided on all the time.
        """
        snapshot = await self.snapshot(row)
        for _ in range(ATTEMPTS - 1):
            try:
                return await self._store(await self._prepare(row.id, snapshot), snapshot, by)
            except ChangeMovedOn:
                continue
        return await self._store(await self._prepare(row.id, snapshot), snapshot, by)

    async def snapshot(self, row: WorktreeRow) -> Snapshot:
        """The directory as it is now."""
        index = await to_thread.run_sync(self._places.index, row.id)
        return await snapshot_tree(row.repository, row.directory, index)

    async def keep(self, row: WorktreeRow, tree: str, accepted: str) -> str:
        """Let a ref hold both trees; gives the commit whose tree is the first."""
        base = await commit_tree(row.repository, accepted, [row.base_commit], "What was accepted.\n")
        commit = await commit_tree(row.repository, tree, [base], "A look at the worktree.\n")
        await update_ref(row.repository, snapshot_ref(row.id), commit)
        return commit

    async def take(
        self,
        tx: Transaction,
        row: WorktreeRow,
        seen: Mapping[str, Seen],
        by: By,
        moves: Mapping[str, str] | None = None,
    ) -> list[Row]:
        """Bring the changes of these paths in line, in a transaction that holds the session's lock."""
        assert row.session_id is not None
        rows = await store.lock_rows(tx.conn, row.session_id, None)
        touching = [found for found in rows if found.path in seen or found.target in seen]
        if any(found.path not in seen or found.target not in seen for found in touching):
            raise ChangeMovedOn("Other changes came up meanwhile.")
        edits = await store.edits_of(tx.conn, [found.id for found in touching])
        counts = {key: len(chain) for key, chain in edits.items()}
        place = Place(row.session_id, row.project_id)
        absorbed = Absorber(place, touching, counts, seen, by, moves).absorb()
        changed = await self._describe_all([*absorbed.updated, *absorbed.inserted], edits, absorbed.edits)
        await self._write_rows(tx, changed, absorbed)
        return changed

    async def differing(self, row: WorktreeRow, tree: str) -> list[TreeDiff]:
        """What differs from what was accepted. Files that BooCode did not finish writing in a worktree are removed."""
        found = await diff_trees(row.repository, row.accepted_tree, tree)
        unfinished = {diff.path for diff in found if diff.old_sha is None and _TEMPORARY.search(diff.path)}
        if unfinished and row.is_own:
            await to_thread.run_sync(_remove, row.directory, unfinished)
        return [diff for diff in found if diff.path not in unfinished]

    async def _prepare(self, worktree_id: UUID, snapshot: Snapshot) -> _Found:
        async with self._db.connection() as conn:
            row = await worktrees.get(conn, worktree_id)
            reverts = await frames_store.open_reverts(conn, worktree_id)
            if row.session_id is None:
                raise ChangeMovedOn("The session of this worktree was deleted.")
            open_rows = await store.open_rows(conn, row.session_id)
            place = await store.session_place(conn, row.session_id)
        known = {path for found in open_rows for path in (found.path, found.target)}
        diffs = await self.differing(row, snapshot.tree)
        refused = await to_thread.run_sync(self.refused, place.root, diffs)
        skipped = await to_thread.run_sync(_skipped, place.root, row, snapshot.skipped)
        diffs, left_out = _limited([diff for diff in diffs if diff.path not in refused], known)
        seen = await self._seen(row, diffs, known, reverts)
        seen.update({path: Seen(seen[path].base, seen[path].base) for path in refused if path in seen})
        seen = await to_thread.run_sync(_with_modes, place.root, seen)
        huge = {found.path for found in skipped if found.why == "big"}
        reasons = {**refused, **{found.path: _why(found) for found in skipped}}
        return _Found(row, tuple(one.id for one in reverts), seen, reasons, huge, left_out)

    async def _seen(
        self, row: WorktreeRow, diffs: Sequence[TreeDiff], known: Collection[str], reverts: Sequence[Revert]
    ) -> dict[str, Seen]:
        objects = {name for diff in diffs for name, mode in _sides(diff) if name and is_file(mode)}
        names = await stored(row.repository, self._blobs, objects)
        seen = {
            diff.path: Seen(version(names, diff.old_sha, diff.old_mode), version(names, diff.new_sha, diff.new_mode))
            for diff in diffs
        }
        waiting = by_path(reverts)
        others = {path for path in (*known, *waiting) if path not in seen}
        bases = await versions_at(row.repository, self._blobs, row.accepted_tree, others)
        seen |= {path: Seen(base, base) for path, base in bases.items()}
        for path, group in waiting.items():
            found = await self._reverts.effective(seen[path].content, group)
            seen[path] = replace(seen[path], content=found.version)
        return seen

    async def _store(self, found: _Found, snapshot: Snapshot, by: By) -> Looked:
        assert found.row.session_id is not None
        commit = await self.keep(found.row, snapshot.tree, found.row.accepted_tree)
        async with self._events.transaction() as tx:
            await store.lock_session(tx.conn, found.row.session_id)
            rows = await store.lock_rows(tx.conn, found.row.session_id, None)
            row = await frames_store.lock_ready(tx.conn, found.row.session_id)
            reverts = await frames_store.open_reverts(tx.conn, found.row.id)
            same_frame = row is not None and row.accepted_tree == found.row.accepted_tree
            if not same_frame or tuple(one.id for one in reverts) != found.reverts:
                raise ChangeMovedOn("The changes were decided on meanwhile.")
            if any(other.path not in found.seen or other.target not in found.seen for other in rows):
                raise ChangeMovedOn("Other changes came up meanwhile.")
            changed = await self.take(tx, found.row, found.seen, by)
            refused = await self._list_refused(tx, found, by)
            await worktrees.set_snapshot(tx.conn, found.row.id, commit)
            await store.tell(tx, [*changed, *refused])
        return Looked({row.path: row.reason or "" for row in refused}, found.left_out)

    async def _describe_all(
        self, rows: Sequence[Row], edits: Mapping[UUID, list[StoredEdit]], new: Mapping[UUID, StoredEdit]
    ) -> list[Row]:
        done: list[Row] = []
        for start in range(0, len(rows), _DESCRIBED_AT_ONCE):
            some = rows[start : start + _DESCRIBED_AT_ONCE]
            chains = {row.id: [*edits.get(row.id, []), *([new[row.id]] if row.id in new else [])] for row in some}
            contents = await self._blobs.get_many(store.shas_of(some, list(chains.values())))
            for row in some:
                ready = await to_thread.run_sync(described, row, chains[row.id], contents)
                if ready.is_nothing:
                    ready = replace(ready, state="superseded", reason=TAKEN_BACK, decided_at=now())
                done.append(ready)
        return done

    async def _write_rows(self, tx: Transaction, rows: Sequence[Row], absorbed: Absorbed) -> None:
        inserted = {row.id for row in absorbed.inserted}
        before = [row for row in rows if row.id not in inserted]
        # Rows that are over first: two open ones of a path are never there together.
        await store.update(tx.conn, *sorted(before, key=lambda row: row.is_open))
        for row in rows:
            if row.id in inserted:
                await store.insert(tx.conn, row)
        await store.add_edits(tx.conn, list(absorbed.edits.values()))

    def refused(self, root: Path, diffs: Sequence[TreeDiff]) -> dict[str, str]:
        """Which of these paths are never applied, and why."""
        guard = PathGuard((root,), self._denied)
        refused: dict[str, str] = {}
        for diff in diffs:
            if not all(is_file(mode) for _, mode in _sides(diff)):
                refused[diff.path] = f"`{clean(diff.path)}` is a symlink, which is never applied. Make it yourself."
                continue
            try:
                same_place(guard, diff.path)
            except PathRefused as error:
                if error.reason in _NEVER:
                    refused[diff.path] = f"{error.message} It is never applied."
        return refused

    async def _list_refused(self, tx: Transaction, found: _Found, by: By) -> list[Row]:
        """List what is never applied, once, without its content."""
        reasons = {clean(path): clean(reason) for path, reason in sorted(found.refused.items())[:MAX_PATHS]}
        assert found.row.session_id is not None
        known = await frames_store.refused_before(tx.conn, found.row.session_id, list(reasons))
        new = {path: reason for path, reason in reasons.items() if (path, reason) not in known}
        place = Place(found.row.session_id, found.row.project_id)
        rows = [_refused_row(place, path, reason, by, is_huge=path in found.huge) for path, reason in new.items()]
        for row in rows:
            await store.insert(tx.conn, row)
        return rows


def _remove(root: Path, paths: Collection[str]) -> None:
    for path in paths:
        (root / path).unlink(missing_ok=True)


def _sides(diff: TreeDiff) -> tuple[tuple[str | None, int | None], tuple[str | None, int | None]]:
    return (diff.old_sha, diff.old_mode), (diff.new_sha, diff.new_mode)


def _limited(diffs: Sequence[TreeDiff], known: Collection[str]) -> tuple[list[TreeDiff], int]:
    """As many as are listed, those that are listed already first; and how many more there are."""
    if len(diffs) <= MAX_PATHS:
        return list(diffs), 0
    ordered = sorted(diffs, key=lambda diff: (diff.path not in known, diff.path))
    kept = max(MAX_PATHS, sum(diff.path in known for diff in diffs))
    return ordered[:kept], len(diffs) - kept


def _skipped(root: Path, row: WorktreeRow, skipped: Sequence[Skipped]) -> list[Skipped]:
    """What the worktree holds and no snapshot does, with paths of the project; but what is in the project as well."""
    _, prefix = work_tree_of(row.repository, row.directory)
    start = f"{prefix}/" if prefix else ""
    found = [replace(one, path=one.path[len(start) :]) for one in skipped if one.path.startswith(start)]
    return [one for one in found if not _is_same_file(root / one.path, row.directory / one.path)]


def _with_modes(root: Path, seen: Mapping[str, Seen]) -> dict[str, Seen]:
    """What was accepted with the project's own permission bits, of which git knows one."""
    found: dict[str, Seen] = {}
    for path, one in seen.items():
        found[path] = one
        if one.base.sha is not None:
            with suppress(OSError):
                mode = stat.S_IMODE((root / path).lstat().st_mode)
                if bool(mode & 0o100) == one.base.is_executable:
                    found[path] = replace(one, base=replace(one.base, mode=mode))
    return found


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        mine, theirs = one.lstat(), other.lstat()
    except OSError:
        return False
    return (mine.st_size, int(mine.st_mtime)) == (theirs.st_size, int(theirs.st_mtime))


def _why(found: Skipped) -> str:
    match found.why:
        case "big":
            size = f"{found.size_bytes / 1024 / 1024:.0f} MB"
            return f"`{clean(found.path)}` is too large to be reviewed ({size}). Copy it from the worktree yourself."
        case "unreadable":
            return f"`{clean(found.path)}` cannot be read, so it is not applied."
        case "special":
            return f"`{clean(found.path)}` is no regular file, so it is not applied."
        case "repository":
            return f"`{clean(found.path)}` is a repository of its own, which is not looked into."


def _refused_row(place: Place, path: str, reason: str, by: By, *, is_huge: bool) -> Row:
    """A change that is never applied, listed with what stands in its way and without its content."""
    edits = [Edit(by.task_id, by.chat_id, by.provider, by.call_ids, None, None)]
    row = new_row(place.session_id, place.project_id, path)
    return replace(
        row,
        op="edit",
        state="rejected",
        authors=[author.model_dump(mode="json") for author in attributions(edits)],
        is_huge=is_huge,
        reason=reason,
        decided_at=row.created_at,
    )
