"""The SQL of changes and their edits. Every function runs in its caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import LiteralString, cast
from uuid import UUID

import orjson

from boocode.changes.model import Row, StoredEdit
from boocode.contracts.wire.changes import ChangeState
from boocode.db import Connection
from boocode.events import Transaction
from boocode.kernel.errors import NotFound

_COLUMNS = cast(LiteralString, ", ".join(field.name for field in fields(Row)))
_VALUES = cast(LiteralString, ", ".join(f"%({field.name})s" for field in fields(Row)))
_SELECT: LiteralString = "select " + _COLUMNS + " from changes where "  # noqa: S608 - our own names
_OPEN: LiteralString = "state in ('pending', 'conflict')"
_LOCK_SESSION = 2  # seeds of advisory locks; 1 is the queue's
_LOCK_PROJECT = 3
_DERIVED: tuple[str, ...] = (
    "path", "new_path", "op", "state", "base_sha", "base_mode", "content_sha", "content_mode", "origin_sha", "pre_sha",
    "pre_mode", "post_sha", "post_mode", "hunks", "authors", "is_binary", "is_huge", "added", "removed", "reason",
    "updated_at", "decided_at",
)  # fmt: skip
_SET = ", ".join(f"{name} = %({name})s" for name in _DERIVED)
_UPDATE: LiteralString = "update changes set " + _SET + " where id = %(id)s"  # noqa: S608
_INSERT: LiteralString = "insert into changes (" + _COLUMNS + ") values (" + _VALUES + ")"  # noqa: S608
_COUNT: LiteralString = (
    "select session_id, count(*), count(*) filter (where state = 'conflict') from changes where "  # noqa: S608
    + _OPEN
    + " group by session_id order by max(updated_at) desc"
)


@dataclass(frozen=True, slots=True)
class SessionPlace:
    """Where a session's changes belong."""

    session_id: UUID
    project_id: UUID
    host: str
    path: str
    allow_apply: bool

    @property
    def root(self) -> Path:
        return Path(self.path)


async def session_place(conn: Connection, session_id: UUID) -> SessionPlace:
    """Raises NotFound when there is no such session."""
    found = await conn.fetch_one(
        SessionPlace,
        "select s.id as session_id, s.project_id, p.host, p.path, s.allow_apply"
        " from sessions s join projects p on p.id = s.project_id where s.id = %s",
        (session_id,),
    )
    if found is None:
        raise NotFound("There is no such session.", session_id=str(session_id))
    return found


async def lock_session(conn: Connection, session_id: UUID) -> None:
    """Order everything that changes which changes are open in the session, until the transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, %s))", (session_id, _LOCK_SESSION))


async def lock_project(conn: Connection, project_id: UUID) -> None:
    """Only one transaction at a time writes files of a project."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, %s))", (project_id, _LOCK_PROJECT))


async def get(conn: Connection, change_id: UUID, *, lock: bool = False) -> Row:
    """Raises NotFound when there is no such change."""
    found = await conn.fetch_one(Row, _SELECT + ("id = %s for update" if lock else "id = %s"), (change_id,))
    if found is None:
        raise NotFound("There is no such change.", change_id=str(change_id))
    return found


async def lock_rows(conn: Connection, session_id: UUID, ids: Collection[UUID] | None) -> list[Row]:
    """These changes of the session, or all open ones, locked."""
    if ids is None:
        return await conn.fetch_all(Row, _SELECT + _OPEN + " and session_id = %s order by id for update", (session_id,))
    return await conn.fetch_all(
        Row, _SELECT + "session_id = %s and id = any(%s) order by id for update", (session_id, list(ids))
    )


async def open_rows(conn: Connection, session_id: UUID) -> list[Row]:
    """All open changes of the session, not locked."""
    return await conn.fetch_all(Row, _SELECT + _OPEN + " and session_id = %s order by path", (session_id,))


async def open_at(conn: Connection, session_id: UUID, path: str) -> list[Row]:
    """Open changes that have to do with a path, locked: at most one that starts there and one that ends there."""
    return await conn.fetch_all(
        Row,
        _SELECT + _OPEN + " and session_id = %(session)s and (path = %(path)s or new_path = %(path)s)"
        " order by id for update",
        {"session": session_id, "path": path},
    )


