"""The SQL of terminals. Every function runs on its caller's connection."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import LiteralString, cast
from uuid import UUID

from boocode.contracts.wire.terminals import TerminalKind, TerminalPlace, TerminalState
from boocode.db import Connection
from boocode.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """A terminal as it was last known."""

    id: UUID
    session_id: UUID
    machine: str
    name: str
    directory: str
    place: TerminalPlace
    kind: TerminalKind
    host: str | None
    durable: bool
    state: TerminalState
    exit_code: int | None
    created_at: datetime
    ended_at: datetime | None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A terminal that was marked, by its session."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """Where a session's terminals may begin."""

    project_path: str
    machine: str
    worktree_path: str | None


_COLUMNS = cast(LiteralString, ", ".join(field.name for field in fields(TerminalRow)))
_VALUES = cast(LiteralString, ", ".join(f"%({field.name})s" for field in fields(TerminalRow)))
_SELECT: LiteralString = "select " + _COLUMNS + " from terminals where "  # noqa: S608 - our own names
_INSERT: LiteralString = "insert into terminals (" + _COLUMNS + ") values (" + _VALUES + ")"  # noqa: S608
_LOCK_MAKING = 8  # a seed of advisory locks


async def lock_making(conn: Connection, machine: str) -> None:
    """Only one terminal is made at a time, so that they can be counted."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, %s))", (machine, _LOCK_MAKING))


async def place_of(conn: Connection, session_id: UUID) -> SessionPlace:
    """Raises NotFound when there is no such session."""
    found = await conn.fetch_one(
        SessionPlace,
        "select p.path as project_path, p.host as machine,"
        " (select w.path from worktrees w where w.session_id = s.id and w.state = 'ready' and w.kind <> 'project')"
        " as worktree_path from sessions s join projects p on p.id = s.project_id where s.id = %s",
        (session_id,),
    )
    if found is None:
        raise NotFound("There is no such session.", session_id=str(session_id))
    return found


async def insert(conn: Connection, row: TerminalRow) -> None:
    await conn.execute(_INSERT, asdict(row))


async def get(conn: Connection, terminal_id: UUID, machine: str) -> TerminalRow:
    """Raises NotFound when this machine has no such terminal."""
    found = await conn.fetch_one(TerminalRow, _SELECT + "id = %s and machine = %s", (terminal_id, machine))
    if found is None:
        raise NotFound("There is no such terminal.", terminal_id=str(terminal_id))
    return found


async def find(
    conn: Connection,
    machine: str,
    *,
    terminal_id: UUID | None = None,
    session_id: UUID | None = None,
    project_id: UUID | None = None,
) -> list[TerminalRow]:
    """This machine's terminals, the oldest first; only those of a session or project, or only one."""
    return await conn.fetch_all(
        TerminalRow,
        _SELECT + "machine = %(machine)s and (%(id)s::uuid is null or id = %(id)s)"  # noqa: S608 - our own names
        " and (%(session)s::uuid is null or session_id = %(session)s) and (%(project)s::uuid is null"
        " or session_id in (select s.id from sessions s where s.project_id = %(project)s))"
        " order by created_at, id",
        {"machine": machine, "id": terminal_id, "session": session_id, "project": project_id},
    )


async def count_running(conn: Connection, machine: str) -> int:
    query = "select count(*) from terminals where machine = %s and state = 'running'"
    return int(await conn.fetch_value(query, (machine,)))


async def rename(conn: Connection, terminal_id: UUID, name: str) -> None:
    await conn.execute("update terminals set name = %s where id = %s", (name, terminal_id))


async def started(conn: Connection, terminal_id: UUID, *, durable: bool) -> None:
    """It runs (again)."""
    await conn.execute(
        "update terminals set state = 'running', exit_code = null, ended_at = null, durable = %s where id = %s",
        (durable, terminal_id),
    )


async def note(conn: Connection, states: Mapping[UUID, tuple[TerminalState, int | None]]) -> None:
    """What terminals have become."""
    for id_, (state, code) in states.items():
        await conn.execute(
            "update terminals set state = %(state)s, exit_code = %(code)s,"
            " ended_at = case when %(state)s = 'running' then null else coalesce(ended_at, now()) end,"
            " unread = unread or %(state)s = 'exited'"
            " where id = %(id)s",
            {"id": id_, "state": state, "code": code},
        )


async def mark(conn: Connection, ids: Collection[UUID], *, unread: bool) -> set[UUID]:
    """Have the terminals have news, or none any more; the sessions of those that this changed."""
    changed = await conn.fetch_all(
        Marked,
        "update terminals set unread = %s where id = any(%s) and unread <> %s returning session_id",
        (unread, list(ids), unread),
    )
    return {one.session_id for one in changed}


async def remove(conn: Connection, terminal_id: UUID) -> None:
    await conn.execute("delete from terminals where id = %s", (terminal_id,))
