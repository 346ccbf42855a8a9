"""The message tree of a chat: its shown path page by page, branches, removing and copying.

Every function runs on its caller's connection. What changes the tree expects the chat's queue lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from boocode.chats.errors import ChatBusy, NotShowable
from boocode.db import Connection
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id

# Upwards from a message, itself included, at most `limit` steps.
_UPWARDS = """
with recursive path as (
  select id, parent_id, 1 as depth from messages where id = %(start)s and placed
  union all
  select m.id, m.parent_id, path.depth + 1 from path join messages m on m.id = path.parent_id
  where path.depth < %(limit)s
)
select id, parent_id from path order by depth desc
"""
# Downwards from a message, always to the newest child.
_NEWEST_LEAF = """
with recursive line as (
  select %(start)s::uuid as id, 0 as depth
  union all
  select (select m.id from messages m where m.parent_id = line.id and m.placed
          order by m.created_at desc, m.id desc limit 1), line.depth + 1
  from line where line.id is not null
)
select id from line where id is not null order by depth desc limit 1
"""
_BELOW = """
with recursive below as (
  select id from messages where id = %s
  union all
  select m.id from below join messages m on m.parent_id = below.id
)
select id from below
"""


@dataclass(frozen=True, slots=True)
class PathPage:
    """Ids of a stretch of a path, oldest first; `older` is what to pass as `before` for the stretch above."""

    ids: Sequence[UUID]
    older: UUID | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is."""

    id: UUID
    chat_id: UUID
    parent_id: UUID | None
    placed: bool


async def find_message(conn: Connection, message_id: UUID) -> Place:
    """Raises NotFound when there is none."""
    found = await conn.fetch_one(
        Place, "select id, chat_id, parent_id, placed from messages where id = %s", (message_id,)
    )
    if found is None:
        raise NotFound("There is no such message.", message_id=str(message_id))
    return found


async def path_page(
    conn: Connection, chat_id: UUID, leaf_id: UUID | None, *, before: UUID | None, limit: int
) -> PathPage:
    """The last `limit` messages of the path to the leaf, or of the path to just before `before`.

    Raises:
        NotFound: `before` is not a message of this chat.
    """
    start = leaf_id
    if before is not None:
        place = await find_message(conn, before)
        if place.chat_id != chat_id:
            raise NotFound("There is no such message in this chat.", message_id=str(before))
        start = place.parent_id
    if start is None:
        return PathPage([], None)
    cursor = await conn.execute(_UPWARDS, {"start": start, "limit": limit}, prepare=True)
    rows = await cursor.fetchall()
    older = rows[0][0] if rows and rows[0][1] is not None else None
    return PathPage([row[0] for row in rows], older)


async def newest_leaf(conn: Connection, message_id: UUID) -> UUID:
    """The end of the path through `message_id` that always takes the newest branch."""
    return await conn.fetch_value(_NEWEST_LEAF, {"start": message_id})


async def leaf_through(conn: Connection, chat_id: UUID, message_id: UUID) -> UUID:
    """The leaf to show when a person chooses this message.

    Raises:
        NotFound: It is not a message of this chat.
        NotShowable: It still waits in the queue.
    """
    place = await find_message(conn, message_id)
    if place.chat_id != chat_id:
        raise NotFound("There is no such message in this chat.", message_id=str(message_id))
    if not place.placed:
        raise NotShowable("This message still waits in the queue.", message_id=str(message_id))
    return await newest_leaf(conn, message_id)


async def remove(conn: Connection, place: Place, leaf_id: UUID | None) -> tuple[list[UUID], UUID | None]:
    """Remove a message and what is below it. Gives the removed ids and the leaf to show from then on.

    Raises:
        ChatBusy: A task that is under way or waiting is part of it.
    """
    ids = [row[0] for row in await (await conn.execute(_BELOW, (place.id,))).fetchall()]
    busy = await conn.fetch_value(
        "select count(*) from tasks where state in ('pending', 'running', 'blocked')"
        " and (message_id = any(%(ids)s) or assistant_message_id = any(%(ids)s))",
        {"ids": ids},
    )
    if busy:
        raise ChatBusy("A task is working on these messages. Stop it first.", tasks=busy)
    await conn.execute("delete from messages where id = %s", (place.id,))
    if leaf_id not in ids:
        return ids, leaf_id
    return ids, await _leaf_beside(conn, place)


