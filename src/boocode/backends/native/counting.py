"""What a turn has used so far: sums over its rounds, and the size of the last one."""

from __future__ import annotations

from boocode.backends.native.asking import Answer
from boocode.contracts.wire.chat import Usage
from boocode.llm.chunks import Spent
from boocode.llm.request import ChatRequest
from boocode.llm.tokens import TokenCounter

MEASURED_SECONDS = 0.05  # below it, a speed would be noise


class UsageSum:
    """Adds up one turn.

    Args:
        before: What it had used when it was parked.
    """

    def __init__(self, counter: TokenCounter, context_size: int, before: Usage | None) -> None:
        self._counter = counter
        self._total = (before or Usage()).model_copy(update={"context_size": context_size})

    def add(self, request: ChatRequest, answer: Answer) -> Usage:
        """Take a round into account, and learn from the server's count of its request."""
        spent = answer.spent or Spent()
        said = answer.text + "".join(call.name + call.arguments for call in answer.calls)
        prompt = spent.prompt_tokens
        if prompt is None:
            prompt = self._counter.estimate_request(request)
        else:
            self._counter.learn(request, prompt)
        reasoning = spent.reasoning_tokens or self._counter.estimate("x" * answer.reasoned_characters, request.model)
        completion = spent.completion_tokens or self._counter.estimate(said, request.model) + reasoning
        speed = spent.tokens_per_second
        if speed is None and answer.seconds > MEASURED_SECONDS:
            speed = completion / answer.seconds
        before = self._total
        self._total = Usage(
            prompt_tokens=before.prompt_tokens + prompt,
            completion_tokens=before.completion_tokens + completion,
            reasoning_tokens=before.reasoning_tokens + min(reasoning, completion),
            cached_tokens=before.cached_tokens + spent.cached_tokens,
            context_tokens=prompt + completion,
            context_size=before.context_size,
            tokens_per_second=round(speed, 1) if speed else None,
            estimated=before.estimated or spent.prompt_tokens is None or spent.completion_tokens is None,
        )
        return self._total
