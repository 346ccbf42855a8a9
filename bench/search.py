"""Search in 1,000,000 parts: frequent, rare and unfinished words, over HTTP."""

from __future__ import annotations

import time

import httpx
from tests.support.person import Person

from bench.place import Bench
from bench.rows import Row, p50, percentile

PARTS = 1_000_000
TIMES = 20
BUDGET = 200.0
QUERIES = {
    "frequent word": "harbour ",
    "two frequent words": "harbour tide ",
    "two words never together": "evenword oddword ",
    "rare word": "needle500000 ",
    "rare and frequent word": "harbour needle500000 ",
    "phrase": '"harbour tide"',
    "unfinished frequent word": "harb",
    "unfinished rare word": "needle50000",
    "frequent word of two kinds": "harbour kind:tool,user ",
    "two letters of most words": "wo",
    "frequent word of old": "harbour before:2026-03-01 ",
    "frequent word of the oldest day": "harbour before:2026-01-02 ",
    "frequent word between two days": "harbour after:2026-04-01 before:2026-04-03 ",
    "frequent word of a provider in a project": "harbour provider:boocode project:project ",
    "frequent word without those that are everywhere": "harbour -oddword -evenword ",
    "frequent word without an unfinished one that is everywhere": "harbour -wo",
    "phrase of frequent words that is nowhere": '"tide harbour"',
}
NOWHERE = {"evenword oddword ", "harbour -oddword -evenword ", "harbour -wo", '"tide harbour"'}

# Every word of a part is one of 20,000, the low ones more often; four words say how frequent a word is.
WORDS = """
create temporary table made on commit drop as
select gen_random_uuid() as message_id, gen_random_uuid() as part_id, n,
  case n %% 4 when 0 then 'user' when 3 then 'tool' else 'assistant' end as kind,
  timestamptz '2026-01-01' + n * interval '25 s' as at,
  concat_ws(' ', case when n %% 2 = 0 then 'harbour tide evenword' else 'oddword' end,
    case when n %% 5 = 0 then 'harbour' end, 'needle' || n,
    (select string_agg('word' || (power(random(), 3) * 20000)::int, ' ') from generate_series(1, 25 + n %% 20))) as text
from generate_series(1, %(count)s) n
"""
ROWS = (
    "insert into messages (id, chat_id, role, created_at) select message_id, %(chat)s::uuid,"
    " case when kind = 'user' then 'user' else 'assistant' end, at from made",
    "insert into parts (id, message_id, index, type, data, created_at) select part_id, message_id, 0,"
    " case when kind = 'tool' then 'tool_result' else 'text' end, jsonb_build_object('text', text), at from made",
    "drop index search_by_words",
    "insert into search_documents (id, kind, part_id, chat_id, message_id, session_id, project_id, provider, at, tsv)"
    " select n - %(count)s - 1, kind, part_id, c.id, message_id, s.id, s.project_id, 'boocode', at,"
    " to_tsvector('simple', text) || array_to_tsvector(array['~b' || ((n - %(count)s - 1) >> 12), '~k' || kind,"
    " '~p' || replace(s.project_id::text, '-', ''), '~s' || replace(s.id::text, '-', ''), '~vboocode',"
    " '~y' || extract(year from at), '~m' || to_char(at, 'YYYY-MM')]) from made, chats c"
    " join sessions s on s.id = c.session_id where c.id = %(chat)s order by n",
    "set local maintenance_work_mem = '256MB'",
    "create index search_by_words on search_documents using gin (tsv) with (fastupdate = off)",
)


async def measure_search(bench: Bench) -> list[Row]:
    """Twenty searches of every sort in a million parts."""
    (person,) = await bench.chats(1)
    _fill(bench, person)
    rows: list[Row] = []
    async with person.server.api() as api:
        for what, q in QUERIES.items():
            took = [await _ask(api, q) for _ in range(TIMES)]
            rows.append(Row(f"search of {PARTS:,} parts, {what}, p50", p50(took), "ms", BUDGET))
            rows.append(Row(f"search of {PARTS:,} parts, {what}, p95", percentile(took, 0.95), "ms", BUDGET))
    return rows


def _fill(bench: Bench, person: Person) -> None:
    given = {"chat": person.chat_id, "count": PARTS}
    with bench.database() as database:
        database.execute("update search_progress set parts_before = null")
        database.execute(WORDS, given)
        for statement in ROWS:
            database.execute(statement.encode(), given)
    with bench.database() as database:
        database.autocommit = True
        database.execute("vacuum analyze search_documents, parts, messages")


async def _ask(api: httpx.AsyncClient, q: str) -> float:
    began = time.monotonic()
    answer = await api.get("/search", params={"q": q})
    took = (time.monotonic() - began) * 1000
    assert answer.status_code == httpx.codes.OK, answer.text
    page = answer.json()
    assert page["results"] or page["looked_until"] or q in NOWHERE, q
    return took
