"""From a token of the model to a frame at the client: delay, processor time, slowdown."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from uuid import uuid4

from bench.place import RATE, TOKENS, Bench
from bench.rows import Row, p50, p99
from bench.wire import Tap, subscription

DONE = b'"state":"completed"'
BUDGETS = {1: (2.0, 10.0), 50: (5.0, 30.0)}


@dataclass(frozen=True, slots=True)
class Streamed:
    """Some streams at once: delays in ms over all tokens, how long the slowest took, processor time.

    Attributes:
        slowest_seconds: From the first token to the end; `whole_seconds`: from sending the prompt. What many prompts at
            once wait for their model is a budget of its own.
    """

    delays: list[float]
    slowest_seconds: float
    whole_seconds: float
    server_cores: float = 0.0
    database_cores: float = 0.0


async def measure_streams(bench: Bench) -> list[Row]:
    """Token to frame with one stream and fifty, what fifty cost, and whether one of them comes late."""
    rows: list[Row] = []
    alone: Streamed | None = None
    for count, (median, tail) in BUDGETS.items():
        floor = await _ask_model(bench, count)
        ours = await _ask_server(bench, count)
        alone = alone or ours
        name = f"token to frame, {count} stream{'s' * (count > 1)}"
        rows += [
            Row(f"{name}, p50", p50(ours.delays), "ms", median, p50(floor.delays), added=True),
            Row(f"{name}, p99", p99(ours.delays), "ms", tail, p99(floor.delays), added=True),
        ]
        if count > 1:
            slower = 100 * (ours.slowest_seconds / alone.slowest_seconds - 1)
            later = 100 * (ours.whole_seconds / alone.whole_seconds - 1)
            rows += [
                Row(f"{count} streams: processor of the server", ours.server_cores, "cores", 1.0),
                Row(f"{count} streams: processor of the database", ours.database_cores, "cores"),
                Row(f"{count} streams: slowest against one alone, first token to end", slower, "%", 5.0),
                Row(f"{count} streams: slowest against one alone, prompt to end", later, "%"),
            ]
    return rows


async def _ask_server(bench: Bench, count: int) -> Streamed:
    people = await bench.chats(count)
    taps: list[Tap] = []
    for person in people:
        tap = await bench.address.open_socket()
        seq = (await person.get(f"/chats/{person.chat_id}/messages", limit=1))["seq"]
        tap.write(subscription(person.chat_id, seq))
        await tap.until(b'"synced"')
        taps.append(tap)
    before, began = bench.cpu_seconds(), time.monotonic()
    posts = [await bench.address.open() for _ in people]
    starts = [
        post.write(
            bench.address.request(
                "POST",
                f"/api/chats/{person.chat_id}/messages",
                {"client_id": str(uuid4()), "text": "SCRIPT:bench"},
            )
        )
        for post, person in zip(posts, people, strict=True)
    ]
    ends = await asyncio.gather(*(tap.until(DONE) for tap in taps))
    seconds, after = time.monotonic() - began, bench.cpu_seconds()
    for tap in (*taps, *posts):
        tap.close()
    return _streamed(taps, starts, list(ends), [(b - a) / seconds for a, b in zip(before, after, strict=True)])


async def _ask_model(bench: Bench, count: int) -> Streamed:
    taps = [await bench.model_address.open() for _ in range(count)]
    body: dict[str, object] = {
        "model": "scripted",
        "stream": True,
        "tools": [{"type": "function", "function": {"name": "nothing", "parameters": {}}}],
        "messages": [{"role": "user", "content": "SCRIPT:bench"}],
    }
    starts = [tap.write(bench.model_address.request("POST", "/v1/chat/completions", body)) for tap in taps]
    ends = await asyncio.gather(*(tap.until(b"[DONE]") for tap in taps))
    for tap in taps:
        tap.close()
    return _streamed(taps, starts, list(ends), [0.0, 0.0])


def _streamed(taps: list[Tap], starts: list[int], ends: list[int], cores: list[float]) -> Streamed:
    delays = [tap.delays() for tap in taps]
    assert all(len(each) >= TOKENS for each in delays), f"tokens are missing: {[len(each) for each in delays]}"
    # A stamp comes twice: in its delta, and at the end in the whole part.
    first = [delay for each in delays for delay in each[:TOKENS]]
    slowest = max(end - tap.first_token_at() for tap, end in zip(taps, ends, strict=True)) / 1e9
    whole = max(end - start for start, end in zip(starts, ends, strict=True)) / 1e9
    assert whole >= TOKENS / RATE * 0.9
    return Streamed(first, slowest, whole, cores[0], cores[1])
