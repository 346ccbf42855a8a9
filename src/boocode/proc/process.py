"""A running child process: own process group, stderr always drained, ended with its scope."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

import anyio
from anyio.abc import ByteReceiveStream

from boocode.proc.environment import clean_environment
from boocode.proc.errors import ProgramMissing, UnusableArgument
from boocode.proc.spawn import Child, spawn

STDERR_TAIL_BYTES = 8192
TERM_SECONDS = 2.0
KILL_SECONDS = 2.0


class RunningProcess:
    """A started process. `stdout` is read by the owner; stderr is read here and its tail kept."""

    def __init__(self, process: Child, on_stderr: Callable[[bytes], None] | None) -> None:
        self._process = process
        self._on_stderr = on_stderr
        self._stderr = bytearray()
        self._drained = anyio.Event()
        self.pid = process.pid
        self.stdout: ByteReceiveStream = process.stdout

    @property
    def returncode(self) -> int | None:
        """The exit code; negative for the signal that ended it; None while it runs."""
        return self._process.returncode

    def stderr_tail(self) -> str:
        """The last 8 KiB it wrote to stderr."""
        return self._stderr.decode("utf-8", "replace").strip()

    async def wait(self) -> int:
        """Wait for the process to exit (its stdout may still be held open by a grandchild)."""
        return await self._process.wait()

    async def drain_stderr(self) -> None:
        """Read stderr to its end, keeping the tail."""
        try:
            async for chunk in self._process.stderr:
                self._stderr += chunk
                if self._on_stderr is not None:
                    self._on_stderr(chunk)
                del self._stderr[:-STDERR_TAIL_BYTES]
        except anyio.ClosedResourceError:
            return  # the end of the process closes it
        finally:
            self._drained.set()

    async def end(self) -> None:
        """End the whole group: TERM, 2 s, KILL, 2 s. Bounded in time, and never interrupted by cancellation."""
        with anyio.CancelScope(shield=True):
            if self.returncode is None:
                self._signal_group(signal.SIGTERM)
                with anyio.move_on_after(TERM_SECONDS):
                    await self._process.wait()
            self._signal_group(signal.SIGKILL)  # also grandchildren that outlived their parent
            with anyio.move_on_after(KILL_SECONDS):
                await self._drained.wait()
            with anyio.move_on_after(KILL_SECONDS):
                await self._process.aclose()

    def _signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):  # the group is empty; macOS says EPERM for zombies
            os.killpg(self.pid, number)


@asynccontextmanager
async def open_process(
    argv: Sequence[str | bytes | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
    on_stderr: Callable[[bytes], None] | None = None,
) -> AsyncGenerator[RunningProcess]:
    """Start `argv` in `cwd`; at the end of the scope its whole process group is gone.

    Args:
        env: Variables added to the cleaned environment.
        stdin: An open file that it reads; otherwise `/dev/null`. No pipe: it may end without reading everything.
        on_stderr: Called with what it writes to stderr, as it comes.

    Raises:
        ProgramMissing: It could not be started.
        UnusableArgument: An argument holds NUL or is not text.
    """
    running = RunningProcess(_start(argv, cwd, env, stdin), on_stderr)
    failure: Exception | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(running.drain_stderr)
        try:
            yield running
        except Exception as error:  # carried out of the group, which would wrap it
            failure = error
        finally:
            await running.end()
            group.cancel_scope.cancel()
    if failure is not None:
        raise failure


def _start(
    argv: Sequence[str | bytes | Path], cwd: Path, env: Mapping[str, str] | None, stdin: IO[bytes] | None
) -> Child:
    arguments = arguments_of(argv)
    try:
        return spawn(
            arguments, cwd=cwd, env=clean_environment(env), stdin=subprocess.DEVNULL if stdin is None else stdin
        )
    except OSError as error:
        raise not_started(os.fsdecode(argv[0]), cwd, error) from error


def arguments_of(argv: Sequence[str | bytes | Path]) -> list[bytes]:
    """`argv` as a program can be given it.

    Raises:
        UnusableArgument: An argument holds NUL or is not text.
    """
    return [_encoded(argument) for argument in argv]


def _encoded(argument: str | bytes | Path) -> bytes:
    try:
        encoded = os.fsencode(argument)
    except UnicodeEncodeError as error:
        raise UnusableArgument("Text with lone surrogates cannot be given to a program.") from error
    if b"\x00" in encoded:
        raise UnusableArgument("Text with NUL characters cannot be given to a program.")
    return encoded


def not_started(program: str, cwd: Path, error: OSError) -> ProgramMissing:
    """What to tell when a program could not be started."""
    if not cwd.is_dir():
        return ProgramMissing(f"{program} cannot be started: the directory {cwd} is not there.")
    return ProgramMissing(f"{program} cannot be started: {error.strerror}. Is it installed?", program=program)
