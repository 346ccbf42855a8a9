"""Backends: what drives one kind of agent, and the closed union of what agents can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from boocode.contracts.wire.chat import Answer, Message, Question, RequestKind, RequestOption, Usage
from boocode.contracts.wire.events import CommandInfo, PlanItem
from boocode.contracts.wire.options import ConfigOption
from boocode.contracts.wire.parts import NoticeKind, ToolCallState, ToolDetail, ToolKind
from boocode.kernel.errors import BooError


@dataclass(frozen=True, slots=True)
class SessionKey:
    """One agent context per chat and provider."""

    chat_id: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Where an agent session that was kept can be found again.

    Attributes:
        native_id: The provider's own name for the conversation.
        data: What else the adapter wanted kept.
    """

    native_id: str
    data: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """What an agent session is opened with.

    Attributes:
        directory: Where the agent works: the session's worktree if it has one, else the project.
        in_worktree: `directory` is the session's own; what is written there waits for a review.
        may_apply: The human lets agents of the session apply changes.
        options: Further choices of the composer bar, by the id of the provider's option.
        resume: The conversation to go on with; without it, or where it is gone, a fresh one begins.
    """

    session_id: UUID
    project_id: UUID
    directory: Path
    model: str | None = None
    mode: str | None = None
    thinking: str | None = None
    may_apply: bool = False
    in_worktree: bool = False
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    resume: Resume | None = None


@dataclass(slots=True)
class AgentSession:
    """A provider's own conversation, open. Backends subclass it to keep what they need.

    Attributes:
        native_id: The provider's own name for it, to be kept; None where there is nothing to resume.
        is_resumed: It goes on with what `spec.resume` named (or is warm); else it knows nothing yet.
        data: What else the adapter wants kept with `native_id`.
    """

    key: SessionKey
    spec: SessionSpec
    native_id: str | None = field(default=None, kw_only=True)
    is_resumed: bool = field(default=False, kw_only=True)
    data: dict[str, object] = field(default_factory=dict[str, object], kw_only=True)


class SessionLost(BooError):
    """The agent does not know the conversation any more: open a fresh session and hand the transcript over."""

    code = "agent_session_lost"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One turn.

    Attributes:
        conversation: The shown path from its root up to and including the user message of this task, then, when a
            parked task goes on, the assistant message as far as it came (last element, role `assistant`,
            same `task_id`).
        answers: Answers to the requests that this task waited for, by the call id that asked.
        usage: What the task had used when it was parked.
        handover: Messages of the shown path that the agent does not know, oldest first: they are told before the
            prompt. Only for agents that keep their own conversation.
        notes: What the agent should know besides, in sentences: changes the human rejected, for example.
    """

    task_id: UUID
    message_id: UUID
    assistant_message_id: UUID
    conversation: Sequence[Message]
    model: str | None = None
    mode: str | None = None
    thinking: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    usage: Usage | None = None
    handover: Sequence[Message] = ()
    notes: Sequence[str] = ()


# --- what an agent says -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class ToolCallUpsert:
    """A tool call as known now. The first one for a (step, call id) creates the part, later ones update it."""

    call_id: str
    tool: str
    kind: ToolKind
    title: str
    arguments: Mapping[str, object]
    state: ToolCallState
    step: int = 0


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave back. It does not change the call's state: upsert that too."""

    call_id: str
    text: str
    detail: ToolDetail | None = None
    is_error: bool = False
    truncated: bool = False
    output_blob: str | None = None
    images: Sequence[str] = ()
    tokens: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """More of what a running call prints, as it comes. Its `ToolResult` supersedes all of it."""

    call_id: str
    text: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class UsageReport:
    usage: Usage
    step: int = 0


@dataclass(frozen=True, slots=True)
class PlanReport:
    items: Sequence[PlanItem]


@dataclass(frozen=True, slots=True)
class CommandsReport:
    commands: Sequence[CommandInfo]


@dataclass(frozen=True, slots=True)
class OptionsReport:
    """What the agent offers besides model, mode and thinking, where that is news.

    Attributes:
        changed: What the agent set otherwise by itself, by the option's id.
    """

    options: Sequence[ConfigOption]
    changed: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ModeReport:
    mode: str


@dataclass(frozen=True, slots=True)
class NoticeReport:
    """Something the user should see in the answer; never sent to the model (but `steer`, which is user text).

    The same `key` again updates the notice instead of adding one.
    """

    kind: NoticeKind
    text: str
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    key: str | None = None
    step: int = 0


