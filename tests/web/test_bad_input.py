"""What the API says to input that is wrong."""

from __future__ import annotations

from uuid import UUID, uuid4

import anyio
import httpx
import pytest
from starlette.types import Message, Scope

from boocode.web.bodies import buffered, paced
from boocode.web.errors import BodyTooSlow
from boocode.web.openapi import document
from tests.support.rows import Place
from tests.web.site import Site

PATHS = document()["paths"]
CLIENT = "0199c0de-0000-7000-8000-000000000000"
BODIES: dict[str, object] = {
    "/api/auth/login": {"token": "x"},
    "/api/projects": {"path": "/tmp"},
    "/api/projects/{project_id}": {"name": "x"},
    "/api/projects/{project_id}/sessions": {},
    "/api/sessions/{session_id}": {"name": "x"},
    "/api/sessions/{session_id}/chats": {},
    "/api/sessions/{session_id}/layout": {"device": "desktop", "layout": {}},
    "/api/chats/{chat_id}": {"title": "x"},
    "/api/chats/{chat_id}/messages": {"client_id": CLIENT, "text": "x"},
    "/api/chats/{chat_id}/fork": {"message_id": CLIENT},
    "/api/chats/{chat_id}/queue": {"order": []},
    "/api/messages/{message_id}/regenerate": {"client_id": CLIENT},
    "/api/tasks": {"client_id": CLIENT, "text": "x", "chat_id": CLIENT},
    "/api/tasks/{task_id}/continue": {"client_id": CLIENT},
    "/api/requests/{request_id}/answer": {"client_id": CLIENT, "text": "x"},
    "/api/settings": {"preferences": {}},
    "/api/sessions/{session_id}/changes/apply": {"client_id": CLIENT},
    "/api/sessions/{session_id}/changes/reject": {"client_id": CLIENT},
    "/api/changes/{change_id}": {"text": "x"},
    "/api/changes/{change_id}/apply": {"client_id": CLIENT},
    "/api/changes/{change_id}/reject": {"client_id": CLIENT},
    "/api/changes/{change_id}/rewind": {"client_id": CLIENT},
    "/api/changes/{change_id}/resolve": {"client_id": CLIENT, "text": "x"},
    "/api/changes/{change_id}/comments": {"side": "new", "line": 1, "text": "x"},
    "/api/comments/{comment_id}": {"text": "x"},
    "/api/sessions/{session_id}/workplace": {"choice": "worktree"},
    "/api/sessions/{session_id}/terminals": {"client_id": CLIENT},
    "/api/terminals/{terminal_id}": {"name": "x"},
    "/api/terminals/{terminal_id}/adopt": {"session_id": CLIENT},
    "/api/projects/{project_id}/setup/trust": {"sha256": "0" * 64, "copy_env": False},
}


NAMES = (
    *("project", "session", "chat", "message", "task", "request"),
    *("part", "attachment", "device", "change", "comment"),
    *("worktree", "rule", "terminal", "provider"),
)


def address(path: str, id_: str) -> str:
    for name in NAMES:
        path = path.replace(f"{{{name}_id}}", id_)
    return path.replace("{sha256}", "0" * 64)


