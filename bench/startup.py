"""Starting on existing data, and what an idle server takes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

from bench.place import Bench, memory_mb
from bench.rows import Row, p50

STARTS = 3


async def measure_startup(bench: Bench) -> list[Row]:
    """Start to the first 200 (existing data), and idle memory with the database. Leaves the server started anew."""
    took: list[float] = []
    for _ in range(STARTS):
        await bench.server.terminate()
        began = time.monotonic()
        await bench.server.start()
        took.append(time.monotonic() - began)
    await asyncio.sleep(3)
    return [
        Row("start to first 200", p50(took), "s", 1.2, _imports()),
        Row("idle memory, database included (PSS)", memory_mb(bench.server.family()), "MB", 140),
    ]


def _imports() -> float:
    """Seconds that importing everything takes: the part of the start that is only Python."""
    took: list[float] = []
    for _ in range(STARTS):
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "import boocode.app"], check=True)
        took.append(time.monotonic() - began)
    return p50(took)
