"""What is looked at once a transaction is committed: chats that may have something to run now."""

from __future__ import annotations

from uuid import UUID

from boocode.events import Transaction
from boocode.tasks import store
from boocode.tasks.delivery import Delivery


async def promote(tx: Transaction, delivery: Delivery, chat_id: UUID) -> None:
    """Have the chat looked at if it has something to go on with. Needs the queue lock."""
    if head := await store.next_head(tx.conn, chat_id):
        delivery.bring(tx, chat_id, head.host)


async def promote_all(tx: Transaction, delivery: Delivery, place: store.TaskPlace) -> None:
    """Have every chat looked at that may run now that a task of this place let go. Needs `lock_task`."""
    for chat_id in await store.due_chats(tx.conn, place, delivery.max_agents):
        delivery.bring(tx, chat_id, place.host)
