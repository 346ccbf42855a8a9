"""Parts: the ordered pieces of a message."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire

PartState = Literal["open", "done", "interrupted"]
ToolCallState = Literal["pending", "running", "waiting", "completed", "failed", "cancelled", "interrupted"]
ToolKind = Literal["read", "search", "fetch", "shell", "edit", "write", "delegate", "ask", "other"]
NoticeKind = Literal[
    "cap_hit", "doom_loop", "steer", "tool_summary", "retry", "error", "cut", "handover", "continued", "info", "review"
]


class PartBase(Wire):
    id: UUID
    message_id: UUID
    index: int = Field(description="Place in the message, from 0.")
    step: int = Field(description="Which model round of the task made it, from 0.")
    created_at: Timestamp
    ended_at: Timestamp | None = None


class TextPart(PartBase):
    type: Literal["text"] = "text"
    state: PartState = "done"
    text: str


class ReasoningPart(PartBase):
    type: Literal["reasoning"] = "reasoning"
    state: PartState = "done"
    text: str


class ToolCallPart(PartBase):
    type: Literal["tool_call"] = "tool_call"
    state: ToolCallState
    call_id: str = Field(description="The provider's id of the call, unique within a step.")
    tool: str
    kind: ToolKind
    title: str = Field(description="One line for a person, e.g. `src/app.py:10-40`.")
    arguments: dict[str, object] = Field(description="Parsed arguments; `{'raw': …}` where they were not valid JSON.")
    request_id: UUID | None = None


class ShellDetail(Wire):
    type: Literal["shell"] = "shell"
    command: str
    exit_code: int | None = None
    output: str


class ReadDetail(Wire):
    type: Literal["read"] = "read"
    path: str
    start_line: int | None = None
    end_line: int | None = None
    total_lines: int | None = None
    language: str | None = None
    content: str = ""


class EditDetail(Wire):
    type: Literal["edit"] = "edit"
    path: str
    diff: str


class WriteDetail(Wire):
    type: Literal["write"] = "write"
    path: str
    content: str


class SearchHit(Wire):
    path: str
    line: int | None = None
    text: str = ""


class SearchDetail(Wire):
    type: Literal["search"] = "search"
    query: str
    scope: str = ""
    hits: list[SearchHit]
    total: int | None = None


class FetchDetail(Wire):
    type: Literal["fetch"] = "fetch"
    url: str
    title: str = ""
    status: int | None = None
    content: str = ""


class DelegateDetail(Wire):
    type: Literal["delegate"] = "delegate"
    task_id: UUID | None = None
    summary: str


class OtherDetail(Wire):
    type: Literal["other"] = "other"
    title: str = ""
    text: str = ""
    language: str | None = None


ToolDetail = Annotated[
    ShellDetail | ReadDetail | EditDetail | WriteDetail | SearchDetail | FetchDetail | DelegateDetail | OtherDetail,
    Field(discriminator="type"),
]


class ToolResultPart(PartBase):
    type: Literal["tool_result"] = "tool_result"
    state: PartState = "done"
    call_part_id: UUID
    text: str = Field(description="What the model was given, already bounded.")
    detail: ToolDetail | None = None
    is_error: bool = False
    truncated: bool = False
    output_blob: str | None = Field(default=None, description="sha256 of the whole output: GET /parts/{id}/output.")
    images: list[str] = Field(default_factory=list, description="sha256 of pictures: GET /parts/{id}/images/{sha256}.")
    tokens: int = Field(default=0, description="About how many tokens it added to the context.")


AttachmentKind = Literal["file", "image", "paste", "reference"]


class AttachmentPart(PartBase):
    type: Literal["attachment"] = "attachment"
    kind: AttachmentKind
    name: str
    media_type: str
    size: int = Field(description="Bytes.")
    attachment_id: UUID | None = Field(default=None, description="GET /attachments/{id} gives the bytes.")
    path: str | None = Field(default=None, description="For `reference`: a file of the project, read when sent.")


class NoticePart(PartBase):
    type: Literal["notice"] = "notice"
    kind: NoticeKind
    text: str
    data: dict[str, object] = Field(default_factory=dict)


Part = Annotated[
    TextPart | ReasoningPart | ToolCallPart | ToolResultPart | AttachmentPart | NoticePart, Field(discriminator="type")
]
