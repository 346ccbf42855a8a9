"""A process under the guard: whatever happens to the server, nothing of it goes on. See `guard`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
from anyio.abc import ByteReceiveStream, ByteSendStream, UNIXSocketStream

from boocode.proc import guard
from boocode.proc.environment import clean_environment
from boocode.proc.errors import ProgramMissing
from boocode.proc.process import STDERR_TAIL_BYTES, arguments_of, not_started
from boocode.proc.spawn import Child, spawn

STDIN_SECONDS = 2.0
"""How long a program may take to exit by itself once its stdin is closed."""
_END_SECONDS = guard.TERM_SECONDS + guard.KILL_SECONDS + 1.0
_START_SECONDS = 10.0


class GuardedProcess:
    """A running program. The owner writes `stdin` and reads `stdout`; stderr is read here and its tail kept.

    Attributes:
        pid: Of the program, which leads its process group.
        guard_pid: Of its guard.
    """

    def __init__(
        self,
        process: Child,
        lifeline: UNIXSocketStream,
        started: bytes,
        on_stderr: Callable[[bytes], None] | None,
        stdin_seconds: float = STDIN_SECONDS,
    ) -> None:
        assert process.stdin is not None
        self._process = process
        self._lifeline = lifeline
        self._on_stderr = on_stderr
        self._stdin_seconds = stdin_seconds
        self._stderr = bytearray()
        self._exited = anyio.Event()
        self._watching = anyio.CancelScope(shield=True)
        self._code: int | None = None
        self._said = bytearray(started)
        self.pid = int(_told(started)["started"])
        self.guard_pid = process.pid
        self.stdin: ByteSendStream = process.stdin
        self.stdout: ByteReceiveStream = process.stdout

    @property
    def returncode(self) -> int | None:
        """The program's exit code once it is gone; negative for the signal that ended it."""
        return self._code

    def stderr_tail(self) -> str:
        """The last 8 KiB it wrote to stderr."""
        return self._stderr.decode("utf-8", "replace").strip()

    async def wait(self) -> int:
        """Wait until the program and all that came of it are gone, and give its exit code."""
        await self._exited.wait()
        assert self._code is not None
        return self._code

    def kill(self) -> None:
        """Kill the program's group at once; what left the group is ended by the guard right after."""
        if self._code is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    async def end(self, *, stdin_seconds: float | None = None) -> None:
        """End it in order: stdin closed, wait, TERM, wait, KILL. Bounded, and never interrupted by cancellation."""
        with anyio.CancelScope(shield=True):
            with suppress(OSError, anyio.BrokenResourceError, anyio.ClosedResourceError):
                await self.stdin.aclose()
            with anyio.move_on_after(self._stdin_seconds if stdin_seconds is None else stdin_seconds):
                await self._exited.wait()
            with suppress(OSError, anyio.BrokenResourceError, anyio.ClosedResourceError):
                await self._lifeline.send_eof()  # the guard may still say how it ended
            with anyio.move_on_after(_END_SECONDS):
                await self._exited.wait()
            if self._process.returncode is None:  # even the guard hangs
                with suppress(ProcessLookupError):
                    os.kill(self.guard_pid, signal.SIGKILL)
                self.kill()
            await self._lifeline.aclose()

    async def _watch(self) -> None:
        """Hear what it says and how it ends, also while its owner is being cancelled, who waits for that."""
        with self._watching:
            async with anyio.create_task_group() as group:
                group.start_soon(self._drain)
                group.start_soon(self._follow)

    async def _follow(self) -> None:
        """Wait for the guard's exit: it exits after everything else."""
        with suppress(anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            while True:
                self._said += await self._lifeline.receive(4096)
        code = await self._process.wait()
        told = _told(self._said).get("exited")
        self._code = int(told) if told else code
        if not told:  # the guard was killed: the kernel killed the program, its group is ours to end
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self._exited.set()

    async def _drain(self) -> None:
        with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):
            async for chunk in self._process.stderr:
                self._stderr += chunk
                del self._stderr[:-STDERR_TAIL_BYTES]
                if self._on_stderr is not None:
                    self._on_stderr(chunk)


@asynccontextmanager
async def open_guarded(
    argv: Sequence[str | bytes | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    on_stderr: Callable[[bytes], None] | None = None,
    stdin_seconds: float = STDIN_SECONDS,
    reads_nothing: bool = False,
) -> AsyncGenerator[GuardedProcess]:
    """Start `argv` in `cwd` under the guard, with pipes for stdin and stdout.

    At the end of the scope it is gone with everything that came of it, daemons included (on Linux; elsewhere its
    process group). The same happens when this process is killed.

    Args:
        env: Variables added to the cleaned environment.
        on_stderr: Called with what it writes to stderr, as it comes.
        stdin_seconds: How long it may take to exit by itself once its stdin is closed; 0 where it does not read that.
        reads_nothing: Its stdin is closed from the start.

    Raises:
        ProgramMissing: It could not be started.
        UnusableArgument: An argument holds NUL or is not text.
    """
    process, lifeline, started = await _start(argv, cwd, env)
    running = GuardedProcess(process, lifeline, started, on_stderr, stdin_seconds)
    failure: Exception | None = None
    if reads_nothing:
        await running.stdin.aclose()
    async with anyio.create_task_group() as group:
        group.start_soon(running._watch)
        try:
            yield running
        except Exception as error:  # carried out of the group, which would wrap it
            failure = error
        finally:
            await running.end()
            running._watching.cancel()
            with anyio.CancelScope(shield=True), anyio.move_on_after(1):
                await process.aclose()
    if failure is not None:
        raise failure


async def _start(
    argv: Sequence[str | bytes | Path], cwd: Path, env: Mapping[str, str] | None
) -> tuple[Child, UNIXSocketStream, bytes]:
    program = os.fsdecode(argv[0])
    arguments = arguments_of(argv)
    ours, theirs = socket.socketpair()
    try:
        process = spawn(
            [sys.executable, "-I", "-S", guard.__file__, str(theirs.fileno()), *arguments],
            cwd=cwd,
            env=clean_environment(env),
            stdin=subprocess.PIPE,
            pass_fds=(theirs.fileno(),),
        )
    except OSError as error:
        ours.close()
        raise not_started(program, cwd, error) from error
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    lifeline = await UNIXSocketStream.from_socket(ours)
    try:
        return process, lifeline, await _started(lifeline, program, cwd)
    except BaseException:
        with anyio.CancelScope(shield=True):
            await lifeline.aclose()
            with anyio.move_on_after(_END_SECONDS):
                await process.aclose()
        raise


async def _started(lifeline: UNIXSocketStream, program: str, cwd: Path) -> bytes:
    """What the guard said first, once it has started the program."""
    said = b""
    try:
        with anyio.fail_after(_START_SECONDS):
            while not said.endswith(b"\n"):
                said += await lifeline.receive(4096)
    except (TimeoutError, anyio.EndOfStream, anyio.BrokenResourceError) as error:
        raise ProgramMissing(f"{program} could not be started: its guard did not answer.", program=program) from error
    if number := _told(said).get("failed"):
        raise not_started(program, cwd, OSError(int(number), os.strerror(int(number))))
    return said


def _told(said: bytes | bytearray) -> dict[str, str]:
    """The lines of the guard, by their first word."""
    return {word: rest for word, _, rest in (line.partition(" ") for line in said.decode().splitlines())}
