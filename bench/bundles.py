"""What a browser downloads: the first load of the UI, and each pane that is loaded when it is opened."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from bench.place import Bench
from bench.rows import Row
from boocode.web.static import STATIC

SIZES = Path(__file__).parents[1] / "web" / "tools" / "size.mjs"
LINE = re.compile(r"(.+?) +([\d.]+) KB gz of (\d+)")


async def measure_bundles(_: Bench) -> list[Row]:
    """The sizes of the built UI, as the front end's own check counts them; nothing where it is not built."""
    node = shutil.which("node")
    if node is None or not (STATIC / ".vite" / "manifest.json").is_file():
        return []
    said = subprocess.run([node, SIZES, STATIC], capture_output=True, text=True, check=False).stdout  # noqa: ASYNC221
    return [
        Row(f"download: {found[1]}", float(found[2]), "KB gz", float(found[3]))
        for line in said.splitlines()
        if (found := LINE.match(line))
    ]
