"""Agents that are known to speak ACP: what can be added with one click, and how it is installed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, TypeAdapter

from boocode.contracts.wire.providers import CatalogueEntry
from boocode.providers.builtin import BUILT_IN

_FILE = Path(__file__).with_name("known_agents.json")


class _Known(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str
    description: str
    command: list[str]
    install: str
    url: str


def entries(is_installed: Callable[[str], bool], added: Collection[str]) -> list[CatalogueEntry]:
    """All of them, the built-in ones first.

    Args:
        is_installed: Whether a program is on this machine.
        added: Ids of the providers that there are.
    """
    return [
        CatalogueEntry(**known.model_dump(), installed=is_installed(known.command[0]), added=known.id in added)
        for known in (*_built_in(), *_others())
    ]


@cache
def _others() -> tuple[_Known, ...]:
    return TypeAdapter(tuple[_Known, ...]).validate_python(orjson.loads(_FILE.read_bytes()))


def _built_in() -> list[_Known]:
    return [
        _Known(
            id=agent.id,
            label=agent.label,
            description="Built in." if agent.is_tested else "Built in; not tested by BooCode.",
            command=list(agent.command),
            install=agent.install,
            url=agent.url,
        )
        for agent in BUILT_IN.values()
    ]
