"""What an agent offers to choose from besides model, mode and thinking."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from boocode.contracts.wire.base import Wire


class ConfigChoice(Wire):
    id: str
    label: str
    description: str = ""


class ConfigOption(Wire):
    """A further choice that a provider offers, for the composer bar."""

    id: str
    label: str
    description: str = ""
    kind: Literal["select", "boolean"] = Field(default="select", description="Choices of a boolean: `true`, `false`.")
    value: str | None = Field(default=None, description="What it is unless chosen otherwise.")
    choices: list[ConfigChoice]
