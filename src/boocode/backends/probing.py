"""What a real handshake with an agent found out."""

from __future__ import annotations

from dataclasses import dataclass, field

from boocode.contracts.wire.events import CommandInfo
from boocode.contracts.wire.models import ModeInfo, ModelInfo, ThinkingOption
from boocode.contracts.wire.options import ConfigOption
from boocode.kernel.errors import Unavailable

PROBE_SECONDS = 40.0


class ProbeFailed(Unavailable):
    """The agent could not be talked to. The sentence holds its own last words; `data["stderr"]` has more."""

    code = "probe_failed"


class ProbeDied(ProbeFailed):
    """Its process ended meanwhile."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What an agent offers, seen by starting it and opening a conversation in an empty directory.

    Attributes:
        version: As the agent says it, where it does.
        default_model: What it would use unless told otherwise.
        needs_login: It works, but has no account; `login_hint` says what to do.
    """

    version: str | None = None
    models: list[ModelInfo] = field(default_factory=list[ModelInfo])
    default_model: str | None = None
    modes: list[ModeInfo] = field(default_factory=list[ModeInfo])
    default_mode: str | None = None
    options: list[ConfigOption] = field(default_factory=list[ConfigOption])
    commands: list[CommandInfo] = field(default_factory=list[CommandInfo])
    thinking: list[ThinkingOption] = field(default_factory=list[ThinkingOption])
    needs_login: bool = False
    login_hint: str = ""
