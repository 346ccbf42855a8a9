"""The queue of a chat as a person sees and changes it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from boocode.chats.store import lock_queue
from boocode.contracts.wire.chat import Delivery as DeliveryWay
from boocode.contracts.wire.chat import QueueItem
from boocode.contracts.wire.events import QueueData
from boocode.db import Connection, Database
from boocode.events import EventLog, Transaction
from boocode.kernel.errors import Invalid
from boocode.kernel.text import clean
from boocode.tasks import store
from boocode.tasks.errors import EmptyMessage, MessageTooLarge, NotQueued
from boocode.tasks.model import MAX_TEXT_BYTES


class Queue:
    """Reading, reordering and editing what waits."""

    def __init__(self, db: Database, events: EventLog) -> None:
        self._db = db
        self._events = events

    async def read(self, chat_id: UUID) -> list[QueueItem]:
        """Waiting prompts in the order they will run. Raises NotFound for an unknown chat."""
        async with self._db.connection() as conn:
            await store.chat_place(conn, chat_id)
            return await store.read_queue(conn, chat_id)

    async def reorder(self, chat_id: UUID, order: Sequence[UUID]) -> list[QueueItem]:
        """Put the waiting tasks named first, in this order; others keep their order behind them.

        Raises:
            NotQueued: One of them does not wait in this chat any more. Nothing was moved.
        """
        if len(set(order)) != len(order):
            raise Invalid("A task is named twice in the new order.")
        async with self._events.transaction() as tx:
            await store.chat_place(tx.conn, chat_id)
            await lock_queue(tx.conn, chat_id)
            waiting = [item.task_id for item in await store.read_queue(tx.conn, chat_id)]
            if missing := [task_id for task_id in order if task_id not in waiting]:
                raise NotQueued("One of these messages has started or was cancelled.", task_id=str(missing[0]))
            whole = [*order, *(task_id for task_id in waiting if task_id not in order)]
            await tx.conn.execute(
                "update tasks t set position = o.place from unnest(%s::uuid[]) with ordinality o (id, place)"
                " where t.id = o.id and t.state = 'pending'",
                (whole,),
            )
            return await _tell(tx, chat_id)

    async def edit(
        self, chat_id: UUID, task_id: UUID, *, text: str | None = None, delivery: DeliveryWay | None = None
    ) -> list[QueueItem]:
        """Change the text of a waiting prompt, or whether it steers.

        Raises:
            NotQueued: It has started or was cancelled.
            EmptyMessage, MessageTooLarge: The new text cannot be a message.
        """
        async with self._events.transaction() as tx:
            await store.chat_place(tx.conn, chat_id)
            await lock_queue(tx.conn, chat_id)
            item = next((i for i in await store.read_queue(tx.conn, chat_id) if i.task_id == task_id), None)
            if item is None:
                raise NotQueued("This message has started or was cancelled.", task_id=str(task_id))
            if text is not None:
                await _set_text(tx.conn, item, text)
            if delivery is not None:
                await tx.conn.execute("update tasks set delivery = %s where id = %s", (delivery, task_id))
            return await _tell(tx, chat_id)


async def _set_text(conn: Connection, item: QueueItem, text: str) -> None:
    text = clean(text)
    if not text.strip() and not item.attachments:
        raise EmptyMessage("Write something, or cancel the message.")
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise MessageTooLarge("This is too long for a message. Attach it as a file.", limit=MAX_TEXT_BYTES)
    await conn.execute(
        "update parts set data = jsonb_set(data, '{text}', to_jsonb(%s::text)) where message_id = %s and type = 'text'",
        (text, item.message_id),
    )


async def _tell(tx: Transaction, chat_id: UUID) -> list[QueueItem]:
    queue = await store.read_queue(tx.conn, chat_id)
    tx.emit(chat_id, "queue.updated", QueueData(queue=queue))
    return queue
