"""What people do with chats."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from psycopg.types.json import Jsonb

from boocode.chats import store, tree
from boocode.chats.errors import ChatBusy, DraftChanged
from boocode.chats.messages import read_messages
from boocode.contracts.wire.chat import Chat, DraftAttachment, Message
from boocode.contracts.wire.events import LeafData, MessageRemovedData, TitleData
from boocode.contracts.wire.projects import Session
from boocode.db import Connection, Database
from boocode.events import EventLog, Transaction, remember, remembered
from boocode.kernel.errors import Invalid, NotFound
from boocode.kernel.text import count_text
from boocode.projects import store as projects


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the shown path, oldest first, as it is at `seq` of the chat's log."""

    messages: Sequence[Message]
    seq: int
    next: UUID | None


class Chats:
    """All chats."""

    def __init__(self, db: Database, log: EventLog) -> None:
        self._db = db
        self._log = log

    # --- reading --------------------------------------------------------------------------------------------------

    async def get(self, chat_id: UUID) -> Chat:
        """Raises NotFound when there is none."""
        async with self._db.connection() as conn:
            return await store.get_chat(conn, chat_id)

    async def history(
        self,
        *,
        project_id: UUID | None = None,
        session_id: UUID | None = None,
        q: str = "",
        archived: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> tuple[Sequence[Chat], str | None]:
        """Chats, newest first, whose title has `q`; and the cursor of the next page. Raises BadCursor."""
        async with self._db.connection() as conn:
            return await store.find_chats(
                conn,
                project_id=project_id,
                session_id=session_id,
                q=q,
                archived=archived,
                limit=limit,
                cursor=cursor,
            )

    @asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[Connection]:
        """A connection whose reads all see the database at one moment."""
        async with self._db.transaction() as conn:
            await conn.execute("set transaction isolation level repeatable read, read only")
            yield conn

    async def page(self, conn: Connection, chat_id: UUID, *, before: UUID | None = None, limit: int = 50) -> Page:
        """The newest page of the shown path, or the one before a message; open parts with their text so far.

        Raises:
            NotFound: No such chat, or `before` is not in it.
        """
        row = await (
            await conn.execute("select leaf_id, head_seq from chats where id = %s", (chat_id,), prepare=True)
        ).fetchone()
        if row is None:
            raise NotFound("There is no such chat.", chat_id=str(chat_id))
        path = await tree.path_page(conn, chat_id, row[0], before=before, limit=limit)
        return Page(await read_messages(conn, path.ids), row[1], path.older)

    # --- making ---------------------------------------------------------------------------------------------------

    async def make_session(
        self, project_id: UUID, *, name: str | None = None, client_id: UUID | None = None
    ) -> Session:
        """A new session with its first chat. The same `client_id` again gives the same session.

        Raises:
            NotFound: There is no such project.
        """
        async with self._log.transaction() as tx:
            if client_id and (body := await remembered(tx.conn, client_id, f"session {project_id}")) is not None:
                return Session.model_validate(body)
            session_id = await projects.insert_session(tx.conn, project_id, name)
            await store.insert_chat(tx.conn, session_id)
            session = await projects.get_session(tx.conn, session_id)
            if client_id:
                await remember(tx.conn, client_id, session)
            tx.changed("app", "sessions", "projects", "chats")
        return session

    async def make_chat(self, session_id: UUID, *, client_id: UUID | None = None, **choices: Any) -> Chat:
        """A new chat. The same `client_id` again gives the same chat.

        Args:
            choices: `title`, `provider`, `model`, `mode`, `thinking`, `options`.

        Raises:
            NotFound: There is no such session.
        """
        async with self._log.transaction() as tx:
            if client_id and (body := await remembered(tx.conn, client_id, f"chat {session_id}")) is not None:
                return Chat.model_validate(body)
            chat_id = await store.insert_chat(tx.conn, session_id, **choices)
            chat = await store.get_chat(tx.conn, chat_id)
            if client_id:
                await remember(tx.conn, client_id, chat)
            _tell(tx, chat)
        return chat

    async def chat_for_task(
        self, client_id: UUID, *, session_id: UUID | None = None, project_id: UUID | None = None
    ) -> UUID:
        """A new chat for a prompt that names no chat, in a session or in a new session of a project.

        The same `client_id` again gives the same chat, so that a repeated prompt meets its own receipt there.

        Raises:
            NotFound: There is no such session or project.
        """
        own_id = uuid5(client_id, "chat")  # the prompt's own receipt is under `client_id` itself
        async with self._log.transaction() as tx:
            if (body := await remembered(tx.conn, own_id, f"task in {session_id or project_id}")) is not None:
                return Chat.model_validate(body).id
            if session_id is None:
                if project_id is None:
                    raise Invalid("A prompt needs a chat, a session or a project.")
                session_id = await projects.insert_session(tx.conn, project_id, None)
                tx.changed("app", "sessions", "projects")
            chat = await store.get_chat(tx.conn, await store.insert_chat(tx.conn, session_id))
            await remember(tx.conn, own_id, chat)
            _tell(tx, chat)
        return chat.id

    async def fork(
        self, chat_id: UUID, message_id: UUID, *, title: str | None = None, client_id: UUID | None = None
    ) -> Chat:
        """A new chat in the same session with a copy of the path up to and including a message.

        Raises:
            NotFound: No such message in this chat.
            ChatBusy: The message is still being written.
        """
        async with self._log.transaction() as tx:
            if client_id and (body := await remembered(tx.conn, client_id, f"fork {message_id}")) is not None:
                return Chat.model_validate(body)
            await store.lock_queue(tx.conn, chat_id)
            chat = await store.get_chat(tx.conn, chat_id)
            place = await tree.find_message(tx.conn, message_id)
            if place.chat_id != chat_id or not place.placed:
                raise NotFound("There is no such message in this chat.", message_id=str(message_id))
            fork_id = await store.insert_chat(
                tx.conn,
                chat.session_id,
                title=title or (f"{chat.title} (fork)"[:200] if chat.title else None),
                provider=chat.provider,
                model=chat.model,
                mode=chat.mode,
                thinking=chat.thinking,
                options=chat.options,
            )
            leaf_id = await tree.copy_path(tx.conn, place, fork_id)
            await store.change_chat(tx.conn, fork_id, {"leaf_id": leaf_id})
            fork = await store.get_chat(tx.conn, fork_id)
            if client_id:
                await remember(tx.conn, client_id, fork)
            _tell(tx, fork)
        return fork

    # --- changing -------------------------------------------------------------------------------------------------

    async def change(self, chat_id: UUID, fields: Mapping[str, Any]) -> Chat:
        """Set `title`, `leaf_id`, `draft`, `provider`, `model`, `mode`, `thinking`, `options`, `archived`, `read_seq`
        or `unread`.

        Choosing a message as leaf shows the newest path through it. A draft may name the `draft_base` it was made
        from.

        Raises:
            NotFound: No such chat, or the message is not in it.
            ChatBusy: The leaf cannot change while a task is under way or waiting.
            DraftChanged: The draft is not the one of `draft_base` any more.
        """
        if fields.keys() >= {"read_seq", "unread"}:
            raise Invalid("Say either `read_seq` or `unread`.")
        async with self._log.transaction() as tx:
            if "leaf_id" in fields:
                fields = {**fields, "leaf_id": await self._checked_leaf(tx.conn, chat_id, fields["leaf_id"])}
            if fields.keys() & _DRAFT:
                fields = await _numbered_draft(tx.conn, chat_id, fields)
            before = await store.get_chat(tx.conn, chat_id)
            await store.change_chat(tx.conn, chat_id, fields)
            chat = await store.get_chat(tx.conn, chat_id)
            if chat.title != before.title and chat.title is not None:
                tx.emit(chat_id, "title.updated", TitleData(title=chat.title, source="human"))
            if chat.leaf_id != before.leaf_id:
                tx.emit(chat_id, "leaf.updated", LeafData(leaf_id=chat.leaf_id))
            if fields.keys() & _DRAFT:
                tell_draft(tx, chat.session_id, chat_id)
            if fields.keys() - _DRAFT:
                _tell(tx, chat)
        return chat

    async def _checked_leaf(self, conn: Connection, chat_id: UUID, message_id: UUID | None) -> UUID:
        await store.lock_queue(conn, chat_id)
        await store.get_chat(conn, chat_id)
        if message_id is None:
            raise Invalid("`leaf_id` must be a message of this chat.")
        if await store.live_tasks(conn, chat_id):
            raise ChatBusy("Stop the running task and empty the queue first, then switch to another branch.")
        return await tree.leaf_through(conn, chat_id, message_id)

    async def delete_message(self, message_id: UUID) -> MessageRemovedData:
        """Remove a message and everything that follows it, on every branch.

        Raises:
            NotFound: There is no such message.
            ChatBusy: A task is working on it.
        """
        async with self._log.transaction() as tx:
            place = await tree.find_message(tx.conn, message_id)
            await store.lock_queue(tx.conn, place.chat_id)
            place = await tree.find_message(tx.conn, message_id)
            chat = await store.get_chat(tx.conn, place.chat_id)
            ids, leaf_id = await tree.remove(tx.conn, place, chat.leaf_id)
            await store.change_chat(tx.conn, chat.id, {"leaf_id": leaf_id})
            removed = MessageRemovedData(message_ids=ids, leaf_id=leaf_id)
            tx.emit(chat.id, "message.removed", removed)
            _tell(tx, chat)
        return removed

    async def delete(self, chat_id: UUID) -> None:
        """Delete a chat with everything in it.

        Raises:
            NotFound: There is none.
            ChatBusy: Tasks are under way or waiting in it.
        """
        async with self._log.transaction() as tx:
            await store.lock_queue(tx.conn, chat_id)
            chat = await store.get_chat(tx.conn, chat_id)
            if count := await store.lock_tasks(tx.conn, chat_id):
                raise ChatBusy(
                    f"This chat has {count_text(count, 'task')} running or waiting. Stop that first.", tasks=count
                )
            tx.after_commit(lambda: self._log.forget(chat_id))
            await tx.conn.execute("delete from chats where id = %s", (chat_id,))
            _tell(tx, chat)
            tx.changed("app", "tasks", "requests", "inbox", "sessions")


_DRAFT = frozenset({"draft", "draft_attachments", "draft_rev", "draft_base"})


async def _numbered_draft(conn: Connection, chat_id: UUID, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with the draft's next number. Raises DraftChanged."""
    await store.lock_chat(conn, chat_id)
    chat = await store.get_chat(conn, chat_id)
    base = fields.get("draft_base") or 0
    if "draft_base" in fields and base < chat.draft_rev and (chat.draft or chat.draft_attachments):
        raise DraftChanged(
            "Another window has written here in the meantime.", **chat.model_dump(mode="json", include=set(_DRAFT))
        )
    given = {name: value for name, value in fields.items() if name != "draft_base"}
    if given.get("draft_attachments") is not None:
        waiting = [DraftAttachment.model_validate(one) for one in given["draft_attachments"]]
        given["draft_attachments"] = Jsonb([one.model_dump(mode="json") for one in waiting])
    return {**given, "draft_rev": max(chat.draft_rev, base) + 1}


def tell_draft(tx: Transaction, session_id: UUID, chat_id: UUID) -> None:
    """Tell the windows that show the session that the chat's draft is another one now."""
    tx.changed(f"session:{session_id}", f"draft:{chat_id}")


def _tell(tx: Transaction, chat: Chat) -> None:
    tx.changed("app", "chats")
    tx.changed(f"session:{chat.session_id}", "chats")
