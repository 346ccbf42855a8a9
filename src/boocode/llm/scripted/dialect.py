"""What the dialects of the scripted model have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from boocode.llm.foreign import as_dict, as_list, as_str
from boocode.llm.scripted.choosing import Asked
from boocode.llm.scripted.schemas import Schemas
from boocode.llm.scripted.scripts import Step
from boocode.llm.scripted.tools import Call, calls_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Plausible numbers: four bytes a token, half of the prompt cached."""

    prompt: int
    cached: int
    completion: int
    reasoning: int


@dataclass(frozen=True)
class Reply:
    """A step on its way to somebody who speaks a dialect."""

    step: Step
    schemas: Schemas
    model: str
    body: Json
    size: int

    @cached_property
    def calls(self) -> list[Call]:
        return calls_of(self.step, self.schemas)

    @property
    def said(self) -> list[str]:
        """The text, word by word."""
        return words(self.step.get("say", "")) * self.step.get("repeat", 1)

    @property
    def reasoned(self) -> list[str]:
        return words(self.step.get("reason", ""))

    @property
    def tokens(self) -> Tokens:
        prompt, reasoning = max(1, self.size // 4), len(self.reasoned)
        completion = max(1, len(self.said) + reasoning + 12 * len(self.step.get("tools", [])))
        return Tokens(prompt, prompt // 2, completion, reasoning)


class Dialect(Protocol):
    """One way to ask for a completion and to be answered."""

    def asked(self, body: Mapping[str, object]) -> Asked:
        """The parts of a request that choosing a step needs."""
        ...

    def speaking(self, reply: Reply) -> Iterator[bytes]:
        """The events of a stream but the last ones."""
        ...

    def ending(self, reply: Reply) -> Iterator[bytes]:
        """The events that end the stream."""
        ...

    def whole(self, reply: Reply) -> Json:
        """The answer to somebody who wants no stream."""
        ...


def words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)


def pieces(text: str) -> Iterator[str]:
    """A call's arguments, as they come in a stream."""
    return (text[at : at + 24] for at in range(0, len(text), 24))


def event(body: Json, name: str = "") -> bytes:
    """One server-sent event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def text_of(content: object) -> str:
    """The text of a message's content: a string, or a list of parts."""
    if isinstance(content, str):
        return content
    return "\n".join(as_str(as_dict(part).get("text")) for part in as_list(content))
