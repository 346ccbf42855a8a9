"""Commands end in time, within their output limit, and leave nothing behind."""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

import anyio
import pytest

from boocode.proc.command import run
from boocode.proc.errors import ProcessTimeout, ProgramMissing, UnusableArgument
from boocode.proc.process import open_process
from tests.support.server import is_alive

PYTHON = sys.executable


async def gone(pid: int) -> bool:
    """Whether the process is gone (or a zombie), waiting for it."""
    with anyio.move_on_after(60):
        while is_alive(pid):
            await anyio.sleep(0.01)
        return True
    return False


async def written(path: Path) -> str:
    """The text of `path` once it has any."""
    with anyio.fail_after(60):
        while not path.exists() or not path.read_text():
            await anyio.sleep(0.01)
    return path.read_text()


# A parent that starts a grandchild, both deaf to SIGTERM, and says its pid, soon even on a busy machine.
DEAF_FAMILY = 'trap "" TERM; sleep 600 & echo $! > "$0.part"; mv "$0.part" "$0"; wait'


async def test_output_and_exit_code_come_back(tmp_path: Path) -> None:
    done = await run(
        [PYTHON, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"], cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr, done.truncated) == (3, b"out\n", "err", False)


async def test_stdin_reaches_the_command(tmp_path: Path) -> None:
    content = b"x" * 1_000_000
    done = await run([PYTHON, "-c", "import sys; print(len(sys.stdin.buffer.read()))"], cwd=tmp_path, stdin=content)
    assert done.stdout == b"1000000\n"


async def test_command_that_ignores_its_stdin_is_no_failure(tmp_path: Path) -> None:
    done = await run([PYTHON, "-c", "pass"], cwd=tmp_path, stdin=b"x" * 1_000_000)
    assert done.returncode == 0


async def test_shell_metacharacters_stay_text(tmp_path: Path) -> None:
    done = await run([PYTHON, "-c", "import sys; print(sys.argv[1])", "$(touch pwned); `id`"], cwd=tmp_path)
    assert done.stdout == b"$(touch pwned); `id`\n"
    assert list(tmp_path.iterdir()) == []


async def test_timeout_kills_grandchildren_deaf_to_term(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with pytest.raises(ProcessTimeout, match="took longer than 1 s"):
        await run(["sh", "-c", DEAF_FAMILY, str(note)], cwd=tmp_path, timeout_seconds=1)
    assert await gone(int(await written(note)))


async def test_cancellation_kills_grandchildren(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    grandchild = 0
    async with anyio.create_task_group() as group:

        async def command() -> None:
            await run(["sh", "-c", DEAF_FAMILY, str(note)], cwd=tmp_path, timeout_seconds=60)

        group.start_soon(command)
        grandchild = int(await written(note))
        group.cancel_scope.cancel()
    assert await gone(grandchild)


async def test_grandchild_of_an_ended_command_is_killed_too(tmp_path: Path) -> None:
    code = "import subprocess,sys; print(subprocess.Popen([sys.executable,'-c','import time; time.sleep(600)']).pid)"
    with anyio.fail_after(60):
        done = await run([PYTHON, "-c", code], cwd=tmp_path, timeout_seconds=300)
    assert await gone(int(done.stdout))


async def test_endless_output_is_cut_at_the_limit_in_bounded_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    done = await run([PYTHON, "-c", "while True: print('y' * 1000)"], cwd=tmp_path, max_output_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.truncated
    assert len(done.stdout) == 1_000_000
    assert peak < 8_000_000


async def test_endless_stderr_is_drained_and_its_tail_kept(tmp_path: Path) -> None:
    code = "import sys; [sys.stderr.write('e' * 1000 + chr(10)) for _ in range(3000)]; sys.stderr.write('the end')"
    done = await run([PYTHON, "-c", code], cwd=tmp_path)
    assert done.stderr.endswith("the end")
    assert len(done.stderr) <= 8192


async def test_missing_program_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match="Is it installed"):
        await run(["boocode-no-such-program"], cwd=tmp_path)


async def test_missing_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match="is not there"):
        await run([PYTHON, "-c", "pass"], cwd=tmp_path / "nowhere")


@pytest.mark.parametrize("argument", ["a\0b", b"a\0b", "a\ud800b"])
async def test_what_no_program_can_be_given_is_refused(tmp_path: Path, argument: str | bytes) -> None:
    with pytest.raises(UnusableArgument):
        await run([PYTHON, "-c", "pass", argument], cwd=tmp_path)


async def test_child_sees_neither_secrets_nor_our_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    withheld = ["BOOCODE_TOKEN", "DATABASE_URL", "OPENAI_API_KEY", "GIT_DIR", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"]
    for name in withheld:
        monkeypatch.setenv(name, "hidden")
    monkeypatch.setenv("EDITOR", "shown")
    done = await run([PYTHON, "-c", "import os; print('\\n'.join(os.environ))"], cwd=tmp_path, env={"GIT_PAGER": "cat"})
    names = done.stdout.decode().split()
    assert not set(withheld) & set(names)
    assert {"EDITOR", "GIT_PAGER", "PATH"} <= set(names)


async def test_error_in_the_owner_passes_unwrapped_and_ends_the_process(tmp_path: Path) -> None:
    pids: list[int] = []

    async def owner() -> None:
        async with open_process([PYTHON, "-c", "import time; time.sleep(600)"], cwd=tmp_path) as process:
            pids.append(process.pid)
            raise KeyError("owner failed")

    with pytest.raises(KeyError):
        await owner()
    assert await gone(pids[0])
