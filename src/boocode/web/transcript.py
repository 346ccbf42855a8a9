"""A chat as a client opens it: a page of messages and everything under way, all at one moment."""

from __future__ import annotations

from uuid import UUID

from boocode.chats.service import Chats
from boocode.contracts.wire.chat import Task
from boocode.db import Connection
from boocode.tasks.requests import find_requests
from boocode.tasks.service import active_task, last_plan
from boocode.tasks.store import find_tasks, read_queue
from boocode.web.shapes import MessagePage


async def read_transcript(chats: Chats, chat_id: UUID, *, before: UUID | None, limit: int) -> MessagePage:
    """The newest page of the shown path, or the one before a message.

    Raises:
        NotFound: No such chat, or `before` is not in it.
    """
    async with chats.snapshot() as conn:
        page = await chats.page(conn, chat_id, before=before, limit=limit)
        shown = [message.task_id for message in page.messages if message.task_id is not None]
        task = await active_task(conn, chat_id) or await _last_task(conn, chat_id)
        return MessagePage(
            messages=list(page.messages),
            seq=page.seq,
            next=page.next,
            queue=await read_queue(conn, chat_id),
            task=task,
            plan=await last_plan(conn, task) if task else [],
            requests=await find_requests(
                conn, "chat_id = %s and (state = 'open' or task_id = any (%s))", (chat_id, shown)
            ),
        )


async def _last_task(conn: Connection, chat_id: UUID) -> Task | None:
    found = await find_tasks(
        conn, "chat_id = %s order by state = 'pending' desc, created_at desc, id desc limit 1", (chat_id,)
    )
    return found[0] if found else None
