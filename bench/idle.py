"""What a server costs that nobody asks anything, with a chat open in a browser."""

from __future__ import annotations

import asyncio

from bench.place import Bench
from bench.rows import Row
from bench.wire import subscription

SECONDS = 20


async def measure_idle(bench: Bench) -> list[Row]:
    """Processor time and transactions of a minute in which nothing happens."""
    (person,) = await bench.chats(1)
    tap = await bench.address.open_socket()
    tap.write(subscription(person.chat_id, 0))
    await tap.until(b'"synced"')
    await asyncio.sleep(5)
    processor, transactions = bench.cpu_seconds(), _transactions(bench)
    await asyncio.sleep(SECONDS)
    own, database = (after - before for before, after in zip(processor, bench.cpu_seconds(), strict=True))
    told = _transactions(bench) - transactions
    tap.close()
    return [
        Row("idle with a chat open: processor of the server", own / SECONDS * 100, "% of a core", 1.0),
        Row("idle with a chat open: processor of the database", database / SECONDS * 100, "% of a core"),
        Row("idle with a chat open: transactions per minute", told * 60 / SECONDS, ""),
    ]


def _transactions(bench: Bench) -> int:
    with bench.database() as database:
        row = database.execute("select sum(xact_commit)::bigint from pg_stat_database").fetchone()
    assert row is not None
    return row[0]
