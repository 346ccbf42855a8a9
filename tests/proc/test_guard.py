"""Guarded processes: their streams are their own, and nothing of them outlives the server, however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest
from anyio.streams.buffered import BufferedByteReceiveStream

from boocode.proc import guard
from boocode.proc.errors import ProgramMissing, UnusableArgument
from boocode.proc.guarded import GuardedProcess, open_guarded
from tests.proc.guarded_parent import FAMILY
from tests.proc.test_command import gone, written
from tests.support.server import is_alive

PYTHON = sys.executable
HERE = Path(__file__).parents[2]


async def pids(note: Path) -> list[int]:
    """The agent, its child and its daemon."""
    return [int(pid) for pid in (await written(note)).split()]


async def all_gone(of: Sequence[int]) -> bool:
    return all([await gone(pid) for pid in of])


async def all_of(process: GuardedProcess) -> bytes:
    return b"".join([chunk async for chunk in process.stdout])


async def test_stdio_passes_through_and_the_exit_code_comes_back(tmp_path: Path) -> None:
    code = (
        "import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data[::-1])\n"
        "print('e', file=sys.stderr); sys.exit(3)"
    )
    async with open_guarded([PYTHON, "-c", code], cwd=tmp_path) as process:
        await process.stdin.send(b"x" * 1_000_000 + b"y")
        await process.stdin.aclose()
        output = await all_of(process)
        assert await process.wait() == 3
    assert (len(output), output[:2]) == (1_000_001, b"yx")
    assert process.stderr_tail() == "e"


async def test_signal_that_killed_the_agent_is_told(tmp_path: Path) -> None:
    async with open_guarded([PYTHON, "-c", "import time; time.sleep(600)"], cwd=tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL


async def test_missing_program_and_directory_say_so(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match=r"No such file or directory. Is it installed"):
        async with open_guarded(["boocode-no-such-program"], cwd=tmp_path):
            pass
    with pytest.raises(ProgramMissing, match=r"the directory .* is not there"):
        async with open_guarded([PYTHON, "-c", "pass"], cwd=tmp_path / "nowhere"):
            pass
    (tmp_path / "script").write_text("#!/bin/sh\n")
    with pytest.raises(ProgramMissing, match="Permission denied"):
        async with open_guarded([tmp_path / "script"], cwd=tmp_path):
            pass
    with pytest.raises(UnusableArgument):
        async with open_guarded([PYTHON, "a\0b"], cwd=tmp_path):
            pass


async def test_floods_of_stderr_never_block_the_agent(tmp_path: Path) -> None:
    code = (
        "import sys; [sys.stderr.write('e' * 1000 + chr(10)) for _ in range(3000)]\n"
        "sys.stderr.write('the end'); print('done')"
    )
    async with open_guarded([PYTHON, "-c", code], cwd=tmp_path) as process:
        assert await all_of(process) == b"done\n"
        await process.wait()
    assert process.stderr_tail().endswith("the end")


async def test_closed_stdin_ends_an_agent_in_order(tmp_path: Path) -> None:
    note = tmp_path / "note"
    code = "import sys, pathlib; sys.stdin.read(); pathlib.Path(sys.argv[1]).write_text('orderly')"
    async with open_guarded([PYTHON, "-c", code, str(note)], cwd=tmp_path, stdin_seconds=60) as process:
        pass
    assert process.returncode == 0
    assert note.read_text() == "orderly"


async def test_program_that_does_not_read_its_stdin_is_not_waited_for(tmp_path: Path) -> None:
    code = "import sys, time; print('up', flush=True); sys.stdin.read(); time.sleep(60)"
    async with open_guarded([PYTHON, "-c", code], cwd=tmp_path, stdin_seconds=0) as process:
        assert await BufferedByteReceiveStream(process.stdout).receive_until(b"\n", 10) == b"up"
    assert process.returncode == -signal.SIGTERM


async def test_end_of_the_scope_ends_daemons_that_are_deaf_to_term(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with open_guarded([PYTHON, "-c", FAMILY, str(note)], cwd=tmp_path) as process:
        family = await pids(note)
        assert process.pid == family[0]
    assert process.returncode == -signal.SIGTERM
    assert not any(map(is_alive, [*family, process.guard_pid]))


async def test_daemons_go_when_the_agent_exits_by_itself(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with open_guarded([PYTHON, "-c", FAMILY, str(note), "exit"], cwd=tmp_path) as process:
        assert await process.wait() == 7
        assert not any(map(is_alive, await pids(note)))


async def test_cancellation_ends_the_agent_and_its_end_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.proc.guarded._END_SECONDS", 120)
    note, family = tmp_path / "note", list[int]()
    with anyio.fail_after(90), anyio.CancelScope() as scope:
        async with open_guarded([PYTHON, "-c", FAMILY, str(note)], cwd=tmp_path, stdin_seconds=0):
            family = await pids(note)
            scope.cancel()
            await anyio.sleep_forever()
    assert family
    assert not any(map(is_alive, family))


@pytest.mark.kill
async def test_killed_server_leaves_no_descendant(tmp_path: Path) -> None:
    note = tmp_path / "note"
    argv = [PYTHON, "-m", "tests.proc.guarded_parent", str(note)]
    with subprocess.Popen(argv, cwd=HERE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        family = [*await pids(note), int(server.stdout.readline())]
        assert all(map(is_alive, family))
        server.kill()
    assert await all_gone(family)


@pytest.mark.kill
async def test_server_killed_before_it_heard_of_the_start_leaves_no_descendant(tmp_path: Path) -> None:
    note = tmp_path / "note"
    ours, theirs = socket.socketpair()
    argv = [PYTHON, "-I", "-S", guard.__file__, str(theirs.fileno()), PYTHON, "-c", FAMILY, str(note)]
    with subprocess.Popen(argv, pass_fds=(theirs.fileno(),)) as guarding:
        theirs.close()
        family = await pids(note)
        ours.close()  # with what the guard told unread: its end is reset
        assert await all_gone(family)
    assert guarding.returncode == 128 + signal.SIGTERM


@pytest.mark.kill
async def test_killed_guard_takes_the_agent_with_it(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with open_guarded([PYTHON, "-c", FAMILY, str(note)], cwd=tmp_path) as process:
        agent, child, daemon = await pids(note)
        os.kill(process.guard_pid, signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        assert await all_gone([agent, child])
    os.kill(daemon, signal.SIGKILL)  # it had left the group: without its guard nobody knows it


async def test_term_to_the_guard_ends_the_agent(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with open_guarded([PYTHON, "-c", FAMILY, str(note)], cwd=tmp_path) as process:
        family = await pids(note)
        os.kill(process.guard_pid, signal.SIGTERM)
        assert await process.wait() == -signal.SIGTERM
        assert not any(map(is_alive, family))


async def test_agent_has_no_descriptor_of_the_server(tmp_path: Path) -> None:
    code = "import os; print(sorted(int(n) for n in os.listdir('/proc/self/fd')))"
    async with open_guarded([PYTHON, "-c", code], cwd=tmp_path) as process:
        line = await BufferedByteReceiveStream(process.stdout).receive_until(b"\n", 1000)
    assert line == b"[0, 1, 2, 3]"  # 3 is the listing itself
