"""Admission: one transaction from a prompt to a receipt. What is acknowledged is committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol
from uuid import UUID

import anyio

from boocode.changes.comments import Review, take_drafts
from boocode.chats.messages import read_message
from boocode.chats.service import tell_draft
from boocode.chats.store import clear_draft, lock_queue
from boocode.chats.tree import find_message
from boocode.contracts.wire.chat import Message, Task
from boocode.contracts.wire.events import MessageData, QueueData, TaskData
from boocode.contracts.wire.parts import AttachmentPart, NoticePart, Part, TextPart
from boocode.db import Connection
from boocode.events import EventLog, Transaction, remembered
from boocode.kernel.clock import now
from boocode.kernel.errors import Invalid, NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean
from boocode.tasks import store
from boocode.tasks.delivery import Delivery
from boocode.tasks.errors import ChatBusy, EmptyMessage, MessageTooLarge, NotContinuable, QueueFull
from boocode.tasks.model import MAX_QUEUED, MAX_TEXT_BYTES, NATIVE, TERMINAL, Admitted, NewPrompt, PromptAttachment
from boocode.tasks.requests import close_open
from boocode.tasks.rules import carry_over
from boocode.tasks.store import ChatPlace, Surroundings

CONTINUE_TEXT = "Continue where you stopped."
MAX_CONTINUE_CHARS = MAX_TEXT_BYTES // 4
ADMITTED_AT_ONCE = 8  # when many come at once, the first ones shall be started before the last ones are admitted


class ProviderChecks(Protocol):
    """What admission asks of the provider registry; it must not block."""

    def check(self, provider_id: str, model: str | None) -> None:
        """Raises Invalid (`unknown_provider`, `unknown_model`) when the prompt could never run."""
        ...


class Admission:
    """Turns prompts into tasks."""

    def __init__(self, events: EventLog, delivery: Delivery, providers: ProviderChecks) -> None:
        self._events = events
        self._delivery = delivery
        self._providers = providers
        self._entering = anyio.CapacityLimiter(ADMITTED_AT_ONCE)

    async def admit(self, prompt: NewPrompt) -> Admitted:
        """Admit a prompt. The same `client_id` again returns the same receipt.

        Raises:
            EmptyMessage, MessageTooLarge, NotFound, Invalid: It cannot be admitted as it is.
            ChatBusy: It names a parent while a task is under way or waiting.
        """
        prompt = _cleaned(prompt)
        async with self._entering, self._events.transaction() as tx:
            route = f"prompt {prompt.chat_id}"
            if (body := await store.begin_admission(tx.conn, prompt.client_id, route, prompt.chat_id)) is not None:
                return Admitted.model_validate(body)
            message_id = new_id()
            around = await _surroundings(tx.conn, prompt)
            parts = await _user_parts(tx.conn, prompt, message_id)
            if around.has_drafts and (review := await take_drafts(tx.conn, around.place.session_id)):
                parts.append(_review_part(message_id, len(parts), review))
                tx.changed(f"session:{around.place.session_id}", "changes")
            if not parts:  # a review may go alone
                raise EmptyMessage("Write something or attach a file.")
            admitted = await self._store(tx, prompt, around, message_id, parts)
            if prompt.draft_rev is not None and await clear_draft(tx.conn, prompt.chat_id, prompt.draft_rev):
                tell_draft(tx, around.place.session_id, prompt.chat_id)
            return admitted

    async def regenerate(self, message_id: UUID, prompt: NewPrompt) -> Admitted:
        """Answer the user message of this answer again, as a sibling. `prompt.text` is not used.

        Raises:
            NotFound, ChatBusy, Invalid: There is nothing to answer again, or not now.
        """
        async with self._events.transaction() as tx:
            if (body := await remembered(tx.conn, prompt.client_id, f"regenerate {message_id}")) is not None:
                return Admitted.model_validate(body)
            prompt = replace(prompt, chat_id=(await find_message(tx.conn, message_id)).chat_id)
            await lock_queue(tx.conn, prompt.chat_id)
            around = await _surroundings(tx.conn, prompt)
            if around.live:
                raise ChatBusy("Stop the running task first, then ask for another answer.")
            message = await _user_message_of(tx.conn, message_id)
            return await self._admit_task(tx, prompt, around.place, message, is_new=False, placed=True)

    async def go_on(self, task_id: UUID, client_id: UUID) -> Admitted:
        """Admit a task that continues one that was interrupted, failed, cancelled or capped.

        Raises:
            NotContinuable: It is still under way.
        """
        async with self._events.transaction() as tx:
            if (body := await remembered(tx.conn, client_id, f"continue {task_id}")) is not None:
                return Admitted.model_validate(body)
            await lock_queue(tx.conn, (await store.get_task(tx.conn, task_id)).chat_id)
            old = await store.get_task(tx.conn, task_id)
            if old.state not in TERMINAL:
                raise NotContinuable("This task is still under way; there is nothing to continue.", state=old.state)
            await close_open(tx, task_id, "withdrawn")
            return await self._go_on(tx, old, client_id, CONTINUE_TEXT)

    async def continue_in(self, tx: Transaction, task_id: UUID, said: str) -> Admitted:
        """Admit the task that continues an ended one, with something more to be said. Needs the queue lock."""
        client_id = new_id()
        await remembered(tx.conn, client_id, f"continue {task_id}")
        return await self._go_on(tx, await store.get_task(tx.conn, task_id), client_id, f"{CONTINUE_TEXT}\n\n{said}")

    async def _go_on(self, tx: Transaction, old: Task, client_id: UUID, text: str) -> Admitted:
        await tx.conn.execute("update tasks set seen_at = coalesce(seen_at, now()) where id = %s", (old.id,))
        if old.state == "interrupted":
            await carry_over(tx.conn, old.id)
        prompt = NewPrompt(
            chat_id=old.chat_id,
            client_id=client_id,
            text=text[:MAX_CONTINUE_CHARS],
            provider=old.provider,
            model=old.model,
            mode=old.mode,
            thinking=old.thinking,
            options=old.options,
        )
        message_id = new_id()
        parts = [_continued(message_id, old), _text_part(message_id, 1, prompt.text)]
        around = await _surroundings(tx.conn, prompt)
        return await self._store(tx, prompt, around, message_id, parts, continues_id=old.id)

    def _with_memory(self, prompt: NewPrompt, place: ChatPlace) -> NewPrompt:
        """The prompt with what the chat remembers where it says nothing itself."""
        provider = prompt.provider or place.provider or NATIVE
        same = provider == (place.provider or NATIVE)
        model = prompt.model or (place.model if same else None)
        self._providers.check(provider, model)
        return replace(
            prompt,
            provider=provider,
            model=model,
            mode=prompt.mode or (place.mode if same else None),
            thinking=prompt.thinking or (place.thinking if same else None),
            options=prompt.options if prompt.options is not None else place.options if same else {},
        )

    async def _store(
        self,
        tx: Transaction,
        prompt: NewPrompt,
        around: Surroundings,
        message_id: UUID,
        parts: Sequence[Part],
        continues_id: UUID | None = None,
    ) -> Admitted:
        placed = await _is_placed(tx.conn, prompt, around)
        message = Message(
            id=message_id,
            chat_id=prompt.chat_id,
            parent_id=_parent_of(prompt, around.place) if placed else None,
            role="user",
            task_id=None,
            created_at=now(),
            sibling_ids=[*around.sibling_ids, message_id] if placed else [message_id],
            parts=list(parts),
        )
        if placed:
            tx.emit(prompt.chat_id, "message.created", MessageData(message=message, leaf_id=message.id))
        return await self._admit_task(
            tx, prompt, around.place, message, is_new=True, placed=placed, continues_id=continues_id
        )

    async def _admit_task(
        self,
        tx: Transaction,
        prompt: NewPrompt,
        place: ChatPlace,
        message: Message,
        *,
        is_new: bool,
        placed: bool,
        continues_id: UUID | None = None,
    ) -> Admitted:
        prompt = self._with_memory(prompt, place)
        task = _new_task(prompt, place, message, continues_id)
        admitted = Admitted(message=message, task=task)
        store.insert_prompt(tx, prompt.client_id, admitted, place.host, is_new=is_new, placed=placed)
        if placed:  # an idle chat: what was admitted is due
            self._delivery.bring(tx, task.chat_id, place.host)
        else:
            queue = [*await store.read_queue(tx.conn, task.chat_id), store.queue_item(admitted)]
            tx.emit(task.chat_id, "queue.updated", QueueData(queue=queue))
        tx.emit(task.chat_id, "task.state", TaskData(task=task), task_id=task.id)
        tx.changed(f"session:{place.session_id}", "chats", "tasks")
        tx.changed("app", "tasks")
        return admitted


def _cleaned(prompt: NewPrompt) -> NewPrompt:
    text = clean(prompt.text)
    size = len(text.encode())
    if size > MAX_TEXT_BYTES:
        raise MessageTooLarge(
            f"This message has {size // 1000} kB of text, {MAX_TEXT_BYTES // 1000} kB are allowed."
            " Attach it as a file.",
            limit=MAX_TEXT_BYTES,
            bytes=size,
        )
    return replace(prompt, text=text)


async def _surroundings(conn: Connection, prompt: NewPrompt) -> Surroundings:
    return await store.surroundings(conn, prompt.chat_id, parent_id=prompt.parent_id, as_root=prompt.as_root)


async def _is_placed(conn: Connection, prompt: NewPrompt, around: Surroundings) -> bool:
    """Whether the prompt goes onto the shown path now, rather than into the queue."""
    if prompt.parent_id is None and not prompt.as_root:
        if around.live > MAX_QUEUED:
            raise QueueFull(f"{MAX_QUEUED} messages wait already; let some run or cancel them.", limit=MAX_QUEUED)
        return not around.live
    if around.live:
        raise ChatBusy("Stop the running task and empty the queue first, then edit an earlier message.")
    if prompt.parent_id is not None:
        parent = await read_message(conn, prompt.parent_id)
        if parent.chat_id != prompt.chat_id:
            raise NotFound("The parent message is not in this chat.", parent_id=str(prompt.parent_id))
        if parent.role != "assistant":
            raise Invalid("A message follows an answer: parent_id must be an assistant message.")
    return True


def _parent_of(prompt: NewPrompt, place: ChatPlace) -> UUID | None:
    return None if prompt.as_root else prompt.parent_id or place.leaf_id


async def _user_message_of(conn: Connection, message_id: UUID) -> Message:
    if not (await find_message(conn, message_id)).placed:
        raise NotFound("This message was never part of the conversation.", message_id=str(message_id))
    message = await read_message(conn, message_id)
    if message.role == "user":
        return message
    if message.parent_id is None:
        raise Invalid("This answer has no question to answer again.")
    return await read_message(conn, message.parent_id)


async def _user_parts(conn: Connection, prompt: NewPrompt, message_id: UUID) -> list[Part]:
    parts: list[Part] = []
    for attachment in prompt.attachments:
        parts.append(await _attachment_part(conn, prompt.chat_id, message_id, len(parts), attachment))
    if prompt.text.strip():
        parts.append(_text_part(message_id, len(parts), prompt.text))
    return parts


async def _attachment_part(
    conn: Connection, chat_id: UUID, message_id: UUID, index: int, attachment: PromptAttachment
) -> AttachmentPart:
    if attachment.path is not None:
        path = clean(attachment.path)
        return AttachmentPart(
            id=new_id(),
            message_id=message_id,
            index=index,
            step=0,
            created_at=now(),
            kind="reference",
            name=PurePosixPath(path).name or path,
            media_type="text/plain",
            size=0,
            path=path,
        )
    cursor = await conn.execute(
        "update attachments set chat_id = %(chat)s where id = %(id)s and (chat_id is null or chat_id = %(chat)s)"
        " returning kind, name, media_type, size",
        {"chat": chat_id, "id": attachment.attachment_id},
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("There is no such attachment in this chat.", attachment_id=str(attachment.attachment_id))
    return AttachmentPart(
        id=new_id(),
        message_id=message_id,
        index=index,
        step=0,
        created_at=now(),
        kind=row[0],
        name=row[1],
        media_type=row[2],
        size=row[3],
        attachment_id=attachment.attachment_id,
    )


def _text_part(message_id: UUID, index: int, text: str) -> TextPart:
    return TextPart(id=new_id(), message_id=message_id, index=index, step=0, created_at=now(), text=text)


def _review_part(message_id: UUID, index: int, review: Review) -> NoticePart:
    return NoticePart(
        id=new_id(),
        message_id=message_id,
        index=index,
        step=0,
        created_at=now(),
        kind="review",
        text=review.text,
        data={"comments": [comment.model_dump(mode="json") for comment in review.comments]},
    )


def _continued(message_id: UUID, old: Task) -> NoticePart:
    return NoticePart(
        id=new_id(),
        message_id=message_id,
        index=0,
        step=0,
        created_at=now(),
        kind="continued",
        text=f"Continues the task that was {old.state}.",
        data={"task_id": str(old.id)},
    )


def _new_task(prompt: NewPrompt, place: ChatPlace, message: Message, continues_id: UUID | None) -> Task:
    return Task(
        id=new_id(),
        chat_id=place.chat_id,
        session_id=place.session_id,
        project_id=place.project_id,
        message_id=message.id,
        assistant_message_id=None,
        provider=prompt.provider or NATIVE,
        model=prompt.model,
        mode=prompt.mode,
        thinking=prompt.thinking,
        options=dict(prompt.options or {}),
        delivery=prompt.delivery,
        state="pending",
        continues_id=continues_id,
        created_at=now(),
    )
