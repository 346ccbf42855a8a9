"""Messages, chats, tasks and requests."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Timestamp, Wire
from boocode.contracts.wire.options import ConfigOption
from boocode.contracts.wire.parts import Part

Role = Literal["user", "assistant"]
TaskState = Literal["pending", "running", "blocked", "completed", "failed", "cancelled", "interrupted"]
Delivery = Literal["queue", "steer"]
LiveStatus = Literal["idle", "pending", "running", "blocked"]
RequestKind = Literal["permission", "question", "plan"]
RequestState = Literal["open", "answered", "delivered", "cancelled", "withdrawn"]
OptionKind = Literal["allow_once", "allow_always", "reject_once", "reject_always", "choice"]


class Message(Wire):
    id: UUID
    chat_id: UUID
    parent_id: UUID | None
    role: Role
    task_id: UUID | None
    provider: str | None = None
    model: str | None = None
    created_at: Timestamp
    sibling_ids: list[UUID] = Field(description="All messages with the same parent, oldest first, this one included.")
    parts: list[Part]


class Usage(Wire):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0
    context_tokens: int = Field(
        default=0, description="Tokens of the last request and its answer: the next one's size."
    )
    context_size: int | None = Field(default=None, description="The model's window, if known.")
    tokens_per_second: float | None = None
    estimated: bool = Field(default=False, description="Counted by BooCode because the server gave no numbers.")
    cost: float | None = Field(default=None, description="US dollars, where an agent with an account of its own tells.")


class Task(Wire):
    id: UUID
    chat_id: UUID
    session_id: UUID
    project_id: UUID
    message_id: UUID = Field(description="The user message it answers.")
    assistant_message_id: UUID | None = Field(description="Its answer; null until it started.")
    provider: str
    model: str | None
    mode: str | None = None
    thinking: str | None = None
    options: dict[str, str] = Field(default_factory=dict, description="The provider's further choices, by their id.")
    delivery: Delivery = "queue"
    state: TaskState
    reason: str | None = Field(default=None, description="Machine word for how it ended or why it waits.")
    error: str | None = Field(default=None, description="A sentence for a person, when it failed.")
    continues_id: UUID | None = None
    usage: Usage | None = None
    created_at: Timestamp
    started_at: Timestamp | None = None
    ended_at: Timestamp | None = None
    seen_at: Timestamp | None = None


class QueueItem(Wire):
    """A prompt that waits for its turn."""

    task_id: UUID
    message_id: UUID
    text: str = Field(description="At most 4,000 characters of it.")
    cut: bool = Field(default=False, description="There is more text than shown here.")
    attachments: int
    delivery: Delivery
    provider: str
    model: str | None
    created_at: Timestamp


class RequestOption(Wire):
    id: str
    kind: OptionKind
    label: str
    description: str = ""


class Question(Wire):
    """One question of a `question` request. Answered in `values[id]`: option ids and/or free text."""

    id: str
    header: str = ""
    question: str
    options: list[RequestOption] = Field(default_factory=list[RequestOption])
    multi_select: bool = False
    allow_text: bool = True


class Answer(Wire):
    option_id: str | None = None
    text: str | None = None
    values: dict[str, list[str]] | None = None


class Request(Wire):
    """Something an agent asks the human."""

    id: UUID
    kind: RequestKind
    task_id: UUID
    chat_id: UUID
    session_id: UUID
    title: str
    detail: str = ""
    options: list[RequestOption] = Field(description="For a permission or plan; a question has `questions`.")
    questions: list[Question] = Field(default_factory=list[Question])
    always: str = Field(default="", description='What "always" would cover, for a person; empty: there is no always.')
    provider: str | None = None
    orphaned: bool = Field(
        default=False, description="Its task was interrupted: answering begins the task that continues it."
    )
    rule_id: UUID | None = Field(default=None, description="The rule that answered it.")
    state: RequestState
    answer: Answer | None = None
    created_at: Timestamp
    answered_at: Timestamp | None = None


class DraftAttachment(Wire):
    """What goes with the next message: an uploaded attachment, or the path of a project file."""

    attachment_id: UUID | None = None
    path: str | None = None
    kind: Literal["file", "image", "paste", "reference"]
    name: str
    size: int = 0


class Chat(Wire):
    id: UUID
    session_id: UUID
    project_id: UUID
    title: str | None
    title_source: Literal["auto", "human"] | None = None
    leaf_id: UUID | None = Field(description="Last message of the shown path.")
    draft: str = ""
    draft_attachments: list[DraftAttachment] = Field(default_factory=list[DraftAttachment])
    draft_rev: int = Field(default=0, description="Counts the changes of the draft.")
    provider: str | None = None
    model: str | None = None
    mode: str | None = None
    thinking: str | None = None
    options: dict[str, str] = Field(default_factory=dict, description="The provider's further choices, by their id.")
    offered: list[ConfigOption] | None = Field(
        default=None, description="What its provider last offered in this chat; null: what it offers in general holds."
    )
    head_seq: int
    status: LiveStatus
    unread: bool
    failed: bool = Field(default=False, description="A task failed or was interrupted, and nobody has seen that.")
    archived_at: Timestamp | None = None
    created_at: Timestamp
    updated_at: Timestamp
    usage: Usage | None = Field(default=None, description="Of the newest task that reported any.")
