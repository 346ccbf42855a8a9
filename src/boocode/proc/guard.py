"""The guard of an agent: a small program between the server and the agent's process, run as a file of its own.

`python -I -S guard.py FD PROGRAM [ARGUMENT…]` starts the program in a process group of its own, with stdin, stdout and
stderr untouched. FD is the server's end of a socket pair, the lifeline. When it is closed (the server closed it, or was
killed), or on SIGTERM, the guard ends the program: TERM to its group, two seconds, KILL to the group and to everything
that ever came of it. On Linux the guard is a child subreaper, so daemons that left the group and the session are its
children in the end, and if the guard itself is killed the kernel kills the program. Elsewhere only the group is ended.

The guard tells on the lifeline, a line each: `started PID`, `failed ERRNO` (it then exits 127), `exited CODE` (negative
for a signal) once nothing is left; it exits with the same code, 128 + n for signal n. Only the standard library: it has
to start fast and imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
from contextlib import suppress
from typing import NoReturn

TERM_SECONDS = 2.0
KILL_SECONDS = 3.0
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    """Guard one program to its end and give the exit code."""
    lifeline = int(sys.argv[1])
    os.closerange(3, lifeline)  # what the server's libraries let through
    os.closerange(lifeline + 1, min(os.sysconf("SC_OPEN_MAX"), 65536))
    os.set_inheritable(lifeline, False)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    wakeup = _listen_for_signals()
    child = _start(sys.argv[2:], lifeline)
    if child is None:
        return 127
    _let_go_of_stdio()
    _tell(lifeline, f"started {child}")
    code = _watch(child, lifeline, wakeup)
    code = _end(child, code)
    _tell(lifeline, f"exited {code}")
    return code if code >= 0 else 128 - code


def _listen_for_signals() -> int:
    """A pipe that becomes readable with every signal that matters."""
    reading, writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK) if hasattr(os, "pipe2") else os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _heard)
    return reading


def _heard(number: int, frame: object) -> None:
    """The pipe tells it."""


def _start(argv: list[str], lifeline: int) -> int | None:
    """Start the program in its own group; None if that failed, which was told."""
    reading, writing = os.pipe()  # closed by a successful exec
    guard = os.getpid()
    child = os.fork()
    if child == 0:
        _become(argv, writing, guard)
    os.close(writing)
    failed = os.read(reading, 64)
    os.close(reading)
    if not failed:
        return child
    os.waitpid(child, 0)
    _tell(lifeline, f"failed {failed.decode()}")
    return None


def _become(argv: list[str], failure: int, guard: int) -> NoReturn:
    """Turn the forked child into the program."""
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        os.setpgid(0, 0)
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == guard:
            os.execvp(argv[0], argv)  # noqa: S606 - that there is no shell is the point
    except OSError as error:
        os.write(failure, str(error.errno).encode())
    finally:
        os._exit(127)


def _let_go_of_stdio() -> None:
    """Leave stdin, stdout and stderr to the program: who reads them sees its end, not ours."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)


def _watch(child: int, lifeline: int, wakeup: int) -> int | None:
    """Wait until the program exits (its code) or is to be ended (None)."""
    poll = select.poll()
    poll.register(lifeline, select.POLLIN | select.POLLHUP)
    poll.register(wakeup, select.POLLIN)
    while True:
        if (code := _reap(child)) is not None:
            return code
        for number, _ in poll.poll():
            said = _read(number)
            if number == lifeline and not said:
                return None
            if number == wakeup and set(said) & {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}:
                return None


def _read(number: int) -> bytes:
    """What can be read now; nothing at the end, also where the server was killed before it heard what it was told."""
    try:
        return os.read(number, 512)
    except ConnectionError:
        return b""


def _reap(child: int) -> int | None:
    """Reap whoever has ended; the program's exit code if it is among them."""
    code: int | None = None
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == child:
                code = os.waitstatus_to_exitcode(ended[1])
    return code


def _end(child: int, code: int | None) -> int:
    """End the program and all that came of it; its exit code."""
    _signal_group(child, signal.SIGTERM)
    if code is None:
        code = _wait_for(child, TERM_SECONDS)
    elif _descendants():
        _wait_for_others(child, 0.5)  # the program has ended by itself: what it left behind gets a moment
    deadline = time.monotonic() + KILL_SECONDS
    while True:
        _signal_group(child, signal.SIGKILL)
        left = _descendants()
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        seen = _reap(child)
        code = seen if code is None else code
        if (code is not None and not left) or time.monotonic() > deadline:
            return -signal.SIGKILL if code is None else code
        time.sleep(0.005)


def _wait_for(child: int, seconds: float) -> int | None:
    deadline = time.monotonic() + seconds
    while (code := _reap(child)) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return code


def _wait_for_others(child: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while _descendants() and time.monotonic() < deadline:
        _reap(child)
        time.sleep(0.01)


def _signal_group(group: int, number: int) -> None:
    with suppress(OSError):  # it is empty
        os.killpg(group, number)


def _descendants() -> list[int]:
    """All living processes that came of us, zombies aside; nothing where there is no /proc."""
    children: dict[int, list[int]] = {}
    dead: set[int] = set()
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in names:
        if name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                state, parent = _state_and_parent(name)
                children.setdefault(parent, []).append(int(name))
                if state in ("Z", "X"):
                    dead.add(int(name))
    found: list[int] = []
    todo = list(children.get(os.getpid(), []))
    while todo:
        found.append(pid := todo.pop())
        todo += children.get(pid, [])
    return [pid for pid in found if pid not in dead]


def _state_and_parent(pid: str) -> tuple[str, int]:
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    return fields[0].decode(), int(fields[1])


def _prctl(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _tell(lifeline: int, line: str) -> None:
    with suppress(OSError):  # nobody listens any more
        os.write(lifeline, f"{line}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
