"""The `ChatReader` port: how an agent reads other chats of its project."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from boocode.chats.messages import path_ids, read_messages
from boocode.contracts.ports import ChatSummary
from boocode.contracts.wire.chat import Message
from boocode.db import Database
from boocode.kernel.clock import rfc3339
from boocode.kernel.errors import NotFound


class ProjectChatReader:
    """Implements `contracts.ports.ChatReader`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def list_chats(self, project_id: UUID, *, limit: int = 50) -> Sequence[ChatSummary]:
        """Chats of the project that have messages, the one used last first."""
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "select c.id, coalesce(c.title, ''), s.name, c.updated_at from chats c"
                " join sessions s on s.id = c.session_id where s.project_id = %s and c.leaf_id is not null"
                " order by c.updated_at desc, c.id desc limit %s",
                (project_id, limit),
            )
            return [
                ChatSummary(id=row[0], title=row[1], session=row[2], updated_at=rfc3339(row[3]))
                for row in await cursor.fetchall()
            ]

    async def read_chat(self, project_id: UUID, chat_id: UUID) -> Sequence[Message]:
        """The shown path of a chat.

        Raises:
            NotFound: No such chat in this project.
        """
        async with self._db.connection() as conn:
            cursor = await conn.execute(
                "select c.leaf_id from chats c join sessions s on s.id = c.session_id"
                " where c.id = %s and s.project_id = %s",
                (chat_id, project_id),
            )
            row = await cursor.fetchone()
            if row is None:
                raise NotFound("There is no such chat in this project.", chat_id=str(chat_id))
            return await read_messages(conn, await path_ids(conn, row[0]))
