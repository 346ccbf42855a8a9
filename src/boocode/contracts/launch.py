"""How an agent's process is started: what providers know and backends use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Launch:
    """One way to start an agent.

    Attributes:
        argv: The program, by its real path, and its arguments.
        env: All variables it gets besides the cleaned environment (see `proc.environment`).
        home: HOME of the agent; None leaves the user's own.
        files: Configuration to be written before it starts, by path below `home` (or absolute), 0600.
        model: The model to choose where the prompt names none.
        mode: The mode to set where the prompt names none; None leaves it to what is known of the agent.
        context_size: Tokens of that model's window, where known.
        fingerprint: Changes whenever anything above does: a warm process of another fingerprint is not used again.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    home: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    model: str | None = None
    mode: str | None = None
    context_size: int | None = None
    fingerprint: str = ""


LaunchSource = Callable[[], Awaitable[Launch]]
"""How the agent is to be started now.

Raises:
    BooError: It is not installed, switched off or has no model; the sentence says what to do.
"""
