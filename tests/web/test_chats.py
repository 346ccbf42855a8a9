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


async def test_a_chat_without_a_title_is_called_after_its_first_words(site: Site, place: Place) -> None:
    chat, words = f"/api/chats/{place.chat_id}", "  Why\n\tis the\u3000build red? " + "Look at it. " * 40
    async with site.api() as api:
        assert (await api.get(chat)).json()["title"] is None
        await api.post(f"{chat}/messages", json={"client_id": str(uuid4()), "text": words})
        await site.stack.until_state((await site.stack.tasks.find())[0])
        untitled = (await api.patch(chat, json={"title": None})).json()
        found = (await api.get("/api/chats", params={"q": "build red"})).json()["chats"]
    assert (untitled["title"], untitled["title_source"]) == ("Why is the build red? Look at it. Look at it. Lo", None)
    assert [each["title"] for each in found] == [untitled["title"]]


async def test_a_draft_with_its_attachments_is_cleared_by_the_message_that_it_becomes(site: Site, place: Place) -> None:
    chat = f"/api/chats/{place.chat_id}"
    waiting = {"path": "app.py", "kind": "reference", "name": "app.py"}
    async with site.api() as api:
        saved = (await api.patch(chat, json={"draft": "hello", "draft_attachments": [waiting], "draft_base": 0})).json()
        assert (saved["draft"], saved["draft_rev"]) == ("hello", 1)
        assert saved["draft_attachments"] == [{**waiting, "attachment_id": None, "size": 0}]
        prompt = {"client_id": str(uuid4()), "text": "hello", "draft_rev": 1}
        assert (await api.post(f"{chat}/messages", json=prompt)).status_code == 202
        sent = (await api.get(chat)).json()
        assert (sent["draft"], sent["draft_attachments"], sent["draft_rev"]) == ("", [], 2)


async def test_what_was_written_after_a_message_stays_when_the_message_arrives_late(site: Site, place: Place) -> None:
    chat = f"/api/chats/{place.chat_id}"
    async with site.api() as api:
        await api.patch(chat, json={"draft": "hello"})
        await api.patch(chat, json={"draft": "and then"})
        late = {"client_id": str(uuid4()), "text": "hello", "draft_rev": 1}
        assert (await api.post(f"{chat}/messages", json=late)).status_code == 202
        assert (await api.get(chat)).json()["draft"] == "and then"


async def test_a_draft_made_from_an_older_one_is_refused_and_gets_to_see_the_newer(site: Site, place: Place) -> None:
    chat = f"/api/chats/{place.chat_id}"
    async with site.api() as api:
        await api.patch(chat, json={"draft": "mine", "draft_base": 0})
        refused = await api.patch(chat, json={"draft": "yours", "draft_base": 0})
        assert refused.status_code == 409
        error = refused.json()["error"]
        assert (error["code"], error["data"]["draft"], error["data"]["draft_rev"]) == ("draft_changed", "mine", 1)
        accepted = await api.patch(chat, json={"draft": "yours", "draft_base": 1})
        assert accepted.json()["draft"] == "yours"
        ahead = await api.patch(chat, json={"draft": "next", "draft_base": 7})  # its message is on the way
        assert ahead.json()["draft_rev"] == 8
