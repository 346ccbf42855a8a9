"""The scripted model as a fixture, and as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager

import pytest

from boocode.llm.scripted.server import ScriptedModel, open_scripted_model


@pytest.fixture
async def scripted_llm() -> AsyncIterator[ScriptedModel]:
    """A scripted model on a free port, on this test's own loop: its `log`, `scripts` and `models` are at hand."""
    async with open_scripted_model() as model:
        yield model


@contextmanager
def scripted_process(*arguments: str) -> Generator[str]:
    """Base URL of a scripted model in a process of its own, for benchmarks and kill tests."""
    argv = [sys.executable, "-m", "boocode.llm.scripted", "--port", "0", *arguments]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
