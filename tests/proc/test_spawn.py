"""Children and their pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from boocode.proc.environment import clean_environment
from boocode.proc.spawn import Child, spawn

BACKWARDS = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"


def start(code: str, cwd: Path) -> Child:
    return spawn([sys.executable, "-c", code], cwd=cwd, env=clean_environment(None), stdin=subprocess.PIPE)


async def test_more_than_a_pipe_holds_goes_through_it(tmp_path: Path) -> None:
    child, said = start(BACKWARDS, tmp_path), bytes(range(256)) * 4096
    assert child.stdin is not None
    heard = bytearray()
    with anyio.fail_after(20):
        await child.stdin.send(said)
        await child.stdin.aclose()
        async for chunk in child.stdout:
            heard += chunk
        await child.aclose()
    assert heard == said[::-1]
    assert child.returncode == 0


async def test_whoever_writes_to_a_child_that_is_gone_is_told(tmp_path: Path) -> None:
    child = start("", tmp_path)
    assert child.stdin is not None
    assert await child.wait() == 0
    with pytest.raises(anyio.BrokenResourceError):
        await child.stdin.send(b"hello")
    await child.aclose()
    with pytest.raises(anyio.ClosedResourceError):
        await child.stdout.receive()


async def test_an_exit_is_told_to_all_who_wait(tmp_path: Path) -> None:
    child, codes = start("import sys; sys.stdin.read()", tmp_path), list[int]()

    async def wait() -> None:
        codes.append(await child.wait())

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            group.start_soon(wait)
            await anyio.wait_all_tasks_blocked()
            assert child.returncode is None
            os.killpg(child.pid, signal.SIGKILL)  # it leads a group of its own
    assert codes == [-signal.SIGKILL, -signal.SIGKILL]
    await child.aclose()
