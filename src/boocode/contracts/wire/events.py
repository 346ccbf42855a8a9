"""The event log's closed union, and the frames of the socket."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.chat import Message, QueueItem, Request, Task, Usage
from boocode.contracts.wire.options import ConfigOption
from boocode.contracts.wire.parts import Part


class MessageData(Wire):
    message: Message
    leaf_id: UUID | None = Field(description="The chat's leaf after this event.")


class MessageRemovedData(Wire):
    message_ids: list[UUID]
    leaf_id: UUID | None


class LeafData(Wire):
    """The shown path changed as a whole: reload the messages."""

    leaf_id: UUID | None


class PartData(Wire):
    part: Part


class DeltaData(Wire):
    message_id: UUID
    part_id: UUID
    offset: int = Field(description="UTF-16 units of the part's text before this delta.")
    text: str


class TaskData(Wire):
    task: Task


class QueueData(Wire):
    queue: list[QueueItem]


class UsageData(Wire):
    task_id: UUID
    step: int
    usage: Usage


class RequestData(Wire):
    request: Request


class WhatData(Wire):
    """Refetch what is named."""

    what: list[str]


class CommandInfo(Wire):
    name: str
    description: str = ""
    group: Literal["command", "skill"] = "command"


class CommandsData(Wire):
    commands: list[CommandInfo]


class OptionsData(Wire):
    """The agent offers other choices now, or has changed some itself: `options` are the chat's."""

    offered: list[ConfigOption]
    options: dict[str, str]


class PlanItem(Wire):
    text: str
    state: Literal["pending", "running", "done"]


class PlanData(Wire):
    items: list[PlanItem]


class TitleData(Wire):
    title: str
    source: Literal["auto", "human"]


class CompactionData(Wire):
    message_id: UUID
    text: str


class NoticeData(Wire):
    level: Literal["info", "warning", "error"]
    code: str
    text: str
    data: dict[str, object] = Field(default_factory=dict)


class EventFrame(Wire):
    topic: str = Field(description="`chat:<id>`.")
    seq: int


class MessageCreated(EventFrame):
    type: Literal["message.created"] = "message.created"
    data: MessageData


class MessageUpdated(EventFrame):
    type: Literal["message.updated"] = "message.updated"
    data: MessageData


class MessageRemoved(EventFrame):
    type: Literal["message.removed"] = "message.removed"
    data: MessageRemovedData


class LeafUpdated(EventFrame):
    type: Literal["leaf.updated"] = "leaf.updated"
    data: LeafData


class PartCreated(EventFrame):
    type: Literal["part.created"] = "part.created"
    data: PartData


class PartDelta(EventFrame):
    type: Literal["part.delta"] = "part.delta"
    data: DeltaData


class PartUpdated(EventFrame):
    type: Literal["part.updated"] = "part.updated"
    data: PartData


class PartCompleted(EventFrame):
    type: Literal["part.completed"] = "part.completed"
    data: PartData


class TaskStateChanged(EventFrame):
    type: Literal["task.state"] = "task.state"
    data: TaskData


class QueueUpdated(EventFrame):
    type: Literal["queue.updated"] = "queue.updated"
    data: QueueData


class UsageReported(EventFrame):
    type: Literal["usage"] = "usage"
    data: UsageData


class RequestCreated(EventFrame):
    type: Literal["request.created"] = "request.created"
    data: RequestData


class RequestResolved(EventFrame):
    type: Literal["request.resolved"] = "request.resolved"
    data: RequestData


class ChangesUpdated(EventFrame):
    type: Literal["changes.updated"] = "changes.updated"
    data: WhatData


class CommandsUpdated(EventFrame):
    type: Literal["commands.updated"] = "commands.updated"
    data: CommandsData


class OptionsUpdated(EventFrame):
    type: Literal["options.updated"] = "options.updated"
    data: OptionsData


class PlanUpdated(EventFrame):
    type: Literal["plan.updated"] = "plan.updated"
    data: PlanData


class TitleUpdated(EventFrame):
    type: Literal["title.updated"] = "title.updated"
    data: TitleData


class Compaction(EventFrame):
    type: Literal["compaction"] = "compaction"
    data: CompactionData


class Notice(EventFrame):
    type: Literal["notice"] = "notice"
    data: NoticeData


ChatEvent = Annotated[
    MessageCreated
    | MessageUpdated
    | MessageRemoved
    | LeafUpdated
    | PartCreated
    | PartDelta
    | PartUpdated
    | PartCompleted
    | TaskStateChanged
    | QueueUpdated
    | UsageReported
    | RequestCreated
    | RequestResolved
    | ChangesUpdated
    | CommandsUpdated
    | OptionsUpdated
    | PlanUpdated
    | TitleUpdated
    | Compaction
    | Notice,
    Field(discriminator="type"),
]


class Synced(Wire):
    """Replay is over: what follows is live."""

    topic: str
    type: Literal["synced"] = "synced"
    seq: int


class Reset(Wire):
    """The cursor is beyond the log (a restored database): reload everything of this topic."""

    topic: str
    type: Literal["reset"] = "reset"


class Changed(Wire):
    """An unsequenced invalidation on `session:<id>` or `app`: refetch what is named."""

    topic: str
    type: Literal["changed"] = "changed"
    what: list[str]


class Ping(Wire):
    """The server's heartbeat."""

    type: Literal["ping"] = "ping"


class ErrorBody(Wire):
    code: str
    message: str
    data: dict[str, object] = Field(default_factory=dict)


class SocketAnswer(Wire):
    """The answer to a client operation with the same `id`."""

    id: int
    result: dict[str, object] | None = None
    error: ErrorBody | None = None


class ErrorAnswer(Wire):
    error: ErrorBody


ServerFrame = ChatEvent | Synced | Reset | Changed | Ping | SocketAnswer


class Subscribe(Wire):
    id: int
    op: Literal["subscribe"] = "subscribe"
    topic: str
    after: int = Field(default=0, ge=0)


class Unsubscribe(Wire):
    id: int
    op: Literal["unsubscribe"] = "unsubscribe"
    topic: str


class ClientPing(Wire):
    id: int
    op: Literal["ping"] = "ping"


class Look(Wire):
    """A human looks at this window, and in it at these chats and terminals; null: not any more. A closed socket says
    the same."""

    id: int
    op: Literal["look"] = "look"
    seeing: list[Annotated[str, Field(pattern=r"^(chat|terminal):[0-9a-f-]{36}$")]] | None = Field(max_length=64)


ClientFrame = Annotated[Subscribe | Unsubscribe | ClientPing | Look, Field(discriminator="op")]
