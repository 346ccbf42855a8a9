"""Chats over HTTP."""

from __future__ import annotations

from uuid import uuid4

from tests.support.rows import Place
from tests.web.site import Site


async def test_prompt_is_answered_and_both_are_in_the_transcript(site: Site, place: Place) -> None:
    async with site.api() as api:
        sent = await api.post(f"/api/chats/{place.chat_id}/messages", json={"client_id": str(uuid4()), "text": "hello"})
        assert sent.status_code == 202, sent.text
        await site.stack.until_state((await site.stack.tasks.find())[0])
        page = (await api.get(f"/api/chats/{place.chat_id}/messages")).json()
    assert [message["role"] for message in page["messages"]] == ["user", "assistant"]
    assert page["messages"][1]["parts"][0]["text"] == "done"
    assert page["task"]["state"] == "completed"
    assert page["next"] is None
    assert page["seq"] > 0
