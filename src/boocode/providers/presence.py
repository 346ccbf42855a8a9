"""The first look at a provider: is its program there, and which version is it? No network, no conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import anyio

from boocode.kernel.errors import BooError
from boocode.proc.command import run
from boocode.proc.errors import ProcessTimeout
from boocode.providers.finding import Found

VERSION_SECONDS = 5.0
_VERSION = re.compile(r"(?<![\w.])v?(\d+\.\d+[\w.+-]*)")


@dataclass(frozen=True, slots=True)
class Presence:
    """What was seen.

    Attributes:
        stamp: Of the program; another one makes all this old.
        version: As the program says it, if it does.
        problem: Why it did not.
    """

    stamp: str
    path: str
    version: str | None = None
    problem: str = ""


async def look(found: Found, *, home: Path, path: str, asks_version: bool) -> Presence:
    """Ask a program for its version, for at most five seconds and with a home of its own.

    Args:
        path: The PATH it gets, for its interpreter.
        asks_version: Whether it is known to answer; others could do anything.
    """
    seen = Presence(found.stamp, str(found.path))
    if not asks_version:
        return seen
    await anyio.Path(home).mkdir(mode=0o700, parents=True, exist_ok=True)
    env = {"PATH": path, "HOME": str(home), "NO_COLOR": "1"}
    try:
        done = await run([found.path, "--version"], cwd=home, env=env, timeout_seconds=VERSION_SECONDS)
    except ProcessTimeout:
        return Presence(seen.stamp, seen.path, problem=f"`{found.path.name} --version` did not end within 5 seconds.")
    except BooError as error:
        return Presence(seen.stamp, seen.path, problem=error.message)
    said = done.stdout.decode(errors="replace")
    version = _VERSION.search(said)
    if done.returncode or version is None:
        words = (done.stderr or said).strip().splitlines()[-1:] or ["nothing"]
        return Presence(
            seen.stamp,
            seen.path,
            problem=f"`{found.path.name} --version` ended with {done.returncode} and said: {words[0][:300]}",
        )
    return Presence(seen.stamp, seen.path, version=version.group(1).rstrip("."))
