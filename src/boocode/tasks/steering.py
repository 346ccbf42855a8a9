"""Steering: messages that join the answer under way instead of waiting for their own turn."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from boocode.chats.messages import read_messages
from boocode.chats.store import lock_queue
from boocode.contracts.agents import SteeredPrompt, said_in
from boocode.contracts.wire.chat import Task
from boocode.contracts.wire.events import PartData, QueueData, TaskData
from boocode.contracts.wire.parts import NoticePart
from boocode.db import Database
from boocode.events import EventLog, Transaction
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.tasks import store
from boocode.tasks.requests import hold
from boocode.tasks.running import Running
from boocode.tasks.sink import TaskSink

# What goes into a running answer is text: a prompt with attachments keeps its place in the queue.
STEERING = (
    "chat_id = %s and state = 'pending' and delivery = 'steer' and not exists"
    " (select from parts p where p.message_id = tasks.message_id and p.type = 'attachment') order by position"
)


async def take_steered(db: Database, events: EventLog, running: Running, sink: TaskSink) -> Sequence[SteeredPrompt]:
    """Take the chat's steering messages into the answer; each is given exactly once.

    Raises:
        LeaseLost: The task is no longer ours.
    """
    started, queue = running.started, running.queue
    chat_id = started.task.chat_id
    if queue and not queue.happened:
        return ()
    if queue:
        queue.happened = False
    async with db.connection() as conn:
        if not await store.find_tasks(conn, STEERING, (chat_id,)):
            return ()
    sink.close_open()
    await sink.flush()
    async with events.transaction() as tx:
        await lock_queue(tx.conn, chat_id)
        await hold(tx.conn, started.lease)
        waiting = await store.find_tasks(tx.conn, STEERING, (chat_id,))
        taken = [await _take(tx, task, running, sink) for task in waiting]
        tx.emit(chat_id, "queue.updated", QueueData(queue=await store.read_queue(tx.conn, chat_id)))
    return taken


async def _take(tx: Transaction, task: Task, running: Running, sink: TaskSink) -> SteeredPrompt:
    message = (await read_messages(tx.conn, [task.message_id]))[0]
    text = "\n\n".join(said_in(message))
    await tx.conn.execute(
        "update tasks set state = 'completed', reason = 'steered', ended_at = now() where id = %s", (task.id,)
    )
    notice = _notice(sink, running.started.assistant_message_id, message.id, text)
    tx.emit(task.chat_id, "part.created", PartData(part=notice), task_id=running.started.task.id)
    steered = await store.get_task(tx.conn, task.id)
    tx.emit(task.chat_id, "task.state", TaskData(task=steered), task_id=task.id)
    return SteeredPrompt(message.id, text)


def _notice(sink: TaskSink, answer_id: UUID, message_id: UUID, text: str) -> NoticePart:
    return NoticePart(
        id=new_id(),
        message_id=answer_id,
        index=sink.next_index(),
        step=0,
        created_at=now(),
        ended_at=now(),
        kind="steer",
        text=text,
        data={"message_id": str(message_id)},
    )
