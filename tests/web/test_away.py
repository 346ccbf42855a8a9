"""Being away, and notifications, over HTTP and the socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import orjson
import pytest

from boocode.config import Settings
from boocode.contracts.agents import Completed, Outcome, Prompt, Sink, TextDelta
from boocode.db import Database
from tests.support.rows import Place
from tests.web.site import Site, frame, open_site


@pytest.fixture
async def site(db: Database, tmp_path: Path) -> AsyncIterator[Site]:
    """A server to which every return is one from an absence."""
    async with open_site(db, tmp_path, settings=Settings(data_dir=tmp_path / "data", away_minutes=0)) as opened:
        yield opened


async def say(connection: Any, **fields: Any) -> dict[str, Any]:
    """The answer to a frame."""
    await connection.send(orjson.dumps(fields).decode())
    while (answer := await frame(connection)).get("id") != fields.get("id"):
        pass
    return answer


async def told(connection: Any, word: str) -> None:
    """Wait until windows are told to look at something again."""
    while word not in (await frame(connection)).get("what", ()):
        pass


async def until_unseen(api: httpx.AsyncClient, kinds: list[str]) -> list[dict[str, Any]]:
    with anyio.fail_after(60):
        while True:
            found = (await api.get("/api/notifications", params={"unseen": True})).json()["notifications"]
            if [one["kind"] for one in found] == kinds:
                return found
            await anyio.sleep(0.02)


async def test_who_comes_back_is_told_what_ended_meanwhile_until_it_is_put_away(site: Site, place: Place) -> None:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(TextDelta("High tide is at **noon**."))
        return Completed()

    site.stack.agent.turn = turn
    async with site.api() as api:
        assert (await api.get("/api/away")).json()["since"] is None
        async with site.socket() as desk:
            assert (await say(desk, id=1, op="look", seeing=[]))["error"] is None
            seen_at = await site.db.fetch_value("select looked_at from presence")
        with anyio.fail_after(60):  # it is noted that nobody looks any more
            while await site.db.fetch_value("select looked_at from presence") == seen_at:
                await anyio.sleep(0.01)
        await site.stack.until_state((await site.stack.send(place.chat_id)).task)
        async with site.socket() as phone:
            await say(phone, id=1, op="subscribe", topic="app")
            await say(phone, id=2, op="look", seeing=[])
            digest = (await api.get("/api/away")).json()
            (project,) = digest["projects"]
            (chat,) = project["sessions"][0]["chats"]
            (fact,) = chat["facts"]
            assert (chat["id"], fact["kind"], fact["text"]) == (
                str(place.chat_id),
                "completed",
                "High tide is at noon.",
            )
            assert digest["put_away"] is False
            assert (await api.post("/api/away/seen")).status_code == 204
            await told(phone, "away")
            assert (await api.get("/api/away")).json()["put_away"] is True


async def test_what_ended_is_unseen_until_one_window_says_otherwise_and_all_are_told(site: Site, place: Place) -> None:
    async with site.api() as api, site.socket() as other:
        await say(other, id=1, op="subscribe", topic="app")
        await say(other, id=2, op="look", seeing=[f"chat:{place.chat_id}"])
        await site.stack.until_state((await site.stack.send(place.chat_id)).task)
        (one,) = await until_unseen(api, ["completed"])
        assert one["watched"] is True
        await say(other, id=3, op="look", seeing=None)
        assert (await api.get("/api/notifications")).json()["notifications"][0]["watched"] is False
        assert (await api.post("/api/notifications/seen", json={"ids": [one["id"]]})).status_code == 204
        await told(other, "notifications")
        page = (await api.get("/api/notifications")).json()
        assert ([each["seen"] for each in page["notifications"]], page["unseen"]) == ([True], 0)


async def test_failed_task_is_on_its_chat_session_and_project_until_it_is_seen(site: Site, place: Place) -> None:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        raise RuntimeError("broken on purpose")

    site.stack.agent.turn = turn
    async with site.api() as api:
        task = (await site.stack.send(place.chat_id)).task
        await site.stack.until_state(task)
        for claim in (True, False):
            shown = [
                (await api.get(f"/api/chats/{place.chat_id}")).json(),
                (await api.get(f"/api/sessions/{place.session_id}")).json(),
                *(await api.get("/api/projects")).json()["projects"],
            ]
            assert [one["failed"] for one in shown] == [claim] * 3
            assert [one["unread"] for one in shown] == [True] * 3
            await api.post(f"/api/tasks/{task.id}/seen")


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/api/away", {"params": {"since": "yesterday"}}),
        ("GET", "/api/away", {"params": {"since": "2026-01-01T00:00:00"}}),
        ("GET", "/api/away", {"params": {"since": "0001-01-01T00:00:00+14:00"}}),
        ("GET", "/api/away", {"params": {"limit": 0}}),
        ("GET", "/api/away", {"params": {"cursor": -1}}),
        ("GET", "/api/notifications", {"params": {"cursor": "x"}}),
        ("GET", "/api/notifications", {"params": {"cursor": 2**70}}),
        ("POST", "/api/notifications/seen", {"json": {}}),
        ("POST", "/api/notifications/seen", {"json": {"ids": [1], "all": True}}),
        ("POST", "/api/notifications/seen", {"json": {"ids": [2**70]}}),
        ("POST", "/api/notifications/seen", {"json": {"ids": list(range(501))}}),
        ("POST", "/api/notifications/seen", {"json": {"everything": True}}),
    ],
)
async def test_bad_input_is_refused_with_a_sentence(site: Site, method: str, path: str, more: dict[str, Any]) -> None:
    async with site.api() as api:
        refused = await api.request(method, path, **more)
    assert refused.status_code == 422
    assert refused.json()["error"]["message"]


async def test_chat_is_marked_as_read_up_to_a_place_or_wholly_but_not_both(site: Site, place: Place) -> None:
    async with site.api() as api:
        refused = await api.patch(f"/api/chats/{place.chat_id}", json={"read_seq": 1, "unread": True})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid")


@pytest.mark.parametrize("seeing", [["app"], ["chat:1"], [f"chat:{'0' * 36}"] * 65, "all", [1]])
async def test_look_at_what_there_cannot_be_is_refused_and_the_socket_stays(site: Site, seeing: object) -> None:
    async with site.socket() as connection:
        assert (await say(connection, id=1, op="look", seeing=seeing))["error"]["code"] == "invalid"
        assert (await say(connection, id=2, op="look", seeing=None))["error"] is None
        assert not site.services.away.presence.is_looking


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/away"),
        ("POST", "/api/away/seen"),
        ("GET", "/api/notifications"),
        ("POST", "/api/notifications/seen"),
    ],
)
async def test_strangers_learn_nothing(site: Site, method: str, path: str) -> None:
    async with site.client(headers={"origin": site.origin}) as stranger:
        assert (await stranger.request(method, path)).status_code == 401
