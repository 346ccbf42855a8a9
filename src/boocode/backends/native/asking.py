"""One model round: what the model says goes to the sink as it comes; its calls are what the turn goes on with."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from boocode.backends.native.equipment import Equipment
from boocode.contracts.agents import NoticeReport, ReasoningDelta, Sink, TextDelta, ToolCallUpsert
from boocode.llm.chunks import (
    Chunk,
    Finished,
    Loading,
    Reasoning,
    Retrying,
    Spent,
    Text,
    ToolCallReady,
    ToolCallStarted,
)
from boocode.llm.request import ChatRequest


@dataclass(slots=True)
class Answer:
    """What a round came to.

    Attributes:
        seconds: From the first word to the last.
    """

    step: int
    finish: str = "stop"
    texts: list[str] = field(default_factory=list[str])
    reasoned_characters: int = 0
    calls: list[ToolCallReady] = field(default_factory=list[ToolCallReady])
    spent: Spent | None = None
    began_at: float | None = None
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def empty(self) -> bool:
        return not self.calls and not self.text.strip()


async def ask_model(equipment: Equipment, request: ChatRequest, sink: Sink, step: int) -> Answer:
    """Ask the model and pass on what it says.

    Raises:
        LlmError: There is no (whole) answer. What was said until then has been passed on.
    """
    answer = Answer(step)
    endpoint = await equipment.catalog.endpoint()
    async with equipment.client.open_answer(endpoint, request) as chunks:
        await _Listening(equipment, sink, answer).listen(chunks)
    known = equipment.catalog.find(request.model)
    if known and known.loaded is False:  # it is now
        equipment.catalog.want_refresh()
    return answer


class _Listening:
    """Passes chunks on to the sink."""

    def __init__(self, equipment: Equipment, sink: Sink, answer: Answer) -> None:
        self._equipment = equipment
        self._sink = sink
        self._answer = answer
        self._loading: float | None = None  # since when
        self._shown = ""

    async def listen(self, chunks: AsyncIterator[Chunk]) -> None:
        sink, answer, step = self._sink, self._answer, self._answer.step
        async for chunk in chunks:
            match chunk:
                case Text(text):
                    answer.texts.append(text)
                    await self._begin()
                    await sink.emit(TextDelta(text, step))
                case Reasoning(text):
                    answer.reasoned_characters += len(text)
                    await self._begin()
                    await sink.emit(ReasoningDelta(text, step))
                case ToolCallStarted(call_id, name):
                    await self._begin()
                    await self._announce(call_id, name, "")
                case ToolCallReady(call_id, name, arguments):
                    answer.calls.append(chunk)
                    await self._announce(call_id, name, arguments)
                case Spent():
                    answer.spent = chunk
                case Finished(reason):
                    answer.finish = reason
                    answer.seconds = time.monotonic() - (answer.began_at or time.monotonic())
                case Loading(text):
                    await self._show_loading(text)
                case Retrying():
                    await self._show_retry(chunk)

    async def _begin(self) -> None:
        if self._answer.began_at is not None:
            return
        self._answer.began_at = time.monotonic()
        if self._loading is not None:
            took = time.monotonic() - self._loading
            await self._note_loading(f"Loaded the model in {took:.0f} s.", loading=False)

    async def _announce(self, call_id: str, name: str, arguments: str) -> None:
        info = self._equipment.toolbox.describe(name, arguments)
        await self._sink.emit(
            ToolCallUpsert(call_id, name, info.kind, info.title, info.arguments, "pending", self._answer.step)
        )

    async def _show_loading(self, text: str) -> None:
        self._loading = self._loading or time.monotonic()
        if text != self._shown:
            self._shown = text
            await self._note_loading(f"The server is {text}." if text.startswith("loading") else text, loading=True)

    async def _note_loading(self, text: str, *, loading: bool) -> None:
        step = self._answer.step
        await self._sink.emit(
            NoticeReport("info", text, {"code": "model_loading", "loading": loading}, f"loading-{step}", step)
        )

    async def _show_retry(self, retry: Retrying) -> None:
        step = self._answer.step
        wait = f" in {retry.wait_seconds:.0f} s" if retry.wait_seconds >= 1 else ""
        shown = f"{retry.message.rstrip('.')}. Trying again{wait} ({retry.attempt} of {retry.attempts})."
        seen = {"code": retry.code, "attempt": retry.attempt, "attempts": retry.attempts, "wait": retry.wait_seconds}
        await self._sink.emit(NoticeReport("retry", shown, seen, f"retry-{step}", step))
