"""The API as tests use it behind the browser's back, and where in the server a test takes place."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from tests.support.server import TOKEN, Server

Json = dict[str, Any]
DEADLINE_SECONDS = 60.0


class Api(httpx.Client):
    """A server's routes. Answers that are no success are failures of the test."""

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(base_url=base_url, headers=headers, trust_env=False, timeout=60)

    @classmethod
    def of(cls, server: Server) -> Self:
        return cls(f"{server.url}/api", {"authorization": f"Bearer {TOKEN}"})

    def ask(self, method: str, path: str, **more: Any) -> Any:
        answer = self.request(method, path, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def script(self, name: str, *steps: Mapping[str, Any]) -> str:
        """Teach the scripted model, and give the words that make it follow."""
        self.ask("PUT", f"/__script/{name}", json=list(steps))
        return f"SCRIPT:{name}"

    def open(self, gate: str) -> None:
        """Let the scripted model end the answer that it holds at `gate`."""
        self.ask("POST", f"/__open/{gate}")

    def until(self, path: str, claim: Callable[[Any], bool], **params: Any) -> Any:
        """What `path` answers as soon as `claim` holds of it."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not claim(answer := self.ask("GET", path, params=params)):
            assert time.monotonic() < deadline, f"{path} still answers {answer}"
            time.sleep(0.03)
        return answer


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, in a session, in a project."""

    project_id: str
    session_id: str
    chat_id: str

    @property
    def path(self) -> str:
        return f"/p/{self.project_id}/s/{self.session_id}/c/{self.chat_id}"


def new_place(api: Api, repository: Path) -> Place:
    """A new session in the project on `repository`, with its first chat."""
    project = api.ask("POST", "/projects", json={"path": str(repository)})
    session = api.ask("POST", f"/projects/{project['id']}/sessions", json={"name": f"Session {uuid4().hex[:6]}"})
    (chat,) = api.ask("GET", f"/sessions/{session['id']}/chats")["chats"]
    return Place(project["id"], session["id"], chat["id"])


def new_chat(api: Api, place: Place, title: str | None = None) -> Place:
    """Another chat of the same session."""
    chat = api.ask("POST", f"/sessions/{place.session_id}/chats", json={"title": title})
    return Place(place.project_id, place.session_id, chat["id"])


def send(api: Api, place: Place, text: str, **more: Any) -> Json:
    """Send a prompt without a browser; its receipt."""
    body = {"client_id": str(uuid4()), "text": text, **more}
    return api.ask("POST", f"/chats/{place.chat_id}/messages", json=body)


def ended(api: Api, task_id: str) -> Json:
    """A task, once it has ended."""
    return api.until(f"/tasks/{task_id}", lambda task: task["ended_at"] is not None)


def answered(api: Api, place: Place, text: str) -> Json:
    """Ask without a browser and wait for the end; the task."""
    return ended(api, send(api, place, text)["task"]["id"])


def messages_of(api: Api, place: Place) -> list[Json]:
    """The shown path, oldest first."""
    return api.ask("GET", f"/chats/{place.chat_id}/messages", params={"limit": 200})["messages"]


def text_of(message: Json) -> str:
    """The words of a message."""
    return "".join(part["text"] for part in message["parts"] if part["type"] == "text")


def numbered(count: int) -> str:
    """`word1 word2 …`: text in which nothing can be missing or doubled unnoticed."""
    return " ".join(f"word{number}" for number in range(1, count + 1))


def without(values: Sequence[str], *dropped: str) -> list[str]:
    return [value for value in values if value not in dropped]
