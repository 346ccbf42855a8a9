"""The SQL of worktrees and trusted setup scripts. Every function runs on its caller's connection."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import LiteralString, cast
from uuid import UUID

from boocode.contracts.wire.worktrees import WorktreeState
from boocode.db import Connection
from boocode.kernel.errors import NotFound
from boocode.projects.worktrees.model import WorktreeRow

_COLUMNS = cast(LiteralString, ", ".join(field.name for field in fields(WorktreeRow)))
_VALUES = cast(LiteralString, ", ".join(f"%({field.name})s" for field in fields(WorktreeRow)))
_SET = cast(LiteralString, ", ".join(f"{field.name} = excluded.{field.name}" for field in fields(WorktreeRow)))
_SELECT: LiteralString = "select " + _COLUMNS + " from worktrees where "  # noqa: S608 - our own names
_PUT: LiteralString = (
    "insert into worktrees (" + _COLUMNS + ") values (" + _VALUES + ") on conflict (id) do update set " + _SET  # noqa: S608
)
_LOCK_PROJECT = 3  # seeds of advisory locks; that of changes, which are then neither applied nor taken back
_LOCK_MAKING = 4


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """A session, where its project is, and where its agents shall work."""

    session_id: UUID
    session_name: str
    workplace: str
    project_id: UUID
    project_name: str
    host: str
    path: str


async def session_place(conn: Connection, session_id: UUID) -> SessionPlace:
    """Raises NotFound when there is no such session."""
    found = await conn.fetch_one(
        SessionPlace,
        "select s.id as session_id, s.name as session_name, s.workplace, p.id as project_id, p.name as project_name,"
        " p.host, p.path from sessions s join projects p on p.id = s.project_id where s.id = %s",
        (session_id,),
    )
    if found is None:
        raise NotFound("There is no such session.", session_id=str(session_id))
    return found


async def lock_making(conn: Connection, key: UUID) -> None:
    """Only one at a time makes or removes the worktree of a session, until the transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, %s))", (key, _LOCK_MAKING))


