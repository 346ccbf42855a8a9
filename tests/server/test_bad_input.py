"""Input that is wrong, over HTTP and the socket of the real server: the right status, and a sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.person import Person
from tests.support.server import Json, Server

NOBODY = "0199c0de-0000-7000-8000-000000000000"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code; every error has the whole shape and a sentence."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "data"}
    assert re.match(r"\S.*[.?!]$", error["message"], re.DOTALL), error["message"]
    assert "Traceback" not in error["message"]
    return answer.status_code, error["code"]


PROMPTS: list[tuple[Json, tuple[int, str]]] = [
    ({"text": ""}, (422, "empty_message")),
    ({"text": " \n\t"}, (422, "empty_message")),
    ({"text": 42}, (422, "invalid")),
    ({"text": None}, (422, "invalid")),
    ({"text": "x", "client_id": "no uuid"}, (422, "invalid")),
    ({"text": "x", "client_id": None}, (422, "invalid")),
    ({"text": "x", "surprise": 1}, (422, "invalid")),
    ({"text": "x", "delivery": "pigeon"}, (422, "invalid")),
    ({"text": "x", "attachments": [{"attachment_id": NOBODY}]}, (404, "not_found")),
    ({"text": "x", "attachments": [{}]}, (422, "invalid")),
    ({"text": "x", "parent_id": NOBODY}, (404, "not_found")),
    ({"text": "x", "provider": "hal9000"}, (422, "unknown_provider")),
    ({"text": "x", "model": "hal9000"}, (422, "unknown_model")),
    ({"text": "x" * 5_000_000}, (413, "message_too_large")),
    ({"text": "🎉" * 100_000}, (413, "message_too_large")),
]


@pytest.mark.parametrize(
    ("body", "expected"),
    PROMPTS,
    ids=lambda given: orjson.dumps(given).decode()[:50],
)
async def test_prompt_that_cannot_be_is_refused_and_leaves_nothing(
    person: Person, body: Json, expected: tuple[int, str]
) -> None:
    async with person.server.api() as api:
        answer = await api.post(f"/chats/{person.chat_id}/messages", json={"client_id": str(uuid4()), **body})
    assert refusal(answer) == expected
    assert await person.messages() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000])
async def test_body_that_is_no_object_is_refused(person: Person, body: bytes) -> None:
    async with person.server.api() as api:
        answer = await api.post(
            f"/chats/{person.chat_id}/messages", content=body, headers={"content-type": "application/json"}
        )
    assert refusal(answer)[0] in (400, 422)


async def test_text_that_a_database_cannot_hold_is_replaced(person: Person) -> None:
    sent = await person.send("SCRIPT:say a\x00b")
    assert sent["message"]["parts"][0]["text"] == "SCRIPT:say a\N{REPLACEMENT CHARACTER}b"
    async with person.server.api() as api:
        body = b'{"client_id": "%s", "text": "SCRIPT:say \\ud800"}' % str(uuid4()).encode()
        lone = await api.post(
            f"/chats/{person.chat_id}/messages", content=body, headers={"content-type": "application/json"}
        )
    assert lone.status_code in (202, 422)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/projects/{}", None),
        ("GET", "/projects/{}/files", None),
        ("POST", "/projects/{}/sessions", {}),
        ("GET", "/sessions/{}/chats", None),
        ("GET", "/sessions/{}/layout?device=desktop", None),
        ("GET", "/chats/{}", None),
        ("GET", "/chats/{}/messages", None),
        ("GET", "/chats/{}/context", None),
        ("POST", "/chats/{}/messages", {"client_id": NOBODY, "text": "x"}),
        ("POST", "/chats/{}/stop", None),
        ("POST", "/chats/{}/fork", {"message_id": NOBODY}),
        ("PATCH", "/chats/{}/queue", {"order": []}),
        ("POST", "/messages/{}/regenerate", {"client_id": NOBODY}),
        ("DELETE", "/messages/{}", None),
        ("GET", "/parts/{}/output", None),
        ("GET", "/attachments/{}", None),
        ("POST", "/requests/{}/answer", {"client_id": NOBODY, "text": "x"}),
        ("GET", "/tasks/{}", None),
        ("POST", "/tasks/{}/cancel", None),
        ("POST", "/tasks/{}/continue", {"client_id": NOBODY}),
    ],
)
async def test_unknown_id_is_not_found_and_a_wrong_one_is_invalid(
    server: Server, method: str, path: str, body: Json | None
) -> None:
    async with server.api() as api:
        unknown = await api.request(method, path.format("0199c0de-1111-7000-8000-000000000000"), json=body)
        wrong = await api.request(method, path.format("42"), json=body)
    assert refusal(unknown) == (404, "not_found")
    assert refusal(wrong)[0] == 422


@pytest.mark.parametrize("path", ["file.txt", "nowhere", "../../../../../../etc/passwd", "\x00", "", "x" * 5000])
async def test_project_that_is_no_directory_is_refused(server: Server, tmp_path: Path, path: str) -> None:
    (tmp_path / "file.txt").write_text("not a directory")
    async with server.api() as api:
        for shown in (str(tmp_path / path) if "\x00" not in path else f"{tmp_path}/{path}", path):
            answer = await api.post("/projects", json={"path": shown})
            if shown != str(tmp_path):
                assert refusal(answer)[0] in (404, 422), answer.text


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic dGVzdA=="}])
async def test_nobody_gets_in_without_the_token(server: Server, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, headers=headers) as stranger:
        for path in ("/api/projects", "/api/settings", "/api/tasks", "/api/nothing"):
            assert (await stranger.get(path)).status_code == 401
        assert refusal(await stranger.post("/api/auth/login", json={"token": "wrong"})) == (401, "login_failed")
    with pytest.raises((ConnectionClosed, InvalidStatus)) as closed:
        async with server.socket(headers) as connection:
            await connection.recv()
    assert "4401" in str(closed.value)


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"origin": "null"}])
async def test_foreign_site_gets_nothing(server: Server, headers: dict[str, str]) -> None:
    async with server.api() as api:
        assert (await api.get("/projects", headers=headers)).status_code == 403
        assert (await api.post("/projects", headers=headers, json={"path": "/tmp"})).status_code == 403
    if "origin" in headers:
        with pytest.raises((ConnectionClosed, InvalidStatus)) as refused:
            async with server.socket({"authorization": "Bearer testtoken", **headers}) as connection:
                await connection.recv()
        assert re.search("403", str(refused.value))


@pytest.mark.parametrize(
    "frame",
    ["", "{", "[]", "null", "42", '{"op":"subscribe"}', '{"id":1,"op":"fly"}', '{"id":1,"op":"subscribe","topic":"x"}'],
)
async def test_socket_answers_nonsense_and_stays(server: Server, frame: str) -> None:
    async with server.socket() as connection:
        await connection.send(frame)
        answer: dict[str, Any] = orjson.loads(await connection.recv())
        assert answer["error"]["message"]
        await connection.send('{"id":7,"op":"ping"}')
        assert orjson.loads(await connection.recv())["id"] == 7
