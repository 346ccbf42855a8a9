"""Commands that run to their end and whose output is wanted as a whole, bounded in time and size."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import anyio
from anyio.abc import ByteReceiveStream

from boocode.proc.errors import ProcessTimeout
from boocode.proc.guarded import GuardedProcess, open_guarded
from boocode.proc.process import RunningProcess, open_process

_DRAIN_SECONDS = 1.0  # for what is still in the pipe when the command has exited


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended.

    Attributes:
        returncode: Exit code, negative for a signal (it was killed when `truncated`).
        stdout: At most `max_output_bytes`.
        stderr: The last 8 KiB.
        truncated: There was more output; the command was ended when the limit was reached.
    """

    returncode: int
    stdout: bytes
    stderr: str
    truncated: bool


async def run(
    argv: Sequence[str | bytes | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout_seconds: float = 30.0,
    stdin: bytes | None = None,
    max_output_bytes: int = 8 * 1024 * 1024,
) -> Finished:
    """Run `argv` to its end and give back its output.

    Cancelling the caller, the time limit and the output limit all end the whole process group, grandchildren included.

    Args:
        env: Variables added to the cleaned environment.
        stdin: What it reads; nothing by default.

    Raises:
        ProgramMissing: It could not be started.
        UnusableArgument: An argument holds NUL or is not text.
        ProcessTimeout: It was still running after `timeout_seconds`.
    """
    async with AsyncExitStack() as stack:
        given = stack.enter_context(_file_of(stdin)) if stdin is not None else None
        opened = open_process(argv, cwd=cwd, env=env, stdin=given)
        return await _finished(argv[0], opened, timeout_seconds, max_output_bytes)


async def run_guarded(
    argv: Sequence[str | bytes | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout_seconds: float = 30.0,
    max_output_bytes: int = 8 * 1024 * 1024,
) -> Finished:
    """As `run`, with nothing to read, for a command that nobody here wrote: whatever it leaves behind ends with it, and
    all of it ends when this process is killed. See `guard`."""
    opened = open_guarded(argv, cwd=cwd, env=env, stdin_seconds=0, reads_nothing=True)
    return await _finished(argv[0], opened, timeout_seconds, max_output_bytes)


async def _finished(
    program: str | bytes | Path,
    opened: AbstractAsyncContextManager[RunningProcess | GuardedProcess],
    timeout_seconds: float,
    max_output_bytes: int,
) -> Finished:
    output = bytearray()
    async with opened as process:
        with anyio.move_on_after(timeout_seconds) as limit:
            await _collect(process, output, max_output_bytes)
            if len(output) <= max_output_bytes:
                await process.wait()
    if limit.cancelled_caught:
        raise ProcessTimeout(
            f"{os.fsdecode(program)} was stopped: it took longer than {timeout_seconds:g} s.",
            stderr=process.stderr_tail(),
        )
    truncated = len(output) > max_output_bytes
    del output[max_output_bytes:]
    code = process.returncode
    return Finished(-9 if code is None else code, bytes(output), process.stderr_tail(), truncated)


async def _collect(process: RunningProcess | GuardedProcess, output: bytearray, limit: int) -> None:
    """Read stdout until its end, the limit, or shortly after the exit when a grandchild keeps it open."""
    async with anyio.create_task_group() as group:

        async def read() -> None:
            await _read(process.stdout, output, limit)
            group.cancel_scope.cancel()

        group.start_soon(read)
        await process.wait()
        await anyio.sleep(_DRAIN_SECONDS)
        group.cancel_scope.cancel()


async def _read(stream: ByteReceiveStream, output: bytearray, limit: int) -> None:
    async for chunk in stream:
        output += chunk
        if len(output) > limit:
            return


@contextmanager
def _file_of(content: bytes) -> Generator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file
