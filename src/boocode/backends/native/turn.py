"""The loop of one turn: ask the model, do its calls, ask again, until it calls nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import anyio
import orjson
from anyio.abc import TaskGroup

from boocode.backends.native.asking import Answer, ask_model
from boocode.backends.native.attached import AttachmentContents, text
from boocode.backends.native.counting import UsageSum
from boocode.backends.native.doing import Asking, Batch, ToolCalls
from boocode.backends.native.equipment import Equipment
from boocode.backends.native.history import add_user, called, chat_messages, tool_message
from boocode.backends.native.jobs import open_jobs
from boocode.backends.native.steps import Step, steps_of
from boocode.backends.native.summaries import Summarizer, plain_summary
from boocode.backends.native.system_prompt import Place, system_prompt
from boocode.backends.native.watch import DoneCall, LoopWatch
from boocode.contracts.agents import (
    AgentSession,
    Cancelled,
    Completed,
    Failed,
    NoticeReport,
    Outcome,
    Parked,
    Prompt,
    Sink,
    UsageReport,
)
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import Part, ToolCallPart, ToolResultPart
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from boocode.llm.chunks import ToolCallReady
from boocode.llm.errors import EndpointDown, LlmError, Rejected, UnknownModelAtEndpoint
from boocode.llm.request import ChatMessage, ChatRequest, OfferedTool

EFFORTS = ("low", "medium", "high")
REFUSED_IN_A_ROW = 3
LAST_SUMMARIES_SECONDS = 3.0  # what a turn waits at its end for headings still being written


class Turn:
    """One turn of the native agent. Everything it starts from is in the prompt; see `Backend.prompt`."""

    def __init__(self, equipment: Equipment, session: AgentSession, prompt: Prompt, sink: Sink) -> None:
        self._equipment = equipment
        self._session = session
        self._prompt = prompt
        self._sink = sink
        self._model = prompt.model or session.spec.model or equipment.catalog.default_model or ""
        known = equipment.catalog.find(self._model)
        self._scope = equipment.scope_of(session.key, session.spec, prompt)
        self._tools: Sequence[OfferedTool] = [] if known and known.tools is False else self._offered()
        self._effort = prompt.thinking if known and known.reasoning and prompt.thinking in EFFORTS else None
        context_size = (known.context_size if known else None) or equipment.context_tokens
        self._contents = AttachmentContents(
            equipment.attachments,
            equipment.read_blob,
            equipment.toolbox,
            self._scope,
            sees=bool(known and known.vision),
            text_limit=min(120_000, context_size * 2),
        )
        self._calls = ToolCalls(equipment.toolbox, self._scope, equipment.counter, self._model)
        self._usage = UsageSum(equipment.counter, context_size, prompt.usage)
        self._summarizer = Summarizer(equipment.client, equipment.catalog)
        self._watch = LoopWatch()
        self._messages: list[ChatMessage] = []
        self._step = 0
        self._rounds = 0
        self._refused = 0

    async def play(self) -> Outcome:
        """Play the turn to its end. Cancel it by cancelling the caller: nothing of it stays behind."""
        outcome: Outcome = Cancelled()
        async with open_jobs() as jobs:
            try:
                outcome = await self._play(jobs)
            except LlmError as error:
                if isinstance(error, EndpointDown | UnknownModelAtEndpoint):
                    self._equipment.catalog.want_refresh()
                outcome = Failed(error.code, error.message)
            jobs.cancel_scope.deadline = anyio.current_time() + LAST_SUMMARIES_SECONDS
        return outcome

    async def _play(self, jobs: TaskGroup) -> Outcome:
        if not await self._begin():
            return Parked()
        while True:
            if self._rounds >= self._equipment.max_tool_rounds:
                return await self._stop("cap_hit", f"Stopped after {self._rounds} rounds of tool calls.")
            await self._take_steered()
            answer = await self._ask()
            if answer.empty and answer.finish != "length":
                await self._note_retry()
                answer = await self._ask()
            if not answer.calls:
                return await self._finish(answer)
            if (outcome := await self._work(answer, jobs)) is not None:
                return outcome

    # --- before the first round -----------------------------------------------------------------------------------

    async def _begin(self) -> bool:
        """Build the request from the conversation; False if a call still waits for its answer."""
        conversation = list(self._prompt.conversation)
        own = conversation[-1] if conversation and conversation[-1].id == self._prompt.assistant_message_id else None
        if own is not None:
            own = conversation[-1] = await self._with_answers(own)
        self._messages = [
            {"role": "system", "content": await self._system_prompt()},
            *await chat_messages(conversation, self._contents),
        ]
        if self._prompt.notes:
            add_user(self._messages, [text(note) for note in self._prompt.notes])
        await self._tell_unseen()
        return own is None or self._catch_up(own)

    async def _with_answers(self, own: Message) -> Message:
        """The parked answer with the results of the calls that asked and were answered, which are stored here."""
        parts: list[Part] = list(own.parts)
        for step in steps_of(own.parts):
            for call in step.waiting:
                if (answer := self._prompt.answers.get(call.call_id)) and call.id not in step.results:
                    made = ToolCallReady(call.call_id, call.tool, orjson.dumps(call.arguments).decode())
                    done = await self._calls.answered(made, answer, self._sink, step.number)
                    parts.append(_result_part(call, done.result, index=max(part.index for part in parts) + 1))
        return own.model_copy(update={"parts": parts})

    def _catch_up(self, own: Message) -> bool:
        """Continue the counts of a parked turn; False if it still waits."""
        steps = steps_of(own.parts)
        for step in steps:
            self._watch.add([_done(step, call) for call in step.calls])
            self._rounds += bool(step.calls)
            self._step = max(self._step, step.number + 1)
        return all(call.id in step.results for step in steps for call in step.waiting)

    async def _system_prompt(self) -> str:
        directory = self._session.spec.directory
        guidance = await self._equipment.guidance.of(directory, self._scope.denied)
        names = [tool["function"]["name"] for tool in self._tools]
        return system_prompt(Place(directory, now().astimezone().date()), names, guidance)

    async def _tell_unseen(self) -> None:
        """Say it if the newest message has pictures that this model cannot see."""
        newest = self._prompt.conversation[-1].parts if self._prompt.conversation else []
        names = {part.name for part in newest if part.type == "attachment"} & set(self._contents.unseen)
        if names:
            shown = (
                f"{self._model} cannot see pictures, so it was only told that there are: {', '.join(sorted(names))}."
            )
            await self._sink.emit(NoticeReport("info", shown, {"code": "unseen_images"}, "unseen", self._step))

    def _offered(self) -> Sequence[OfferedTool]:
        specs = self._equipment.toolbox.specs(self._scope)
        return [OfferedTool(type="function", function=spec["function"]) for spec in specs]

    # --- a round --------------------------------------------------------------------------------------------------

    async def _take_steered(self) -> None:
        for steered in await self._sink.take_steered():
            add_user(self._messages, [text(steered.text)])
            self._watch.forget()

    async def _ask(self) -> Answer:
        try:
            return await self._ask_once()
        except Rejected as error:
            if not self._tools or not error.lacks_tools:
                raise
        self._tools = []
        self._messages[0] = {"role": "system", "content": await self._system_prompt()}
        shown = f"{self._model} takes no tools, so it cannot read the project. Choose another model for that."
        await self._sink.emit(NoticeReport("info", shown, {"code": "no_tools"}, "no-tools", self._step))
        return await self._ask_once()

    async def _ask_once(self) -> Answer:
        request = ChatRequest(
            model=self._model,
            messages=self._messages,
            tools=self._tools,
            conversation=str(self._session.key.chat_id),
            effort=self._effort,
        )
        answer = await ask_model(self._equipment, request, self._sink, self._step)
        await self._sink.emit(UsageReport(self._usage.add(request, answer), self._step))
        return answer

    async def _note_retry(self) -> None:
        shown = "The model answered nothing. Asking it once more."
        key = f"empty-{self._step}"
        await self._sink.emit(NoticeReport("retry", shown, {"code": "empty_answer"}, key, self._step))

    async def _finish(self, answer: Answer) -> Outcome:
        """End with an answer that calls nothing."""
        if answer.finish == "length":
            shown = "The answer was cut off: the model reached the end of its context or of its answer limit."
            await self._sink.emit(NoticeReport("cut", shown, step=self._step))
            return Completed("length")
        if answer.empty:
            return Failed("empty_answer", f"{self._model} answered nothing, twice. Try again, or another model.")
        if answer.finish == "content_filter":
            await self._sink.emit(NoticeReport("cut", "The endpoint's content filter cut the answer.", step=self._step))
        return Completed("stop")

    async def _work(self, answer: Answer, jobs: TaskGroup) -> Outcome | None:
        """Do the calls of a round. Gives how the turn ends, if it does not go on."""
        batch = await self._calls.do(answer.calls, self._sink, self._step)
        await self._summarize(answer, batch, jobs)
        if batch.asking and not (batch := await self._ask_human(batch)).asking:  # rules have answered
            await self._summarize(answer, batch, jobs)
        await self._keep(answer, batch)
        self._rounds += 1
        self._step += 1
        if batch.asking:
            return Parked()
        if (outcome := self._refusals(answer, batch)) is not None:
            return outcome
        if circles := self._watch.add(batch.done):
            return await self._stop("doom_loop", circles)
        return None

    async def _ask_human(self, batch: Batch) -> Batch:
        """Ask what the round's calls ask; those that a rule answers are done. The others remain in `asking`."""
        waiting: list[Asking] = []
        done: list[DoneCall] = []
        results = dict(batch.results)
        for asking in batch.asking:
            asked = await self._sink.ask(self._calls.request(asking, self._step))
            if isinstance(asked, UUID):
                waiting.append(asking)
                continue
            done.append(await self._calls.answered(asking.call, asked, self._sink, self._step))
            results[asking.call.call_id] = done[-1].result
        return replace(batch, asking=tuple(waiting), done=(*batch.done, *done), results=results)

    async def _keep(self, answer: Answer, batch: Batch) -> None:
        """Add a round and its results to what the model is sent next."""
        calls = [called(call.call_id, call.name, _as_object(call.arguments)) for call in answer.calls]
        self._messages.append({"role": "assistant", "content": answer.text or None, "tool_calls": calls})
        self._messages += [tool_message(call.call_id, batch.results.get(call.call_id, "")) for call in answer.calls]
        for shas, title in batch.pictures:
            for content in await self._contents.pictures(shas, title):
                add_user(self._messages, [content])

    def _refusals(self, answer: Answer, batch: Batch) -> Outcome | None:
        self._refused = self._refused + 1 if len(batch.refused) == len(answer.calls) else 0
        if self._refused < REFUSED_IN_A_ROW:
            return None
        return Failed(
            "invalid_tool_calls",
            f"{self._model} made calls that cannot be done {self._refused} times in a row, last: {batch.refused[-1]} "
            "Try again, or another model.",
        )

    async def _stop(self, kind: str, why: str) -> Outcome:
        step = max(0, self._step - 1)
        shown = f"{why} Continue if you want it to go on."
        data = {"rounds": self._rounds}
        await self._sink.emit(NoticeReport("cap_hit" if kind == "cap_hit" else "doom_loop", shown, data, step=step))
        return Completed(kind)

    async def _summarize(self, answer: Answer, batch: Batch, jobs: TaskGroup) -> None:
        if len(answer.calls) < 2:
            return
        step = self._step
        await self._sink.emit(_heading(plain_summary(batch.done, batch.failed), step))
        if (model := self._summarizer.model()) and batch.done:
            jobs.start_soon(self._improve_heading, model, answer.text, batch.done, step, name="tool summary")

    async def _improve_heading(self, model: str, said: str, calls: Sequence[DoneCall], step: int) -> None:
        if line := await self._summarizer.summarize(model, said, calls):
            await self._sink.emit(_heading(line, step))


def _heading(line: str, step: int) -> NoticeReport:
    return NoticeReport("tool_summary", line, {"step": step}, f"summary-{step}", step)


def _done(step: Step, call: ToolCallPart) -> DoneCall:
    result = step.results.get(call.id)
    return DoneCall(call.tool, call.kind, call.arguments, result.text if result else "")


def _result_part(call: ToolCallPart, said: str, *, index: int) -> ToolResultPart:
    return ToolResultPart(
        id=new_id(),
        message_id=call.message_id,
        index=index,
        step=call.step,
        created_at=now(),
        call_part_id=call.id,
        text=said,
    )


def _as_object(arguments: str) -> str:
    """The arguments for sending them back: servers refuse a request whose calls do not hold a JSON object."""
    try:
        parsed: object = orjson.loads(arguments or "{}")
    except orjson.JSONDecodeError:
        parsed = None
    return arguments if isinstance(parsed, dict) and arguments else orjson.dumps({"raw": arguments}).decode()
