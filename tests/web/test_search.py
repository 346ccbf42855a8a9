"""Search over HTTP."""

from __future__ import annotations

from uuid import uuid4

import anyio
import pytest

from tests.support.rows import Place
from tests.web.site import Site


async def test_prompt_and_answer_are_found_soon_after_the_turn(site: Site, place: Place) -> None:
    async with site.api() as api:
        sent = await api.post(
            f"/api/chats/{place.chat_id}/messages", json={"client_id": str(uuid4()), "text": "where is the curlew?"}
        )
        assert sent.status_code == 202, sent.text
        with anyio.fail_after(60):
            while not (page := (await api.get("/api/search", params={"q": "curlew"})).json())["results"]:
                await anyio.sleep(0.05)
        (result,) = page["results"]
        assert result["kind"] == "user"
        assert result["chat_id"] == str(place.chat_id)
        assert result["message_id"] == sent.json()["message"]["id"]
        assert [result["snippet"][start:end] for start, end in result["marks"]] == ["curlew"]
        assert page["next"] is None
        narrowed = await api.get("/api/search", params={"q": "curlew", "kind": ["tool", "change"]})
        assert narrowed.json()["results"] == []


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "at least one word"),
        ({"q": "x", "kind": "song"}, "Kinds are"),
        ({"q": "x", "before": "soon"}, "2026-01-31"),
        ({"q": "x project:nowhere"}, "no project called 'nowhere'"),
        ({"q": "x", "cursor": "?"}, "first page"),
        ({"q": "x kind:tool", "kind": "user"}, "exclude each other"),
    ],
)
async def test_what_cannot_be_searched_for_is_refused_with_a_sentence(
    site: Site, params: dict[str, str], said: str
) -> None:
    async with site.api() as api:
        refused = await api.get("/api/search", params=params)
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "bad_search"
    assert said in refused.json()["error"]["message"]


async def test_strangers_find_nothing(site: Site) -> None:
    async with site.client() as stranger:
        assert (await stranger.get("/api/search", params={"q": "x"})).status_code == 401
