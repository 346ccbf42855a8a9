"""Worktrees as clients see them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import anyio
from anyio import to_thread

from boocode.contracts.wire.worktrees import Worktree
from boocode.db import Database
from boocode.projects.worktrees import store
from boocode.projects.worktrees.model import WorktreeRow
from boocode.projects.worktrees.risk import rescue_refs
from boocode.projects.worktrees.upkeep import needs_new_base

_AT_ONCE = 4  # each asks git a few things


async def shown(db: Database, host: str, rows: Sequence[WorktreeRow]) -> list[Worktree]:
    """The rows with what git says about them. Those whose project was deleted meanwhile are left out."""
    async with db.connection() as conn:
        names = await store.names(conn, host)
        paths = await store.project_paths(conn, host)
    found: dict[UUID, Worktree] = {}
    limit = anyio.CapacityLimiter(_AT_ONCE)

    async def one(row: WorktreeRow) -> None:
        async with limit:
            found[row.id] = await _shown(row, names[row.id], Path(paths[row.project_id]))

    async with anyio.create_task_group() as group:
        for row in rows:
            if row.id in names and row.project_id in paths:
                group.start_soon(one, row)
    return [found[row.id] for row in rows if row.id in found]


async def _shown(row: WorktreeRow, names: tuple[str, str | None], project: Path) -> Worktree:
    project_name, session_name = names
    has_repository = await to_thread.run_sync(row.repository.is_dir)
    return Worktree(
        id=row.id,
        session_id=row.session_id,
        session_name=session_name or row.session_name,
        project_id=row.project_id,
        project_name=project_name,
        kind=row.kind,
        path=row.path,
        branch=row.branch,
        base_commit=row.base_commit,
        state=row.state,
        problem=row.problem,
        needs_new_base=row.state == "ready" and await needs_new_base(row, project),
        size_bytes=row.size_bytes,
        rescue_refs=await rescue_refs(row) if has_repository else [],
        created_at=row.created_at,
        used_at=row.used_at,
    )
