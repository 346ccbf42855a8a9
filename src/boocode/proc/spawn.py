"""Starts child processes without copying this one.

The event loop's own way (libuv's) forks: every page table of a server with 100 MB is copied, which takes ten times as
long as the child needs to start. `subprocess` and `posix_spawn` use vfork, and pipes are files that can be waited for.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import anyio
from anyio.abc import AsyncResource, ByteReceiveStream, ByteSendStream
from anyio.lowlevel import checkpoint

_CHUNK_BYTES = 65_536
_LOOK_SECONDS = 0.02
# What `posix_spawn` cannot do; nothing of the arguments is read as a script.
_ELSEWHERE = ("/bin/sh", "-c", 'cd -- "$0" && exec "$@"')


class Exit:
    """The end of a started process, for whoever started it.

    Attributes:
        pid: Its process id, and that of the session that it leads.
    """

    def __init__(self, pid: int, poll: Callable[[], int | None]) -> None:
        self.pid = pid
        self._poll = poll
        self._waiting = anyio.Lock()

    @property
    def code(self) -> int | None:
        """The exit code; negative for the signal that ended it; None while it runs."""
        return self._poll()

    async def wait(self) -> int:
        """Wait for its exit, and give its exit code."""
        async with self._waiting:
            while (code := self._poll()) is None:
                await self._changed()
        return code

    async def _changed(self) -> None:
        """Wait until it has exited; where the system cannot tell, only for a moment."""
        try:
            watch = os.pidfd_open(self.pid)
        except (AttributeError, OSError):  # not Linux, or forbidden
            await anyio.sleep(_LOOK_SECONDS)
            return
        try:
            await anyio.wait_readable(watch)
        finally:
            os.close(watch)


class Child(AsyncResource):
    """A started process, leader of a session of its own. Whoever starts it ends it, and closes this.

    Attributes:
        stdin: The pipe it reads, if one was asked for.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self.stdin = _PipeEnd(process.stdin) if process.stdin else None
        self.stdout: ByteReceiveStream = _PipeEnd(process.stdout)
        self.stderr: ByteReceiveStream = _PipeEnd(process.stderr)
        self.pid = process.pid
        self._exit = Exit(process.pid, process.poll)

    @property
    def returncode(self) -> int | None:
        """The exit code; negative for the signal that ended it; None while it runs."""
        return self._exit.code

    async def wait(self) -> int:
        """Wait for its exit, and give its exit code. Its pipes may still be held open by a grandchild."""
        return await self._exit.wait()

    async def aclose(self) -> None:
        """Close the pipes and wait for the exit, which is not forced here: bound it."""
        for end in (self.stdin, self.stdout, self.stderr):
            if end is not None:
                await end.aclose()
        await self.wait()


class _PipeEnd(ByteReceiveStream, ByteSendStream):
    """Our end of a pipe, for the one task that reads or writes it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        os.set_blocking(file.fileno(), False)

    async def receive(self, max_bytes: int = _CHUNK_BYTES) -> bytes:
        await checkpoint()
        while True:
            try:
                chunk = os.read(self._number(), max_bytes)
            except BlockingIOError:
                await anyio.wait_readable(self._number())
                continue
            if not chunk:
                raise anyio.EndOfStream
            return chunk

    async def send(self, item: bytes) -> None:
        await checkpoint()
        rest = memoryview(item)
        while rest:
            try:
                rest = rest[os.write(self._number(), rest) :]
            except BlockingIOError:
                await anyio.wait_writable(self._number())
            except BrokenPipeError as error:
                raise anyio.BrokenResourceError from error

    async def aclose(self) -> None:
        if not self._file.closed:
            anyio.notify_closing(self._file)
            with suppress(OSError):
                self._file.close()

    def _number(self) -> int:
        if self._file.closed:
            raise anyio.ClosedResourceError
        return self._file.fileno()


def spawn(
    argv: Sequence[bytes | str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start `argv` in `cwd`, with pipes for what it says.

    Args:
        env: The whole environment.
        stdin: An open file, or `subprocess.PIPE` to write to `Child.stdin`.

    Raises:
        OSError: It could not be started.
    """
    return Child(
        subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            pass_fds=pass_fds,
            start_new_session=True,
        )
    )


def spawn_on(tty: str, argv: Sequence[bytes], *, env: Mapping[str, str], cwd: Path | None = None) -> Exit:
    """Start `argv` as the leader of a session of its own, whose terminal is `tty`.

    Args:
        tty: The name of a terminal that no session has, and that the caller has open.
        env: The whole environment.
        cwd: Where; None is where this process is, which is sooner there.

    Raises:
        OSError: It could not be started.

    Technique: the first terminal that the leader of a session opens becomes the session's,
    https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap11.html#tag_11_01_03
    """
    program = shutil.which(os.fsdecode(argv[0]), path=env.get("PATH"))
    if program is None or not (cwd is None or cwd.is_dir()):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    words = [program, *argv[1:]] if cwd is None else [*_ELSEWHERE, str(cwd), program, *argv[1:]]
    pid = os.posix_spawn(
        words[0],
        words,
        env,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, tty, os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ],
        setsid=True,
        setsigmask=(),
        setsigdef=signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP},
    )
    return Exit(pid, _reaper(pid))


def _reaper(pid: int) -> Callable[[], int | None]:
    """Says how a child of ours ended, once it has, as often as it is asked."""
    code: int | None = None

    def poll() -> int | None:
        nonlocal code
        if code is None:
            ended, status = os.waitpid(pid, os.WNOHANG)
            code = os.waitstatus_to_exitcode(status) if ended else None
        return code

    return poll
