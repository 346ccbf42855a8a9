"""What routes take and give beside the shapes of `contracts.wire`: inputs, lists, and facts about this server."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from boocode.contracts.wire.base import Timestamp, Wire, WireInput
from boocode.contracts.wire.changes import Comment, CommentState, Side
from boocode.contracts.wire.chat import Chat, Delivery, Message, QueueItem, Request, Task
from boocode.contracts.wire.events import CommandInfo, PlanItem
from boocode.contracts.wire.parts import AttachmentKind
from boocode.contracts.wire.projects import DeviceClass, Project, Session
from boocode.kernel.text import clean
from boocode.tasks.model import Admitted

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Word = Annotated[str, AfterValidator(clean), StringConstraints(max_length=300)]
Options = Annotated[dict[Word, Word], Field(max_length=50)]
PathText = Annotated[str, AfterValidator(clean), StringConstraints(min_length=1, max_length=4096)]
SearchText = Annotated[str, AfterValidator(clean), StringConstraints(max_length=1000)]


# --- health and auth ----------------------------------------------------------------------------------------------


class Health(Wire):
    """Anyone is told `ok`; the rest needs authentication."""

    ok: bool = True
    db: bool | None = None
    tools: int | None = None
    version: str | None = None


class LoginInput(WireInput):
    token: Annotated[str, StringConstraints(max_length=1000)] | None = None
    code: Annotated[str, StringConstraints(max_length=1000)] | None = None


class Me(Wire):
    via: Literal["cookie", "bearer", "proxy"]
    user: str | None = None
    device_id: UUID | None = None


class Device(Wire):
    id: UUID
    name: str
    created_at: Timestamp
    last_seen_at: Timestamp
    current: bool = False


class DeviceList(Wire):
    devices: list[Device]


class LoginCode(Wire):
    code: str
    url: str = Field(description="Opens the UI and logs in; the code is in the fragment.")
    expires_at: Timestamp


# --- projects and sessions ----------------------------------------------------------------------------------------


class DirectoryEntry(Wire):
    name: str
    path: str
    is_git: bool


class DirectoryListing(Wire):
    path: str
    parent: str | None
    entries: list[DirectoryEntry]
    truncated: bool = False


class ProjectList(Wire):
    projects: list[Project]
    next: str | None = None


class ProjectInput(WireInput):
    """Either `path` (a directory that exists) or `clone_url` (with `path` as the place to clone to)."""

    path: PathText | None = None
    clone_url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)] | None = None
    name: Name | None = None
    client_id: UUID | None = None


class ProjectChange(WireInput):
    name: Name | None = None
    archived: bool | None = None


class FileEntry(Wire):
    path: str
    is_dir: bool = False


class FileList(Wire):
    files: list[FileEntry]
    truncated: bool = False


class GuidanceFile(Wire):
    path: str
    bytes: int


class GuidanceList(Wire):
    files: list[GuidanceFile]


class SessionList(Wire):
    sessions: list[Session]
    next: str | None = None


class SessionInput(WireInput):
    name: Name | None = None
    client_id: UUID | None = None


class SessionChange(WireInput):
    name: Name | None = None
    archived: bool | None = None
    allow_apply: bool | None = Field(default=None, description="Agents may apply and take back changes here.")


class LayoutInput(WireInput):
    device: DeviceClass
    layout: dict[str, object]
    base_version: int | None = Field(default=None, description="The version it was made from; absent overwrites.")


# --- chats --------------------------------------------------------------------------------------------------------


class ChatList(Wire):
    chats: list[Chat]
    next: str | None = None


class ChatInput(WireInput):
    title: Name | None = None
    provider: Word | None = None
    model: Word | None = None
    mode: Word | None = None
    thinking: Word | None = None
    options: Options | None = None
    client_id: UUID | None = None


class DraftAttachmentInput(WireInput):
    """An uploaded attachment or the path of a project file, which waits in a draft."""

    attachment_id: UUID | None = None
    path: PathText | None = None
    kind: Literal["file", "image", "paste", "reference"]
    name: Annotated[str, StringConstraints(max_length=1000)]
    size: Annotated[int, Field(ge=0)] = 0


class ChatChange(WireInput):
    """Fields that are absent stay as they are; null clears `provider`, `model`, `mode`, `thinking`
    and `options`.

    A draft that names the `draft_rev` it was made from as its `draft_base` is refused (`draft_changed`) where another
    one was written since.
    """

    title: Name | None = None
    leaf_id: UUID | None = None
    draft: Annotated[str, StringConstraints(max_length=1_000_000)] | None = None
    draft_attachments: Annotated[list[DraftAttachmentInput], Field(max_length=50)] | None = None
    draft_base: Annotated[int, Field(ge=0, le=2**30)] | None = None
    provider: Word | None = None
    model: Word | None = None
    mode: Word | None = None
    thinking: Word | None = None
    options: Options | None = None
    archived: bool | None = None
    read_seq: Annotated[int, Field(ge=0)] | None = None
    unread: bool = Field(default=False, description="Mark it as unread, or all of it as read.")


class AttachmentInput(WireInput):
    """Either an uploaded attachment or the path of a project file."""

    attachment_id: UUID | None = None
    path: PathText | None = None


class PromptInput(WireInput):
    """A prompt for a chat.

    To edit an earlier message, name its parent as `parent_id`, or say `as_root` when it has none. `draft_rev` names
    the draft that it was: that one is cleared with the message's admission.
    """

    client_id: UUID
    text: str = ""
    attachments: Annotated[list[AttachmentInput], Field(max_length=50)] = Field(default_factory=list[AttachmentInput])
    provider: Word | None = None
    model: Word | None = None
    mode: Word | None = None
    thinking: Word | None = None
    options: Options | None = None
    delivery: Delivery = "queue"
    parent_id: UUID | None = None
    as_root: bool = False
    draft_rev: Annotated[int, Field(ge=0, le=2**30)] | None = None


class RegenerateInput(WireInput):
    client_id: UUID
    provider: Word | None = None
    model: Word | None = None
    mode: Word | None = None
    thinking: Word | None = None
    options: Options | None = None


class MessagePage(Wire):
    """The shown path, oldest first, with what is under way: one snapshot at `seq`."""

    messages: list[Message]
    seq: int
    next: UUID | None = Field(description="Pass as `before` to load older messages.")
    queue: list[QueueItem]
    task: Task | None = Field(description="Running or blocked, else the head of the queue, else the newest one.")
    plan: list[PlanItem] = Field(description="What the agent of `task` means to do, as it said last.")
    requests: list[Request]


class MaybeTask(Wire):
    task: Task | None


class ForkInput(WireInput):
    message_id: UUID
    client_id: UUID | None = None
    title: Name | None = None


class QueueList(Wire):
    queue: list[QueueItem]


class QueueChange(WireInput):
    """Either a new `order` of all waiting tasks, or a change of one."""

    order: Annotated[list[UUID], Field(max_length=1000)] | None = None
    task_id: UUID | None = None
    text: str | None = None
    delivery: Delivery | None = None


class CommandList(Wire):
    commands: list[CommandInfo]


class Attachment(Wire):
    id: UUID
    name: str
    media_type: str
    size: int
    kind: AttachmentKind


# --- tasks, requests, inbox ---------------------------------------------------------------------------------------


class TaskList(Wire):
    tasks: list[Task]
    next: str | None = None


class TaskInput(PromptInput):
    """A prompt for a chat, for a new chat of a session, or for a new session of a project."""

    chat_id: UUID | None = None
    session_id: UUID | None = None
    project_id: UUID | None = None


class AdmittedTask(Admitted):
    chat: Chat


class ClientIdInput(WireInput):
    client_id: UUID


class RequestList(Wire):
    requests: list[Request]


class AnswerInput(WireInput):
    client_id: UUID
    option_id: Word | None = None
    text: Annotated[str, StringConstraints(max_length=100_000)] | None = None
    values: dict[str, list[str]] | None = None


class WaitingChanges(Wire):
    session_id: UUID
    count: int
    conflicts: int = Field(default=0, description="How many of them somebody else's work stands against.")


class Inbox(Wire):
    requests: list[Request]
    tasks: list[Task] = Field(description="Failed or interrupted and not yet seen.")
    changes: list[WaitingChanges] = Field(description="Sessions with changes that wait for a review.")
    count: int = Field(description="Of all that waits; the changes of a session count as one.")


# --- changes --------------------------------------------------------------------------------------------------------

HunkIds = Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=20_000)]
FileText = Annotated[str, StringConstraints(max_length=8_000_000)]
CommentText = Annotated[str, StringConstraints(max_length=20_000)]


class HunksInput(WireInput):
    client_id: UUID
    hunks: HunkIds | None = Field(default=None, description="Only these; absent: the whole change.")


class SelectedChange(WireInput):
    id: UUID
    hunks: HunkIds | None = Field(default=None, description="Only these; absent: the whole change.")


class SelectionInput(WireInput):
    client_id: UUID
    changes: Annotated[list[SelectedChange], Field(max_length=5_000)] | None = Field(
        default=None, description="Absent: everything that is open."
    )


class ChangeEditInput(WireInput):
    text: FileText
    base_updated_at: datetime | None = Field(default=None, description="`updated_at` of the change that was edited.")


class ResolveInput(WireInput):
    client_id: UUID
    text: FileText


class CommentInput(WireInput):
    client_id: UUID | None = None
    side: Side
    line: Annotated[int, Field(ge=1)]
    text: CommentText


class CommentChange(WireInput):
    text: CommentText | None = None
    state: CommentState | None = None


class CommentList(Wire):
    comments: list[Comment]


# --- settings ----------------------------------------------------------------------------------


class ToolInfo(Wire):
    name: str
    description: str
    kind: str


class SettingInfo(Wire):
    name: str
    value: str
    source: Literal["env", "file", "default"]
    meaning: str


class DatabaseInfo(Wire):
    kind: Literal["embedded", "external"]
    version: str


class SettingsPage(Wire):
    """What the server knows about itself. Secrets are masked."""

    version: str
    data_dir: str
    database: DatabaseInfo
    url: str
    settings: list[SettingInfo]
    tools: list[ToolInfo]
    preferences: dict[str, object]


class SettingsChange(WireInput):
    preferences: dict[str, object] = Field(description="Merged into what is stored; null removes a key.")
