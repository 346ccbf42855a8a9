"""Starts child processes without copying this one.

The event loop's own way (libuv's) forks: every page table of a server with 100 MB is copied, which takes ten times as
long as the child needs to start. `subprocess` uses vfork, and pipes are files that can be waited for.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import anyio
from anyio.abc import AsyncResource, ByteReceiveStream, ByteSendStream
from anyio.lowlevel import checkpoint

_CHUNK_BYTES = 65_536
_LOOK_SECONDS = 0.02


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
        self._process = process
        self._waiting = anyio.Lock()

    @property
    def returncode(self) -> int | None:
        """The exit code; negative for the signal that ended it; None while it runs."""
        return self._process.poll()

    async def wait(self) -> int:
        """Wait for its exit, and give its exit code. Its pipes may still be held open by a grandchild."""
        async with self._waiting:
            while (code := self._process.poll()) is None:
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
