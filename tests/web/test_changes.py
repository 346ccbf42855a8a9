"""Reviewing changes over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import anyio
import httpx
import orjson
import pytest

from boocode.contracts.changes import Author, FileState
from boocode.files.guard import PathGuard
from boocode.kernel.ids import new_id
from tests.support.rows import Place
from tests.web.site import Site, frame

TEXT = "".join(f"line {number}\n" for number in range(1, 41))
Json = dict[str, Any]


async def propose(site: Site, place: Place, path: str = "app.py", **replaced: str) -> None:
    """An agent replaces lines: `l5="five"`."""
    file = place.path / path
    if not file.exists():
        file.write_text(TEXT)
    author = Author(
        session_id=place.session_id,
        project_id=place.project_id,
        task_id=new_id(),
        chat_id=place.chat_id,
        provider="boocode",
        call_id="call_1",
        guard=PathGuard([place.path]),
    )

    def rewrite(now: FileState) -> FileState:
        text = (now.content or b"").decode()
        for name, new in replaced.items():
            text = text.replace(f"line {name[1:]}\n", f"{new}\n")
        return FileState(text.encode(), now.mode)

    await site.changes.queue.propose(author, path, rewrite)


async def listed(api: httpx.AsyncClient, place: Place, **query: str) -> list[Json]:
    answer = await api.get(f"/api/sessions/{place.session_id}/changes", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["changes"]


async def decide(api: httpx.AsyncClient, path: str, **body: Any) -> httpx.Response:
    return await api.post(f"/api{path}", json={"client_id": str(uuid4()), **body})


async def test_a_change_is_listed_applied_and_taken_back(site: Site, place: Place) -> None:
    await propose(site, place, l5="five", l30="thirty")
    async with site.api() as api:
        (change,) = await listed(api, place)
        assert (change["op"], change["state"], len(change["hunks"])) == ("edit", "pending", 2)
        assert change["hunks"][0]["by"][0]["chat_id"] == str(place.chat_id)
        both = (await api.get(f"/api/changes/{change['id']}/text")).json()
        assert both["old"] == TEXT
        decision = (await decide(api, f"/changes/{change['id']}/apply", hunks=[change["hunks"][0]["id"]])).json()
        assert sorted(found["state"] for found in decision["changes"]) == ["applied", "pending"]
        assert (place.path / "app.py").read_text() == TEXT.replace("line 5\n", "five\n")
        gone = await decide(api, f"/changes/{change['id']}/apply", hunks=[change["hunks"][0]["id"]])
        assert (gone.status_code, gone.json()["error"]["code"]) == (409, "change_moved_on")
        rejected = (await decide(api, f"/sessions/{place.session_id}/changes/reject")).json()
        assert [found["state"] for found in rejected["changes"]] == ["rejected"]
        (applied,) = await listed(api, place, state="applied")
        (place.path / "app.py").write_text(TEXT.replace("line 5\n", "five by hand\n"))
        refused = await decide(api, f"/changes/{applied['id']}/rewind")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "rewind_overlap")
        assert refused.json()["error"]["data"]["overlap"][0]["lines"]
        (place.path / "app.py").write_text(TEXT.replace("line 5\n", "five\n"))
        assert (await decide(api, f"/changes/{applied['id']}/rewind")).status_code == 200
        assert (place.path / "app.py").read_text() == TEXT


async def test_one_of_two_clients_wins(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    async with site.api() as api:
        (change,) = await listed(api, place)
        statuses: list[int] = []

        async def apply() -> None:
            statuses.append((await decide(api, f"/changes/{change['id']}/apply")).status_code)

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(apply)
        assert sorted(statuses) == [200, 409, 409]


async def test_applying_everything_and_the_same_answer_again(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    await propose(site, place, "other.py", l6="six")
    body = {"client_id": str(uuid4())}
    async with site.api() as api:
        first = await api.post(f"/api/sessions/{place.session_id}/changes/apply", json=body)
        again = await api.post(f"/api/sessions/{place.session_id}/changes/apply", json=body)
        assert first.json() == again.json()
        assert len(first.json()["changes"]) == 2


async def test_a_conflict_shows_its_sides_and_is_settled(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    (place.path / "app.py").write_text(TEXT.replace("line 5\n", "human\n"))
    async with site.api() as api:
        (change,) = await listed(api, place)
        assert change["stale"]
        decision = (await decide(api, f"/changes/{change['id']}/apply")).json()
        assert decision["refused"][0]["code"] == "conflict"
        sides = (await api.get(f"/api/changes/{change['id']}/conflict")).json()
        assert "human" in sides["theirs"]
        assert "<<<<<<<" in sides["merged"]
        settled = await decide(api, f"/changes/{change['id']}/resolve", text=TEXT.replace("line 5\n", "both\n"))
        assert settled.json()["state"] == "pending"
        await decide(api, f"/changes/{change['id']}/apply")
        assert "both" in (place.path / "app.py").read_text()
        nothing = await api.get(f"/api/changes/{change['id']}/conflict")
        assert nothing.json()["error"]["code"] == "nothing_in_conflict"


async def test_editing_by_hand_notices_that_the_agent_was_faster(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    async with site.api() as api:
        (change,) = await listed(api, place)
        body = {"text": TEXT.replace("line 5\n", "FIVE\n"), "base_updated_at": change["updated_at"]}
        edited = await api.patch(f"/api/changes/{change['id']}", json=body)
        assert edited.status_code == 200, edited.text
        again = await api.patch(f"/api/changes/{change['id']}", json=body)
        assert again.json()["error"]["code"] == "change_moved_on"


async def test_refused_paths_are_forbidden(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    (place.path / "app.py").unlink()
    (place.path / "app.py").symlink_to("/etc/passwd")
    async with site.api() as api:
        (change,) = await listed(api, place)
        refused = await decide(api, f"/changes/{change['id']}/apply")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "path_refused")


async def test_comments_go_with_the_next_message(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    async with site.api() as api:
        (change,) = await listed(api, place)
        where = f"/api/changes/{change['id']}/comments"
        missing = await api.post(where, json={"side": "new", "line": 99, "text": "x"})
        assert missing.status_code == 422
        made = await api.post(where, json={"side": "new", "line": 5, "text": "Spell it out."})
        assert made.status_code == 201
        comment = made.json()
        assert (comment["quote"], comment["state"], comment["path"]) == ("five", "draft", "app.py")
        gone = (await api.post(where, json={"side": "old", "line": 5, "text": "delete me"})).json()
        assert (await api.delete(f"/api/comments/{gone['id']}")).status_code == 204
        prompt = {"client_id": str(uuid4()), "text": "Please look at my review."}
        admitted = (await api.post(f"/api/chats/{place.chat_id}/messages", json=prompt)).json()
        review = admitted["message"]["parts"][-1]
        assert (review["type"], review["kind"]) == ("notice", "review")
        assert "Spell it out." in review["text"]
        assert review["data"]["comments"][0]["id"] == comment["id"]
        (sent,) = (await api.get(where)).json()["comments"]
        assert sent["state"] == "sent"
        done = await api.patch(f"/api/comments/{comment['id']}", json={"state": "resolved"})
        assert done.json()["state"] == "resolved"
        again = {"client_id": str(uuid4()), "text": "More."}
        parts = (await api.post(f"/api/chats/{place.chat_id}/messages", json=again)).json()["message"]["parts"]
        assert [part["type"] for part in parts] == ["text"]
        nothing = await api.post(f"/api/chats/{place.chat_id}/messages", json={"client_id": str(uuid4()), "text": " "})
        assert nothing.json()["error"]["code"] == "empty_message"
        await api.post(where, json={"side": "new", "line": 6, "text": "A review may go alone."})
        alone = await api.post(f"/api/chats/{place.chat_id}/messages", json={"client_id": str(uuid4()), "text": ""})
        assert [part["type"] for part in alone.json()["message"]["parts"]] == ["notice"]


async def test_a_comment_follows_its_line_and_is_outdated_without_it(site: Site, place: Place) -> None:
    await propose(site, place, l20="twenty")
    async with site.api() as api:
        (change,) = await listed(api, place)
        where = f"/api/changes/{change['id']}/comments"
        await api.post(where, json={"side": "new", "line": 20, "text": "here"})
        await propose(site, place, l2="two\ntwo and a half")
        (moved,) = (await api.get(where)).json()["comments"]
        assert (moved["line"], moved["outdated"]) == (21, False)
        await decide(api, f"/changes/{change['id']}/reject", hunks=[change["hunks"][0]["id"]])
        page = (await api.get(f"/api/sessions/{place.session_id}/changes")).json()
        assert [comment["outdated"] for comment in page["comments"]] == [True]


async def test_the_inbox_and_the_session_tell_of_changes(site: Site, place: Place) -> None:
    async with site.api() as api, site.socket() as socket:
        await socket.send(orjson.dumps({"id": 1, "op": "subscribe", "topic": f"session:{place.session_id}"}).decode())
        await frame(socket)
        await propose(site, place, l5="five")
        with anyio.fail_after(60):
            while (told := await frame(socket)).get("type") != "changed":
                pass
        assert "changes" in told["what"]
        inbox = (await api.get("/api/inbox")).json()
        assert inbox["changes"] == [{"session_id": str(place.session_id), "count": 1, "conflicts": 0}]
        assert inbox["count"] == 1
        changed = await api.patch(f"/api/sessions/{place.session_id}", json={"allow_apply": True})
        assert changed.json()["allow_apply"] is True


@pytest.mark.parametrize("lines", [5_000])
async def test_long_changes_are_cut_in_lists_and_whole_by_themselves(site: Site, place: Place, lines: int) -> None:
    (place.path / "long.txt").write_text("".join(f"old {n}\n" for n in range(lines)))
    author_text = "".join(f"new {n}\n" for n in range(lines))
    await propose(site, place, "long.txt")
    author = Author(
        session_id=place.session_id,
        project_id=place.project_id,
        task_id=new_id(),
        chat_id=place.chat_id,
        provider="boocode",
        call_id="call",
        guard=PathGuard([place.path]),
    )
    await site.changes.queue.propose(author, "long.txt", lambda now: FileState(author_text.encode(), now.mode))
    async with site.api() as api:
        (change,) = await listed(api, place)
        assert change["cut"]
        assert change["hunks"] == []
        assert (change["added"], change["removed"]) == (lines, lines)
        whole = (await api.get(f"/api/changes/{change['id']}")).json()
        assert len(whole["hunks"][0]["lines"]) == 2 * lines


async def test_a_session_with_changes_is_not_deleted_by_accident(site: Site, place: Place) -> None:
    await propose(site, place, l5="five")
    async with site.api() as api:
        refused = await api.delete(f"/api/sessions/{place.session_id}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "session_has_work")
        assert (await api.delete(f"/api/projects/{place.project_id}")).status_code == 409
        assert (await api.delete(f"/api/sessions/{place.session_id}", params={"force": True})).status_code == 204
