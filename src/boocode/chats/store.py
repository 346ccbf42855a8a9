"""The SQL of chats. Every function runs on its caller's connection."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from boocode.chats.errors import BadCursor
from boocode.contracts.wire.chat import Chat
from boocode.db import Connection
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.projects.store import live_status

TITLE: LiteralString = (
    "coalesce(c.title, (select left(btrim(regexp_replace(left(p.data ->> 'text', 400), '\\s+', ' ', 'g')), 48)"
    " from messages m join parts p on p.message_id = m.id and p.type = 'text'"
    " where m.chat_id = c.id and m.parent_id is null and m.role = 'user' order by m.created_at, p.index limit 1))"
)
"""What the chat `c` is called: its title or, as long as it has none, the first words in it. Null: nothing was said."""

_CHAT: LiteralString = "".join(
    (
        "select c.id, c.session_id, s.project_id, ",
        TITLE,
        " as title, c.title_source, c.leaf_id, c.draft, c.draft_attachments,"
        " c.draft_rev, c.provider, c.model, c.mode, c.thinking, c.options,"
        " case when c.offered ->> 'provider' = c.provider then c.offered -> 'options' end as offered,"
        " c.head_seq, c.attention_seq > c.read_seq as unread,"
        " exists (select from tasks t where t.chat_id = c.id and t.state in ('failed', 'interrupted')"
        "   and t.seen_at is null) as failed, c.archived_at, c.created_at, c.updated_at,",
        live_status("t.chat_id = c.id"),
        ", (select t.usage from tasks t where t.chat_id = c.id and t.usage is not null"
        "   order by t.created_at desc limit 1) as usage"
        " from chats c join sessions s on s.id = c.session_id join projects p on p.id = s.project_id where ",
    )
)
_HISTORY: LiteralString = (
    "(%(project)s::uuid is null or s.project_id = %(project)s)"
    " and (%(session)s::uuid is null or c.session_id = %(session)s)"
    f" and (%(q)s::text is null or {TITLE} ilike %(q)s)"
    " and (c.archived_at is not null) = %(archived)s"
    " and (%(session)s::uuid is not null or s.archived_at is null and p.archived_at is null)"
    " and (%(at)s::timestamptz is null or (c.updated_at, c.id) < (%(at)s, %(id)s))"
    " order by c.updated_at desc, c.id desc limit %(limit)s"
)


async def lock_queue(conn: Connection, chat_id: UUID) -> None:
    """Take the chat's queue lock until the transaction ends: what changes the tree excludes what starts tasks.

    It is not the chat's row lock: appending events to a streaming chat is not held up.
    """
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 1))", (chat_id,), prepare=True)


async def get_chat(conn: Connection, chat_id: UUID) -> Chat:
    """Raises NotFound when there is none."""
    found = await conn.fetch_one(Chat, _CHAT + "c.id = %s", (chat_id,))
    if found is None:
        raise NotFound("There is no such chat.", chat_id=str(chat_id))
    return found


async def find_chats(
    conn: Connection,
    *,
    project_id: UUID | None,
    session_id: UUID | None,
    q: str,
    archived: bool,
    limit: int,
    cursor: str | None,
) -> tuple[list[Chat], str | None]:
    """Chats whose title has `q`, newest first, and the cursor of the next page.

    Raises:
        BadCursor: `cursor` is not one of ours.
    """
    at, id_ = _read_cursor(cursor) if cursor else (None, None)
    params = {
        "project": project_id,
        "session": session_id,
        "q": _pattern(q),
        "archived": archived,
        "at": at,
        "id": id_,
        "limit": limit + 1,
    }
    found = await conn.fetch_all(Chat, _CHAT + _HISTORY, params)
    following = _cursor(found[limit - 1]) if len(found) > limit else None
    return found[:limit], following


async def insert_chat(
    conn: Connection,
    session_id: UUID,
    *,
    title: str | None = None,
    provider: str | None = None,
    model: str | None = None,
    mode: str | None = None,
    thinking: str | None = None,
    options: Mapping[str, str] | None = None,
) -> UUID:
    """A new chat without messages.

    Raises:
        NotFound: There is no such session.
    """
    if await conn.fetch_value("select id from sessions where id = %s for key share", (session_id,)) is None:
        raise NotFound("There is no such session.", session_id=str(session_id))
    return await conn.fetch_value(
        "insert into chats (id, session_id, title, title_source, provider, model, mode, thinking, options)"
        " values (%s, %s, %s, case when %s::text is not null then 'human' end, %s, %s, %s, %s, %s) returning id",
        (new_id(), session_id, title, title, provider, model, mode, thinking, Jsonb(dict(options or {}))),
    )


_SETTABLE: Mapping[str, LiteralString] = {
    "title": "title = %(title)s, title_source = case when %(title)s::text is not null then 'human' end",
    "leaf_id": "leaf_id = %(leaf_id)s",
    "draft": "draft = coalesce(%(draft)s, '')",
    "draft_attachments": "draft_attachments = coalesce(%(draft_attachments)s::jsonb, '[]')",
    "draft_rev": "draft_rev = %(draft_rev)s",
    "provider": "provider = %(provider)s",
    "model": "model = %(model)s",
    "mode": "mode = %(mode)s",
    "thinking": "thinking = %(thinking)s",
    "options": "options = coalesce(%(options)s::jsonb, '{}')",
    "archived": "archived_at = case when %(archived)s then coalesce(archived_at, now()) end",
    "unread": (
        "attention_seq = case when %(unread)s and attention_seq = 0 then head_seq else attention_seq end,"
        " read_seq = case when %(unread)s"
        " then least(read_seq, greatest(coalesce(nullif(attention_seq, 0), head_seq) - 1, 0)) else head_seq end"
    ),
    "read_seq": "read_seq = greatest(read_seq, least(%(read_seq)s, head_seq))",
}


async def change_chat(conn: Connection, chat_id: UUID, fields: Mapping[str, object]) -> None:
    """Set the fields that are given, of those a person may set."""
    sets = ", ".join(_SETTABLE[name] for name in fields)
    if sets:
        given = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in fields.items()}
        await conn.execute(f"update chats set {sets} where id = %(id)s", {**given, "id": chat_id})  # noqa: S608


async def lock_chat(conn: Connection, chat_id: UUID) -> None:
    """Lock the chat's row until the transaction ends. Raises NotFound when there is none."""
    if await conn.fetch_value("select 1 from chats where id = %s for no key update", (chat_id,)) is None:
        raise NotFound("There is no such chat.", chat_id=str(chat_id))


