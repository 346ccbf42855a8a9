"""The sink of one turn: what an agent says becomes parts and events of the task's answer.

It keeps no copy of the answer beyond the open part. Text of any length is stored: a part that grows too large for one
event is completed and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

import orjson

from boocode.contracts import agents
from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.events import CommandsData, PartData, PlanData, UsageData
from boocode.contracts.wire.parts import (
    NoticePart,
    PartState,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from boocode.events import EventLog, NewEvent
from boocode.events.model import MAX_DATA_BYTES, encode
from boocode.events.writer import Delta, Lane
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean, clean_tree, utf16_length

MAX_PART_CHARS = 40_000  # escaped to JSON they still fit one event, whatever they are
WRITING = ("shell", "edit", "write", "other", "delegate")  # kinds of calls that may have written
ENDED = ("completed", "failed", "cancelled", "interrupted")

OUTPUT_CUT = "\n[More is shown when the call has ended.]"

Ask = Callable[[agents.NewRequest, "TaskSink"], Awaitable[UUID | Answer]]
AskNow = Callable[[agents.NewRequest, "TaskSink"], Awaitable[Answer]]
TakeSteered = Callable[["TaskSink"], Awaitable[Sequence[agents.SteeredPrompt]]]
OnOptions = Callable[[agents.OptionsReport], Awaitable[None]]


@dataclass(slots=True)
class OpenPart:
    """A part that is being written: text, reasoning, or what a running call prints (`call`)."""

    part_id: UUID
    type: Literal["text", "reasoning", "tool_result"]
    index: int
    step: int
    created_at: datetime
    texts: list[str] = field(default_factory=list[str])
    chars: int = 0
    offset: int = 0
    call: ToolCallPart | None = None


class TaskSink:
    """`contracts.agents.Sink` of one running task.

    Args:
        first_index: Index of the next part: above what a parked answer has already.
        calls: Tool calls the answer has already, when a parked task goes on.
        on_wrote: Called with the id of each call that may have written, as it ends.
        on_options: Keeps what the agent offers besides, and has changed itself.

    Attributes:
        has_spoken: The agent said or did something.
        writing_calls: Ids of all calls that may have written.
    """

    def __init__(
        self,
        events: EventLog,
        lane: Lane,
        message_id: UUID,
        *,
        first_index: int,
        calls: Sequence[ToolCallPart],
        ask: Ask,
        ask_now: AskNow,
        take_steered: TakeSteered,
        on_wrote: Callable[[str], None] = lambda _: None,
        on_options: OnOptions | None = None,
    ) -> None:
        self.has_spoken = False
        self.writing_calls: list[str] = []
        self._on_wrote = on_wrote
        self._on_options = on_options
        self._writer = events.writer
        self._lane = lane
        self._message_id = message_id
        self._index = first_index
        self._open: OpenPart | None = None
        self._calls: dict[tuple[int, str], ToolCallPart] = {(call.step, call.call_id): call for call in calls}
        self._notices: dict[str, NoticePart] = {}
        self._outputs: dict[tuple[int, str], OpenPart] = {}
        self._ask = ask
        self._ask_now = ask_now
        self._take_steered = take_steered

    @property
    def task_id(self) -> UUID:
        return self._lane.lease.task_id

    @property
    def chat_id(self) -> UUID:
        return self._lane.chat_id

    async def emit(self, event: agents.AgentEvent) -> None:
        """See `contracts.agents.Sink.emit`."""
        await self._lane.room()
        self.has_spoken = self.has_spoken or not isinstance(event, agents.NoticeReport)
        match event:
            case agents.TextDelta(text, step):
                self._stream("text", text, step)
            case agents.ReasoningDelta(text, step):
                self._stream("reasoning", text, step)
            case agents.ToolCallUpsert():
                self._upsert_call(event)
            case agents.ToolResult():
                self._add_result(event)
            case agents.ToolOutput():
                self._stream_output(event)
            case agents.NoticeReport():
                self._note(event)
            case agents.UsageReport(usage, step):
                self._put("usage", UsageData(task_id=self.task_id, step=step, usage=usage))
            case agents.PlanReport(items):
                self._put("plan.updated", PlanData(items=list(items)))
            case agents.CommandsReport(commands):
                self._put("commands.updated", CommandsData(commands=list(commands)))
            case agents.OptionsReport():
                if self._on_options is not None:
                    await self._on_options(event)
            case agents.ModeReport():
                pass  # the session's mode is kept by the provider's own rows

    async def flush(self) -> None:
        """Wait until everything emitted so far is committed."""
        await self._lane.flushed()

    async def ask(self, request: agents.NewRequest) -> UUID | Answer:
        """See `contracts.agents.Sink.ask`."""
        self.close_open()
        await self.flush()
        return await self._ask(request, self)

    async def ask_now(self, request: agents.NewRequest) -> Answer:
        """See `contracts.agents.Sink.ask_now`."""
        self.close_open()
        await self.flush()
        return await self._ask_now(request, self)

    async def take_steered(self) -> Sequence[agents.SteeredPrompt]:
        """See `contracts.agents.Sink.take_steered`."""
        return await self._take_steered(self)

    async def end(self, dangling: Literal["failed", "cancelled", "interrupted"]) -> None:
        """Complete what is open, mark calls that never ended, or that nobody will answer, as `dangling`, and flush."""
        state: PartState = "done" if dangling == "failed" else "interrupted"
        self.close_open(state)
        for output in self._outputs.values():
            self._put("part.completed", PartData(part=_output_part(self._message_id, output, state)))
        self._outputs.clear()
        for call in list(self._calls.values()):
            if call.state not in ENDED:
                self._put_call(call.model_copy(update={"state": dangling, "ended_at": now()}))
        await self.flush()

    def close_open(self, state: Literal["done", "interrupted"] = "done") -> None:
        """Complete the open text or reasoning part."""
        if (part := self._open) is None:
            return
        self._open = None
        kind = TextPart if part.type == "text" else ReasoningPart
        whole = kind(
            id=part.part_id,
            message_id=self._message_id,
            index=part.index,
            step=part.step,
            created_at=part.created_at,
            ended_at=now(),
            state=state,
            text="".join(part.texts),
        )
        self._put("part.completed", PartData(part=whole))

    def next_index(self) -> int:
        """The place of a part that is added now."""
        self._index += 1
        return self._index - 1

    def asking_call(self, request: agents.NewRequest, request_id: UUID, *, waits: bool) -> ToolCallPart | None:
        """The call that asks, as it looks from now on; None where the request belongs to no known call."""
        call = self._calls.get((request.step, request.call_id))
        if call is None:
            return None
        asking = call.model_copy(update={"state": "waiting" if waits else call.state, "request_id": request_id})
        self._calls[(call.step, call.call_id)] = asking
        return asking

    def answered_call(self, request: agents.NewRequest) -> None:
        """The call that asked goes on."""
        call = self._calls.get((request.step, request.call_id))
        if call is not None and call.state == "waiting":
            self._put_call(call.model_copy(update={"state": "running"}))

    def _stream(self, type_: Literal["text", "reasoning"], text: str, step: int) -> None:
        text = clean(text)
        while text:
            part = self._open
            if part is None or part.type != type_ or part.step != step or part.chars >= MAX_PART_CHARS:
                part = self._begin(type_, step)
            room = MAX_PART_CHARS - part.chars
            piece, text = text[:room], text[room:]
            self._write(part, piece)

    def _write(self, part: OpenPart, piece: str) -> None:
        self._writer.put(self._lane, Delta(self._message_id, part.part_id, part.offset, [piece]))
        part.texts.append(piece)
        part.chars += len(piece)
        part.offset += utf16_length(piece)

    def _begin(self, type_: Literal["text", "reasoning"], step: int) -> OpenPart:
        self.close_open()
        part = self._open = OpenPart(new_id(), type_, self.next_index(), step, now())
        kind = TextPart if type_ == "text" else ReasoningPart
        empty = kind(
            id=part.part_id,
            message_id=self._message_id,
            index=part.index,
            step=step,
            created_at=part.created_at,
            state="open",
            text="",
        )
        self._put("part.created", PartData(part=empty))
        return part

    def _upsert_call(self, event: agents.ToolCallUpsert) -> None:
        self.close_open()
        known = self._calls.get((event.step, event.call_id))
        ended = now() if event.state in ENDED else None
        call = ToolCallPart(
            id=known.id if known else new_id(),
            message_id=self._message_id,
            index=known.index if known else self.next_index(),
            step=event.step,
            created_at=known.created_at if known else now(),
            ended_at=ended,
            state=event.state,
            call_id=event.call_id,
            tool=clean(event.tool)[:200],
            kind=event.kind,
            title=clean(event.title)[:500],
            arguments=_bounded(event.arguments),
            request_id=known.request_id if known else None,
        )
        self._put_call(call, created=known is None)
        if event.kind in WRITING:
            self._note_writing(call, ended_now=ended is not None and (known is None or known.state not in ENDED))

    def _note_writing(self, call: ToolCallPart, *, ended_now: bool) -> None:
        if call.call_id not in self.writing_calls:
            self.writing_calls.append(call.call_id)
        if ended_now:
            self._on_wrote(call.call_id)

    def _put_call(self, call: ToolCallPart, *, created: bool = False) -> None:
        self._calls[(call.step, call.call_id)] = call
        type_ = "part.created" if created else "part.completed" if call.state in ENDED else "part.updated"
        self._put(type_, PartData(part=call))

    def _stream_output(self, event: agents.ToolOutput) -> None:
        """Show what a call prints, up to what one event holds: the result has the rest."""
        output = self._outputs.get((event.step, event.call_id)) or self._begin_output(event)
        room = MAX_PART_CHARS - output.chars
        if room > 0 and (text := clean(event.text)):
            self._write(output, text if len(text) < room else text[:room] + OUTPUT_CUT)

    def _begin_output(self, event: agents.ToolOutput) -> OpenPart:
        self.close_open()
        call = self._known_call(event.step, event.call_id)
        output = OpenPart(new_id(), "tool_result", self.next_index(), event.step, now(), call=call)
        self._outputs[(event.step, event.call_id)] = output
        self._put("part.created", PartData(part=_output_part(self._message_id, output, "open")))
        return output

    def _known_call(self, step: int, call_id: str) -> ToolCallPart:
        if (call := self._calls.get((step, call_id))) is None:
            raise AssertionError(f"something about an unknown call {call_id!r} of step {step}")
        return call

    def _add_result(self, event: agents.ToolResult) -> None:
        self.close_open()
        call = self._known_call(event.step, event.call_id)
        output = self._outputs.pop((event.step, event.call_id), None)
        result = ToolResultPart(
            id=output.part_id if output else new_id(),
            message_id=self._message_id,
            index=output.index if output else self.next_index(),
            step=event.step,
            created_at=output.created_at if output else now(),
            ended_at=now(),
            call_part_id=call.id,
            text=clean(event.text),
            detail=event.detail,
            is_error=event.is_error,
            truncated=event.truncated,
            output_blob=event.output_blob,
            images=list(event.images),
            tokens=event.tokens,
        )
        self._put("part.completed" if output else "part.created", PartData(part=result))

    def _note(self, event: agents.NoticeReport) -> None:
        known = self._notices.get(event.key) if event.key else None
        if known is None:
            self.close_open()
        notice = NoticePart(
            id=known.id if known else new_id(),
            message_id=self._message_id,
            index=known.index if known else self.next_index(),
            step=event.step,
            created_at=known.created_at if known else now(),
            ended_at=now(),
            kind=event.kind,
            text=clean(event.text),
            data=dict(event.data),
        )
        if event.key:
            self._notices[event.key] = notice
        self._put("part.updated" if known else "part.created", PartData(part=notice))

    def _put(self, type_: str, data: Wire) -> None:
        self._writer.put(self._lane, NewEvent(self._lane.chat_id, type_, encode(data), self._lane.lease))


def _output_part(message_id: UUID, output: OpenPart, state: PartState) -> ToolResultPart:
    """A result as far as it was printed."""
    assert output.call
    return ToolResultPart(
        id=output.part_id,
        message_id=message_id,
        index=output.index,
        step=output.step,
        created_at=output.created_at,
        ended_at=None if state == "open" else now(),
        state=state,
        call_part_id=output.call.id,
        text="".join(output.texts),
    )


def _bounded(arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments as an event can hold them."""
    cleaned = clean_tree(dict(arguments))
    assert isinstance(cleaned, dict)
    text = orjson.dumps(cleaned, default=str)
    if len(text) > MAX_DATA_BYTES // 4:
        return {"cut": text[:10_000].decode(errors="replace"), "bytes": len(text)}
    return orjson.loads(text)
