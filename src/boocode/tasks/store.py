"""The SQL of tasks and the queue. Every function runs in its caller's transaction.

Statements that belong together are one statement: a prompt should reach its model within milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import orjson

from boocode.contracts.wire.chat import Delivery, QueueItem, Task
from boocode.db import Connection
from boocode.events import ClientIdReused, Lease, Transaction
from boocode.events.model import encode
from boocode.kernel.errors import NotFound
from boocode.tasks.model import LEASE_SECONDS, TASK_COLUMNS, Admitted, task_from_row

Conn = Connection
QUEUE_TEXT_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """Where a chat is, and what it remembers."""

    chat_id: UUID
    session_id: UUID
    project_id: UUID
    host: str
    path: str
    leaf_id: UUID | None
    title: str | None
    provider: str | None
    model: str | None
    mode: str | None
    thinking: str | None
    options: Mapping[str, str]
    allow_apply: bool


async def chat_place(conn: Conn, chat_id: UUID) -> ChatPlace:
    """The chat with its session and project.

    Raises:
        NotFound: There is no such chat.
    """
    cursor = await conn.execute(
        f"select {PLACE_COLUMNS} {PLACE_FROM} where c.id = %s",
        (chat_id,),
        prepare=True,
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("There is no such chat.", chat_id=str(chat_id))
    return ChatPlace(*row)


async def find_tasks(conn: Conn, where: LiteralString, params: Sequence[object] | Mapping[str, object]) -> list[Task]:
    """Tasks that match an SQL condition."""
    cursor = await conn.execute(f"select {TASK_COLUMNS} from tasks where {where}", params, prepare=True)  # noqa: S608
    return [task_from_row(row) for row in await cursor.fetchall()]


async def get_task(conn: Conn, task_id: UUID) -> Task:
    """Raises NotFound when there is no such task."""
    found = await find_tasks(conn, "id = %s", (task_id,))
    if not found:
        raise NotFound("There is no such task.", task_id=str(task_id))
    return found[0]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What admission needs to know about a chat: `live` tasks are pending, running or blocked ones.

    Attributes:
        has_drafts: Comments on changes of the session wait for the next message.
    """

    place: ChatPlace
    live: int
    sibling_ids: list[UUID]
    has_drafts: bool