async def _leaf_beside(conn: Connection, place: Place) -> UUID | None:
    """What to show once `place` is gone: the newest branch that is left at its parent."""
    if place.parent_id is not None:
        return await newest_leaf(conn, place.parent_id)
    root = await conn.fetch_value(
        "select id from messages where chat_id = %s and parent_id is null and placed"
        " order by created_at desc, id desc limit 1",
        (place.chat_id,),
    )
    return await newest_leaf(conn, root) if root else None


async def copy_path(conn: Connection, source: Place, target_chat_id: UUID) -> UUID:
    """Copy the path up to and including a message into another chat. Gives the copy's leaf.

    Raises:
        ChatBusy: The last answer of it is still being written.
    """
    rows = await (await conn.execute(_UPWARDS, {"start": source.id, "limit": 1_000_000})).fetchall()
    old = [row[0] for row in rows]
    await _refuse_unfinished(conn, old)
    new = [new_id() for _ in old]
    await conn.execute(
        "insert into messages (id, chat_id, parent_id, role, provider, model, created_at)"
        " select n.id, %(chat)s, n.parent_id, m.role, m.provider, m.model, m.created_at"
        " from unnest(%(old)s::uuid[], %(new)s::uuid[], %(parents)s::uuid[]) with ordinality"
        "   as n (old_id, id, parent_id, place) join messages m on m.id = n.old_id order by n.place",
        {"chat": target_chat_id, "old": old, "new": new, "parents": [None, *new[:-1]]},
    )
    await _copy_parts(conn, old, new, target_chat_id)
    return new[-1]


async def _refuse_unfinished(conn: Connection, ids: Sequence[UUID]) -> None:
    unfinished = await conn.fetch_value(
        "select exists (select from tasks where assistant_message_id = any(%s)"
        " and state in ('pending', 'running', 'blocked'))",
        (list(ids),),
    )
    if unfinished:
        raise ChatBusy("This answer is still being written. Fork from its question, or wait.")


async def _copy_parts(conn: Connection, old: Sequence[UUID], new: Sequence[UUID], chat_id: UUID) -> None:
    """Copy all parts; tool results and attachments point to the copies of what they belong to."""
    cursor = await conn.execute("select id from parts where message_id = any(%s)", (list(old),))
    old_parts = [row[0] for row in await cursor.fetchall()]
    copies = await _copy_attachments(conn, old, chat_id)
    await conn.execute(
        "with ids as (select * from unnest(%(old_parts)s::uuid[], %(new_parts)s::uuid[]) as i (old_id, id)),"
        " files as (select * from unnest(%(old_files)s::uuid[], %(new_files)s::uuid[]) as f (old_id, id)),"
        " homes as (select * from unnest(%(old)s::uuid[], %(new)s::uuid[]) as h (old_id, id))"
        " insert into parts (id, message_id, index, step, type, state, data, created_at, ended_at)"
        " select i.id, h.id, p.index, p.step, p.type, p.state,"
        "   case when c.id is not null then jsonb_set(p.data, '{call_part_id}', to_jsonb(c.id))"
        "     when f.id is not null then jsonb_set(p.data, '{attachment_id}', to_jsonb(f.id)) else p.data end,"
        "   p.created_at, p.ended_at"
        " from parts p join ids i on i.old_id = p.id join homes h on h.old_id = p.message_id"
        " left join ids c on p.type = 'tool_result' and c.old_id = (p.data ->> 'call_part_id')::uuid"
        " left join files f on p.type = 'attachment' and f.old_id = (p.data ->> 'attachment_id')::uuid",
        {
            "old_parts": old_parts,
            "new_parts": [new_id() for _ in old_parts],
            "old_files": list(copies),
            "new_files": list(copies.values()),
            "old": list(old),
            "new": list(new),
        },
    )


async def _copy_attachments(conn: Connection, message_ids: Sequence[UUID], chat_id: UUID) -> dict[UUID, UUID]:
    """Attachments of these messages, once more for another chat: each chat owns what it refers to."""
    cursor = await conn.execute(
        "select a.id from attachments a where a.id in (select (p.data ->> 'attachment_id')::uuid from parts p"
        " where p.message_id = any(%s) and p.type = 'attachment')",
        (list(message_ids),),
    )
    copies = {row[0]: new_id() for row in await cursor.fetchall()}
    await conn.execute(
        "insert into attachments (id, chat_id, kind, name, media_type, size, sha256)"
        " select n.id, %s, a.kind, a.name, a.media_type, a.size, a.sha256"
        " from unnest(%s::uuid[], %s::uuid[]) as n (old_id, id) join attachments a on a.id = n.old_id",
        (chat_id, list(copies), list(copies.values())),
    )
    return copies
