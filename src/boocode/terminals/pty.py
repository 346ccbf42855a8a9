"""A program on a pseudo-terminal of its own, read and written without threads.

Reading can be paused: the kernel's buffer fills, and the program waits. The program leads its own session, and is hung
up when its owner closes it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import anyio

from boocode.proc.process import arguments_of, not_started
from boocode.proc.spawn import Exit, spawn_on
from boocode.terminals.errors import InputRefused

READ_BYTES = 64 * 1024
MAX_UNREAD_INPUT = 1024 * 1024
HANGUP_SECONDS = 2.0
_INTERRUPTS = (b"\x03", b"\x1a", b"\x1c")


class Pty:
    """A running program and the terminal it runs on.

    Attributes:
        tty: The name of the terminal, as the program sees it.
    """

    def __init__(
        self,
        fd: int,
        tty: str,
        process: Exit,
        on_output: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> None:
        self.tty = tty
        self._fd = fd
        self._process = process
        self._on_output = on_output
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._unwritten = bytearray()
        self._reading = False
        self._over = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def foreground(self) -> int | None:
        """The process group that has the terminal now; None where nobody has."""
        try:
            return os.tcgetpgrp(self._fd) or None
        except OSError:
            return None

    def resume(self) -> None:
        """Read on."""
        if not self._reading and not self._over:
            self._reading = True
            self._loop.add_reader(self._fd, self._read)

    def pause(self) -> None:
        """Read no more for now: sooner or later the program waits."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fd)

    def write(self, data: bytes) -> None:
        """Type `data`. An interrupt overtakes what the program has not read yet, which is dropped.

        Raises:
            InputRefused: More than 1 MiB is waiting for the program already.
        """
        if self._over:
            return
        if data in _INTERRUPTS and self._unwritten:
            self._unwritten.clear()
            self._loop.remove_writer(self._fd)
        if len(self._unwritten) + len(data) > MAX_UNREAD_INPUT:
            raise InputRefused("The program does not read its input. What you typed last was not passed on.")
        self._unwritten += data
        if len(self._unwritten) == len(data):
            self._flush()

    def resize(self, cols: int, rows: int) -> None:
        """The program is told that its terminal has another size now."""
        if not self._over:
            fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    async def wait(self) -> int:
        """The exit code; negative for a signal."""
        return await self._process.wait()

    async def close(self) -> None:
        """Hang up, and kill what stays. Bounded in time, and never interrupted by cancellation."""
        with anyio.CancelScope(shield=True):
            self._end()
            self._signal(signal.SIGHUP)
            with anyio.move_on_after(HANGUP_SECONDS):
                await self._process.wait()
            self._signal(signal.SIGKILL)
            with anyio.move_on_after(HANGUP_SECONDS):
                await self._process.wait()
            if self._fd >= 0:
                os.close(self._fd)
                self._fd = -1

    def _read(self) -> None:
        pieces: list[bytes] = []
        size = 0
        try:
            while size < READ_BYTES and (piece := os.read(self._fd, READ_BYTES)):
                pieces.append(piece)
                size += len(piece)
        except BlockingIOError:
            ended = False
        except OSError:  # EIO: nobody holds the other side any more
            ended = True
        else:
            ended = size < READ_BYTES
        if pieces:
            self._on_output(b"".join(pieces))
        if ended:
            self._end()
            self._on_end()

    def _flush(self) -> None:
        try:
            written = os.write(self._fd, self._unwritten)
            del self._unwritten[:written]
        except BlockingIOError:
            pass
        except OSError:
            self._unwritten.clear()
        if self._unwritten:
            self._loop.add_writer(self._fd, self._flush)
        else:
            self._loop.remove_writer(self._fd)

    def _end(self) -> None:
        if not self._over:
            self.pause()
            self._loop.remove_writer(self._fd)
            self._unwritten.clear()
            self._over = True

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


async def open_pty(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    cols: int,
    rows: int,
    on_output: Callable[[bytes], None],
    on_end: Callable[[], None],
) -> Pty:
    """Start `argv` on a terminal of this size. Nothing is read before `resume`; the owner calls `close`.

    Args:
        env: The whole environment.
        cwd: Where; None is where this process is.
        on_end: Called once, when the program and all that hold its terminal are gone.

    Raises:
        ProgramMissing: It could not be started.
        UnusableArgument: An argument holds NUL or is not text.
    """
    arguments = arguments_of(argv)
    ours, theirs = os.openpty()
    try:
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        tty = os.ttyname(theirs)
        os.set_blocking(ours, False)
        process = spawn_on(tty, arguments, cwd=cwd, env=env)
    except OSError as error:
        os.close(ours)
        raise not_started(str(argv[0]), cwd or Path.cwd(), error) from error
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    return Pty(ours, tty, process, on_output, on_end)
