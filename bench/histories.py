"""Long histories: a client far behind, and a long chat opened."""

from __future__ import annotations

import time

import httpx
from tests.support.person import Person

from bench.place import Bench
from bench.rows import Row, p50
from bench.wire import subscription

EVENTS = 10_000
MESSAGES = 2_000

DELTAS = """
with part as (select gen_random_uuid() as id), made as (
  insert into events (chat_id, seq, type, data)
  select %(chat)s::uuid, c.head_seq + n, 'part.delta', jsonb_build_object('message_id', gen_random_uuid(),
    'part_id', part.id, 'offset', n * 6, 'text', 'token ')
  from generate_series(1, %(count)s) n, part, chats c where c.id = %(chat)s::uuid
)
update chats set head_seq = head_seq + %(count)s where id = %(chat)s::uuid
"""
CHAIN = """
with numbered as (
  select n, gen_random_uuid() as id from generate_series(1, %(count)s) n
), chained as materialized (
  select n, id, lag(id) over (order by n) as parent_id,
    case when n %% 2 = 1 then 'user' else 'assistant' end as role from numbered
), inserted as (
  insert into messages (id, chat_id, parent_id, role, created_at)
  select id, %(chat)s::uuid, parent_id, role, now() + n * interval '1 ms' from chained order by n
), parts as (
  insert into parts (id, message_id, index, type, data, created_at, ended_at)
  select gen_random_uuid(), id, 0, 'text', jsonb_build_object('text',
    case when role = 'user' then 'Question ' || n else
      '## Answer ' || n || e'\n\n' || repeat('Some **words** about `code` in a paragraph. ', 12)
      || e'\n\n```python\ndef answer():\n    return ' || n || e'\n```\n' end), now(), now() from chained
)
update chats set title = 'A long chat', leaf_id = (select id from chained order by n desc limit 1) where id = %(chat)s
"""


async def measure_histories(bench: Bench) -> list[Row]:
    """Reconnecting 10,000 events behind, and reading the newest page of a chat of 2,000 messages."""
    behind, long = (await bench.chats(50))[:2]
    with bench.database() as database:
        database.execute(DELTAS, {"chat": behind.chat_id, "count": EVENTS})
    return [
        Row(f"reconnect {EVENTS} events behind, synced", await _reconnect(bench, behind), "ms", 250),
        Row(f"newest page of {MESSAGES} messages, p50", await _open_long(bench, long), "ms"),
    ]


def make_long(bench: Bench, person: Person) -> None:
    """Give a chat 2,000 messages."""
    with bench.database() as database:
        database.execute(CHAIN, {"chat": person.chat_id, "count": MESSAGES})


async def _reconnect(bench: Bench, person: Person) -> float:
    took: list[float] = []
    for _ in range(5):
        tap = await bench.address.open_socket()
        sent = tap.write(subscription(person.chat_id, 0))
        took.append((await tap.until(b'"synced"') - sent) / 1e6)
        assert tap.text.count(b'"part.delta"') >= EVENTS
        tap.close()
    return p50(took)


async def _open_long(bench: Bench, person: Person) -> float:
    make_long(bench, person)
    took: list[float] = []
    async with person.server.api() as api:
        for _ in range(15):
            began = time.monotonic()
            answer = await api.get(f"/chats/{person.chat_id}/messages")
            took.append((time.monotonic() - began) * 1000)
            assert answer.status_code == httpx.codes.OK
            assert len(answer.json()["messages"]) == 50
    return p50(took)
