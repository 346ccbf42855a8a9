"""Names a chat after its first answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from boocode.chats.messages import read_path
from boocode.contracts.wire.chat import Message, Task
from boocode.contracts.wire.events import TitleData
from boocode.db import Database
from boocode.events import EventLog
from boocode.kernel.errors import BooError
from boocode.tasks import store
from boocode.tasks.model import NATIVE

log = logging.getLogger(__name__)


class Titler(Protocol):
    """Names a chat after its first answer."""

    async def make_title(self, conversation: Sequence[Message], model: str | None) -> str | None: ...


class Naming:
    """Gives unnamed chats a title."""

    def __init__(self, db: Database, events: EventLog, titler: Titler) -> None:
        self._db = db
        self._events = events
        self._titler = titler

    async def name_chat(self, task: Task) -> None:
        """Give an unnamed chat a title. A chat without one is no harm: failures are logged, the next answer tries."""
        try:
            async with self._db.connection() as conn:
                place = await store.chat_place(conn, task.chat_id)
                if place.title is not None:
                    return
                conversation = await read_path(conn, task.assistant_message_id)
            model = task.model if task.provider == NATIVE else None  # another agent's models are not ours to ask
            if title := await self._titler.make_title(conversation, model):
                await self._set_title(task, title)
        except BooError as error:
            log.info("no title for chat %s: %s", task.chat_id, error.message)
        except Exception:  # the boundary of what runs by itself
            log.exception("no title for chat %s", task.chat_id)

    async def _set_title(self, task: Task, title: str) -> None:
        async with self._events.transaction() as tx:
            cursor = await tx.conn.execute(
                "update chats set title = %s, title_source = 'auto' where id = %s and title is null",
                (title, task.chat_id),
            )
            if cursor.rowcount:
                tx.emit(task.chat_id, "title.updated", TitleData(title=title, source="auto"))
                tx.changed(f"session:{task.session_id}", "chats")
                tx.changed("app", "chats")
