"""One turn as BooCode sees it: what opencode tells about its messages and parts, put into the sink once each.

The same fact may be told several times (deltas and then the whole text, events and then the stored messages): what was
passed on is remembered by part, so applying something again does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boocode.backends.opencode.tools import kind_of, result_of, shown_arguments, title_of
from boocode.contracts.agents import (
    NoticeReport,
    PlanReport,
    ReasoningDelta,
    Sink,
    TextDelta,
    ToolCallUpsert,
    ToolOutput,
    ToolResult,
    UsageReport,
)
from boocode.contracts.wire.chat import Usage
from boocode.contracts.wire.events import PlanItem
from boocode.contracts.wire.parts import ToolCallState
from boocode.llm.foreign import as_count, as_dict, as_list, as_str

Body = Mapping[str, object]

_STATES: Mapping[str, ToolCallState] = {
    "pending": "pending",
    "running": "running",
    "completed": "completed",
    "error": "failed",
}
_PIECE = 30_000  # characters of text told at once
_OUTPUT = 30_000  # characters of a running command, as it comes; its result has the rest
_ENDED = ("completed", "failed", "cancelled")


@dataclass(slots=True)
class _Text:
    """A text or reasoning part. `is_behind`: deltas were missed, so only the whole text can be trusted."""

    is_reasoning: bool
    passed_on: int = 0
    is_behind: bool = False


@dataclass(slots=True)
class _Call:
    upsert: ToolCallUpsert
    arguments: Body
    output: str = ""


class Mirror:
    """Applies what is told to the sink.

    Attributes:
        message_id: opencode's id of the user message: what comes after it belongs to the turn.
        said: Whether it answered anything at all: text, or a tool call.
    """

    def __init__(self, sink: Sink, directory: Path, message_id: str, context_size: int | None) -> None:
        self.message_id = message_id
        self.said = False
        self.emitted = False
        self._sink = sink
        self._directory = directory
        self._context_size = context_size
        self._steps: dict[str, int] = {}
        self._hidden: set[str] = set()
        self._texts: dict[str, _Text] = {}
        self._calls: dict[str, _Call] = {}
        self._rejected: set[str] = set()
        self._diffs: dict[str, str] = {}
        self._spent: dict[str, Usage] = {}

    @property
    def step(self) -> int:
        """The newest step."""
        return max(0, len(self._steps) - 1)

    def step_of(self, message_id: str) -> int:
        return self._steps.get(message_id, self.step)

    def arguments_of(self, call_id: str) -> Mapping[str, object]:
        call = self._calls.get(call_id)
        return call.arguments if call else {}

    def delegating(self) -> str:
        """The call that a subagent works for; empty if there is none."""
        calls = [call.upsert for call in self._calls.values()]
        return next((c.call_id for c in reversed(calls) if c.kind == "delegate" and c.state not in _ENDED), "")

    def keep_diff(self, call_id: str, diff: str) -> None:
        """What a call asked permission for, for its card."""
        self._diffs[call_id] = diff

    def reject(self, call_id: str) -> None:
        """The human does not want this call: its failure is no error."""
        self._rejected.add(call_id)

    async def close(self, state: ToolCallState) -> None:
        """End the calls that opencode never ended."""
        for call_id, call in self._calls.items():
            if call.upsert.state not in _ENDED:
                call.upsert = replace(call.upsert, state=state)
                await self._sink.emit(ToolResult(call_id, call.output, is_error=True, step=call.upsert.step))
                await self._sink.emit(call.upsert)

    # --- what is told ---------------------------------------------------------------------------------------------

    async def message(self, info: Body) -> None:
        """A message is there, or changed."""
        name = as_str(info.get("id"))
        if info.get("role") != "assistant" or name <= self.message_id or name in self._steps or name in self._hidden:
            return
        if info.get("summary") or info.get("mode") == "compaction":
            self._hidden.add(name)
            text = "opencode made room: it summarised the conversation."
            await self._sink.emit(NoticeReport("info", text, {"code": "compacted"}, f"compacted-{name}", self.step))
        else:
            self._steps[name] = len(self._steps)

    async def part(self, part: Body) -> None:
        """A part as it is now."""
        if as_str(part.get("messageID")) not in self._steps:
            return
        match part.get("type"):
            case "text" | "reasoning":
                await self._text(part)
            case "tool":
                await self._tool(part)
            case "step-finish":
                await self.spent(part)
            case _:
                pass

    async def delta(self, told: Body) -> None:
        """More of a text."""
        text = self._texts.get(as_str(told.get("partID")))
        if text is not None and told.get("field") == "text" and not text.is_behind:
            await self._say(text, as_str(told.get("delta")), self.step_of(as_str(told.get("messageID"))))

    async def catch_up(self, messages: Sequence[Body]) -> None:
        """Apply stored messages after events may have been missed. Texts that still grow are passed on when whole."""
        for text in self._texts.values():
            text.is_behind = True
        for message in messages:
            await self.message(as_dict(message.get("info")))
            for part in map(as_dict, as_list(message.get("parts"))):
                await self.part(part)

    async def plan(self, todos: Sequence[object]) -> None:
        states = {"pending": "pending", "in_progress": "running", "completed": "done"}
        known = [todo for todo in map(as_dict, todos) if todo.get("status") in states]
        items = [
            PlanItem.model_validate({"text": as_str(todo.get("content")), "state": states[as_str(todo.get("status"))]})
            for todo in known
        ]
        await self._sink.emit(PlanReport(items))

    async def retrying(self, status: Body) -> None:
        """The model's endpoint failed; opencode waits and tries again."""
        said, attempt = as_str(status.get("message")) or "The model did not answer", as_count(status.get("attempt"))
        seen = {"code": "agent_retry", "attempt": attempt, "next": as_count(status.get("next"))}
        text = f"{said.rstrip('.')}. opencode tries again (attempt {attempt})."
        await self._sink.emit(NoticeReport("retry", text, seen, f"retry-{self.step}", self.step))

    async def spent(self, part: Body, *, by_subagent: bool = False) -> None:
        """What a model round used. opencode counts cached and reasoning tokens apart from input and output."""
        tokens, cache = as_dict(part.get("tokens")), as_dict(as_dict(part.get("tokens")).get("cache"))
        cached = as_count(cache.get("read"))
        prompt = as_count(tokens.get("input")) + cached + as_count(cache.get("write"))
        reasoning = as_count(tokens.get("reasoning"))
        completion = as_count(tokens.get("output")) + reasoning
        cost = part.get("cost")
        self._spent[as_str(part.get("id"))] = Usage(
            prompt_tokens=prompt,
            completion_tokens=completion,
            reasoning_tokens=reasoning,
            cached_tokens=cached,
            context_tokens=0 if by_subagent else prompt + completion,
            cost=float(cost) if isinstance(cost, int | float) and cost else None,
        )
        await self._sink.emit(UsageReport(self._usage(), self.step))

    async def calls_go_on(self, call_id: str) -> None:
        """The call waits no longer."""
        if (call := self._calls.get(call_id)) and call.upsert.state not in _ENDED:
            await self._sink.emit(call.upsert)

    # --- passing on -----------------------------------------------------------------------------------------------

    async def _text(self, part: Body) -> None:
        name = as_str(part.get("id"))
        text = self._texts.setdefault(name, _Text(part.get("type") == "reasoning"))
        whole = as_str(part.get("text"))
        if not part.get("synthetic") and not part.get("ignored"):
            await self._say(text, whole[text.passed_on :], self.step_of(as_str(part.get("messageID"))))

    async def _say(self, text: _Text, more: str, step: int) -> None:
        if not more:
            return
        text.passed_on += len(more)
        self.emitted = True
        self.said = self.said or not text.is_reasoning
        make = ReasoningDelta if text.is_reasoning else TextDelta
        for at in range(0, len(more), _PIECE):
            await self._sink.emit(make(more[at : at + _PIECE], step))

    async def _tool(self, part: Body) -> None:
        call_id, tool = as_str(part.get("callID")), as_str(part.get("tool"))
        told, step = as_dict(part.get("state")), self.step_of(as_str(part.get("messageID")))
        known = self._calls.get(call_id)
        if known is not None and known.upsert.state in _ENDED:
            return
        arguments = as_dict(told.get("input"))
        upsert = ToolCallUpsert(
            call_id,
            tool,
            kind_of(tool),
            title_of(tool, arguments, told, self._directory),
            shown_arguments(arguments),
            self._state(call_id, as_str(told.get("status"))),
            step,
        )
        call = self._calls.setdefault(call_id, _Call(replace(upsert, state="pending"), arguments))
        call.arguments = arguments
        self.said = self.emitted = True
        if upsert.state in _ENDED:
            diff = self._diffs.get(call_id, "")
            if known is None or known.upsert.arguments != upsert.arguments:
                await self._sink.emit(replace(upsert, state="running"))
            call.upsert = upsert
            await self._sink.emit(result_of(call_id, tool, told, self._directory, diff, step))
            await self._sink.emit(upsert)
            return
        if known is None or known.upsert != upsert:
            call.upsert = upsert
            await self._sink.emit(upsert)
        await self._output(call, as_str(as_dict(told.get("metadata")).get("output")))

    def _state(self, call_id: str, status: str) -> ToolCallState:
        state = _STATES.get(status, "running")
        return "cancelled" if state == "failed" and call_id in self._rejected else state

    async def _output(self, call: _Call, output: str) -> None:
        """What a running command has printed since; where opencode has cut it, the result will have it."""
        output = output[:_OUTPUT]
        if len(output) > len(call.output) and output.startswith(call.output):
            more, call.output = output[len(call.output) :], output
            await self._sink.emit(ToolOutput(call.upsert.call_id, more, call.upsert.step))

    def _usage(self) -> Usage:
        rounds = list(self._spent.values())
        costs = [spent.cost for spent in rounds if spent.cost is not None]
        context = [spent.context_tokens for spent in rounds if spent.context_tokens]
        return Usage(
            prompt_tokens=sum(spent.prompt_tokens for spent in rounds),
            completion_tokens=sum(spent.completion_tokens for spent in rounds),
            reasoning_tokens=sum(spent.reasoning_tokens for spent in rounds),
            cached_tokens=sum(spent.cached_tokens for spent in rounds),
            context_tokens=context[-1] if context else 0,
            context_size=self._context_size,
            cost=sum(costs) if costs else None,
        )
