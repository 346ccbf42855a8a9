"""The agent's frame: what a session's worktree counts as accepted, and how a decision on changes moves that.

An agent in a worktree does not see the project, so every decision has two sides: the project's files, and what of the
worktree is still a change. Both move in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from anyio import to_thread

from boocode.changes import frames_store, store
from boocode.changes.absorbing import NOTHING, Version
from boocode.changes.frames_store import Revert
from boocode.changes.model import Row, StoredEdit, described
from boocode.changes.objects import tree_with, versions_at
from boocode.changes.parts import Part
from boocode.changes.planning import Fits
from boocode.changes.reverts import Overlap, Reverts, revert, version_of
from boocode.db import Connection
from boocode.files.blobs import BlobStore, sha256_of
from boocode.kernel.clock import now
from boocode.projects.worktrees import store as worktrees
from boocode.projects.worktrees.model import WorktreeRow

KEPT = "The session's worktree still has it, because later work there stands on it."


class Frame:
    """A session's worktree in one decision. Its row is locked; the rows of the changes were locked before.

    Attributes:
        row: The worktree as it was when the decision began.
    """

    def __init__(self, conn: Connection, blobs: BlobStore, reverts: Reverts, row: WorktreeRow) -> None:
        self._conn = conn
        self._blobs = blobs
        self._joiner = reverts
        self.row = row

    async def applied(self, done: Sequence[tuple[Row, Fits]]) -> None:
        """These changes are in the project now."""
        versions: dict[str, Version] = {}
        contents: dict[str, bytes] = {}
        for row, fits in done:
            if self.row.is_own:
                versions |= _moved(row, wanted_of(row))
                continue
            for step in fits.steps:
                versions[step.path] = version_of(step.post)
                if step.post.content is not None:
                    contents[sha256_of(step.post.content)] = step.post.content
        await self.accept(versions, contents)

    async def rejected(self, row: Row, part: Part) -> None:
        """All of a change, or a part of it, was turned down: the worktree shall do without."""
        if not self.row.is_own:
            return
        if part.rest is not None:
            await self.bring([(row.target, wanted_of(row), wanted_of(part.rest))])
        elif row.new_path:
            await self.bring([(row.new_path, wanted_of(row), NOTHING), (row.path, NOTHING, base_of(row))])
        else:
            await self.bring([(row.path, wanted_of(row), base_of(row))])

    async def rewound(self, row: Row, fits: Fits) -> tuple[list[Row], str | None]:
        """An applied change was taken back: it is not accepted any more, and the worktree shall do without.

        Gives open changes that are different now, and why the worktree stays as it is, if it does.
        """
        if not self.row.is_own:
            await self.applied([(row, fits)])
            return [], None
        paths = {row.path, row.target}
        accepted = await versions_at(self.row.repository, self._blobs, self.row.accepted_tree, paths)
        there = [one for path in sorted(paths) for one in await store.open_at(self._conn, row.session_id, path)]
        try:
            if row.new_path is None and all(one.path == row.path and one.new_path is None for one in there):
                return await self._rewound_in_place(row, accepted[row.path], there), None
            if there or (row.new_path and accepted[row.path].sha is not None):
                return [], KEPT
            back = await self._joiner.brought(accepted[row.target], wanted_of(row), base_of(row))
        except Overlap:
            return [], KEPT
        await self.accept({row.target: NOTHING, row.path: back})
        await self.bring([(row.target, accepted[row.target], NOTHING), (row.path, NOTHING, back)])
        return [], None

    async def accept(self, versions: Mapping[str, Version], contents: Mapping[str, bytes] | None = None) -> None:
        """These files count as accepted now."""
        if versions:
            tree = await tree_with(self.row.repository, self._blobs, self.row.accepted_tree, versions, contents or {})
            await worktrees.set_accepted(self._conn, self.row.id, tree)
            self.row = replace(self.row, accepted_tree=tree)

    async def bring(self, steps: Sequence[tuple[str, Version, Version]]) -> None:
        """The worktree shall be brought from one version of these files to another; done when nobody works there."""
        reverts: list[Revert] = [
            revert(self.row.id, path, was, wanted) for path, was, wanted in steps if not was.is_like(wanted)
        ]
        await frames_store.add_reverts(self._conn, reverts)

    async def _rewound_in_place(self, row: Row, accepted: Version, there: Sequence[Row]) -> list[Row]:
        """The file keeps its name; what is pending on top of it stays pending."""
        was, wanted = wanted_of(row), base_of(row)
        back = await self._joiner.brought(accepted, was, wanted)
        if not there:
            await self.accept({row.path: back})
            await self.bring([(row.path, accepted, back)])
            return []
        (pending,) = {one.id: one for one in there}.values()
        content = await self._joiner.brought(wanted_of(pending), was, wanted)
        await self.accept({row.path: back})
        await self.bring([(row.path, wanted_of(pending), content)])
        return [await self._rebased(pending, back, content)]

    async def _rebased(self, row: Row, base: Version, content: Version) -> Row:
        edits = (await store.edits_of(self._conn, [row.id]))[row.id]
        edit = StoredEdit(row.id, len(edits), None, None, None, (), row.content_sha, content.sha)
        moved = replace(
            row,
            base_sha=base.sha,
            base_mode=base.mode,
            content_sha=content.sha,
            content_mode=content.mode,
            updated_at=now(),
        )
        contents = await self._blobs.get_many(store.shas_of([moved], [[*edits, edit]]))
        moved = await to_thread.run_sync(described, moved, [*edits, edit], contents)
        if moved.is_nothing:
            moved = replace(moved, state="superseded", reason="Nothing is left of it.", decided_at=now())
        await store.update(self._conn, moved)
        await store.add_edits(self._conn, [edit])
        return moved


async def frame_of(conn: Connection, blobs: BlobStore, reverts: Reverts, session_id: UUID) -> Frame | None:
    """The frame of a session; None where it has no worktree."""
    found = await frames_store.lock_ready(conn, session_id)
    return None if found is None else Frame(conn, blobs, reverts, found)


def base_of(row: Row) -> Version:
    """What a change starts from."""
    return Version(row.base_sha, row.base_mode) if row.base_sha else NOTHING


def wanted_of(row: Row) -> Version:
    """What a change wants at its target."""
    if row.content_sha is None:
        return NOTHING
    return Version(row.content_sha, row.content_mode if row.content_mode is not None else row.base_mode)


def _moved(row: Row, version: Version) -> dict[str, Version]:
    return {row.path: NOTHING, row.target: version} if row.new_path else {row.path: version}
