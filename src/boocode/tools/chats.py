"""Tools that read other chats of the project, and attachments."""

from __future__ import annotations

from uuid import UUID

from anyio import to_thread
from pydantic import Field

from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import (
    AttachmentPart,
    NoticePart,
    OtherDetail,
    Part,
    ReadDetail,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from boocode.files.kinds import SAMPLE_BYTES, PictureKind, decode, kind_of
from boocode.files.languages import language_of
from boocode.kernel.text import clean
from boocode.tools.model import MAX_TEXT, Arguments, FunctionTool, ImageRef, ToolResult, ToolScope, failure
from boocode.tools.paging import page_of, shortened, size_text

MESSAGE_CHARACTERS = 4000
RESULT_CHARACTERS = 300


class ListChats(Arguments):
    limit: int = Field(default=30, ge=1, le=100)

    def title(self) -> str:
        return "chats of the project"


async def list_chats(arguments: ListChats, scope: ToolScope) -> ToolResult:
    assert scope.reader is not None
    found = await scope.reader.list_chats(scope.project_id, limit=arguments.limit)
    lines = [
        f"{chat.id}  {chat.updated_at}  {chat.title} ({chat.session}){'  <- this chat' * (chat.id == scope.chat_id)}"
        for chat in found
    ]
    text = clean("\n".join(lines)) or "There are no chats."
    return ToolResult(text, OtherDetail(title="Chats", text=text))


LIST_CHATS = FunctionTool(
    name="list_chats",
    description="The chats of this project, latest first: id, time, title, session. Read one with read_chat.",
    kind="read",
    arguments=ListChats,
    body=list_chats,
    needs=lambda scope: scope.reader is not None,
)


class ReadChat(Arguments):
    chat_id: UUID = Field(description="Id from list_chats.")
    start_message: int = Field(default=1, description="First message, from 1; negative counts from the end.")

    def title(self) -> str:
        return str(self.chat_id)


async def read_chat(arguments: ReadChat, scope: ToolScope) -> ToolResult:
    assert scope.reader is not None
    messages = await scope.reader.read_chat(scope.project_id, arguments.chat_id)
    start = arguments.start_message
    start = max(1, len(messages) + start + 1) if start < 0 else max(1, start)
    page = page_of(
        [_message_text(number, message) for number, message in enumerate(messages, 1)], start, line_characters=MAX_TEXT
    )
    text = clean(page.text) or f"The chat has {len(messages)} messages."
    note = page.note("messages", "start_message")
    return ToolResult(text + note, OtherDetail(title=f"{len(messages)} messages", text=text), truncated=bool(note))


READ_CHAT = FunctionTool(
    name="read_chat",
    description="Read another chat of this project: what the user wrote, what was answered, which tools were called.",
    kind="read",
    arguments=ReadChat,
    body=read_chat,
    needs=lambda scope: scope.reader is not None,
)


class ViewAttachment(Arguments):
    attachment_id: UUID = Field(description="Id of an attachment of this chat.")
    start_line: int = Field(default=1, ge=1)

    def title(self) -> str:
        return str(self.attachment_id)


async def view_attachment(arguments: ViewAttachment, scope: ToolScope) -> ToolResult:
    assert scope.attachments is not None
    found = await scope.attachments.read_attachment(arguments.attachment_id)
    kind = kind_of(found.data[:SAMPLE_BYTES])
    if isinstance(kind, PictureKind):
        sha256 = await scope.put_blob(found.data)
        text = f"{found.name} is a picture ({kind.media_type}, {size_text(len(found.data))}); it is attached."
        picture = ImageRef(sha256, kind.media_type, len(found.data))
        return ToolResult(text, ReadDetail(path=found.name, content=text), images=(picture,))
    text = await to_thread.run_sync(decode, found.data)
    if text is None:
        return failure(
            f"{found.name} is {found.media_type} ({size_text(len(found.data))}) and cannot be shown as text."
        )
    lines = clean(text).splitlines()
    page = page_of([f"{number:>6}\t{line}" for number, line in enumerate(lines, 1)], arguments.start_line)
    detail = ReadDetail(
        path=found.name,
        start_line=page.start,
        end_line=page.end,
        total_lines=page.total,
        language=language_of(found.name),
        content="\n".join(shortened(line, 2000) for line in lines[page.start - 1 : page.end]),
    )
    return ToolResult(page.text + page.note(), detail, truncated=page.end < page.total)


VIEW_ATTACHMENT = FunctionTool(
    name="view_attachment",
    description="Read an attachment of this chat that was too long to be included whole, with line numbers.",
    kind="read",
    arguments=ViewAttachment,
    body=view_attachment,
    needs=lambda scope: scope.attachments is not None,
)


def _message_text(number: int, message: Message) -> str:
    parts = [text for part in message.parts if (text := _part_text(part))]
    return f"## [{number}] {message.role}\n" + "\n".join(parts) + "\n"


def _part_text(part: Part) -> str:
    match part:
        case TextPart():
            return shortened(part.text, MESSAGE_CHARACTERS)
        case ToolCallPart():
            return f"[called {part.tool}: {part.title} - {part.state}]"
        case ToolResultPart():
            return f"[result: {shortened(part.text, RESULT_CHARACTERS)}]"
        case AttachmentPart():
            return f"[attachment: {part.name}, {part.media_type}, {size_text(part.size)}]"
        case ReasoningPart() | NoticePart():
            return ""