def error_of(answer: httpx.Response) -> str:
    """The error's code; it always has the whole shape."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "data"}
    assert error["message"].endswith((".", "!", "?")), error["message"]
    return error["code"]


FROM_TEST_MODELS = ("/context", "/commands", "/diagnostic", "/exam")  # these answer for themselves
WITH_ID = [
    (method, path)
    for path, methods in PATHS.items()
    for method in methods
    if "{" in path and not path.endswith(FROM_TEST_MODELS)
]


async def test_unknown_id_is_not_found_and_malformed_id_is_invalid(site: Site) -> None:
    async with site.api() as api:
        for method, path in WITH_ID:
            unknown = await api.request(method, address(path, str(uuid4())), json=BODIES.get(path))
            assert unknown.status_code == 404, (method, path, unknown.text)
            assert error_of(unknown) in ("not_found", "unknown_provider"), (method, path)
            for wrong in ("1", "null", "%00", "x" * 2000, "..%2f.."):
                malformed = await api.request(method, address(path, wrong), json=BODIES.get(path))
                assert malformed.status_code in (404, 422), (method, path, wrong)
                assert error_of(malformed) in ("not_found", "invalid")


NOTHING = (b"", b"null")
WITH_BODY = [
    (method, path, operation["requestBody"].get("required", False))
    for path, methods in PATHS.items()
    for method, operation in methods.items()
    if "requestBody" in operation and path not in ("/api/attachments", "/api/auth/login")
]
GARBAGE = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"5",
    b'"text"',
    b"\xff\xfe",
    b"\x00",
    b"[" * 20_000,
    b'{"a":' * 5000,
    b'{"unknown_field":1}',
    b'{"client_id":"not a uuid"}',
    b"1" * 5000,
]


async def test_garbage_bodies_are_invalid(site: Site, place: Place) -> None:
    json = {"content-type": "application/json"}
    async with site.api() as api:
        for method, path, needs_body in WITH_BODY:
            where = address(path, str(place.chat_id))
            for body in GARBAGE if needs_body else [body for body in GARBAGE if body not in NOTHING]:
                answer = await api.request(method, where, content=body, headers=json)
                assert answer.status_code in (400, 404, 422), (method, path, body[:30], answer.text)
                error_of(answer)
            form = await api.request(method, where, data={"a": "b"})
            assert form.status_code in (404, 422), (method, path, form.text)


async def test_garbage_login_is_invalid(site: Site) -> None:
    async with site.client() as stranger:
        for body in GARBAGE:
            answer = await stranger.post("/api/auth/login", content=body, headers={"content-type": "application/json"})
            assert answer.status_code in (400, 422), (body[:30], answer.text)
            error_of(answer)


async def test_no_route_is_named_politely(site: Site) -> None:
    async with site.api() as api:
        missing = await api.get("/api/no/such/thing")
        assert (missing.status_code, error_of(missing)) == (404, "not_found")
        wrong = await api.put("/api/projects")
        assert (wrong.status_code, error_of(wrong)) == (405, "method_not_allowed")
        assert (await api.get("/api/projects/")).status_code == 404
        assert (await api.request("TRACE", "/api/projects")).status_code in (400, 405)


async def test_head_is_get_without_a_body(site: Site, place: Place) -> None:
    async with site.api() as api:
        answer = await api.head(f"/api/chats/{place.chat_id}")
        assert (answer.status_code, answer.content) == (200, b"")
        assert (await api.head("/api/chats")).status_code == 200


IMPOSSIBLE: list[tuple[dict[str, object], int, str]] = [
    ({"text": ""}, 422, "empty_message"),
    ({"text": " \n\t "}, 422, "empty_message"),
    ({"text": "x" * 5_000_000}, 413, "message_too_large"),
    ({"text": "x", "client_id": None}, 422, "invalid"),
    ({"text": 5}, 422, "invalid"),
    ({"text": "x", "delivery": "fly"}, 422, "invalid"),
    ({"text": "x", "attachments": [None]}, 422, "invalid"),
    ({"text": "x", "attachments": [{"path": None}]}, 422, "invalid"),
    ({"text": "x", "attachments": [{"path": "a", "attachment_id": CLIENT}]}, 422, "invalid"),
    ({"text": "x", "attachments": [{"attachment_id": CLIENT}]}, 404, "not_found"),
    ({"text": "x", "parent_id": CLIENT}, 404, "not_found"),
    ({"text": "x", "typo": 1}, 422, "invalid"),
]


async def test_impossible_prompts_are_refused(site: Site, place: Place) -> None:
    async with site.api() as api:
        for body, status, code in IMPOSSIBLE:
            sent = {"client_id": str(uuid4())} | body
            answer = await api.post(f"/api/chats/{place.chat_id}/messages", json=sent)
            assert (answer.status_code, error_of(answer)) == (status, code), body
        assert (await api.get(f"/api/chats/{place.chat_id}/messages")).json()["messages"] == []


async def test_text_that_cannot_be_stored_is_replaced(site: Site, place: Place) -> None:
    bodies = [
        b'{"client_id":"%s","text":"a\\u0000b\\ud800c\\ud83d\\ude00 \\\\u0000"}' % str(uuid4()).encode(),
        b'{"client_id":"%s","text":"a\xffb\xc3("}' % str(uuid4()).encode(),
    ]
    texts: list[str] = []
    async with site.api() as api:
        for body in bodies:
            headers = {"content-type": "application/json"}
            sent = await api.post(f"/api/chats/{place.chat_id}/messages", content=body, headers=headers)
            assert sent.status_code == 202, sent.text
            texts.append(sent.json()["message"]["parts"][0]["text"])
            await site.stack.until_state(await site.stack.tasks.get(UUID(sent.json()["task"]["id"])))
        titled = await api.patch(f"/api/chats/{place.chat_id}", json={"title": "a\x00b", "draft": "\x00"})
        assert titled.json()["title"] == "a\ufffdb"
    assert texts == ["a\ufffdb\ufffdc\U0001f600 \\u0000", "a\ufffdb\ufffd("]


async def test_queries_out_of_range_are_invalid(site: Site, place: Place) -> None:
    async with site.api() as api:
        for query in (
            "limit=0",
            "limit=-1",
            "limit=1000000",
            "limit=x",
            "before=1",
            "limit=1e3",
            "limit=" + "9" * 5000,
        ):
            answer = await api.get(f"/api/chats/{place.chat_id}/messages?{query}")
            assert (answer.status_code, error_of(answer)) == (422, "invalid"), query
        for query in ("cursor=x", "project_id=1", "archived=perhaps", "cursor=%00", "q=" + "x" * 2000):
            assert (await api.get(f"/api/chats?{query}")).status_code == 422, query
        for query in ("state=flying", "cursor=1"):
            assert (await api.get(f"/api/tasks?{query}")).status_code == 422, query


async def test_error_says_where_the_problem_is(site: Site, place: Place) -> None:
    async with site.api() as api:
        answer = await api.post(f"/api/chats/{place.chat_id}/messages", json={"text": 5, "attachments": [{"x": 1}]})
    problems = {problem["path"] for problem in answer.json()["error"]["data"]["problems"]}
    assert problems == {"client_id", "text", "attachments.0.x"}


async def test_same_client_id_is_admitted_once(site: Site, place: Place) -> None:
    body = {"client_id": str(uuid4()), "text": "once"}
    async with site.api() as api:
        first, second = [await api.post(f"/api/chats/{place.chat_id}/messages", json=body) for _ in range(2)]
        assert first.status_code == second.status_code == 202
        assert first.content == second.content
        other = await api.post(f"/api/sessions/{place.session_id}/chats", json={"client_id": body["client_id"]})
        assert (other.status_code, error_of(other)) == (409, "client_id_reused")


async def test_task_for_a_project_makes_its_session_and_chat_once(site: Site, place: Place) -> None:
    body = {"client_id": str(uuid4()), "project_id": str(place.project_id), "text": "look around"}
    async with site.api() as api:
        first, second = [(await api.post("/api/tasks", json=body)).json() for _ in range(2)]
        assert first["task"] == second["task"]
        assert first["chat"]["id"] == second["chat"]["id"] == first["task"]["chat_id"]
        assert len((await api.get(f"/api/projects/{place.project_id}/sessions")).json()["sessions"]) == 2
        for wrong in ({}, {"chat_id": CLIENT, "project_id": CLIENT}):
            answer = await api.post("/api/tasks", json={"client_id": str(uuid4()), "text": "x"} | wrong)
            assert (answer.status_code, error_of(answer)) == (422, "invalid")
        for wrong in ("chat_id", "session_id", "project_id"):
            answer = await api.post("/api/tasks", json={"client_id": str(uuid4()), "text": "x", wrong: CLIENT})
            assert (answer.status_code, error_of(answer)) == (404, "not_found")


async def test_preferences_are_merged_and_bounded(site: Site) -> None:
    async with site.api() as api:
        await api.patch("/api/settings", json={"preferences": {"theme": "dark", "font": {"size": 13}}})
        merged = await api.patch("/api/settings", json={"preferences": {"theme": None, "key\x00": 1}})
        assert merged.json()["preferences"] == {"font": {"size": 13}, "key\ufffd": 1}
        for wrong in ({"": 1}, {"x" * 200: 1}, {f"k{n}": n for n in range(300)}):
            assert (await api.patch("/api/settings", json={"preferences": wrong})).status_code == 422
        huge = await api.patch("/api/settings", json={"preferences": {"x": "y" * 100_000}})
        assert (huge.status_code, error_of(huge)) == (413, "too_large")


async def test_body_that_does_not_arrive_is_given_up() -> None:
    async def never() -> Message:
        await anyio.sleep_forever()
        return {}

    scope: Scope = {"type": "http", "method": "POST", "path": "/api/chats", "headers": []}
    with pytest.raises(BodyTooSlow):
        await buffered(scope, never, seconds=0.01)
    with pytest.raises(BodyTooSlow):
        await paced(never, seconds=0.01)()


async def test_what_was_deleted_in_the_same_moment_is_not_found(site: Site, place: Place) -> None:
    codes: list[int] = []

    async def send() -> None:
        async with site.api() as api:
            body = {"client_id": str(uuid4()), "text": "x"}
            codes.append((await api.post(f"/api/chats/{place.chat_id}/messages", json=body)).status_code)

    async with anyio.create_task_group() as group, site.db.transaction() as conn:
        await conn.execute("delete from sessions where id = %s", (place.session_id,))
        group.start_soon(send)
        await waiting_for_a_lock(site)
    assert codes == [404]


async def waiting_for_a_lock(site: Site) -> None:
    with anyio.fail_after(60):
        while not await site.db.fetch_value(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        ):
            await anyio.sleep(0.01)


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "name: Write something."), ("x" * 201, "name: Too long: at most 200 characters.")]
)
async def test_text_of_a_wrong_length_is_refused_in_plain_words(
    site: Site, place: Place, name: str, sentence: str
) -> None:
    async with site.api() as api:
        answer = await api.patch(f"/api/sessions/{place.session_id}", json={"name": name})
    assert (answer.status_code, answer.json()["error"]["message"]) == (422, sentence)
