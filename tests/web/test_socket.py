"""The socket: replay, live, invalidations, limits."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import anyio
import orjson
from websockets.asyncio.client import ClientConnection

from boocode.contracts.agents import Completed, Outcome, Prompt, Sink, TextDelta
from boocode.contracts.wire.events import TitleData
from tests.support.rows import Place
from tests.web.site import Site, frame


async def send(connection: ClientConnection, **fields: Any) -> None:
    await connection.send(orjson.dumps(fields).decode())


async def until(connection: ClientConnection, **wanted: Any) -> list[dict[str, Any]]:
    """Frames up to and including the first that has these fields."""
    seen: list[dict[str, Any]] = []
    while not seen or any(seen[-1].get(name) != value for name, value in wanted.items()):
        seen.append(await frame(connection))
    return seen


async def test_subscription_replays_then_says_synced_then_goes_live(site: Site, place: Place) -> None:
    topic = f"chat:{place.chat_id}"
    sent = await site.stack.send(place.chat_id)
    await site.stack.until_state(sent.task)
    async with site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=topic, after=0)
        frames = await until(connection, type="synced")
        assert frames[0] == {"id": 1, "result": {}, "error": None}
        assert [f["seq"] for f in frames[1:-1]] == list(range(1, frames[-1]["seq"] + 1))
        assert {f["topic"] for f in frames[1:]} == {topic}
        async with site.stack.events.transaction() as tx:
            tx.emit(place.chat_id, "title.updated", TitleData(title="New", source="human"))
        live = await until(connection, type="title.updated")
        assert live[-1]["seq"] > frames[-1]["seq"]


async def test_cursor_gets_only_what_it_missed(site: Site, place: Place) -> None:
    await site.stack.send(place.chat_id)
    await site.stack.until(place.chat_id, lambda seen: any(event["type"] == "title.updated" for event in seen))
    head = await site.stack.events.head(place.chat_id)
    assert head is not None
    async with site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=f"chat:{place.chat_id}", after=head - 2)
        frames = await until(connection, type="synced")
    assert [f["seq"] for f in frames[1:]] == [head - 1, head, head]


async def test_cursor_beyond_the_log_is_told_to_start_again(site: Site, place: Place) -> None:
    async with site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=f"chat:{place.chat_id}", after=10_000)
        frames = await until(connection, type="reset")
    assert frames[-1] == {"topic": f"chat:{place.chat_id}", "type": "reset"}


async def test_snapshot_and_subscription_fit_while_an_answer_streams(site: Site, place: Place) -> None:
    go_on = anyio.Event()

    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(TextDelta("first "))
        await sink.flush()
        await go_on.wait()
        await sink.emit(TextDelta("second"))
        return Completed()

    site.stack.agent.turn = turn
    await site.stack.send(place.chat_id)
    await site.stack.until(place.chat_id, lambda seen: any(e["type"] == "part.delta" for e in seen))
    async with site.api() as api, site.socket() as connection:
        page = (await api.get(f"/api/chats/{place.chat_id}/messages")).json()
        part = page["messages"][1]["parts"][0]
        assert (part["state"], part["text"]) == ("open", "first ")
        await send(connection, id=1, op="subscribe", topic=f"chat:{place.chat_id}", after=page["seq"])
        assert (await until(connection, type="synced"))[-1]["seq"] == page["seq"]
        go_on.set()
        delta = (await until(connection, type="part.delta"))[-1]["data"]
    assert (delta["offset"], delta["text"], delta["part_id"]) == (6, "second", part["id"])


async def test_deleted_chat_resets_its_followers(site: Site, place: Place) -> None:
    async with site.api() as api, site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=f"chat:{place.chat_id}")
        await until(connection, type="synced")
        assert (await api.delete(f"/api/chats/{place.chat_id}")).status_code == 204
        assert (await until(connection, type="reset"))[-1]["topic"] == f"chat:{place.chat_id}"


async def test_changes_of_a_session_reach_who_listens(site: Site, place: Place) -> None:
    async with site.api() as api, site.socket() as one, site.socket() as other:
        await send(one, id=1, op="subscribe", topic="app")
        await send(other, id=1, op="subscribe", topic=f"session:{place.session_id}")
        await frame(one)
        await frame(other)
        assert (await api.patch(f"/api/chats/{place.chat_id}", json={"title": "Named"})).status_code == 200
        assert await frame(one) == {"topic": "app", "type": "changed", "what": ["chats"]}
        assert (await frame(other))["topic"] == f"session:{place.session_id}"


async def test_unsubscribed_topic_is_silent(site: Site, place: Place) -> None:
    topic = f"chat:{place.chat_id}"
    async with site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=topic)
        await until(connection, type="synced")
        await send(connection, id=2, op="unsubscribe", topic=topic)
        assert (await frame(connection))["id"] == 2
        async with site.stack.events.transaction() as tx:
            tx.emit(place.chat_id, "title.updated", TitleData(title="New", source="human"))
        await send(connection, id=3, op="ping")
        assert (await frame(connection))["id"] == 3


async def test_subscribing_again_moves_the_cursor(site: Site, place: Place) -> None:
    sent = await site.stack.send(place.chat_id)
    await site.stack.until_state(sent.task)
    topic = f"chat:{place.chat_id}"
    async with site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=topic, after=1)
        await until(connection, type="synced")
        await send(connection, id=2, op="subscribe", topic=topic, after=0)
        await until(connection, id=2)  # the title may come before it, live
        frames = await until(connection, type="synced")
    assert frames[0]["seq"] == 1


async def test_wrong_topics_are_refused(site: Site, place: Place) -> None:
    unknown = f"chat:{uuid4()}"
    async with site.socket() as connection:
        for topic, code in [
            (unknown, "not_found"),
            ("chat:1", "invalid"),
            ("chat:", "invalid"),
            ("session", "invalid"),
            ("everything", "invalid"),
            (f"chat:{str(place.chat_id).upper()}", "invalid"),
        ]:
            await send(connection, id=9, op="subscribe", topic=topic)
            answer = await frame(connection)
            assert (answer["id"], answer["error"]["code"]) == (9, code), topic
        await send(connection, id=9, op="subscribe", topic="app", after=-1)
        assert (await frame(connection))["error"]["code"] == "invalid"


async def test_topics_of_a_socket_are_limited(site: Site) -> None:
    async with site.socket() as connection:
        for number in range(64):
            await send(connection, id=number, op="subscribe", topic=f"session:{uuid4()}")
            assert (await frame(connection))["error"] is None
        await send(connection, id=99, op="subscribe", topic="app")
        assert (await frame(connection))["error"]["code"] == "too_many_topics"


async def test_two_browsers_see_the_same_answer(site: Site, place: Place) -> None:
    topic = f"chat:{place.chat_id}"
    async with site.socket() as one, site.socket() as other:
        for connection in (one, other):
            await send(connection, id=1, op="subscribe", topic=topic)
            await until(connection, type="synced")
        sent = await site.stack.send(place.chat_id)
        await site.stack.until_state(sent.task)
        head = await site.stack.events.head(place.chat_id)
        seen = [await until(connection, seq=head) for connection in (one, other)]
    assert seen[0] == seen[1]


async def test_closed_socket_leaves_nothing_behind(site: Site, place: Place) -> None:
    async with site.socket() as connection:
        await send(connection, id=1, op="subscribe", topic=f"chat:{place.chat_id}")
        await until(connection, type="synced")
        assert len(site.services.sockets) == 1
    with anyio.fail_after(60):
        while len(site.services.sockets) or site.services.bus._by_id or site.stack.events._feeds._feeds:
            await anyio.sleep(0.005)
