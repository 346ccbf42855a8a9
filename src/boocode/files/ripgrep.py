"""Where ripgrep is, and listing files with it."""

from __future__ import annotations

import os
import shutil
import sysconfig
from functools import cache
from pathlib import Path

from boocode.proc.command import run
from boocode.proc.errors import ProgramMissing

MAX_LISTING_BYTES = 64 * 1024 * 1024


@cache
def ripgrep() -> str:
    """The path of `rg`: the one installed with BooCode, else the one on PATH.

    Raises:
        ProgramMissing: There is none.
    """
    found = shutil.which("rg", path=sysconfig.get_path("scripts")) or shutil.which("rg")
    if found is None:
        raise ProgramMissing("ripgrep (rg) is not installed. Reinstall BooCode, or install ripgrep.")
    return found


async def list_files(
    root: Path, *options: str, below: str = ".", timeout_seconds: float = 20.0, max_bytes: int = MAX_LISTING_BYTES
) -> list[str]:
    """Files below `root`/`below` that ripgrep would search, relative to `root`, hidden ones included, without `.git`.

    Args:
        options: More options of ripgrep, such as `--no-ignore` or `--glob=…`.
    """
    argv = [
        ripgrep(),
        "--no-config",
        "--no-messages",
        "--files",
        "--null",
        "--hidden",
        "--no-require-git",
        "--glob=!.git",
        *options,
        "--",
        below,
    ]
    done = await run(argv, cwd=root, timeout_seconds=timeout_seconds, max_output_bytes=max_bytes)
    return [os.fsdecode(name.removeprefix(b"./")) for name in done.stdout.split(b"\x00")[:-1]]