AgentEvent = (
    TextDelta
    | ReasoningDelta
    | ToolCallUpsert
    | ToolResult
    | ToolOutput
    | UsageReport
    | PlanReport
    | CommandsReport
    | OptionsReport
    | ModeReport
    | NoticeReport
)


# --- how a turn ends ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Completed:
    """The turn ended by itself. `reason`: stop, length, cap_hit, doom_loop."""

    reason: str = "stop"


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn failed. `code` is a machine word, `message` a sentence with the provider's own words."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The turn was stopped by the human."""


@dataclass(frozen=True, slots=True)
class Parked:
    """The turn waits for answers and holds nothing in memory: prompt again when they are there."""


Outcome = Completed | Failed | Cancelled | Parked


# --- asking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request as an agent makes it.

    Attributes:
        options: Of a permission: `permission_options`, perhaps with more of kind `choice`.
        fingerprint: Covers tool, normalised arguments and directory.
        subject: What "always" would cover, as a key that rules are found by, e.g. `shell:npm test`; empty where
            there is no always.
        subject_label: The same for a person: "Commands that begin with `npm test`".
    """

    kind: RequestKind
    call_id: str
    title: str
    detail: str = ""
    options: Sequence[RequestOption] = ()
    questions: Sequence[Question] = ()
    fingerprint: str = ""
    subject: str = ""
    subject_label: str = ""
    step: int = 0


def permission_options(*, always: bool = True) -> list[RequestOption]:
    """The options every permission has. Adapters answer their agent by the `kind` that was chosen; "always" never
    reaches them: it becomes a rule, and they are told `allow_once`."""
    options = [RequestOption(id="allow_once", kind="allow_once", label="Allow once")]
    if always:
        options.append(RequestOption(id="allow_always", kind="allow_always", label="Always allow"))
    return [*options, RequestOption(id="reject_once", kind="reject_once", label="Reject")]


def said_in(message: Message) -> list[str]:
    """What a user message says to the agent, attachments aside: its texts, and the review that went with it."""
    return [
        part.text for part in message.parts if part.type == "text" or (part.type == "notice" and part.kind == "review")
    ]


@dataclass(frozen=True, slots=True)
class SteeredPrompt:
    """A user message that joins the running task. It is already a `steer` notice of the answer."""

    message_id: UUID
    text: str


class Sink(Protocol):
    """Where a backend puts what happens in a turn.

    Raises (all methods):
        LeaseLost: The task is no longer ours; the turn must end at once and quietly.
        Unstorable: This event cannot be stored; the task fails.
    """

    async def emit(self, event: AgentEvent) -> None:
        """Queue an event. Returns at once unless the log is behind (back-pressure)."""
        ...

    async def flush(self) -> None:
        """Wait until everything emitted so far is durable: before a side effect, for example."""
        ...

    async def ask(self, request: NewRequest) -> UUID | Answer:
        """Store a request durably, mark its call `waiting`, and return its id; or the answer that a rule, or an
        allowance stored for exactly this, gives at once, as `ask_now` tells it."""
        ...

    async def ask_now(self, request: NewRequest) -> Answer:
        """Ask the human and wait while the turn stays open: for agents whose process waits, too.

        A rule, or an allowance stored for exactly this, answers at once. A permission's answer names `allow_once` or
        `reject_once` (with feedback in `text`), or a further option of the request. When the turn is cancelled
        meanwhile, so is this call, and the request is closed by whoever ends the task.
        """
        ...

    async def take_steered(self) -> Sequence[SteeredPrompt]:
        """Take the messages that were sent to steer this task; each is given exactly once."""
        ...


@dataclass(frozen=True, slots=True)
class Health:
    state: Literal["ready", "unavailable"]
    message: str = ""


class Backend(Protocol):
    """Code that drives one provider transport. One turn at a time per agent session."""

    async def open_session(self, key: SessionKey, spec: SessionSpec) -> AgentSession: ...
    async def prompt(self, session: AgentSession, prompt: Prompt, sink: Sink) -> Outcome: ...
    async def steer(self, session: AgentSession, prompt: SteeredPrompt) -> bool: ...
    async def cancel(self, session: AgentSession) -> None: ...
    async def close_session(self, session: AgentSession) -> None: ...
    async def aclose(self) -> None: ...
    def health(self) -> Health: ...