async def clear_draft(conn: Connection, chat_id: UUID, draft_rev: int) -> bool:
    """Forget the draft that was sent, unless it was changed since; whether it was forgotten."""
    return bool(
        await conn.fetch_value(
            "update chats set draft = '', draft_attachments = '[]', draft_rev = draft_rev + 1"
            " where id = %s and draft_rev = %s returning 1",
            (chat_id, draft_rev),
        )
    )


async def live_tasks(conn: Connection, chat_id: UUID) -> int:
    """How many tasks of the chat are under way or waiting."""
    return await conn.fetch_value(
        "select count(*) from tasks where chat_id = %s and state in ('pending', 'running', 'blocked')", (chat_id,)
    )


async def lock_tasks(conn: Connection, chat_id: UUID) -> int:
    """Lock all tasks of the chat until the transaction ends (tasks come before chats everywhere); how many are live."""
    cursor = await conn.execute(
        "select state in ('pending', 'running', 'blocked') from tasks where chat_id = %s order by id for update",
        (chat_id,),
    )
    return sum(row[0] for row in await cursor.fetchall())


def _pattern(q: str) -> str | None:
    words = q.strip()
    if not words:
        return None
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _cursor(chat: Chat) -> str:
    return base64.urlsafe_b64encode(f"{chat.updated_at.isoformat()} {chat.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, id_ = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(at), UUID(id_)
    except (ValueError, binascii.Error) as error:
        raise BadCursor("This cursor is not one that a list gave. Start from the first page.") from error
