"""From the events of a chat completion stream to chunks. Trusts nothing in them."""

from __future__ import annotations

from boocode.kernel.text import clean
from boocode.llm.chunks import Chunk, Finished, Reasoning, Spent, Text, ToolCallStarted
from boocode.llm.errors import AnswerTooLarge, BadResponse, StreamLost, error_in_stream, own_words
from boocode.llm.foreign import as_count, as_dict, as_list, as_positive, as_str, parsed
from boocode.llm.thinking import InlineReasoning, LoadingBanner
from boocode.llm.toolcalls import ToolCalls

ANSWER_LIMIT = 8 * 1024 * 1024  # characters of text and reasoning


class AnswerDecoder:
    """Decodes one answer.

    Args:
        host: Named in errors.
        fallback: Start of ids for tool calls without one.
    """

    def __init__(self, *, host: str, fallback: str, answer_limit: int = ANSWER_LIMIT) -> None:
        self._host = host
        self._limit = answer_limit
        self._calls = ToolCalls(fallback)
        self._inline = InlineReasoning()
        self._banners = {True: LoadingBanner(), False: LoadingBanner()}  # of reasoning, of text
        self._reasoned = False
        self._size = 0
        self._finish = ""
        self._usage: dict[str, object] = {}
        self._timings: dict[str, object] = {}
        self.done = False  # the server said that nothing follows
        self.seen = False  # something came that looks like a chat completion

    def event(self, lines: list[bytes]) -> list[Chunk]:
        """The chunks of one event.

        Raises:
            LlmError: The server reported an error, the answer is too large, or this is not JSON.
        """
        data = lines[0] if len(lines) == 1 else b"\n".join(lines)
        if data.strip() == b"[DONE]":
            self.done = self.seen = True
            return []
        try:
            answer = as_dict(parsed(data))
        except ValueError:
            if len(lines) > 1:  # a server that forgets the empty line between events
                return [chunk for line in lines for chunk in self.event([line])]
            raise BadResponse(
                f"The model endpoint {self._host} sent something that is not a chat completion: {own_words(data)[:200]}"
            ) from None
        return self.answer(answer)

    def answer(self, answer: dict[str, object]) -> list[Chunk]:
        """The chunks of one parsed object: a delta, or a whole completion from a server that does not stream."""
        if answer.get("error"):
            raise error_in_stream(answer, host=self._host)
        if usage := as_dict(answer.get("usage")):
            self._usage = usage
        if timings := as_dict(answer.get("timings")):
            self._timings = timings
        choices = as_list(answer.get("choices"))
        self.seen = self.seen or "choices" in answer
        if not choices:
            return []
        choice = as_dict(choices[0])
        chunks = self._delta(as_dict(choice.get("delta")) or as_dict(choice.get("message")))
        self._finish = as_str(choice.get("finish_reason")) or self._finish
        return chunks

    def end(self) -> list[Chunk]:
        """The last chunks, once the stream has ended.

        Raises:
            StreamLost: It ended without saying that the answer is complete.
        """
        chunks = self._said(self._banners[True].end(), reasoning=True)
        chunks += self._said(self._banners[False].end(), reasoning=False) + self._inline.end()
        if not self.done and not self._finish:
            raise StreamLost(f"The model endpoint {self._host} broke off its answer.")
        chunks += self._calls.ready()
        if spent := self._spent():
            chunks.append(spent)
        reason = self._finish or "stop"
        chunks.append(Finished("tool_calls" if self._calls and reason in ("stop", "function_call") else reason))
        return chunks

    @property
    def complete(self) -> bool:
        """The answer is whole, even if the connection breaks now."""
        return self.done or bool(self._finish)

    def _delta(self, delta: dict[str, object]) -> list[Chunk]:
        chunks: list[Chunk] = []
        if reasoning := _text(delta.get("reasoning_content")) or _text(delta.get("reasoning")):
            chunks += self._unbannered(reasoning, reasoning=True)
        if text := _text(delta.get("content")):
            chunks += self._unbannered(text, reasoning=False)
        if calls := delta.get("tool_calls"):
            chunks += self._calls.feed(calls)
        elif legacy := delta.get("function_call"):
            chunks += self._calls.feed_legacy(legacy)
        return chunks

    def _unbannered(self, said: str, *, reasoning: bool) -> list[Chunk]:
        self._size += len(said)
        if self._size > self._limit:
            limit = self._limit // 1024 // 1024
            raise AnswerTooLarge(f"The model wrote more than {limit} MB without an end, so it was stopped.")
        rest, loading = self._banners[reasoning].feed(said if said.isascii() else clean(said))
        return [loading] if loading else self._said(rest, reasoning=reasoning)

    def _said(self, said: str, *, reasoning: bool) -> list[Chunk]:
        if not said:
            return []
        if not reasoning:
            return self._inline.feed(said)
        if not self._reasoned:
            said = said.lstrip()
            self._reasoned = bool(said)
        return [Reasoning(said)] if said else []

    def _spent(self) -> Spent | None:
        usage, timings = self._usage, self._timings
        if not usage and not timings:
            return None
        cached = as_count(as_dict(usage.get("prompt_tokens_details")).get("cached_tokens"))
        cached = cached or as_count(timings.get("cache_n"))
        prompt = as_positive(usage.get("prompt_tokens"))
        if prompt is None and "prompt_n" in timings:
            prompt = as_count(timings.get("prompt_n")) + as_count(timings.get("cache_n"))
        speed = timings.get("predicted_per_second")
        return Spent(
            prompt_tokens=prompt,
            completion_tokens=as_positive(usage.get("completion_tokens")) or as_positive(timings.get("predicted_n")),
            reasoning_tokens=as_count(as_dict(usage.get("completion_tokens_details")).get("reasoning_tokens")),
            cached_tokens=cached,
            tokens_per_second=float(speed) if isinstance(speed, int | float) and 0 < speed < 1e9 else None,
        )


def _text(value: object) -> str:
    """Text of a content field: a string, or a list of parts with text."""
    if type(value) is str:
        return value
    return "".join(as_str(part) or as_str(as_dict(part).get("text")) for part in as_list(value))


def is_said(chunk: Chunk) -> bool:
    """Whether a chunk is part of the answer: after it, starting over would repeat it."""
    return isinstance(chunk, Text | Reasoning | ToolCallStarted)
