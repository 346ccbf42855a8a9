"""Taking out of a worktree what the human rejected: exactly where nobody wrote since, else by a three-way merge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from anyio import to_thread

from boocode.changes import frames_store
from boocode.changes.absorbing import NOTHING, PLAIN_MODE, Version, as_executable
from boocode.changes.disk import read_state, same_place
from boocode.changes.frames_store import Revert
from boocode.changes.merging import merge
from boocode.changes.writing import DiskMoved, TreeWriter, Write, remove_empty
from boocode.contracts.changes import ABSENT, FileState
from boocode.db import Database
from boocode.files.atomic import TEMPORARY_PREFIX
from boocode.files.blobs import BlobStore, sha256_of
from boocode.files.guard import PathGuard
from boocode.kernel.errors import BooError
from boocode.kernel.ids import new_id
from boocode.projects.worktrees.model import WorktreeRow

ATTEMPTS = 5


class Overlap(Exception):
    """Two sides changed the same places of a file."""


def revert(worktree_id: UUID, path: str, was: Version, wanted: Version) -> Revert:
    """What brings a file of a worktree from `was` to `wanted`."""
    return Revert(new_id(), worktree_id, path, was.sha, was.mode, wanted.sha, wanted.mode)


def by_path(reverts: Iterable[Revert]) -> Mapping[str, list[Revert]]:
    """Reverts by what they are about, in order."""
    found: defaultdict[str, list[Revert]] = defaultdict(list)
    for one in reverts:
        found[one.path].append(one)
    return found


@dataclass(frozen=True, slots=True)
class Effective:
    """A file as if everything that was rejected were out of it. `stuck`: but this, which others' work stands on."""

    version: Version
    stuck: tuple[Revert, ...] = ()


class Reverts:
    """Reckons with reverts, and carries them out."""

    def __init__(self, db: Database, blobs: BlobStore) -> None:
        self._db = db
        self._blobs = blobs

    async def effective(self, version: Version, reverts: Sequence[Revert]) -> Effective:
        """The file with these done to it, in order. New contents are stored."""
        stuck: list[Revert] = []
        for one in reverts:
            try:
                version = await self.brought(
                    version, Version(one.from_sha, one.from_mode), Version(one.to_sha, one.to_mode)
                )
            except Overlap:
                stuck.append(one)
        return Effective(version, tuple(stuck))

    async def brought(self, version: Version, was: Version, wanted: Version) -> Version:
        """The file brought to where `was` has become `wanted`; a new content is stored.

        Raises:
            Overlap: It was changed in the same places.
        """
        sha = await self._joined(was.sha, version.sha, wanted.sha)
        if sha is None:
            return NOTHING
        changes_mode = version.sha is None or was.is_executable != wanted.is_executable
        return Version(sha, (wanted if changes_mode else version).mode)

    async def carry_out(self, row: WorktreeRow) -> list[str]:
        """Do what is open in a worktree that nobody else writes in; gives the paths where it could not be done.

        Those stay as they are, and are among the changes again.
        """
        async with self._db.connection() as conn:
            reverts = await frames_store.open_reverts(conn, row.id)
        stuck = [path for path, group in by_path(reverts).items() if not await self._carry_out(row, path, group)]
        if reverts:
            async with self._db.transaction() as conn:
                await frames_store.end_reverts(conn, [one.id for one in reverts])
        return stuck

    async def write(self, row: WorktreeRow, path: str, pre: FileState, post: FileState) -> None:
        """Write one file of a worktree.

        Raises:
            DiskMoved: It is not `pre` (any more).
            BooError: It may not be written.
        """
        guard = PathGuard((row.directory,))
        same_place(guard, path)
        name = f"{TEMPORARY_PREFIX}{new_id().hex[-12:]}"
        await to_thread.run_sync(TreeWriter(guard).write, [Write(path, name, pre, post)])
        if post.content is None:
            above = path.split("/")[:-1]
            await to_thread.run_sync(
                remove_empty, row.directory, ["/".join(above[:depth]) for depth in range(1, len(above) + 1)]
            )

    async def read(self, row: WorktreeRow, path: str) -> FileState:
        """A file of a worktree. Raises BooError when it may not be read."""
        guard = PathGuard((row.directory,))
        return await to_thread.run_sync(lambda: read_state(guard, same_place(guard, path)))

    async def _carry_out(self, row: WorktreeRow, path: str, group: Sequence[Revert]) -> bool:
        for _ in range(ATTEMPTS):
            try:
                found = await self.read(row, path)
                if found.content is not None:
                    await self._blobs.put(found.content)
                wanted = await self.effective(version_of(found), group)
                post = await self._state(wanted.version, like=found)
                if post != found:
                    await self.write(row, path, found, post)
                return not wanted.stuck
            except DiskMoved:
                continue
            except (BooError, OSError):
                return False
        return False

    async def _state(self, version: Version, *, like: FileState) -> FileState:
        if version.sha is None:
            return ABSENT
        mode = PLAIN_MODE if like.mode is None else like.mode
        return FileState(await self._blobs.get(version.sha), as_executable(mode, is_executable=version.is_executable))

    async def _joined(self, was: str | None, now: str | None, wanted: str | None) -> str | None:
        if now in (was, wanted):
            return wanted
        if was == wanted:
            return now
        if was is None or now is None or wanted is None:
            raise Overlap
        contents = await self._blobs.get_many({was, now, wanted})
        merged = await merge(contents[was], contents[now], contents[wanted])
        if merged is None or merged.conflicts:
            raise Overlap
        return await self._blobs.put(merged.content)


def version_of(state: FileState) -> Version:
    """A file as a version."""
    return NOTHING if state.content is None else Version(sha256_of(state.content), state.mode)
