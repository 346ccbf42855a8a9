"""Chats and their messages, queue and context."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from boocode.contracts.wire.chat import Chat, QueueItem
from boocode.contracts.wire.events import MessageRemovedData
from boocode.contracts.wire.models import ContextReport
from boocode.kernel.errors import Invalid
from boocode.tasks import Admitted, NewPrompt, PromptAttachment
from boocode.web.routes.area import area
from boocode.web.services import Caller, Services, Use
from boocode.web.shapes import (
    AttachmentInput,
    ChatChange,
    ChatList,
    CommandList,
    ForkInput,
    MaybeTask,
    MessagePage,
    PromptInput,
    QueueChange,
    QueueList,
    RegenerateInput,
    SearchText,
)
from boocode.web.stopping import stop_work
from boocode.web.transcript import read_transcript

router = area("chats")
Limit = Annotated[int, Query(ge=1, le=200)]


def prompt_of(body: PromptInput, chat_id: UUID) -> NewPrompt:
    return NewPrompt(
        chat_id=chat_id,
        client_id=body.client_id,
        text=body.text,
        attachments=[_attachment(given) for given in body.attachments],
        provider=body.provider,
        model=body.model,
        mode=body.mode,
        thinking=body.thinking,
        options=body.options,
        delivery=body.delivery,
        parent_id=body.parent_id,
        as_root=body.as_root,
        draft_rev=body.draft_rev,
    )


def _attachment(given: AttachmentInput) -> PromptAttachment:
    if (given.attachment_id is None) == (given.path is None):
        raise Invalid("An attachment is either an `attachment_id` or a `path`.")
    return PromptAttachment(attachment_id=given.attachment_id, path=given.path)


@router.get("/chats")
async def list_chats(
    *,
    services: Use,
    caller: Caller,
    project_id: UUID | None = None,
    session_id: UUID | None = None,
    q: SearchText = "",
    archived: bool = False,
    limit: Limit = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> ChatList:
    """The history: chats, newest first; `q` matches titles."""
    chats, following = await services.chats.history(
        project_id=project_id, session_id=session_id, q=q, archived=archived, limit=limit, cursor=cursor
    )
    return ChatList(chats=list(chats), next=following)


@router.get("/chats/{chat_id}")
async def get_chat(chat_id: UUID, services: Use, caller: Caller) -> Chat:
    return await services.chats.get(chat_id)


@router.patch("/chats/{chat_id}")
async def change_chat(chat_id: UUID, body: ChatChange, services: Use, caller: Caller) -> Chat:
    return await services.chats.change(chat_id, body.model_dump(exclude_unset=True))


@router.delete("/chats/{chat_id}", status_code=204)
async def delete_chat(chat_id: UUID, services: Use, caller: Caller, force: bool = False) -> None:
    """Delete a chat. `force` stops what still runs in it."""
    if force:
        await stop_work(services, chat_id=chat_id)
    await services.chats.delete(chat_id)


@router.get("/chats/{chat_id}/messages")
async def list_messages(
    chat_id: UUID, services: Use, caller: Caller, before: UUID | None = None, limit: Limit = 50
) -> MessagePage:
    """The newest page of the shown path (or the one before a message), with what is under way, at one `seq`."""
    return await read_transcript(services.chats, chat_id, before=before, limit=limit)


@router.post("/chats/{chat_id}/messages", status_code=202)
async def send_prompt(chat_id: UUID, body: PromptInput, services: Use, caller: Caller) -> Admitted:
    """Admit a prompt: once this is answered it is stored and will be run."""
    return await services.tasks.admit(prompt_of(body, chat_id))


@router.post("/chats/{chat_id}/stop")
async def stop_chat(chat_id: UUID, services: Use, caller: Caller) -> MaybeTask:
    """Cancel what runs or waits for an answer; the queue goes on."""
    return MaybeTask(task=await services.tasks.stop_chat(chat_id))


@router.post("/chats/{chat_id}/fork", status_code=201)
async def fork_chat(chat_id: UUID, body: ForkInput, services: Use, caller: Caller) -> Chat:
    """A new chat with a copy of the path up to and including a message."""
    return await services.chats.fork(chat_id, body.message_id, title=body.title, client_id=body.client_id)


@router.get("/chats/{chat_id}/queue")
async def get_queue(chat_id: UUID, services: Use, caller: Caller) -> QueueList:
    return QueueList(queue=await services.tasks.queue.read(chat_id))


@router.patch("/chats/{chat_id}/queue")
async def change_queue(chat_id: UUID, body: QueueChange, services: Use, caller: Caller) -> QueueList:
    return QueueList(queue=await _changed_queue(chat_id, body, services))


async def _changed_queue(chat_id: UUID, body: QueueChange, services: Services) -> list[QueueItem]:
    if body.order is not None and body.task_id is None:
        return await services.tasks.queue.reorder(chat_id, body.order)
    if body.task_id is not None and body.order is None:
        return await services.tasks.queue.edit(chat_id, body.task_id, text=body.text, delivery=body.delivery)
    raise Invalid("Send either `order`, or `task_id` with `text` or `delivery`.")


@router.get("/chats/{chat_id}/context")
async def get_context(chat_id: UUID, services: Use, caller: Caller) -> ContextReport:
    """What the next request of this chat is made of, in tokens."""
    return await services.models.context(chat_id)


@router.get("/chats/{chat_id}/commands")
async def list_commands(chat_id: UUID, services: Use, caller: Caller) -> CommandList:
    """Slash commands that the server knows for this chat."""
    return CommandList(commands=list(await services.models.commands(chat_id)))


@router.post("/messages/{message_id}/regenerate", status_code=202)
async def regenerate(message_id: UUID, body: RegenerateInput, services: Use, caller: Caller) -> Admitted:
    """Answer the same prompt again; the new answer is a sibling of the old one."""
    prompt = NewPrompt(
        chat_id=message_id,  # not known here: admission takes the message's own
        client_id=body.client_id,
        text="",
        provider=body.provider,
        model=body.model,
        mode=body.mode,
        thinking=body.thinking,
        options=body.options,
    )
    return await services.tasks.regenerate(message_id, prompt)


@router.delete("/messages/{message_id}")
async def delete_message(message_id: UUID, services: Use, caller: Caller) -> MessageRemovedData:
    """Remove a message and everything that follows it."""
    return await services.chats.delete_message(message_id)