async def surroundings(conn: Conn, chat_id: UUID, *, parent_id: UUID | None, as_root: bool) -> Surroundings:
    """The chat, how busy it is, and the siblings that a message below `parent_id` (or the leaf) would have.

    Raises:
        NotFound: There is no such chat.
    """
    cursor = await conn.execute(
        f"select {PLACE_COLUMNS},"  # noqa: S608
        " (select count(*) from tasks t where t.chat_id = c.id and t.state in ('pending', 'running', 'blocked')),"
        " array(select m.id from messages m where m.chat_id = c.id and m.role = 'user' and m.placed"
        "   and m.parent_id is not distinct from case when %(root)s then null else coalesce(%(parent)s, c.leaf_id) end"
        "   order by m.created_at, m.id),"
        " exists(select from change_comments d where d.session_id = c.session_id and d.state = 'draft')"
        f" {PLACE_FROM} where c.id = %(chat)s",
        {"chat": chat_id, "parent": parent_id, "root": as_root},
        prepare=True,
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("There is no such chat.", chat_id=str(chat_id))
    return Surroundings(ChatPlace(*row[:-3]), row[-3], row[-2], row[-1])


PLACE_COLUMNS = (
    "c.id, c.session_id, s.project_id, p.host, p.path, c.leaf_id, c.title, c.provider, c.model, c.mode, c.thinking,"
    " c.options, s.allow_apply"
)
PLACE_FROM = "from chats c join sessions s on s.id = c.session_id join projects p on p.id = s.project_id"


async def begin_admission(conn: Conn, client_id: UUID, route: str, chat_id: UUID) -> dict[str, object] | None:
    """Reserve the receipt of the client id and lock the chat's queue; or what this client id was answered before.

    Raises:
        ClientIdReused: The id was used for another route.
    """
    row = await (
        await conn.execute("select * from begin_admission(%s, %s, %s)", (client_id, route, chat_id), prepare=True)
    ).fetchone()
    assert row is not None
    known_route, body = row
    if known_route is None:
        return None
    if known_route != route:
        raise ClientIdReused("This client_id was already used for something else; make a new one.", route=route)
    return orjson.loads(body)


def insert_prompt(
    tx: Transaction, client_id: UUID, receipt: Admitted, host: str, *, is_new: bool, placed: bool
) -> None:
    """Store an admitted prompt with its receipt, at the end of the transaction. The task comes last in its chat's
    queue, and the chat remembers its choices and, if it is placed, its message as the leaf.

    Args:
        is_new: Its message is a new one, not an old one that is answered again.
    """
    tx.call_last("admit_prompt(%s, %s::jsonb, %s, %s, %s)", client_id, encode(receipt).decode(), host, is_new, placed)


async def read_queue(conn: Conn, chat_id: UUID) -> list[QueueItem]:
    """Prompts of the chat that wait unseen in the transcript, in the order they will run."""
    cursor = await conn.execute(
        "select t.id, t.message_id,"
        " coalesce((select string_agg(p.data ->> 'text', e'\\n' order by p.index) from parts p"
        "   where p.message_id = t.message_id and p.type = 'text'), ''),"
        " (select count(*) from parts p where p.message_id = t.message_id and p.type = 'attachment'),"
        " t.delivery, t.provider, t.model, t.created_at"
        " from tasks t join messages m on m.id = t.message_id"
        " where t.chat_id = %s and t.state = 'pending' and not m.placed order by t.position",
        (chat_id,),
        prepare=True,
    )
    return [_queue_item(*row) for row in await cursor.fetchall()]


def queue_item(admitted: Admitted) -> QueueItem:
    """An admitted prompt as `read_queue` will give it."""
    message, task = admitted.message, admitted.task
    text = "\n".join(part.text for part in message.parts if part.type == "text")
    attachments = sum(part.type == "attachment" for part in message.parts)
    return _queue_item(
        task.id, message.id, text, attachments, task.delivery, task.provider, task.model, task.created_at
    )


def _queue_item(
    task_id: UUID,
    message_id: UUID,
    text: str,
    attachments: int,
    delivery: Delivery,
    provider: str,
    model: str | None,
    created_at: datetime,
) -> QueueItem:
    return QueueItem(
        task_id=task_id,
        message_id=message_id,
        text=text[:QUEUE_TEXT_CHARS],
        cut=len(text) > QUEUE_TEXT_CHARS,
        attachments=attachments,
        delivery=delivery,
        provider=provider,
        model=model,
        created_at=created_at,
    )


@dataclass(frozen=True, slots=True)
class Head:
    """The task that a chat goes on with, once the session's view is free and an agent may run."""

    id: UUID
    host: str


async def next_head(conn: Conn, chat_id: UUID) -> Head | None:
    """An answered blocked task, else the head of an idle chat. Needs the queue lock to be relied on."""
    cursor = await conn.execute("select id, host from head_task(%s)", (chat_id,), prepare=True)
    row = await cursor.fetchone()
    return Head(*row) if row else None


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """Where a task is."""

    chat_id: UUID
    session_id: UUID
    host: str


async def lock_task(conn: Conn, task_id: UUID) -> TaskPlace:
    """Lock the queue of the task's chat and, if it runs, what its end sets free.

    Raises:
        NotFound: There is no such task.
    """
    row = await (await conn.execute("select * from lock_task(%s)", (task_id,), prepare=True)).fetchone()
    if row is None:
        raise NotFound("There is no such task.", task_id=str(task_id))
    return TaskPlace(*row)


async def due_chats(conn: Conn, place: TaskPlace, max_agents: int | None) -> list[UUID]:
    """The chats that may run now that a task of this place let go of its chat and, perhaps, of the view. Needs
    `lock_task`."""
    cursor = await conn.execute(
        "select due_chats(%s, %s, %s, %s)", (place.chat_id, place.session_id, place.host, max_agents), prepare=True
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


@dataclass(frozen=True, slots=True)
class TakenTask:
    """A task that was just made running.

    Attributes:
        token: The fence of its lease.
        placed: Its prompt came onto the shown path only now.
        begun: It has a new, empty answer; otherwise a parked one goes on.
        in_worktree: It holds the session's worktree.
        sibling_ids: All answers to its prompt.
        steered: Steering messages wait for it.
        rejected: Changes of its session were rejected, and perhaps its agent does not know.
    """

    task: Task
    token: int
    placed: bool
    begun: bool
    path: str
    allow_apply: bool
    in_worktree: bool
    sibling_ids: list[UUID]
    steered: bool
    rejected: bool


async def start_task(
    conn: Conn, chat_id: UUID, answer_id: UUID, owner: UUID, max_agents: int | None
) -> TakenTask | None:
    """Lock the chat's queue and take its due task under a new lease, if there is one.

    Args:
        max_agents: How many tasks of other people's agents may run on its host, this one included.
    """
    values = (chat_id, answer_id, owner, LEASE_SECONDS, max_agents)
    row = await (await conn.execute(START, values, prepare=True)).fetchone()
    return TakenTask(task_from_row(row), *row[-9:]) if row else None


@dataclass(frozen=True, slots=True)
class EndedTask:
    """A task that was just ended.

    Attributes:
        asks: It has requests that are open, or whose answer it did not come to use.
        due: Chats that may have something to run now.
        has_title: The chat has one.
    """

    task: Task
    host: str
    asks: bool
    due: list[UUID]
    has_title: bool


async def end_task(
    conn: Conn,
    lease: Lease,
    state: str,
    reason: str | None,
    error: str | None,
    model: str | None,
    max_agents: int | None,
) -> EndedTask | None:
    """Lock the queue of a running task and end it, or None if the lease is not held any more."""
    values = (lease.task_id, lease.token, state, reason, error, model, max_agents)
    row = await (await conn.execute(END, values, prepare=True)).fetchone()
    return EndedTask(task_from_row(row), *row[-4:]) if row else None


_FIELDS = ", ".join(f"(task).{name}" for name in TASK_COLUMNS.split(", "))
START = (
    f"select {_FIELDS}, (task).lease_token, placed, begun, path, allow_apply, in_worktree, sibling_ids,"  # noqa: S608
    " exists (select from tasks o where o.chat_id = (task).chat_id and o.state = 'pending' and o.delivery = 'steer'),"
    " exists (select from changes h where h.session_id = (task).session_id and h.state = 'rejected'"
    "   and h.told_at is null)"
    " from start_task(%s, %s, %s, %s, %s)"
)
END = (
    f"select {_FIELDS}, (task).host, asks, due,"  # noqa: S608
    " (select c.title is not null from chats c where c.id = (task).chat_id)"
    " from end_task(%s, %s, %s, %s, %s, %s, %s)"
)
