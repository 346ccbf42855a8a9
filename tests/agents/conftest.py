"""The fake ACP agent as a fixture."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from boocode.backends.quirks import Quirks
from boocode.contracts.launch import Launch
from tests.agents.stage import Stage, fake_launch, staged

Open = Callable[..., AbstractAsyncContextManager[Stage]]
ASKING = Quirks(label="Fake", mode="ask", elicitation=True)


@pytest.fixture
def fake(tmp_path: Path) -> Open:
    """Opens a stage with the fake agent in the given modes."""

    @asynccontextmanager
    async def open_(*modes: str, quirks: Quirks = ASKING, limit: int = 6, stall: float = 120) -> AsyncGenerator[Stage]:
        async def launch() -> Launch:
            return fake_launch(tmp_path, *modes)

        async with staged(tmp_path / "project", launch, quirks, limit=limit, stall=stall) as stage:
            yield stage

    return open_


@pytest.fixture
def sent(tmp_path: Path) -> Callable[[str], list[dict[str, Any]]]:
    """Params of all requests of a method that the fake agent was sent."""

    def of(method: str) -> list[dict[str, Any]]:
        lines = (tmp_path / "sent.jsonl").read_text().splitlines()
        return [message["params"] for line in lines if (message := json.loads(line)).get("method") == method]

    return of
