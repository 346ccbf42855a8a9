"""Rules, usage and requests of agents over HTTP."""

from __future__ import annotations

from uuid import uuid4

import anyio

from boocode.contracts.agents import (
    Completed,
    NewRequest,
    Outcome,
    Prompt,
    Sink,
    ToolCallUpsert,
    ToolResult,
    UsageReport,
    permission_options,
)
from boocode.contracts.wire.chat import Usage
from boocode.kernel.ids import new_id
from tests.support.rows import Place
from tests.tasks.stack import EXTERNAL
from tests.web.site import Site


async def asking(prompt: Prompt, sink: Sink) -> Outcome:
    await sink.emit(ToolCallUpsert("c1", "bash", "shell", "npm test", {"command": "npm test"}, "running"))
    asked = NewRequest(
        "permission",
        "c1",
        "Run npm test",
        options=permission_options(),
        fingerprint="f1",
        subject="shell:npm test",
        subject_label="Commands that begin with `npm test`",
    )
    answer = await sink.ask_now(asked)
    await sink.emit(ToolResult("c1", answer.option_id or ""))
    await sink.emit(ToolCallUpsert("c1", "bash", "shell", "npm test", {"command": "npm test"}, "completed"))
    await sink.emit(UsageReport(Usage(prompt_tokens=100, completion_tokens=20, cached_tokens=50, cost=0.25)))
    return Completed()


async def test_an_always_is_listed_as_a_rule_until_it_is_revoked(site: Site, place: Place) -> None:
    site.stack.agent.turn = asking
    async with site.api() as api:
        body = {"client_id": str(uuid4()), "text": "test it", "provider": EXTERNAL}
        assert (await api.post(f"/api/chats/{place.chat_id}/messages", json=body)).status_code == 202
        with anyio.fail_after(60):
            while not (asked := (await api.get("/api/requests")).json()["requests"]):
                await anyio.sleep(0.01)
        (request,) = asked
        assert request["always"] == "Commands that begin with `npm test`"
        assert (request["provider"], request["orphaned"]) == (EXTERNAL, False)
        assert (await api.get(f"/api/chats/{place.chat_id}")).json()["status"] == "blocked"
        assert (await api.get(f"/api/sessions/{place.session_id}")).json()["status"] == "blocked"
        chosen = {"client_id": str(uuid4()), "option_id": "allow_always"}
        answered = await api.post(f"/api/requests/{request['id']}/answer", json=chosen)
        assert answered.json()["answer"]["option_id"] == "allow_always", "the human's own choice is shown"
        await site.stack.until_state((await site.stack.tasks.find())[0])
        (rule,) = (await api.get("/api/rules")).json()["rules"]
        assert (rule["subject"], rule["effect"], rule["used_count"]) == ("shell:npm test", "allow", 0)
        assert rule["project_name"] == place.path.name
        revoked = await api.delete(f"/api/rules/{rule['id']}")
        assert revoked.json()["revoked_at"] is not None
        assert (await api.delete(f"/api/rules/{rule['id']}")).json() == revoked.json(), "once is enough"
        assert (await api.delete(f"/api/rules/{new_id()}")).status_code == 404


async def test_usage_is_added_up_as_asked(site: Site, place: Place) -> None:
    async def spending(prompt: Prompt, sink: Sink) -> Outcome:
        await sink.emit(UsageReport(Usage(prompt_tokens=100, completion_tokens=20, cached_tokens=50, cost=0.25)))
        return Completed()

    site.stack.agent.turn = spending
    for text, provider in (("first question", EXTERNAL), ("second question", "boocode")):
        await site.stack.until_state((await site.stack.send(place.chat_id, text, provider=provider)).task)
    async with site.api() as api:
        tables = {by: (await api.get("/api/usage", params={"by": by})).json() for by in ("day", "provider", "chat")}
        tasks = (await api.get("/api/usage", params={"by": "task", "days": 1})).json()["rows"]
        assert (await api.get("/api/usage", params={"by": "moon"})).status_code == 422
        assert (await api.get("/api/usage", params={"days": 0})).status_code == 422
    (day,), (chat,) = tables["day"]["rows"], tables["chat"]["rows"]
    assert (day["tasks"], day["prompt_tokens"], day["cached_tokens"], day["cost"]) == (2, 200, 100, 0.5)
    assert (chat["key"], chat["completion_tokens"]) == (str(place.chat_id), 40)
    assert sorted(row["key"] for row in tables["provider"]["rows"]) == ["boocode", EXTERNAL]
    assert [row["label"] for row in tasks] == ["second question", "first question"]


async def test_rules_and_usage_are_no_business_of_strangers(site: Site) -> None:
    async with site.client() as stranger:
        for path in ("/api/rules", "/api/usage"):
            assert (await stranger.get(path)).status_code == 401
        assert (await stranger.delete(f"/api/rules/{new_id()}")).status_code == 401
