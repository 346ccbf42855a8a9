"""A client of a real server, as a browser is one: the API, a socket that comes back, and what it was told."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import anyio
import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.support.server import DEADLINE, Json, Server

TERMINAL = ("completed", "failed", "cancelled", "interrupted")


@dataclass
class Person:
    """Somebody at a browser: one chat, the API, and what the socket told.

    Attributes:
        frames: The chat's events as they were told, each once, in order.
    """

    server: Server
    project: Path
    project_id: str
    session_id: str
    chat_id: str
    frames: list[Json] = field(default_factory=list[Json])

    @property
    def cursor(self) -> int:
        return self.frames[-1]["seq"] if self.frames else 0

    # --- acting

    async def post(self, path: str, /, **body: Any) -> Json:
        async with self.server.api() as api:
            answer = await api.post(path, json=body)
        assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"
        return cast(Json, answer.json())

    async def get(self, path: str, /, **params: Any) -> Json:
        async with self.server.api() as api:
            answer = await api.get(path, params=params)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return cast(Json, answer.json())

    async def send(self, text: str, **more: Any) -> Json:
        """Send a prompt; its receipt."""
        body = {"client_id": str(uuid4()), **more}
        return await self.post(f"/chats/{self.chat_id}/messages", text=text, **body)

    async def task(self, task_id: str) -> Json:
        return await self.get(f"/tasks/{task_id}")

    async def messages(self) -> list[Json]:
        """The whole shown path."""
        return (await self.get(f"/chats/{self.chat_id}/messages", limit=200))["messages"]

    async def answer_of(self, task_id: str) -> Json:
        """The assistant message of a task."""
        (found,) = [m for m in await self.messages() if m["task_id"] == task_id]
        return found

    async def ended(self, task_id: str, seconds: float = DEADLINE) -> Json:
        """The task once it has ended."""
        deadline = time.monotonic() + seconds
        while (task := await self.task(task_id))["state"] not in TERMINAL:
            assert time.monotonic() < deadline, f"still {task['state']} after {seconds} s"
            await anyio.sleep(0.03)
        return task

    async def in_state(self, task_id: str, *states: str) -> Json:
        deadline = time.monotonic() + DEADLINE
        while (task := await self.task(task_id))["state"] not in states:
            assert time.monotonic() < deadline, f"still {task['state']}, not {states}"
            await anyio.sleep(0.03)
        return task

    async def open_request(self) -> Json:
        """The request that waits in this chat, once there is one."""
        with anyio.fail_after(DEADLINE):
            while True:
                found = (await self.get("/requests", state="open"))["requests"]
                if mine := [request for request in found if request["chat_id"] == self.chat_id]:
                    return mine[0]
                await anyio.sleep(0.03)

    # --- following

    async def follow(self, until: Callable[[list[Json]], bool], *, port: int | None = None) -> list[Json]:
        """Follow the chat from the cursor on, coming back whenever the socket is lost, until `until(frames)` holds."""
        with anyio.fail_after(DEADLINE):
            while not until(self.frames):
                try:
                    async with self.server.socket(port=port) as connection:
                        await self._listen(connection, until)
                except (OSError, ConnectionClosed, InvalidHandshake, EOFError, TimeoutError):
                    await anyio.sleep(0.02)
        return self.frames

    async def replay(self) -> list[Json]:
        """The chat's whole log, as a new client gets it."""
        fresh = Person(self.server, self.project, self.project_id, self.session_id, self.chat_id)
        async with self.server.socket() as connection:
            with anyio.fail_after(DEADLINE):
                await fresh._listen(connection, lambda _: False, stop_at_synced=True)
        return fresh.frames

    async def _listen(
        self, connection: ClientConnection, until: Callable[[list[Json]], bool], *, stop_at_synced: bool = False
    ) -> None:
        topic = f"chat:{self.chat_id}"
        await connection.send(orjson.dumps({"id": 1, "op": "subscribe", "topic": topic, "after": self.cursor}).decode())
        async for text in connection:
            frame: Json = orjson.loads(text)
            if frame.get("error"):
                assert frame["error"]["code"] == "database_gone", frame
                return  # it comes back, and so do we
            if frame.get("topic") != topic:
                continue
            assert frame["type"] != "reset", "the log was lost"
            if frame["type"] == "synced":
                if stop_at_synced:
                    return
                continue
            self.take(frame)
            if until(self.frames):
                return

    def take(self, frame: Json) -> None:
        """Add a frame: the next number, never one twice."""
        assert frame["seq"] == self.cursor + 1, f"{frame['seq']} follows {self.cursor}"
        self.frames.append(frame)


async def open_person(server: Server, project: Path, *, chat_of: Person | None = None) -> Person:
    """Somebody with a new chat in a project on `project`, or at a second browser in another's chat."""
    if chat_of is not None:
        return Person(server, project, chat_of.project_id, chat_of.session_id, chat_of.chat_id)
    somebody = Person(server, project, "", "", "")
    added = await somebody.post("/projects", path=str(project))
    session = await somebody.post(f"/projects/{added['id']}/sessions", name="test")
    (chat,) = (await somebody.get(f"/sessions/{session['id']}/chats"))["chats"]
    return Person(server, project, added["id"], session["id"], chat["id"])


def states_told(frames: Sequence[Json], task_id: str) -> list[str]:
    """The states of a task in the order in which they were told."""
    told = [frame["data"]["task"] for frame in frames if frame["type"] == "task.state"]
    return [task["state"] for task in told if task["id"] == task_id]


def texts_told(frames: Sequence[Json]) -> dict[str, str]:
    """Part id to the text that a browser shows after these frames (text and reasoning)."""
    texts: dict[str, str] = {}
    for frame in frames:
        data = frame["data"]
        if frame["type"] == "part.delta":
            before = texts.get(data["part_id"], "")
            assert len(before.encode("utf-16-le")) // 2 == data["offset"], "a delta that does not fit"
            texts[data["part_id"]] = before + data["text"]
        elif frame["type"].startswith("part.") and data["part"]["type"] in ("text", "reasoning"):
            texts[data["part"]["id"]] = data["part"]["text"]
    return texts


def deltas_told(frames: Sequence[Json]) -> int:
    return sum(frame["type"] == "part.delta" for frame in frames)


def chars_told(frames: Sequence[Json]) -> int:
    """How much text came in deltas: how many deltas carry it depends on how fast the database is."""
    return sum(len(frame["data"]["text"]) for frame in frames if frame["type"] == "part.delta")