async def find(
    conn: Connection,
    session_id: UUID,
    *,
    state: ChangeState | None = None,
    path: str | None = None,
    task_id: UUID | None = None,
    limit: int = 100,
) -> list[Row]:
    """Open changes by path, then decided ones, the newest first, that match what is given."""
    where: LiteralString = (
        "session_id = %(session)s and (%(state)s::text is null or state = %(state)s)"
        " and (%(path)s::text is null or path = %(path)s or new_path = %(path)s)"
        " and (%(task)s::text is null or authors @> jsonb_build_array(jsonb_build_object('task_id', %(task)s::text)))"
    )
    given = {"session": session_id, "state": state, "path": path, "task": str(task_id) if task_id else None}
    waiting = await conn.fetch_all(Row, _SELECT + where + " and " + _OPEN + " order by path", given)
    decided = await conn.fetch_all(
        Row,
        _SELECT + where + " and decided_at is not null order by decided_at desc, id desc limit %(limit)s",
        {**given, "limit": limit},
    )
    return [*waiting, *decided]


async def insert(conn: Connection, row: Row) -> None:
    """A new change."""
    await conn.execute(_INSERT, _params(row))


async def update(conn: Connection, *rows: Row) -> None:
    """Store the rows as they are now."""
    async with conn.cursor() as cursor:
        await cursor.executemany(_UPDATE, [_params(row) for row in rows])


def _params(row: Row) -> dict[str, object]:
    values = asdict(row)
    return {
        **values,
        "hunks": orjson.dumps(values["hunks"]).decode(),
        "authors": orjson.dumps(values["authors"]).decode(),
    }


async def edits_of(conn: Connection, ids: Collection[UUID]) -> Mapping[UUID, list[StoredEdit]]:
    """The edits of these changes, in order."""
    edits: dict[UUID, list[StoredEdit]] = {change_id: [] for change_id in ids}
    found = await conn.fetch_all(
        StoredEdit,
        "select change_id, position, task_id, chat_id, provider, call_ids, before_sha, after_sha from change_edits"
        " where change_id = any(%s) order by change_id, position",
        (list(ids),),
    )
    for edit in found:
        edits[edit.change_id].append(edit)
    return edits


async def add_edits(conn: Connection, edits: Sequence[StoredEdit]) -> None:
    """Append edits whose positions are free."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "insert into change_edits"
            " (change_id, position, task_id, chat_id, provider, call_ids, before_sha, after_sha)"
            " values (%(change_id)s, %(position)s, %(task_id)s, %(chat_id)s, %(provider)s, %(call_ids)s::text[],"
            " %(before_sha)s, %(after_sha)s)",
            [{**asdict(edit), "call_ids": list(edit.call_ids)} for edit in edits],
        )


def shas_of(rows: Sequence[Row], edits: Collection[Sequence[StoredEdit]] = ()) -> set[str]:
    """Hashes of every content that describing the rows needs."""
    wanted = {sha for row in rows for sha in (row.base_sha, row.content_sha, row.origin_sha)}
    wanted |= {sha for chain in edits for edit in chain for sha in (edit.before_sha, edit.after_sha)}
    return {sha for sha in wanted if sha}


async def count_open(conn: Connection) -> list[tuple[UUID, int, int]]:
    """How many changes wait, by session, and how many of them are in conflict."""
    cursor = await conn.execute(_COUNT)
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def tell(tx: Transaction, rows: Sequence[Row]) -> None:
    """Invalidate what shows these changes, and say it in the chats whose tasks made them."""
    by_chat: dict[UUID, list[str]] = {}
    for row in rows:
        tx.changed(f"session:{row.session_id}", "changes")
        for author in row.authors:
            by_chat.setdefault(UUID(author["chat_id"]), []).append(str(row.id))
    cursor = await tx.conn.execute("select id from chats where id = any(%s) for key share", (sorted(by_chat),))
    for (chat_id,) in await cursor.fetchall():
        tx.emit(chat_id, "changes.updated", {"what": by_chat[chat_id]})
    if rows:
        tx.changed("app", "inbox")
