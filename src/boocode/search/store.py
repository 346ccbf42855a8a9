"""The SQL of the index. Every function runs in its caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from boocode.contracts.wire.search import DocumentKind
from boocode.db import Connection
from boocode.search.texts import ChangeSource, PartSource

_LOCK_INDEXING = 9  # a seed of advisory locks
BUCKET_BITS = 12
SETTLING = "2 minutes"  # within which a change may be committed later than its time says

# What is being deleted is left alone; what is read stays until the transaction ends.
_PART_SOURCE: LiteralString = (
    "select p.id as part_id, m.id as message_id, m.chat_id, c.session_id, s.project_id, m.role, m.provider, p.type,"
    " p.state, p.data - 'detail' as data, coalesce(p.ended_at, p.created_at) as at"
    " from parts p join messages m on m.id = p.message_id join chats c on c.id = m.chat_id"
    " join sessions s on s.id = c.session_id where p.id = any(%s) and m.placed"
)
_CHANGE_SOURCE: LiteralString = (
    "select c.id as change_id, c.session_id, c.project_id, c.path, c.new_path, c.state, c.hunks, c.authors,"
    " c.updated_at from changes c "
)


@dataclass(frozen=True, slots=True)
class Document:
    """A row of the index. Exactly one of the first three ids is set."""

    kind: DocumentKind
    session_id: UUID
    project_id: UUID
    at: datetime
    text: str
    part_id: UUID | None = None
    titled_chat_id: UUID | None = None
    change_id: UUID | None = None
    chat_id: UUID | None = None
    message_id: UUID | None = None
    provider: str | None = None
    version: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChatState:
    """How far a chat is, and how far the index knows it."""

    id: UUID
    session_id: UUID
    project_id: UUID
    title: str | None
    updated_at: datetime
    head: int
    seq: int | None
    known_title: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    parts_before: UUID | None
    parts_since: datetime | None
    changes_until: datetime


async def try_lock(conn: Connection) -> bool:
    """Whether nobody else is at it in this database; if so, nobody else will be until the transaction ends."""
    return await conn.fetch_value("select pg_try_advisory_xact_lock(hashtextextended('search', %s))", (_LOCK_INDEXING,))


async def chats_ahead(conn: Connection, limit: int) -> list[ChatState]:
    """Chats that went on, or are called something else, since they were looked at."""
    return await conn.fetch_all(
        ChatState,
        "select c.id, c.session_id, s.project_id, c.title, c.updated_at, c.head_seq as head, k.seq,"
        " k.title as known_title from chats c join sessions s on s.id = c.session_id"
        " left join search_chats k on k.chat_id = c.id"
        " where k.seq is distinct from c.head_seq or k.title is distinct from c.title"
        " order by c.id limit %s for key share of c skip locked",
        (limit,),
    )


async def parts_told(conn: Connection, chat: ChatState, limit: int) -> tuple[list[UUID], int]:
    """Parts that the chat's log speaks of after what is known, and how far that was read."""
    cursor = await conn.execute(
        "select seq, type, coalesce(data -> 'part' ->> 'id', data -> 'message' ->> 'id')::uuid from events"
        " where chat_id = %s and seq > %s and seq <= %s"
        " and type in ('message.created', 'part.created', 'part.updated', 'part.completed') order by seq limit %s",
        (chat.id, chat.seq or 0, chat.head, limit),
    )
    told = await cursor.fetchall()
    parts = {id_ for _, type_, id_ in told if type_ != "message.created"}
    messages = [id_ for _, type_, id_ in told if type_ == "message.created"]
    parts |= await _column(conn, "select id from parts where message_id = any(%s)", messages)
    return sorted(parts), told[-1][0] if len(told) == limit else chat.head


async def parts_of_chat(conn: Connection, chat_id: UUID) -> list[UUID]:
    """All parts of a chat that nobody looked at yet: a copied one has a log that does not speak of them."""
    sql: LiteralString = (
        "select p.id from parts p join messages m on m.id = p.message_id where m.chat_id = any(%s)"
        " and not exists (select from search_documents d where d.part_id = p.id)"
    )
    return sorted(await _column(conn, sql, [chat_id]))


