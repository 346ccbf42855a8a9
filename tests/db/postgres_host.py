"""A process that holds an embedded Postgres: `python postgres_host.py <directory> [how]`.

It prints one JSON line when the server is ready (or `{"error": …}`), and ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import anyio

from boocode.db import DatabaseUnstartable
from boocode.db.embedded import open_embedded_postgres
from boocode.db.unprivileged import Unprivileged


async def main(directory: Path, how: Unprivileged | None) -> None:
    try:
        async with open_embedded_postgres(directory, how=how) as server:
            about = {"pid": server.pid, "owned": server.owned, "dsn": server.dsn(), "uid": os.geteuid()}
            print(json.dumps(about), flush=True)
            await anyio.wait_readable(sys.stdin)
    except DatabaseUnstartable as error:
        print(json.dumps({"error": error.message}), flush=True)


anyio.run(main, Path(sys.argv[1]), Unprivileged(sys.argv[2]) if sys.argv[2:] else None)