async def lock_project(conn: Connection, project_id: UUID) -> None:
    """Nobody applies changes to the project until the transaction ends, so what is accepted stays what it is."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, %s))", (project_id, _LOCK_PROJECT))


async def find(conn: Connection, session_id: UUID) -> WorktreeRow | None:
    """The worktree of a session, whatever its state; None before its first need and after its removal."""
    return await conn.fetch_one(WorktreeRow, _SELECT + "session_id = %s and state <> 'removed'", (session_id,))


async def get(conn: Connection, worktree_id: UUID) -> WorktreeRow:
    """Raises NotFound when there is no such worktree."""
    found = await conn.fetch_one(WorktreeRow, _SELECT + "id = %s", (worktree_id,))
    if found is None:
        raise NotFound("There is no such worktree.", worktree_id=str(worktree_id))
    return found


async def find_all(conn: Connection, host: str, *, project_id: UUID | None = None) -> list[WorktreeRow]:
    """The worktrees on a host that are not removed, the one used last first."""
    return await conn.fetch_all(
        WorktreeRow,
        _SELECT + "host = %s and state <> 'removed' and (%s::uuid is null or project_id = %s)"
        " order by used_at desc, id",
        (host, project_id, project_id),
    )


async def find_removed(conn: Connection, host: str, *, limit: int = 200) -> list[WorktreeRow]:
    """Worktrees on a host that were removed, the last one first."""
    return await conn.fetch_all(
        WorktreeRow, _SELECT + "host = %s and state = 'removed' order by removed_at desc limit %s", (host, limit)
    )


async def put(conn: Connection, row: WorktreeRow) -> None:
    """Store a row, new or not."""
    await conn.execute(_PUT, asdict(row))


async def set_problem(conn: Connection, worktree_id: UUID, state: WorktreeState, problem: str | None) -> None:
    """What is up with it."""
    await conn.execute("update worktrees set state = %s, problem = %s where id = %s", (state, problem, worktree_id))


async def end(conn: Connection, worktree_id: UUID) -> None:
    """It is removed. Its row stays, for the work that was kept of it."""
    await conn.execute(
        "update worktrees set state = 'removed', problem = null, session_id = null, size_bytes = null,"
        " removed_at = clock_timestamp() where id = %s",
        (worktree_id,),
    )


async def forget(conn: Connection, worktree_id: UUID) -> None:
    """It was never made."""
    await conn.execute("delete from worktrees where id = %s", (worktree_id,))


async def set_ready(conn: Connection, worktree_id: UUID, path: str) -> None:
    """It can be worked in, there."""
    await conn.execute(
        "update worktrees set state = 'ready', problem = null, path = %s, used_at = clock_timestamp() where id = %s",
        (path, worktree_id),
    )


async def set_base(conn: Connection, row: WorktreeRow) -> None:
    """It stands on another base: what the row says about that, and what is accepted with it."""
    await conn.execute(
        "update worktrees set base_commit = %s, head_commit = %s, accepted_tree = %s, problem = null where id = %s",
        (row.base_commit, row.head_commit, row.accepted_tree, row.id),
    )


async def set_accepted(conn: Connection, worktree_id: UUID, tree: str) -> None:
    """What of the work is in the project already."""
    await conn.execute("update worktrees set accepted_tree = %s where id = %s", (tree, worktree_id))


async def set_snapshot(conn: Connection, worktree_id: UUID, commit: str) -> None:
    """The newest look."""
    await conn.execute(
        "update worktrees set snapshot_commit = %s, used_at = clock_timestamp() where id = %s", (commit, worktree_id)
    )


async def set_path(conn: Connection, worktree_id: UUID, path: str) -> None:
    """Where it was found."""
    await conn.execute("update worktrees set path = %s where id = %s", (path, worktree_id))


async def set_size(conn: Connection, worktree_id: UUID, size_bytes: int) -> None:
    """On disk, as just measured."""
    await conn.execute("update worktrees set size_bytes = %s where id = %s", (size_bytes, worktree_id))


async def keep_names(conn: Connection, session_id: UUID) -> None:
    """The session is about to be deleted: its worktree keeps what it is called."""
    await conn.execute(
        "update worktrees w set session_name = s.name from sessions s where s.id = w.session_id and s.id = %s",
        (session_id,),
    )


async def is_busy(conn: Connection, session_id: UUID) -> bool:
    """Whether a task works in the session right now."""
    return await conn.fetch_value(
        "select exists (select from tasks where session_id = %s and state = 'running')", (session_id,)
    )


async def choose(conn: Connection, session_id: UUID, choice: str) -> None:
    """Where the agents of a session shall work."""
    await conn.execute("update sessions set workplace = %s where id = %s", (choice, session_id))


async def names(conn: Connection, host: str) -> dict[UUID, tuple[str, str | None]]:
    """The name of the project of every worktree on a host, and of its session where it has one."""
    cursor = await conn.execute(
        "select w.id, p.name, s.name from worktrees w join projects p on p.id = w.project_id"
        " left join sessions s on s.id = w.session_id where w.host = %s",
        (host,),
    )
    return {row[0]: (row[1], row[2]) for row in await cursor.fetchall()}


async def project_paths(conn: Connection, host: str) -> dict[UUID, str]:
    """Where the projects of a host that have worktrees are."""
    cursor = await conn.execute(
        "select id, path from projects where host = %s and id in (select project_id from worktrees)", (host,)
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def trusted(conn: Connection, project_id: UUID, sha256: str) -> bool | None:
    """Whether files like `.env` are copied with a setup script that was trusted; None when it was not."""
    return await conn.fetch_value(
        "select copies_env from trusted_setups where project_id = %s and sha256 = %s", (project_id, sha256)
    )


async def trust(conn: Connection, project_id: UUID, sha256: str, *, copies_env: bool) -> None:
    """Trust exactly this content, and no other of the project any more."""
    await distrust(conn, project_id)
    await conn.execute(
        "insert into trusted_setups (project_id, sha256, copies_env) values (%s, %s, %s)",
        (project_id, sha256, copies_env),
    )


async def distrust(conn: Connection, project_id: UUID) -> None:
    """Trust nothing of the project."""
    await conn.execute("delete from trusted_setups where project_id = %s", (project_id,))
