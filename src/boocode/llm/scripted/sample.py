"""The demo's sample repository: a small tide table with a history, a test and a mistake to be found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anyio

from boocode.kernel.errors import Unavailable
from boocode.proc.command import run

NAME = "tide-table"

_FIRST: Mapping[str, str] = {
    "README.md": """\
# Tide table

Prints the height of the tide in a harbour, hour by hour.

    $ python -m tides Brest
    00:00   4.1 m  ########
    01:00   5.3 m  ###########

- `tides/harbours.py`: what is known about each harbour
- `tides/forecast.py`: the height at a given hour
- `tides/table.py`: the table that is printed

Heights are metres above chart datum. The model is a single cosine: good enough for a picnic, not for navigation.
""",
    "tides/__init__.py": '"""A tide table for a few harbours."""\n',
    "tides/harbours.py": '''\
"""Harbours and what is known about their tides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Harbour:
    name: str
    mean_level: float  # metres above chart datum
    amplitude: float  # metres
    high_water_hour: float  # hours after midnight


HARBOURS = {
    "Brest": Harbour("Brest", 4.1, 2.9, 4.2),
    "Dover": Harbour("Dover", 3.7, 2.5, 11.1),
    "Lisbon": Harbour("Lisbon", 2.2, 1.3, 3.0),
}
''',
    "tides/forecast.py": '''\
"""The height of the tide at a given hour."""

from math import cos, pi

from tides.harbours import Harbour

PERIOD_HOURS = 12.42  # from one high water to the next


def height(harbour: Harbour, hour: float) -> float:
    """Height in metres above chart datum, `hour` hours after midnight."""
    phase = 2 * pi * (hour - harbour.high_water_hour) / PERIOD_HOURS
    return harbour.mean_level + harbour.amplitude * cos(phase)


def heights_of_day(harbour: Harbour) -> list[float]:
    """The heights of a whole day, one for each hour."""
    return [height(harbour, hour) for hour in range(23)]
''',
}

_SECOND: Mapping[str, str] = {
    "AGENTS.md": """\
# Guidance for agents

- Heights are metres above chart datum, hours are local time.
- No dependencies: the standard library is enough.
""",
    "tides/table.py": '''\
"""The printed table."""

from tides.forecast import heights_of_day
from tides.harbours import Harbour


def table(harbour: Harbour) -> str:
    """One line per hour: time, height, and a bar of that length."""
    rows = enumerate(heights_of_day(harbour))
    return "\\n".join(f"{hour:02}:00  {height:4.1f} m  {'#' * round(height * 2)}" for hour, height in rows)
''',
    "tides/__main__.py": '''\
"""`python -m tides <harbour>`"""

import sys

from tides.harbours import HARBOURS
from tides.table import table

name = sys.argv[1] if len(sys.argv) > 1 else "Brest"
if name not in HARBOURS:
    sys.exit(f"Unknown harbour {name}. Known: {', '.join(HARBOURS)}")
print(table(HARBOURS[name]))
''',
    "tests/test_forecast.py": """\
from tides.forecast import height, heights_of_day
from tides.harbours import HARBOURS

BREST = HARBOURS["Brest"]


def test_high_water_is_the_mean_level_plus_the_amplitude() -> None:
    assert round(height(BREST, BREST.high_water_hour), 2) == 7.0


def test_every_height_of_the_day_is_within_the_amplitude() -> None:
    assert all(1.2 <= metres <= 7.0 for metres in heights_of_day(BREST))
""",
}

_AUTHOR = {"NAME": "Demo", "EMAIL": "demo@localhost"}


async def make_sample(parent: Path) -> Path:
    """The sample repository below `parent`, made if it is not there yet.

    Raises:
        Unavailable: git is missing or failed; with its words.
    """
    root = parent / NAME
    if await anyio.Path(root / ".git").is_dir():
        return root
    await anyio.Path(root).mkdir(parents=True, exist_ok=True)
    await _git(root, "2026-07-14T09:00:00Z", "init", "-q", "-b", "main")
    await _commit(root, _FIRST, "2026-07-14T09:00:00Z", "Compute the height of the tide")
    await _commit(root, _SECOND, "2026-07-15T18:30:00Z", "Print a table, and test the forecast")
    return root


async def _commit(root: Path, files: Mapping[str, str], at: str, subject: str) -> None:
    for name, content in files.items():
        path = anyio.Path(root / name)
        await path.parent.mkdir(parents=True, exist_ok=True)
        await path.write_text(content, encoding="utf-8")
    await _git(root, at, "add", "--all")
    await _git(root, at, "commit", "-q", "--no-verify", "-m", subject)


async def _git(root: Path, at: str, *arguments: str) -> None:
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _AUTHOR.items()}
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    quiet = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    finished = await run(["git", *arguments], cwd=root, env=who | dates | quiet)
    if finished.returncode != 0:
        raise Unavailable(f"The demo's sample repository cannot be made: git said: {finished.stderr.strip()}")
