"""One turn: a prompt to the agent, what it says on to the sink, what it asks to the user, and how it ended."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import TaskGroup

from boocode.backends.acp.asking import (
    chosen,
    form_content,
    form_questions,
    offered,
    permission,
    plain_questions,
    rejection,
    told,
)
from boocode.backends.acp.calls import Call
from boocode.backends.acp.choosing import set_choices
from boocode.backends.acp.errors import AgentDied, AgentError, failed, said_last
from boocode.backends.acp.inbox import Inbox
from boocode.backends.acp.results import PutBlob, bounded
from boocode.backends.acp.session import AcpSession, Asked, Heard
from boocode.backends.acp.telling import Telling
from boocode.backends.acp.usage import total
from boocode.backends.prompting import PromptContent, read_prompt
from boocode.backends.quirks import Quirks
from boocode.backends.transcript import handover_limit
from boocode.contracts.agents import (
    Completed,
    Failed,
    NewRequest,
    NoticeReport,
    Outcome,
    Prompt,
    SessionLost,
    Sink,
    UsageReport,
)
from boocode.contracts.ports import AttachmentReader
from boocode.contracts.wire.chat import Usage
from boocode.contracts.wire.parts import ToolCallState
from boocode.kernel.errors import BooError
from boocode.llm.foreign import as_dict, as_str

Message = dict[str, Any]

CANCEL_SECONDS = 2.0
STALL_SECONDS = 120.0
_EXIT_GRACE = 1.0
_FEEDBACK_ROUNDS = 8


class Turn:
    """One turn of an ACP agent; see `Backend.prompt`."""

    def __init__(
        self,
        session: AcpSession,
        prompt: Prompt,
        sink: Sink,
        quirks: Quirks,
        attachments: AttachmentReader,
        put_blob: PutBlob | None,
        stall_seconds: float,
    ) -> None:
        self._session = session
        self._prompt = prompt
        self._sink = sink
        self._quirks = quirks
        self._attachments = attachments
        self._stall_seconds = stall_seconds
        self._telling = Telling(session, sink, put_blob)
        self._open: list[Asked] = []
        self._feedback: list[str] = []
        self._rejected = False
        self._usage: Usage | None = None
        self._heard_at = 0.0
        self._failures: list[Exception] = []

    async def play(self) -> Outcome:
        """Play the turn to its end. Cancelling the caller stops the agent within about three seconds.

        Raises:
            SessionLost: The agent does not know the conversation; nothing was told.
            LeaseLost, Unstorable: From the sink.
        """
        label = self._session.connection.label
        try:
            for notice in await set_choices(self._session, self._quirks, self._prompt):
                await self._sink.emit(notice)
            content = await self._content()
            return await self._rounds(content)
        except (AgentError, AgentDied) as error:
            self._check_lost(error)
            return failed(error, label, self._quirks)
        finally:
            self._telling.forget()

    async def _content(self) -> list[Message]:
        sees = as_dict(self._session.connection.capabilities.get("promptCapabilities")).get("image") is True
        limit = handover_limit(self._session.launch.context_size)
        content = await read_prompt(self._prompt, self._attachments, sees=sees, handover_characters=limit)
        if content.unseen:
            names = ", ".join(content.unseen)
            shown = f"{self._session.connection.label} takes no pictures, so it was only told that there are: {names}."
            await self._sink.emit(NoticeReport("info", shown, {"code": "unseen_images"}, "unseen"))
        return _blocks(content, self._session.spec.directory)

    async def _rounds(self, content: list[Message]) -> Outcome:
        """Prompt, and prompt again with what the user said when rejecting something."""
        number = 0
        while True:
            self._rejected = False
            self._telling.begin(number)
            outcome = await self._ended(await self._round(content))
            number += 1
            if not self._feedback or isinstance(outcome, Failed) or number == _FEEDBACK_ROUNDS:
                return outcome
            content = [_text("\n\n".join(self._feedback))]
            self._feedback.clear()

    # --- one prompt -------------------------------------------------------------------------------------------------

    async def _round(self, content: list[Message]) -> Message | BooError:
        """Send one prompt and tell all that comes until its answer, which is given."""
        session = self._session
        session.meter.begin()
        heard = session.begin_turn()
        ended: list[Message | BooError] = []
        done = anyio.Event()

        async def ask_agent() -> None:
            with anyio.CancelScope(shield=True):  # cancelling is told to the agent, which then answers
                try:
                    params = {"sessionId": session.native_id, "prompt": content}
                    ended.append(await session.connection.request("session/prompt", params))
                except BooError as error:
                    ended.append(error)
                done.set()
                session.end_turn()

        self._heard_at = anyio.current_time()
        async with anyio.create_task_group() as group:
            group.start_soon(ask_agent)
            group.start_soon(self._carried, self._watch_silence)
            group.start_soon(self._watch_exit, done)
            try:
                await self._listen(heard, group)
            except Exception as error:  # carried out of the group, which would wrap it
                self._failures.append(error)
            finally:
                if not done.is_set():
                    await self._withdraw(heard, done)
                heard.leave()
                self._refuse_open()
                group.cancel_scope.cancel()
        if self._failures:
            raise self._failures[0]
        return ended[0]

    async def _listen(self, heard: Inbox[Heard], group: TaskGroup) -> None:
        async for item in heard:
            self._heard_at = anyio.current_time()
            if not isinstance(item, Asked):
                await self._telling.hear(item)
                continue
            answer = await self._answering(item)
            self._open.append(item)
            group.start_soon(self._carried, answer)

    async def _carried(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do work beside the listening; its failure ends the turn."""
        try:
            await work()
        except Exception as error:
            self._failures.append(error)
            self._session.end_turn()

    async def _withdraw(self, heard: Inbox[Heard], done: anyio.Event) -> None:
        """Stop the agent: answer what it asks, tell it, wait for its answer; at last end its process."""
        session = self._session
        with anyio.CancelScope(shield=True):
            session.end_turn()
            heard.leave()
            self._refuse_open()
            with anyio.move_on_after(CANCEL_SECONDS):
                await session.connection.notify("session/cancel", {"sessionId": session.native_id})
                await done.wait()
            goes_on = self._quirks.ends_on_cancel and self._telling.runs_a_command
            if not done.is_set() or goes_on:
                session.is_lost = True
                session.connection.process.kill()
                await session.seat.end()
                await session.connection.close()
                await done.wait()

    def _refuse_open(self) -> None:
        for asked in self._open:
            asked.reply(asked.refusal)
        self._open.clear()

    async def _watch_exit(self, done: anyio.Event) -> None:
        """Let the end of the process end the turn even if somebody else holds its stdout open."""
        await self._session.connection.process.wait()
        await anyio.sleep(_EXIT_GRACE)
        if not done.is_set():
            await self._session.connection.close()

    async def _watch_silence(self) -> None:
        """Say that the agent says nothing, again and again, in one notice for each silence."""
        while True:
            begun = self._heard_at
            silent = 0.0
            while self._heard_at == begun:
                await anyio.sleep(max(0.01, begun + silent + self._stall_seconds - anyio.current_time()))
                if self._heard_at != begun or self._open:
                    break
                silent = anyio.current_time() - begun
                await self._tell_silence(silent, begun)
            if self._open:
                await anyio.sleep(min(1.0, self._stall_seconds))
                self._heard_at = anyio.current_time()

    async def _tell_silence(self, silent: float, begun: float) -> None:
        label = self._session.connection.label
        long = f"{silent / 60:.0f} minutes" if silent >= 119 else f"{silent:.0f} s"
        shown = f"{label} has said nothing for {long}. It may be waiting for its model, or trying again."
        data = {"code": "silence", "seconds": round(silent)}
        await self._sink.emit(NoticeReport("retry", shown, data, f"silence-{begun}", self._telling.step))

    # --- questions to the user --------------------------------------------------------------------------------------

    async def _answering(self, asked: Asked) -> Callable[[], Awaitable[None]]:
        """What answers a question of the agent, to be done while it goes on talking."""
        if asked.method == "elicitation/create":
            return lambda: self._fill_form(asked)
        tool = as_dict(asked.params.get("toolCall"))
        call = await self._telling.asked_for(tool)
        meta = as_dict(tool.get("_meta")) or as_dict(asked.params.get("_meta"))
        if questions := plain_questions(meta.get("qwenQuestions")):
            return lambda: self._ask_questions(asked, call, questions)
        return lambda: self._permit(asked, call)

    async def _permit(self, asked: Asked, call: Call) -> None:
        options = offered(asked.params)
        request = permission(call, options, self._telling.directory)
        answer = await self._sink.ask_now(request)
        outcome, allowed = chosen(answer, options)
        call.was_rejected = not allowed
        self._rejected = self._rejected or not allowed
        if not allowed and answer.text and answer.text.strip():
            self._feedback.append(f"The user rejected `{request.title}` and says: {answer.text.strip()}")
        if not call.has_ended:
            call.state = "running" if allowed else call.state
            await self._telling.show(call, again=True)
        self._reply(asked, outcome)

    async def _ask_questions(self, asked: Asked, call: Call, questions: Any) -> None:
        """Ask for an agent that can be told answers as a prompt only: it is told no, and then the answers."""
        request = NewRequest("question", call.id, call.title or "A question", questions=questions, step=call.step)
        answer = await self._sink.ask_now(request)
        self._rejected = True
        self._feedback.append(f"The user answers your question:\n{told(questions, answer)}")
        self._reply(asked, rejection(offered(asked.params)))

    async def _fill_form(self, asked: Asked) -> None:
        title = as_str(asked.params.get("message")) or "A question"
        schema = as_dict(asked.params.get("requestedSchema"))
        questions = form_questions(schema) if asked.params.get("mode", "form") == "form" else None
        if questions is None:
            shown = f"{self._session.connection.label} asked something that cannot be answered here: {title[:500]}"
            await self._sink.emit(NoticeReport("info", shown, {"code": "declined"}, step=self._telling.step))
            self._reply(asked, {"action": "decline"})
            return
        if len(questions) == 1 and len(questions[0].question) < len(title):
            questions = [questions[0].model_copy(update={"question": title})]
        call_id = as_str(asked.params.get("toolCallId")) or "elicitation"
        call = await self._telling.asked_for({"toolCallId": call_id, "title": title, "name": "ask_user"})
        request = NewRequest("question", call.id, title[:500], questions=questions, step=call.step)
        answer = await self._sink.ask_now(request)
        await self._telling.show(call, again=True)
        self._reply(asked, {"action": "accept", "content": form_content(schema, questions, answer)})

    def _reply(self, asked: Asked, answer: Message) -> None:
        if asked in self._open:
            self._open.remove(asked)
        self._heard_at = anyio.current_time()
        asked.reply(answer)

    # --- how it ended -----------------------------------------------------------------------------------------------

    async def _ended(self, result: Message | BooError) -> Outcome:
        label = self._session.connection.label
        if isinstance(result, BooError):
            self._check_lost(result)
            if isinstance(result, AgentDied):
                self._session.is_lost = True
            await self._telling.close("failed")
            return failed(result, label, self._quirks)
        await self._report_usage(result)
        outcome = await self._judged(as_str(result.get("stopReason")))
        dangling: ToolCallState = "completed" if isinstance(outcome, Completed) else "failed"
        await self._telling.close(dangling)
        return outcome

    async def _report_usage(self, result: Message) -> None:
        if usage := self._session.meter.of_turn(result):
            self._usage = total(self._usage, usage)
            await self._sink.emit(UsageReport(self._usage, self._telling.step))

    async def _judged(self, reason: str) -> Outcome:
        """What a stop reason means."""
        label, step = self._session.connection.label, self._telling.step
        match reason:
            case "refusal":
                said = self._telling.last_text.strip()[-500:]
                return Failed("refused", f"{label} refused to go on. {said}".strip())
            case "max_tokens":
                shown = "The answer was cut off: the model reached the end of its context or of its answer limit."
                await self._sink.emit(NoticeReport("cut", shown, step=step))
                return Completed("length")
            case "max_turn_requests":
                shown = f"{label} stopped after its limit of model requests. Continue if you want it to go on."
                await self._sink.emit(NoticeReport("cap_hit", shown, step=step))
                return Completed("cap_hit")
            case "cancelled" if not self._rejected:
                return Failed("agent_stopped", f"{label} stopped by itself. Send the prompt again, or another one.")
            case _:
                return self._judged_end(label)

    def _judged_end(self, label: str) -> Outcome:
        """An end is not a success because the agent calls it one."""
        said = self._telling.last_text.strip()
        if self._rejected:
            return Completed()
        if said and self._quirks.failure and self._quirks.failure.match(said):
            return Failed("provider_error", f"{label} could not use its model: {bounded(said, 1_000)}")
        if not self._telling.said:
            last = said_last(self._session.connection.process.stderr_tail())
            return Failed("empty_answer", f"{label} ended its turn without saying anything.{last}")
        return Completed()

    def _check_lost(self, error: BooError) -> None:
        """Raise if the agent does not know the conversation and nothing was told yet."""
        if isinstance(error, AgentError) and error.is_lost_session and not self._telling.said and not self._usage:
            self._session.is_lost = True
            raise SessionLost(f"{self._session.connection.label} does not know the conversation any more.") from error


def _blocks(content: PromptContent, directory: Path) -> list[Message]:
    """The prompt as content blocks."""
    blocks = [_text(content.text)]
    for picture in content.pictures:
        data = base64.b64encode(picture.data).decode()
        blocks.append({"type": "image", "mimeType": picture.media_type, "data": data})
    root = directory.resolve()
    for reference in content.references:
        path = (root / reference).resolve()
        if path.is_relative_to(root) and path.exists():
            blocks.append({"type": "resource_link", "uri": path.as_uri(), "name": reference})
    return blocks


def _text(text: str) -> Message:
    return {"type": "text", "text": text}
