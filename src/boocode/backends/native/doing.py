"""Doing the tool calls of a round: durable before they start, several at once, each with a result whatever happens."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import anyio
import orjson

from boocode.backends.native.jobs import open_jobs
from boocode.backends.native.watch import DoneCall
from boocode.contracts.agents import NewRequest, Sink, ToolCallUpsert, ToolResult
from boocode.contracts.wire.chat import Answer
from boocode.contracts.wire.parts import OtherDetail, ToolCallState
from boocode.llm.chunks import ToolCallReady
from boocode.llm.tokens import TokenCounter
from boocode.tools import model as tools
from boocode.tools.asking import answer_text
from boocode.tools.model import AskUser, ToolOutcome, ToolScope
from boocode.tools.registry import CallInfo, Toolbox

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Asking:
    """A call that asks the human."""

    call: ToolCallReady
    questions: AskUser


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
            if not isinstance(outcome, AskUser):
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

    async def answered(self, call: ToolCallReady, answer: Answer, sink: Sink, step: int) -> str:
        """Store the human's answer as the result of the call that asked; gives what the model reads of it."""
        outcome = await self._toolbox.call(call.name, call.arguments, self._scope)
        if isinstance(outcome, AskUser):
            text = answer_text(outcome.questions, answer)
            outcome = tools.ToolResult(text, OtherDetail(title="Answer", text=text))
        await self._give(call, self._toolbox.describe(call.name, call.arguments), outcome, sink, step)
        return outcome.text

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
        questions = asking.questions.questions
        info = self._toolbox.describe(asking.call.name, asking.call.arguments)
        asked = [asking.call.name, dict(info.arguments), str(self._scope.root)]
        return NewRequest(
            kind="question",
            call_id=asking.call.call_id,
            title=questions[0].header or questions[0].question,
            detail=questions[0].question if questions[0].header else "",
            questions=questions,
            fingerprint=hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest(),
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
                case AskUser() as questions:
                    asking.append(Asking(call, questions))
                case result:
                    done.append(DoneCall(call.name, info.kind, info.arguments, result.text))
                    results[call.call_id] = result.text
                    failed += result.is_error
                    if result.images:
                        pictures.append(([image.sha256 for image in result.images], info.title))
        refusals = (self._toolbox.refusal(call.name, call.arguments, self._scope) for call in calls)
        return Batch(tuple(done), results, failed, tuple(asking), tuple(filter(None, refusals)), tuple(pictures))


def _upsert(call: ToolCallReady, info: CallInfo, state: ToolCallState, step: int) -> ToolCallUpsert:
    return ToolCallUpsert(call.call_id, call.name, info.kind, info.title, info.arguments, state, step)
