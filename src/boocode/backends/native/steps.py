"""An answer's parts, seen as the model rounds that made them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from boocode.contracts.wire.parts import NoticePart, Part, TextPart, ToolCallPart, ToolResultPart


@dataclass(slots=True)
class Step:
    """One model round: what it said, the calls it made and what they gave back (by the call part's id).

    Attributes:
        steered: User messages that came in after it.
    """

    number: int
    texts: list[str] = field(default_factory=list[str])
    calls: list[ToolCallPart] = field(default_factory=list[ToolCallPart])
    results: dict[UUID, ToolResultPart] = field(default_factory=dict[UUID, ToolResultPart])
    steered: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def waiting(self) -> list[ToolCallPart]:
        """Calls that wait for the human."""
        return [call for call in self.calls if call.state == "waiting"]


def steps_of(parts: Iterable[Part]) -> list[Step]:
    """The rounds of an answer, in order. A `steer` notice belongs after the round that came before it, whatever step
    it carries; if nothing came before it, there is a round -1 without anything but it."""
    steps: dict[int, Step] = {}
    latest = -1
    for part in sorted(parts, key=lambda part: part.index):
        if isinstance(part, NoticePart):
            if part.kind == "steer":
                steps.setdefault(latest, Step(latest)).steered.append(part.text)
            continue
        latest = max(latest, part.step)
        step = steps.setdefault(part.step, Step(part.step))
        match part:
            case TextPart():
                step.texts.append(part.text)
            case ToolCallPart():
                step.calls.append(part)
            case ToolResultPart():
                step.results[part.call_part_id] = part
            case _:
                pass
    return [steps[number] for number in sorted(steps)]
