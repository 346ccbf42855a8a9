"""Token counts as BooCode has them, from what each agent means by its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boocode.backends.quirks import Quirks
from boocode.contracts.wire.chat import Usage
from boocode.llm.foreign import as_count, as_dict


@dataclass(frozen=True, slots=True)
class Counts:
    prompt: int = 0
    completion: int = 0
    reasoning: int = 0
    cached: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.reasoning + other.reasoning,
            self.cached + other.cached,
        )

    def since(self, before: Counts) -> Counts:
        """What came on top of `before`; all of it if the agent began to count anew."""
        if self.prompt < before.prompt or self.completion < before.completion:
            return self
        return Counts(
            self.prompt - before.prompt,
            self.completion - before.completion,
            max(0, self.reasoning - before.reasoning),
            max(0, self.cached - before.cached),
        )


class Meter:
    """Counts one agent session, turn by turn.

    Attributes:
        counted: The newest cumulative counts, of agents that count so.
        cost: The newest cost of the whole session in US dollars, as the agent says it.
    """

    def __init__(self, quirks: Quirks, context_size: int | None) -> None:
        self._quirks = quirks
        self._known_size = context_size
        self._size: int | None = None
        self._context = 0
        self._chunks = Counts()
        self._cost_before: float | None = None
        self.counted = Counts()
        self.cost: float | None = None

    def begin(self) -> None:
        """A turn begins."""
        self._chunks = Counts()
        self._cost_before = self.cost

    def hear(self, update: Mapping[str, object]) -> None:
        """A `usage_update`: the context meter."""
        self._context = as_count(update.get("used")) or self._context
        self._size = as_count(update.get("size")) or self._size
        cost = as_dict(update.get("cost"))
        if cost.get("currency") == "USD" and isinstance(amount := cost.get("amount"), int | float):
            self.cost = float(amount)

    def hear_chunk(self, meta: object) -> None:
        """The `_meta` of a piece of text, where some put the counts of a request."""
        usage = as_dict(as_dict(meta).get("usage"))
        if usage and self._quirks.usage == "chunks":
            counts = _counts(usage)
            self._chunks += counts
            self._context = counts.prompt + counts.completion

    def of_turn(self, result: Mapping[str, object]) -> Usage | None:
        """What the prompt's answer and all heard before add up to; None where nothing is known."""
        counts = self._of_result(result)
        if counts is None and not self._context:
            return None
        counts = counts or Counts()
        return Usage(
            prompt_tokens=counts.prompt,
            completion_tokens=counts.completion,
            reasoning_tokens=counts.reasoning,
            cached_tokens=min(counts.cached, counts.prompt),
            context_tokens=self._context or (counts.prompt + counts.completion if self._quirks.last_call_only else 0),
            context_size=self._known_size or self._size,
            estimated=self._quirks.last_call_only,
            cost=self._cost(),
        )

    def _of_result(self, result: Mapping[str, object]) -> Counts | None:
        usage = as_dict(result.get("usage"))
        match self._quirks.usage:
            case "chunks":
                return self._chunks if self._chunks.prompt else None
            case "quota":
                count = as_dict(as_dict(as_dict(result.get("_meta")).get("quota")).get("token_count"))
                return (
                    Counts(as_count(count.get("input_tokens")), as_count(count.get("output_tokens"))) if count else None
                )
            case _ if not usage:
                return None
            case "cumulative":
                before, self.counted = self.counted, _counts(usage)
                return self.counted.since(before)
            case "inclusive":
                return _counts(usage)
            case "exclusive":
                counts = _counts(usage)
                written = as_count(usage.get("cachedWriteTokens"))
                return counts + Counts(prompt=counts.cached + written)

    def _cost(self) -> float | None:
        """The turn's cost; of a local model it is fiction."""
        if self.cost is None or self._known_size is not None:
            return None
        return max(0.0, self.cost - (self._cost_before or 0.0))


def total(before: Usage | None, usage: Usage) -> Usage:
    """Two rounds of a turn together."""
    if before is None:
        return usage
    costs = [cost for cost in (before.cost, usage.cost) if cost is not None]
    return usage.model_copy(
        update={
            "prompt_tokens": before.prompt_tokens + usage.prompt_tokens,
            "completion_tokens": before.completion_tokens + usage.completion_tokens,
            "reasoning_tokens": before.reasoning_tokens + usage.reasoning_tokens,
            "cached_tokens": before.cached_tokens + usage.cached_tokens,
            "cost": sum(costs) if costs else None,
        }
    )


def _counts(usage: Mapping[str, object]) -> Counts:
    return Counts(
        as_count(usage.get("inputTokens")),
        as_count(usage.get("outputTokens")),
        as_count(usage.get("thoughtTokens")),
        as_count(usage.get("cachedReadTokens")) or as_count(usage.get("cachedInputTokens")),
    )
