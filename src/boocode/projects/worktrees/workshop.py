"""The steps of making a session's worktree, in an order that can be cut off anywhere and begun again."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from anyio import to_thread

from boocode.contracts.agents import NoticeReport
from boocode.db import Database
from boocode.git.trees import update_ref
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.projects.worktrees import setup, store
from boocode.projects.worktrees.errors import RepositoryGone
from boocode.projects.worktrees.locks import WorktreeLocks
from boocode.projects.worktrees.making import Base, again_at, lay_out, make_base, unmake
from boocode.projects.worktrees.model import WorktreeRow, base_ref
from boocode.projects.worktrees.places import Places, stem_of
from boocode.projects.worktrees.repository import (
    Repository,
    find_repository,
    private_repository,
    repository_of,
)

Save = Callable[[WorktreeRow], Awaitable[None]]


class Workshop:
    """Makes worktrees, one session's at a time: whoever calls holds its lock."""

    def __init__(self, db: Database, places: Places, locks: WorktreeLocks, save: Save) -> None:
        self._db = db
        self._places = places
        self._locks = locks
        self._save = save

    async def new(
        self, place: store.SessionPlace, left: WorktreeRow | None, on_made: Save
    ) -> tuple[WorktreeRow, list[NoticeReport]]:
        """A worktree of the project as it is now; stored as being made before anything is on disk.

        Args:
            left: What an earlier making left behind, which is taken back first.
        """
        project = Path(place.path)
        repository = await self._repository(place, project)
        if left is not None:
            await unmake(left, repository)
        row = self._planned(place, repository, left)
        await self._save(row)
        base = await self._base(repository, row)
        await update_ref(row.repository, base_ref(place.session_id), base.commit)
        row = replace(row, base_commit=base.commit, head_commit=base.head, accepted_tree=base.tree)
        await self._save(row)
        notices = await self._furnish(row, repository, base, project, at=base.commit)
        await on_made(row)
        async with self._db.connection() as conn:
            row = await store.get(conn, row.id)  # what was pending may count with a base of its own
        return replace(row, state="ready", used_at=now()), notices

    async def again(self, place: store.SessionPlace, row: WorktreeRow) -> tuple[WorktreeRow, list[NoticeReport]]:
        """A worktree whose directory is gone, with the files of the newest look at it."""
        project = Path(place.path)
        if row.kind == "project":
            raise RepositoryGone(f"The project's directory {row.path} is not there. Bring it back.", path=row.path)
        repository = await repository_of(row, project)
        base = await self._base(repository, row)  # not kept: for what is not in snapshots
        row = replace(row, path=str(self._directory(place, repository, row)))
        notices = await self._furnish(row, repository, base, project, at=await again_at(row, repository.prefix))
        gone = NoticeReport(
            "info",
            "The worktree's directory was gone. It was made again from the last look at it.",
            {"code": "worktree_again"},
            key="worktree_again",
        )
        return row, [gone, *notices]

    async def _repository(self, place: store.SessionPlace, project: Path) -> Repository:
        if not await to_thread.run_sync(project.is_dir):
            raise RepositoryGone(f"The project's directory {project} is not there. Bring it back.", path=str(project))
        found = await find_repository(project)
        return found or await private_repository(project, self._places.repository(place.project_id))

    def _planned(self, place: store.SessionPlace, repository: Repository, left: WorktreeRow | None) -> WorktreeRow:
        worktree_id = left.id if left else new_id()
        in_project = place.workplace == "project"
        at = now()
        row = WorktreeRow(
            id=worktree_id,
            session_id=place.session_id,
            session_name=place.session_name,
            project_id=place.project_id,
            host=place.host,
            kind="project" if in_project else "copy" if repository.is_private else "worktree",
            path=place.path,
            git_dir=str(repository.git_dir),
            branch=None if in_project else f"boocode/{stem_of(place.session_name, worktree_id)}",
            head_commit=None,
            base_commit="",
            accepted_tree="",
            snapshot_commit=None,
            state="making",
            problem=None,
            size_bytes=None,
            created_at=at,
            used_at=at,
        )
        return row if in_project else replace(row, path=str(self._directory(place, repository, row)))

    def _directory(self, place: store.SessionPlace, repository: Repository, row: WorktreeRow) -> Path:
        assert row.branch is not None
        stem = row.branch.rpartition("/")[2]
        return self._places.worktree(place.project_name, place.project_id, stem) / repository.prefix

    async def _base(self, repository: Repository, row: WorktreeRow) -> Base:
        index = self._places.base_index(row.project_id)
        async with self._locks.project(row.project_id):
            base = await make_base(repository, index)
            if not row.is_own:  # the next look begins where this one ended
                await to_thread.run_sync(shutil.copy2, index, self._places.index(row.id))
        return base

    async def _furnish(
        self, row: WorktreeRow, repository: Repository, base: Base, project: Path, *, at: str
    ) -> list[NoticeReport]:
        """Lay out the directory and set it up."""
        if not row.is_own:
            return []
        missing = await lay_out(row, repository, self._places, at=at, skipped=base.skipped)
        brought = await setup.look(project)
        async with self._db.connection() as conn:
            copies_env = await store.trusted(conn, row.project_id, brought.sha256)
        notices = [_missing(missing)] if missing else []
        return [*notices, *await setup.set_up(project, row.directory, brought, copies_env)]


def _missing(paths: list[str]) -> NoticeReport:
    shown = ", ".join(paths[:5]) + (" and more" if len(paths) > 5 else "")
    return NoticeReport(
        "info",
        f"Files that are too big to copy are missing in the worktree: {shown}.",
        {"code": "too_big", "paths": paths[:50]},
        key="too_big",
    )
