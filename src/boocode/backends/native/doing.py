"""Doing the tool calls of a round: durable before they start, several at once, each with a result whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import anyio

from boocode.backends.native.jobs import open_jobs
from boocode.backends.native.watch import DoneCall
from boocode.backends.subjects import fingerprint_of, subject_of
from boocode.contracts.agents import NewRequest, Sink, ToolCallUpsert, ToolOutput, ToolResult, permission_options
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.parts import OtherDetail, ToolCallState
from boocode.llm.chunks import ToolCallReady
from boocode.llm.tokens import TokenCounter
from boocode.tools import model as tools
from boocode.tools.asking import answer_text
from boocode.tools.model import Ask, AskPermission, AskUser, ToolOutcome, ToolScope
from boocode.tools.registry import CallInfo, Toolbox

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Asking:
    """A call that asks the human."""

    call: ToolCallReady
    ask: Ask


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a round's calls, in their order.

    Attributes:
        refused: Why calls could not even be tried.
        pictures: sha256 and title of pictures that results hold.
    """

    done: tuple[DoneCall, ...]
    results: dict[str, str]
    failed: int
    asking: tuple[Asking, ...]
    refused: tuple[str, ...]
    pictures: tuple[tuple[list[str], str], ...]


class ToolCalls:
    """Does calls for one turn."""

    def __init__(self, toolbox: Toolbox, scope: ToolScope, counter: TokenCounter, model: str | None) -> None:
        self._toolbox = toolbox
        self._scope = scope
        self._counter = counter
        self._model = model

    async def do(self, calls: Sequence[ToolCallReady], sink: Sink, step: int) -> Batch:
        """Do all calls, at most eight at a time; each ends with its result in the sink as it is done.

        Those that write come one after the other, in the order the model gave them.
        """
        infos = [self._toolbox.describe(call.name, call.arguments) for call in calls]
        for call, info in zip(calls, infos, strict=True):
            await sink.emit(_upsert(call, info, "running", step))
        await sink.flush()
        outcomes: dict[str, ToolOutcome] = {}
        limiter = anyio.CapacityLimiter(AT_ONCE)

        async def do_one(call: ToolCallReady, info: CallInfo) -> None:
            async with limiter:
                scope = replace(self._scope, call_id=call.call_id)
                outcome = await self._toolbox.call(call.name, call.arguments, scope)
            outcomes[call.call_id] = outcome
            if isinstance(outcome, tools.ToolResult):
                await self._give(call, info, outcome, sink, step)

        async def do_in_order(writing: Sequence[tuple[ToolCallReady, CallInfo]]) -> None:
            for call, info in writing:
                await do_one(call, info)

        async with open_jobs() as group:
            pairs = list(zip(calls, infos, strict=True))
            for call, info in pairs:
                if not self._writes(call):
                    group.start_soon(do_one, call, info, name=f"tool {call.name}")
            group.start_soon(do_in_order, [pair for pair in pairs if self._writes(pair[0])], name="tools that write")
        return self._batch(calls, infos, outcomes)

    def _writes(self, call: ToolCallReady) -> bool:
        tool = self._toolbox.get(call.name)
        return tool is not None and not tool.read_only

    async def answered(self, call: ToolCallReady, answer: Answer, sink: Sink, step: int) -> DoneCall:
        """Store the result of a call that asked: the human's answer, or what came of it once it was allowed."""
        info = self._toolbox.describe(call.name, call.arguments)
        match await self._toolbox.call(call.name, call.arguments, self._scope):
            case AskUser(questions):
                text = answer_text(questions, answer)
                result = tools.ToolResult(text, OtherDetail(title="Answer", text=text))
            case AskPermission():
                result = await self._permitted(call, info, sink, step) if _allows(answer) else _rejected(answer)
            case tools.ToolResult() as result:
                pass
        await self._give(call, info, result, sink, step)
        return DoneCall(call.name, info.kind, info.arguments, result.text)

    async def _permitted(self, call: ToolCallReady, info: CallInfo, sink: Sink, step: int) -> tools.ToolResult:
        """Do a call that the human allowed: durable before it starts, and shown while it runs."""

        async def show(text: str) -> None:
            await sink.emit(ToolOutput(call.call_id, text, step))

        await sink.emit(_upsert(call, info, "running", step))
        await sink.flush()
        scope = replace(self._scope, call_id=call.call_id, permitted=True, output=show)
        outcome = await self._toolbox.call(call.name, call.arguments, scope)
        assert isinstance(outcome, tools.ToolResult), "asks again for what was allowed"
        return outcome

    async def _give(self, call: ToolCallReady, info: CallInfo, result: tools.ToolResult, sink: Sink, step: int) -> None:
        """Store a result and the call's end."""
        await sink.emit(
            ToolResult(
                call_id=call.call_id,
                text=result.text,
                detail=result.detail,
                is_error=result.is_error,
                truncated=result.truncated,
                output_blob=result.full_output_blob,
                images=[image.sha256 for image in result.images],
                tokens=self._counter.estimate(result.text, self._model),
                step=step,
            )
        )
        await sink.emit(_upsert(call, info, "failed" if result.is_error else "completed", step))

    def request(self, asking: Asking, step: int) -> NewRequest:
        """The request a call makes of the human."""
        info = self._toolbox.describe(asking.call.name, asking.call.arguments)
        name, root = asking.call.name, self._scope.root
        if isinstance(asking.ask, AskPermission):
            subject, label = subject_of(info.kind, name, asking.ask.arguments, directory=root)
            return NewRequest(
                kind="permission",
                call_id=asking.call.call_id,
                title=asking.ask.title,
                detail=asking.ask.detail,
                options=permission_options(always=bool(subject)),
                fingerprint=fingerprint_of(name, asking.ask.arguments, root),
                subject=subject,
                subject_label=label,
                step=step,
            )
        questions = asking.ask.questions
        return NewRequest(
            kind="question",
            call_id=asking.call.call_id,
            title=questions[0].header or questions[0].question,
            detail=questions[0].question if questions[0].header else "",
            questions=questions,
            fingerprint=fingerprint_of(name, info.arguments, root),
            step=step,
        )

    def _batch(
        self, calls: Sequence[ToolCallReady], infos: Sequence[CallInfo], outcomes: dict[str, ToolOutcome]
    ) -> Batch:
        done: list[DoneCall] = []
        asking: list[Asking] = []
        pictures: list[tuple[list[str], str]] = []
        results: dict[str, str] = {}
        failed = 0
        for call, info in zip(calls, infos, strict=True):
            match outcomes[call.call_id]:
                case AskUser() | AskPermission() as ask:
                    asking.append(Asking(call, ask))
                case result:
                    done.append(DoneCall(call.name, info.kind, info.arguments, result.text))
                    results[call.call_id] = result.text
                    failed += result.is_error
                    if result.images:
                        pictures.append(([image.sha256 for image in result.images], info.title))
        refusals = (self._toolbox.refusal(call.name, call.arguments, self._scope) for call in calls)
        return Batch(tuple(done), results, failed, tuple(asking), tuple(filter(None, refusals)), tuple(pictures))


def _allows(answer: Answer) -> bool:
    return answer.option_id == "allow_once"


def _rejected(answer: Answer) -> tools.ToolResult:
    said = f" They say: {answer.text}" if answer.text else " Go on without it, or ask what they want instead."
    text = f"The user did not allow this; nothing was done.{said}"
    return tools.ToolResult(text, OtherDetail(title="Not allowed", text=text), is_error=True)


def _upsert(call: ToolCallReady, info: CallInfo, state: ToolCallState, step: int) -> ToolCallUpsert:
    return ToolCallUpsert(call.call_id, call.name, info.kind, info.title, info.arguments, state, step)
