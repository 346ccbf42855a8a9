"""From a prompt to the model's request."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.support.person import Person

from bench.place import Bench
from bench.rows import Row, p50
from bench.wire import Tap

ALONE = 20
TOGETHER = 50


async def measure_prompts(bench: Bench) -> list[Row]:
    """POST to model request, alone and 50 at once; and the part of it after the prompt was acknowledged."""
    people = await bench.chats(TOGETHER)
    floor_alone = [await _ask_model(bench) for _ in range(ALONE)]
    alone = [(await _post(bench, [person]))[0] for person in people[:ALONE]]
    floor_together = await asyncio.gather(*(_ask_model(bench) for _ in range(TOGETHER)))
    before = sum(bench.cpu_seconds())
    together = await _post(bench, people)
    cpu = (sum(bench.cpu_seconds()) - before) / TOGETHER * 1000
    return [
        Row("POST to model request, alone, p50", p50([whole for whole, _ in alone]), "ms", 15, p50(floor_alone)),
        Row(
            f"POST to model request, {TOGETHER} at once, p50",
            p50([whole for whole, _ in together]),
            "ms",
            100,
            p50(floor_together),
        ),
        Row(f"processor per prompt and answer, {TOGETHER} at once", cpu, "ms"),
        Row("task admitted (202) to agent prompted, p50", p50([after for _, after in alone]), "ms", 15),
    ]


async def _post(bench: Bench, people: list[Person]) -> list[tuple[float, float]]:
    """Send one prompt per person at once; per prompt, ms from sending it and from its 202 to the model's request."""
    known = await bench.model.asked()
    since = known[-1]["number"] + 1
    taps = [await bench.address.open() for _ in people]
    sent = [tap.write(_prompt(bench, person)) for tap, person in zip(taps, people, strict=True)]
    acknowledged = await asyncio.gather(*(tap.until(b"HTTP/1.1 202") for tap in taps))
    asked: dict[str, float] = {}
    while len(asked) < len(people):  # the server is left in peace until all have come through
        await asyncio.sleep(0.05)
        asked = {
            record["headers"]["x-session-id"]: record["at"] * 1e9
            for record in await bench.model.asked(since)
            if "x-session-id" in record["headers"]
        }
    await _all_ended(people[0])
    _close(taps)
    return [
        ((asked[person.chat_id] - start) / 1e6, (asked[person.chat_id] - receipt) / 1e6)
        for person, start, receipt in zip(people, sent, acknowledged, strict=True)
    ]


def _prompt(bench: Bench, person: Person) -> bytes:
    body = {"client_id": str(uuid4()), "text": "SCRIPT:say"}
    return bench.address.request("POST", f"/api/chats/{person.chat_id}/messages", body)


async def _all_ended(person: Person) -> None:
    """Wait until no task runs, without asking often: this is measured, too."""
    for state in ("pending", "running"):
        while (await person.get("/tasks", state=state))["tasks"]:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.1)


async def _ask_model(bench: Bench) -> float:
    """The same straight to the model: ms from sending to its having the request."""
    session = str(uuid4())
    address = bench.model_address
    tap = await address.open()
    body = {"model": "scripted", "stream": True, "messages": [{"role": "user", "content": "SCRIPT:say"}]}
    request = address.request("POST", "/v1/chat/completions", body).replace(
        b"\r\n\r\n", f"\r\nX-Session-ID: {session}\r\n\r\n".encode(), 1
    )
    sent = tap.write(request)
    await tap.until(b"[DONE]")
    tap.close()
    (record,) = [r for r in await bench.model.asked() if r["headers"].get("x-session-id") == session]
    return (record["at"] * 1e9 - sent) / 1e6


def _close(taps: list[Tap]) -> None:
    for tap in taps:
        tap.close()
