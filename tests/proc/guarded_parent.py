"""A process that holds guarded ones, to be killed: `python -m tests.proc.guarded_parent NOTE`."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio

from boocode.proc.guarded import open_guarded

# An agent with a child that is deaf to TERM, and a daemon: twice forked, in a session of its own, deaf too.
FAMILY = """
import os, signal, subprocess, sys, time, pathlib
deaf = (
    "import signal, time; [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTERM, signal.SIGHUP)]\\n"
    "print('deaf', flush=True); time.sleep(600)"
)
child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
child.stdout.readline()
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    daemon = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True)
    daemon.stdout.readline()
    os.write(writing, str(daemon.pid).encode())
    os._exit(0)
os.wait()
note = pathlib.Path(sys.argv[1])
note.with_suffix(".part").write_text(f"{os.getpid()} {child.pid} {os.read(reading, 20).decode()}")
note.with_suffix(".part").rename(note)
if "exit" in sys.argv:
    sys.exit(7)
time.sleep(600)
"""


async def main() -> None:
    note = Path(sys.argv[1])
    async with open_guarded([sys.executable, "-c", FAMILY, str(note)], cwd=note.parent) as agent:
        print(agent.guard_pid, flush=True)
        await anyio.sleep(600)


if __name__ == "__main__":
    anyio.run(main, backend_options={"use_uvloop": True})
