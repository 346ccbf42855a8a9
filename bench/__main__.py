"""`python -m bench`: BooCode's budgets, measured on this machine beside the floor that no program can be under.

Server, database and model are real processes; the numbers are medians unless their name says otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable

import uvloop

from bench.bundles import measure_bundles
from bench.clone import measure_clone
from bench.decisions import measure_decisions
from bench.histories import measure_histories
from bench.idle import measure_idle
from bench.paint import measure_paint
from bench.place import Bench, open_bench
from bench.prompts import measure_prompts
from bench.rows import Row, table
from bench.search import measure_search
from bench.startup import measure_startup
from bench.streams import measure_streams
from bench.switch import measure_switch
from bench.terminals import measure_terminals

PARTS: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "startup": measure_startup,
    "idle": measure_idle,
    "prompts": measure_prompts,
    "streams": measure_streams,
    "histories": measure_histories,
    "decisions": measure_decisions,
    "terminals": measure_terminals,
    "paint": measure_paint,
    "switch": measure_switch,
    "bundles": measure_bundles,
    "clone": measure_clone,
    "search": measure_search,
}


async def measure(names: list[str]) -> list[Row]:
    """All rows of the parts named."""
    rows: list[Row] = []
    async with open_bench() as bench:
        for name in names:
            print(f"measuring {name} …", file=sys.stderr)
            rows += await PARTS[name](bench)
    return rows


def main() -> None:
    """Measure and print; exit with 1 if a budget is exceeded."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="only these")
    parser.add_argument("--list", action="store_true", help="say which parts there are, and what each measures")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    arguments = parser.parse_args()
    if arguments.list:
        for name, part in PARTS.items():
            print(f"{name:<11} {(part.__doc__ or '').splitlines()[0]}")
        return
    began, load = time.monotonic(), os.getloadavg()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        rows = runner.run(measure(arguments.parts or list(PARTS)))
    about = {
        "machine": f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}",
        "load_before": round(load[0], 2),
        "load_after": round(os.getloadavg()[0], 2),
        "seconds": round(time.monotonic() - began, 1),
    }
    if arguments.json:
        print(json.dumps({**about, "rows": [row.as_json() for row in rows]}, indent=2))
    else:
        print(table(rows))
        print(f"\n{about['machine']}; load {about['load_before']} before, {about['load_after']} after")
        if load[0] > (os.cpu_count() or 1) / 2:
            print("The machine was busy with other things: the numbers are worse than BooCode is.")
    sys.exit(any(row.passes is False for row in rows))


if __name__ == "__main__":
    main()