async def _column(conn: Connection, sql: LiteralString, ids: Sequence[UUID]) -> set[UUID]:
    if not ids:
        return set()
    return {row[0] for row in await (await conn.execute(sql, (ids,))).fetchall()}


async def note_chat(conn: Connection, chat: ChatState, seq: int) -> None:
    """The chat is known up to `seq`, and by its title."""
    await conn.execute(
        "insert into search_chats (chat_id, seq, title) values (%s, %s, %s)"
        " on conflict (chat_id) do update set seq = excluded.seq, title = excluded.title",
        (chat.id, seq, chat.title),
    )


async def read_parts(conn: Connection, ids: Collection[UUID], *, lock: bool = False) -> list[PartSource]:
    """What there is to say of these parts, in the order they were made."""
    locking: LiteralString = " for key share of p skip locked" if lock else ""
    return await conn.fetch_all(PartSource, _PART_SOURCE + " order by p.id" + locking, (list(ids),))


async def read_changes(conn: Connection, ids: Collection[UUID]) -> list[ChangeSource]:
    return await conn.fetch_all(ChangeSource, _CHANGE_SOURCE + "where c.id = any(%s)", (list(ids),))


async def changes_ahead(conn: Connection, until: datetime, limit: int) -> list[ChangeSource]:
    """Changes that are not, or not as they are now, in the index: the next ones after a time."""
    return await conn.fetch_all(
        ChangeSource,
        _CHANGE_SOURCE + "left join search_documents d on d.change_id = c.id"
        f" where c.updated_at > %s::timestamptz - interval '{SETTLING}'"
        " and case when c.state = 'superseded' then d.id is not null else d.version is distinct from c.updated_at end"
        " order by c.updated_at limit %s for key share of c skip locked",
        (until, limit),
    )


async def progress(conn: Connection) -> Progress:
    found = await conn.fetch_one(Progress, "select parts_before, parts_since, changes_until from search_progress")
    assert found is not None
    return found


async def note_changes(conn: Connection, until: datetime) -> None:
    await conn.execute("update search_progress set changes_until = greatest(changes_until, %s)", (until,))


async def older_parts(conn: Connection, before: UUID, limit: int) -> list[UUID]:
    """The newest parts before one, the newest first."""
    cursor = await conn.execute("select id from parts where id < %s order by id desc limit %s", (before, limit))
    return [row[0] for row in await cursor.fetchall()]


async def note_parts(conn: Connection, before: UUID | None, since: datetime | None) -> None:
    await conn.execute(
        "update search_progress set parts_before = %s, parts_since = coalesce(%s, parts_since)", (before, since)
    )


async def numbers(conn: Connection, count: int, *, old: bool) -> list[int]:
    """New numbers for documents, in the order they are to be given."""
    cursor = await conn.execute(
        "select nextval(%s::regclass) from generate_series(1, %s)", ("search_old" if old else "search_new", count)
    )
    return [row[0] for row in await cursor.fetchall()]


async def remove(
    conn: Connection,
    *,
    parts: Sequence[UUID] = (),
    titles: Sequence[UUID] = (),
    changes: Sequence[UUID] = (),
) -> None:
    """Take the documents made from these out of the index."""
    await conn.execute(
        "delete from search_documents"
        " where part_id = any(%s::uuid[]) or titled_chat_id = any(%s::uuid[]) or change_id = any(%s::uuid[])",
        (list(parts), list(titles), list(changes)),
    )


async def insert(conn: Connection, rows: Sequence[tuple[int, Document, str]]) -> None:
    """Put documents with their numbers and tsvectors into the index, unless they are there."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "insert into search_documents (id, kind, part_id, titled_chat_id, change_id, chat_id, message_id,"
            " session_id, project_id, provider, at, version, tsv) values (%(id)s, %(kind)s, %(part_id)s,"
            " %(titled_chat_id)s, %(change_id)s, %(chat_id)s, %(message_id)s, %(session_id)s,"
            " %(project_id)s, %(provider)s, %(at)s, %(version)s, %(tsv)s::tsvector) on conflict do nothing",
            [{**asdict(document), "id": id_, "tsv": tsv} for id_, document, tsv in rows],
        )
