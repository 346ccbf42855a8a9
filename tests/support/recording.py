"""A sink that keeps everything in memory, as events and as the parts they make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from boocode.contracts.agents import (
    AgentEvent,
    NewRequest,
    NoticeReport,
    ReasoningDelta,
    SteeredPrompt,
    TextDelta,
    ToolCallUpsert,
    ToolResult,
    UsageReport,
)
from boocode.contracts.wire.chat import Answer, Message, Usage
from boocode.contracts.wire.parts import (
    NoticePart,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolCallState,
    ToolResultPart,
)
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id


async def allow_once(request: NewRequest) -> Answer:
    """Allows whatever is asked."""
    return Answer(option_id="allow_once")


class RecordingSink:
    """Implements `contracts.agents.Sink`.

    Attributes:
        events: Everything emitted, in order, with the names `flush` and `ask` between.
        answer: What `ask_now` is answered; may wait.
        steering: Messages to be taken as steered, one list per round.
        fail_with: Raised by the next `emit`.
        before: What the task had used before this sink.
    """

    def __init__(self, message_id: UUID | None = None, parts: Sequence[Part] = ()) -> None:
        self.message_id = message_id or new_id()
        self.events: list[AgentEvent | str] = []
        self.parts: list[Part] = list(parts)
        self.requests: list[NewRequest] = []
        self.answer: Callable[[NewRequest], Awaitable[Answer]] = allow_once
        self.steering: list[list[str]] = []
        self.fail_with: Exception | None = None
        self.before: Usage | None = None

    async def emit(self, event: AgentEvent) -> None:
        if self.fail_with:
            raise self.fail_with
        self.events.append(event)
        match event:
            case TextDelta(text, step):
                self._stream(TextPart, text, step)
            case ReasoningDelta(text, step):
                self._stream(ReasoningPart, text, step)
            case ToolCallUpsert():
                self._upsert(event)
            case ToolResult():
                call = self._call(event.call_id, event.step)
                self.parts.append(
                    ToolResultPart.model_validate(
                        {
                            **self._base(event.step),
                            "call_part_id": call.id,
                            "text": event.text,
                            "is_error": event.is_error,
                            "images": list(event.images),
                        }
                    )
                )
            case NoticeReport():
                self._note(event)
            case _:
                pass

    async def flush(self) -> None:
        self.events.append("flush")

    async def ask(self, request: NewRequest) -> UUID | Answer:
        self.events.append("ask")
        self.requests.append(request)
        self._replace(self._call(request.call_id, request.step), state="waiting")
        return new_id()

    async def ask_now(self, request: NewRequest) -> Answer:
        self.events.append("ask")
        self.requests.append(request)
        return await self.answer(request)

    async def take_steered(self) -> Sequence[SteeredPrompt]:
        taken = self.steering.pop(0) if self.steering else []
        for text in taken:
            self.parts.append(NoticePart.model_validate({**self._base(0), "kind": "steer", "text": text}))
        return [SteeredPrompt(new_id(), text) for text in taken]

    # --- what tests ask -------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def reasoning(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, ReasoningPart))

    @property
    def calls(self) -> list[ToolCallPart]:
        return [part for part in self.parts if isinstance(part, ToolCallPart)]

    @property
    def results(self) -> list[ToolResultPart]:
        return [part for part in self.parts if isinstance(part, ToolResultPart)]

    @property
    def usage(self) -> Usage:
        reported = [event.usage for event in self.events if isinstance(event, UsageReport)]
        return reported[-1] if reported else self.before or Usage()

    def notices(self, kind: str) -> list[NoticeReport]:
        return [event for event in self.events if isinstance(event, NoticeReport) and event.kind == kind]

    def states(self, call_id: str) -> list[ToolCallState]:
        return [event.state for event in self.events if isinstance(event, ToolCallUpsert) and event.call_id == call_id]

    def message(self, chat_id: UUID, parent_id: UUID | None = None) -> Message:
        """The answer as it stands."""
        return Message(
            id=self.message_id,
            chat_id=chat_id,
            parent_id=parent_id,
            role="assistant",
            task_id=None,
            created_at=now(),
            sibling_ids=[self.message_id],
            parts=list(self.parts),
        )

    # --- parts ----------------------------------------------------------------------------------------------------

    def _base(self, step: int) -> dict[str, object]:
        return {
            "id": new_id(),
            "message_id": self.message_id,
            "index": len(self.parts),
            "step": step,
            "created_at": now(),
        }

    def _stream(self, kind: type[TextPart | ReasoningPart], text: str, step: int) -> None:
        last = self.parts[-1] if self.parts else None
        if isinstance(last, kind) and last.step == step:
            last.text += text
        else:
            self.parts.append(kind.model_validate({**self._base(step), "text": text}))

    def _upsert(self, event: ToolCallUpsert) -> None:
        known = next((c for c in self.calls if (c.call_id, c.step) == (event.call_id, event.step)), None)
        changes = {
            "state": event.state,
            "tool": event.tool,
            "kind": event.kind,
            "title": event.title,
            "arguments": dict(event.arguments),
        }
        if known:
            self._replace(known, **changes)
        else:
            self.parts.append(
                ToolCallPart.model_validate({**self._base(event.step), "call_id": event.call_id, **changes})
            )

    def _note(self, event: NoticeReport) -> None:
        notice = {**self._base(event.step), "kind": event.kind, "text": event.text, "data": dict(event.data)}
        self.parts.append(NoticePart.model_validate(notice))

    def _call(self, call_id: str, step: int) -> ToolCallPart:
        return next(call for call in self.calls if (call.call_id, call.step) == (call_id, step))

    def _replace(self, call: ToolCallPart, **changes: object) -> None:
        self.parts[self.parts.index(call)] = call.model_copy(update=changes)
