"""Messages and parts in the database: rows to wire shapes, the shown path, inserting.

Every function runs on the caller's connection and so in its transaction and snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from boocode.contracts.wire.chat import Message, Role
from boocode.contracts.wire.parts import Part
from boocode.db import Connection
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound

PART: TypeAdapter[Part] = TypeAdapter(Part)

_MESSAGE = """
select m.id, m.chat_id, m.parent_id, m.role, m.task_id, m.provider, m.model, m.created_at,
  case when not m.placed then array[m.id]
    when m.parent_id is null then array(
      select s.id from messages s
      where s.chat_id = m.chat_id and s.parent_id is null and s.placed and s.role = m.role order by s.created_at, s.id
    ) else array(
      select s.id from messages s
      where s.parent_id = m.parent_id and s.placed and s.role = m.role order by s.created_at, s.id
    ) end as sibling_ids
from messages m
"""
# The text of an open part is still in its deltas.
_PARTS = """
select p.id, p.message_id, p.index, p.step, p.type, p.state, p.data::text, p.created_at, p.ended_at,
  case when p.state = 'open' and p.type in ('text', 'reasoning', 'tool_result') then (
    select string_agg(e.data ->> 'text', '' order by e.seq) from events e
    where e.chat_id = m.chat_id and e.seq > p.created_seq and e.type = 'part.delta'
      and e.data ->> 'part_id' = p.id::text
  ) end as streamed
from parts p join messages m on m.id = p.message_id
where p.message_id = any(%s) order by p.message_id, p.index
"""
_RECURSIVE_PATH = """
with recursive path as (
  select id, parent_id, 0 as depth from messages where id = %s and placed
  union all
  select m.id, m.parent_id, path.depth + 1 from messages m join path on m.id = path.parent_id
)
"""
_PATH = f"{_RECURSIVE_PATH} select id from path order by depth desc"  # noqa: S608
_PATH_MESSAGES = f"""{_RECURSIVE_PATH}
select m.id, m.chat_id, m.parent_id, m.role, m.task_id, m.provider, m.model, m.created_at, array[m.id]
from path join messages m on m.id = path.id order by path.depth desc
"""  # noqa: S608


async def read_messages(conn: Connection, ids: Sequence[UUID]) -> list[Message]:
    """The messages with their parts, in the order of `ids`; those that are gone are left out."""
    if not ids:
        return []
    rows = await (await conn.execute(_MESSAGE + "where m.id = any(%s)", (list(ids),), prepare=True)).fetchall()
    parts = await _read_parts(conn, ids)
    found = {row[0]: _message(row, parts.get(row[0], [])) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


async def read_message(conn: Connection, message_id: UUID) -> Message:
    """One message with its parts.

    Raises:
        NotFound: There is no such message.
    """
    found = await read_messages(conn, [message_id])
    if not found:
        raise NotFound("There is no such message.", message_id=str(message_id))
    return found[0]


async def path_ids(conn: Connection, leaf_id: UUID | None) -> list[UUID]:
    """Ids from the root to `leaf_id`, both included."""
    if leaf_id is None:
        return []
    return [row[0] for row in await (await conn.execute(_PATH, (leaf_id,), prepare=True)).fetchall()]


async def read_path(conn: Connection, leaf_id: UUID | None) -> list[Message]:
    """The messages from the root to `leaf_id`, as an agent needs them: their siblings are not looked up."""
    rows = await (await conn.execute(_PATH_MESSAGES, (leaf_id,), prepare=True)).fetchall()
    parts = await _read_parts(conn, [row[0] for row in rows])
    return [_message(row, parts.get(row[0], [])) for row in rows]


async def insert_message(
    conn: Connection,
    *,
    message_id: UUID,
    chat_id: UUID,
    parent_id: UUID | None,
    role: Role,
    task_id: UUID | None,
    provider: str | None = None,
    model: str | None = None,
    placed: bool = True,
    parts: Sequence[Part] = (),
) -> Message:
    """Insert a message with its finished parts and return it as clients see it."""
    created_at = now()
    await conn.execute(
        "insert into messages (id, chat_id, parent_id, role, task_id, provider, model, placed, created_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (message_id, chat_id, parent_id, role, task_id, provider, model, placed, created_at),
        prepare=True,
    )
    await insert_parts(conn, parts)
    siblings = await sibling_ids(conn, chat_id, parent_id, role) if placed else [message_id]
    return Message(
        id=message_id,
        chat_id=chat_id,
        parent_id=parent_id,
        role=role,
        task_id=task_id,
        provider=provider,
        model=model,
        created_at=created_at,
        sibling_ids=siblings,
        parts=list(parts),
    )


async def insert_parts(conn: Connection, parts: Sequence[Part]) -> None:
    """Insert finished parts."""
    for part in parts:
        await conn.execute("select project_part(%s::jsonb, null)", (part.model_dump_json(),))


async def sibling_ids(conn: Connection, chat_id: UUID, parent_id: UUID | None, role: Role) -> list[UUID]:
    """All placed messages with this parent and role, oldest first."""
    cursor = await conn.execute(
        "select id from messages where chat_id = %s and parent_id is not distinct from %s and placed and role = %s"
        " order by created_at, id",
        (chat_id, parent_id, role),
        prepare=True,
    )
    return [row[0] for row in await cursor.fetchall()]


async def _read_parts(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Part]]:
    by_message: dict[UUID, list[Part]] = {}
    for row in await (await conn.execute(_PARTS, (list(ids),), prepare=True)).fetchall():
        by_message.setdefault(row[1], []).append(_part(row))
    return by_message


def _part(row: tuple[Any, ...]) -> Part:
    id_, message_id, index, step, type_, state, data, created_at, ended_at, streamed = row
    fields: dict[str, object] = orjson.loads(data)
    if streamed is not None:
        fields["text"] = streamed
    return PART.validate_python(
        {
            **fields,
            "id": id_,
            "message_id": message_id,
            "index": index,
            "step": step,
            "type": type_,
            "state": state,
            "created_at": created_at,
            "ended_at": ended_at,
        }
    )


def _message(row: tuple[Any, ...], parts: list[Part]) -> Message:
    created_at: datetime = row[7]
    return Message(
        id=row[0],
        chat_id=row[1],
        parent_id=row[2],
        role=row[3],
        task_id=row[4],
        provider=row[5],
        model=row[6],
        created_at=created_at,
        sibling_ids=row[8],
        parts=parts,
    )
