"""What comes out of a model while it answers: a closed union."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Text:
    text: str


@dataclass(slots=True)
class Reasoning:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallStarted:
    """The model began a call. `call_id` is unique within the answer; its arguments follow as `ToolCallReady`."""

    call_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ToolCallReady:
    """A whole call. `arguments` is what the model wrote, which need not be JSON."""

    call_id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Spent:
    """The server's numbers for this answer, None where it gave none.

    Attributes:
        prompt_tokens: All tokens of the request, cached ones included.
        completion_tokens: All tokens of the answer, reasoning included.
    """

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_tokens: int = 0
    cached_tokens: int = 0
    tokens_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete. `reason`: stop, length, tool_calls, content_filter or the server's own word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Loading:
    """The server is loading the model; `text` says how far, for a person."""

    text: str


@dataclass(frozen=True, slots=True)
class Retrying:
    """An attempt failed before anything was said; the next one starts after `wait_seconds`."""

    attempt: int
    attempts: int
    wait_seconds: float
    code: str
    message: str


Chunk = Text | Reasoning | ToolCallStarted | ToolCallReady | Spent | Finished | Loading | Retrying
