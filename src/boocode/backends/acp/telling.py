"""What an agent says in a turn, told to the sink: text, tool calls, plans, modes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from boocode.backends.acp.calls import Call
from boocode.backends.acp.results import PutBlob, result_of
from boocode.backends.acp.session import AcpSession
from boocode.contracts.agents import (
    CommandsReport,
    ModeReport,
    PlanReport,
    ReasoningDelta,
    Sink,
    TextDelta,
    ToolCallUpsert,
    ToolOutput,
)
from boocode.contracts.wire.events import PlanItem
from boocode.contracts.wire.parts import ToolCallState
from boocode.llm.foreign import as_dict, as_list, as_str

_PLAN_STATES = {"pending": "pending", "in_progress": "running", "completed": "done"}
_OUTPUT_CHARACTERS = 200_000  # of one running command, as it comes; its result has the rest
_KEPT_TEXT = 4_000


class Telling:
    """Tells one turn. Calls are known by their id; updates of those of earlier turns, and of those that have ended, are
    left alone.

    Attributes:
        step: Which prompt of the turn is being answered.
        said: Anything was told that a person would call an answer.
        last_text: The end of the text since the last call: where some put their failures.
    """

    def __init__(self, session: AcpSession, sink: Sink, put_blob: PutBlob | None) -> None:
        self._session = session
        self._sink = sink
        self._put_blob = put_blob
        self._calls: dict[str, Call] = {}
        self._shown: dict[str, ToolCallUpsert] = {}
        self._message_id = ""
        self._output: dict[str, int] = {}
        self._reasoning = False
        self.step = 0
        self.said = False
        self.last_text = ""

    @property
    def directory(self) -> Path:
        return self._session.spec.directory

    @property
    def runs_a_command(self) -> bool:
        return any(call.kind == "shell" and not call.has_ended for call in self._calls.values())

    def begin(self, step: int) -> None:
        """The next prompt of the turn is being answered."""
        self.step, self.said, self.last_text, self._message_id = step, False, "", ""

    async def hear(self, update: Mapping[str, object]) -> None:
        """Tell one update. Unknown ones are skipped."""
        await self._news()
        match update.get("sessionUpdate"):
            case "agent_message_chunk":
                await self._text(update)
            case "agent_thought_chunk":
                await self._thought(update)
            case "tool_call":
                self._begin(as_str(update.get("toolCallId")))
                await self._call(update)
            case "tool_call_update":
                await self._call(update)
            case "plan":
                await self._plan(as_list(update.get("entries")))
            case "current_mode_update":
                if mode := as_str(update.get("currentModeId")):
                    await self._sink.emit(ModeReport(mode))
            case _:
                pass

    async def _news(self) -> None:
        """Tell the agent's commands and options, unless that was done: not before it speaks, so that a lost session is
        silent."""
        session = self._session
        if session.commands is not None and session.commands != session.told_commands:
            session.told_commands = session.commands
            await self._sink.emit(CommandsReport(session.commands))
        if (report := session.take_options_report()) is not None:
            await self._sink.emit(report)

    # --- text -----------------------------------------------------------------------------------------------------

    async def _text(self, update: Mapping[str, object]) -> None:
        self._session.meter.hear_chunk(update.get("_meta"))
        text = _text_of(as_dict(update.get("content")))
        if not text:
            return
        message_id = as_str(update.get("messageId"))
        if self.last_text and message_id and message_id != self._message_id and not self._reasoning:
            text = f"\n\n{text}"  # another message: not one sentence with what was before
        self._message_id = message_id or self._message_id
        self._reasoning = False
        self.said = self.said or bool(text.strip())
        self.last_text = (self.last_text + text)[-_KEPT_TEXT:]
        await self._sink.emit(TextDelta(text, self.step))

    async def _thought(self, update: Mapping[str, object]) -> None:
        text = _text_of(as_dict(update.get("content")))
        if text and (self._reasoning or text.strip()):
            self._reasoning = True
            await self._sink.emit(ReasoningDelta(text, self.step))

    async def _plan(self, entries: list[object]) -> None:
        items = [
            PlanItem(text=text[:2_000], state=_PLAN_STATES.get(as_str(as_dict(entry).get("status")), "pending"))  # type: ignore[arg-type]
            for entry in entries
            if (text := as_str(as_dict(entry).get("content")))
        ]
        await self._sink.emit(PlanReport(items[:200]))

    # --- calls ----------------------------------------------------------------------------------------------------

    def _begin(self, call_id: str) -> None:
        """A call begins. Some agents count from one in each turn: its id may be that of a call of an earlier one."""
        past = self._session.past_calls
        while call_id in past:
            past.remove(call_id)

    async def _call(self, update: Mapping[str, object]) -> None:
        call = self._known(as_str(update.get("toolCallId")))
        if call is None or call.has_ended:
            return
        call.learn(update)
        if call.state == "failed" and call.was_rejected:
            call.state = "cancelled"
        await self.show(call)
        if todos := as_list(call.arguments.get("todos")):
            await self._plan(todos)
        if call.has_ended:
            await self._sink.emit(await result_of(call, self.directory, self._put_blob))
        elif output := call.new_output():
            await self._print(call, output)

    async def asked_for(self, told: Mapping[str, object]) -> Call:
        """The call that permission is asked for, which may never have been told of before."""
        call_id = as_str(told.get("toolCallId")) or f"request-{len(self._calls)}"
        call = self._known(call_id)
        if call is None or call.has_ended:
            call = self._calls[call_id] = Call(f"{call_id}-again" if call else call_id, self.step)
        call.learn(told, asking=True)
        await self.show(call)
        return call

    def _known(self, call_id: str) -> Call | None:
        if not call_id or call_id in self._session.past_calls:
            return None
        return self._calls.setdefault(call_id, Call(call_id, self.step))

    async def show(self, call: Call, *, again: bool = False) -> None:
        """Tell a call as it is now, if that is new (or `again`, after something else changed how it is shown)."""
        self.said, self.last_text, self._reasoning = True, "", False
        now = ToolCallUpsert(
            call.id,
            call.tool,
            call.kind,
            call.heading(self.directory),
            dict(call.arguments),
            call.state,
            call.step,
        )
        if again or self._shown.get(call.id) != now:
            self._shown[call.id] = now
            await self._sink.emit(now)

    async def _print(self, call: Call, output: str) -> None:
        printed = self._output.get(call.id, 0)
        if room := max(0, _OUTPUT_CHARACTERS - printed):
            self._output[call.id] = printed + len(output)
            await self._sink.emit(ToolOutput(call.id, output[:room], call.step))

    async def close(self, state: ToolCallState) -> None:
        """End the calls that the agent never ended."""
        for call in self._calls.values():
            if not call.has_ended:
                call.state = "cancelled" if call.was_rejected else state
                await self.show(call)
                await self._sink.emit(await result_of(call, self.directory, self._put_blob))

    def forget(self) -> None:
        """The turn is over: what is still said of its calls is too late."""
        self._session.past_calls.extend(self._calls)


def _text_of(content: Mapping[str, object]) -> str:
    match content.get("type"):
        case "text":
            return as_str(content.get("text"))
        case "resource_link":
            return f"[{as_str(content.get('name')) or as_str(content.get('uri'))}]({as_str(content.get('uri'))})"
        case "resource":
            return as_str(as_dict(content.get("resource")).get("text"))
        case _:
            return ""
