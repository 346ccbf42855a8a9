"""The SQL of what worktrees still have to be told: what was taken out of changes, whose turn it is, what agents know.

Every function runs in its caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from boocode.contracts.workplaces import TurnAuthor
from boocode.db import Connection
from boocode.projects.worktrees import store as worktrees
from boocode.projects.worktrees.model import WorktreeRow


@dataclass(frozen=True, slots=True)
class Revert:
    """A file of a worktree that shall be brought from one content to another, whatever else was done to it since."""

    id: UUID
    worktree_id: UUID
    path: str
    from_sha: str | None
    from_mode: int | None
    to_sha: str | None
    to_mode: int | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A change that was rejected, and its agent was not told."""

    id: UUID
    path: str
    new_path: str | None
    op: str
    hunks: list[Any]
    reason: str | None


async def find_ready(conn: Connection, session_id: UUID) -> WorktreeRow | None:
    """The session's worktree, if it can be worked in or is being made."""
    found = await worktrees.find(conn, session_id)
    return found if found and found.state in ("making", "ready") and found.accepted_tree else None


async def lock_ready(conn: Connection, session_id: UUID) -> WorktreeRow | None:
    """The same, locked until the transaction ends. Rows of changes are locked before."""
    await conn.execute("select from worktrees where session_id = %s for update", (session_id,))
    return await find_ready(conn, session_id)


async def open_reverts(conn: Connection, worktree_id: UUID) -> list[Revert]:
    """What the worktree was not brought to yet, oldest first."""
    return await conn.fetch_all(
        Revert,
        "select id, worktree_id, path, from_sha, from_mode, to_sha, to_mode from worktree_reverts"
        " where worktree_id = %s and done_at is null order by id",
        (worktree_id,),
    )


async def add_reverts(conn: Connection, reverts: Sequence[Revert]) -> None:
    """New ones."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "insert into worktree_reverts (id, worktree_id, path, from_sha, from_mode, to_sha, to_mode)"
            " values (%(id)s, %(worktree_id)s, %(path)s, %(from_sha)s, %(from_mode)s, %(to_sha)s, %(to_mode)s)",
            [asdict(revert) for revert in reverts],
        )


async def end_reverts(conn: Connection, ids: Collection[UUID]) -> None:
    """The worktree was brought to these, or cannot be."""
    await conn.execute("update worktree_reverts set done_at = clock_timestamp() where id = any(%s)", (list(ids),))


async def turn(conn: Connection, worktree_id: UUID) -> TurnAuthor | None:
    """Whose turn it is, or was when its process died."""
    found = await conn.fetch_value("select turn from worktrees where id = %s", (worktree_id,))
    return None if found is None else TurnAuthor(provider=found.pop("provider"), **_uuids(found))


async def set_turn(conn: Connection, worktree_id: UUID, author: TurnAuthor | None) -> None:
    """Whose turn begins; None: it has ended, and everything of it is among the changes."""
    value = None if author is None else orjson.dumps(asdict(author)).decode()
    await conn.execute("update worktrees set turn = %s::jsonb where id = %s", (value, worktree_id))


async def has_running_task(conn: Connection, session_id: UUID) -> bool:
    """Whether somebody may be writing in the session's worktree right now."""
    return await conn.fetch_value(
        "select exists (select from tasks where session_id = %s and state = 'running' and lease_until > now())",
        (session_id,),
    )


async def untold(conn: Connection, session_id: UUID, chat_id: UUID) -> list[Rejection]:
    """What was rejected of the work of this chat's tasks, and they do not know of, oldest first."""
    return await conn.fetch_all(
        Rejection,
        "select id, path, new_path, op, hunks, reason from changes"
        " where session_id = %s and state = 'rejected' and told_at is null"
        " and authors @> jsonb_build_array(jsonb_build_object('chat_id', %s::text))"
        " order by decided_at, id limit 200",
        (session_id, str(chat_id)),
    )


async def set_told(conn: Connection, ids: Collection[UUID]) -> None:
    """Their agents know."""
    await conn.execute("update changes set told_at = clock_timestamp() where id = any(%s)", (list(ids),))


async def refused_before(conn: Connection, session_id: UUID, paths: Collection[str]) -> set[tuple[str, str]]:
    """Paths that were listed as never applied, and why."""
    cursor = await conn.execute(
        "select path, reason from changes where session_id = %s and path = any(%s) and state = 'rejected'"
        " and base_sha is null and content_sha is null",
        (session_id, list(paths)),
    )
    return {(row[0], row[1]) for row in await cursor.fetchall()}


async def written_since(conn: Connection, project_id: UUID, since: datetime) -> set[str]:
    """Paths of the project that the human's decisions wrote."""
    cursor = await conn.execute(
        "select path, new_path from changes where project_id = %s and state in ('applied', 'rewound')"
        " and updated_at >= %s",
        (project_id, since),
    )
    return {path for row in await cursor.fetchall() for path in row if path}


def _uuids(found: dict[str, str]) -> dict[str, UUID]:
    return {name: UUID(value) for name, value in found.items()}
