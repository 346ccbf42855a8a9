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
from boocode.proc.spawn import Child, spawn, spawn_on

BACKWARDS = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"


def start(code: str, cwd: Path) -> Child:
    return spawn([sys.executable, "-c", code], cwd=cwd, env=clean_environment(None), stdin=subprocess.PIPE)


async def test_more_than_a_pipe_holds_goes_through_it(tmp_path: Path) -> None:
    child, said = start(BACKWARDS, tmp_path), bytes(range(256)) * 4096
    assert child.stdin is not None
    heard = bytearray()
    with anyio.fail_after(60):
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

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            group.start_soon(wait)
            await anyio.wait_all_tasks_blocked()
            assert child.returncode is None
            os.killpg(child.pid, signal.SIGKILL)  # it leads a group of its own
    assert codes == [-signal.SIGKILL, -signal.SIGKILL]
    await child.aclose()


async def test_what_starts_on_a_terminal_has_it_for_its_own(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    script = b'test -t 0 && echo "$1 in $PWD" >/dev/tty; cat; exit 7'
    child = spawn_on(os.ttyname(theirs), [b"sh", b"-c", script, b"sh", b"a b"], env=clean_environment(), cwd=tmp_path)
    os.close(theirs)
    with anyio.fail_after(60):
        assert await anyio.to_thread.run_sync(os.read, ours, 1000) == f"a b in {tmp_path}\r\n".encode()
        assert (child.code, os.tcgetpgrp(ours)) == (None, child.pid)
        os.write(ours, b"\x04")
        assert (await child.wait(), await child.wait()) == (7, 7)
    os.close(ours)


@pytest.mark.parametrize(("program", "place"), [(b"no-such-program", "."), (b"sh", "nowhere")])
def test_what_cannot_start_on_a_terminal_is_told(program: bytes, place: str, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    with pytest.raises(FileNotFoundError):
        spawn_on(os.ttyname(theirs), [program], env=clean_environment(), cwd=tmp_path / place)
    os.close(theirs)
    os.close(ours)
