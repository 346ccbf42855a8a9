"""A fresh clone: from `git clone` to the first page, with the package caches that the machine has."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
from anyio import to_thread
from tests.support.server import OURS, free_port

from bench.place import Bench
from bench.rows import Row

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 300.0


async def measure_clone(_: Bench) -> list[Row]:
    """A clone of what is committed here, `./boo` in it, and the UI answered. Nothing outside a checkout."""
    if not (ROOT / ".git").exists():
        return []
    return [Row("fresh clone to the first page", await to_thread.run_sync(_seconds), "s", 30)]


def _seconds() -> float:
    with tempfile.TemporaryDirectory(prefix="boobench-", dir="/tmp") as directory:
        clone, log, port = Path(directory, "clone"), Path(directory, "log"), free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        environment |= {"BOOCODE_DATA_DIR": str(Path(directory, "data")), "BOOCODE_PORT": str(port)}
        began = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        with log.open("wb") as file:
            process = subprocess.Popen(
                [clone / "boo"], cwd=clone, env=environment, stdout=file, stderr=file, start_new_session=True
            )
        try:
            _wait_for_page(process, f"http://127.0.0.1:{port}/", log)
            return time.monotonic() - began
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _wait_for_page(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(log.read_text()[-3000:])
