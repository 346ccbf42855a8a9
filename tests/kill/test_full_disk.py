"""The database's disk is full: clear words, nothing lost, and it goes on by itself once there is space."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.person import chars_told, open_person, states_told
from tests.support.server import ModelProcess, Server, open_server

SMALL_DISK = 'mount -t tmpfs -o mode=0700,size=140m small "$0" && exec "$@"'


def own_mounts() -> list[str] | None:
    """How a process gets a view of the file system that it may mount things in, if there is a way."""
    for way in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        argv = [*way, "sh", "-c", SMALL_DISK, "/mnt", "true"]
        if shutil.which("unshare") and subprocess.run(argv, check=False, capture_output=True).returncode == 0:
            return way
    return None


WAY = own_mounts()
pytestmark = [pytest.mark.kill, pytest.mark.skipif(WAY is None, reason="a small disk needs mount namespaces")]


@pytest.fixture
async def cramped(tmp_path: Path, model: ModelProcess) -> AsyncGenerator[Server]:
    """A server whose data directory is on a disk of its own."""
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    assert WAY
    async with open_server(data_dir, model.url, before=[*WAY, "sh", "-c", SMALL_DISK, str(data_dir)]) as server:
        yield server


class Ballast:
    """A file that takes all the space there is."""

    def __init__(self, server: Server) -> None:
        self.path = Path(f"/proc/{server.pid}/root{server.data_dir}/ballast")

    def fill(self) -> None:
        with self.path.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(65536))
            except OSError:
                pass

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)


async def test_full_disk_is_told_and_nothing_is_lost(cramped: Server, project: Path, model: ModelProcess) -> None:
    await model.put_script("steady", [{"say": "wörd 🎉 ", "repeat": 300, "rate": 200, "gate": "refused"}])
    person, ballast = await open_person(cramped, project), Ballast(cramped)
    task = (await person.send("SCRIPT:steady"))["task"]
    await person.follow(lambda seen: chars_told(seen) >= 40)
    ballast.fill()
    body = {"client_id": str(uuid4()), "text": f"SCRIPT:say {os.urandom(40_000).hex()}"}
    async with cramped.api() as api:
        refused = await api.post(f"/chats/{person.chat_id}/messages", json=body)
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "database_full"
    assert "Free some space" in refused.json()["error"]["message"]
    ballast.drop()
    await model.open("refused")
    kept = await person.send(**body)
    await person.follow(lambda seen: "completed" in states_told(seen, kept["task"]["id"]))
    assert states_told(person.frames, task["id"]) == ["pending", "running", "completed"]
    assert (await person.replay())[: person.cursor] == person.frames, "what was told is what is stored"
    (text,) = [part["text"] for part in (await person.answer_of(task["id"]))["parts"] if part["type"] == "text"]
    assert text == "wörd 🎉 " * 300
