"""kill -9 of the server: what runs in terminals goes on, and every screen is what it was."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from tests.support.person import Person, open_person
from tests.support.server import TOKEN, Server, until
from tests.support.terminal import open_client

pytestmark = [pytest.mark.kill, pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")]

HEADERS = {"authorization": f"Bearer {TOKEN}"}
BUILD = "i=0; while :; do i=$((i+1)); echo step-$i > step; sleep 0.05; done"


@pytest.fixture
async def developer(server: Server, project: Path) -> AsyncIterator[Person]:
    """Somebody with a session, whose terminals are gone afterwards."""
    yield await open_person(server, project)
    socket = server.data_dir / "run" / "tmux.sock"
    subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)
    await until(lambda: not of_tmux(server.data_dir), "tmux is gone")


def of_tmux(data_dir: Path) -> list[psutil.Process]:
    found = psutil.process_iter(["name", "cmdline"])
    return [one for one in found if "tmux" in one.info["name"] and str(data_dir) in " ".join(one.info["cmdline"] or ())]


def screen(server: Server, id_: str) -> bytes:
    """The visible screen with its colours, as tmux has it."""
    argv = ["tmux", "-S", str(server.data_dir / "run" / "tmux.sock"), "capture-pane", "-e", "-p", "-t", f"={id_}:"]
    return subprocess.run(argv, check=True, capture_output=True).stdout


async def make(developer: Person, **more: Any) -> dict[str, Any]:
    return await developer.post(f"/sessions/{developer.session_id}/terminals", client_id=str(uuid4()), **more)


async def test_editor_and_build_go_on_when_the_server_is_killed(
    server: Server, developer: Person, project: Path
) -> None:
    (project / "long.txt").write_text("".join(f"line {number} \N{PARTY POPPER}\n" for number in range(1, 400)))
    editor, build = await make(developer, name="editor"), await make(developer, name="build")
    async with (
        open_client(server.port, editor["id"], HEADERS, cols=100, rows=30) as at_editor,
        open_client(server.port, build["id"], HEADERS) as at_build,
    ):
        program = "vim -u NONE -N" if shutil.which("vim") else "less"
        await at_editor.type(f"{program} long.txt\r")
        await at_editor.until_shown(b"line 25")
        await at_editor.type("50G")
        await at_editor.until_shown(b"line 50")
        await at_build.type(f"{BUILD}\r")
        await until((project / "step").exists, "the build runs")
        await at_editor.type("\x07")  # says where it is, after it has drawn the rest
        await until(lambda: b"%" in screen(server, editor["id"]).rstrip().rpartition(b"\n")[2], "the editor has drawn")
        before = screen(server, editor["id"])
        server.kill()
    step = (project / "step").read_text()
    await until(lambda: (project / "step").read_text() not in (step, ""), "the build goes on without a server")
    assert screen(server, editor["id"]) == before
    await server.start()
    async with server.api() as api:
        listed = (await api.get(f"/sessions/{developer.session_id}/terminals")).json()["terminals"]
        running = (await api.get(f"/terminals/{build['id']}/last-command")).json()
    assert (running["command"], running["how"], running["ended_at"]) == (BUILD, "shell", None)
    assert [(one["name"], one["state"], one["clients"]) for one in listed] == [
        ("editor", "running", 0),
        ("build", "running", 0),
    ]
    assert listed[0]["command"] in ("vim", "vi", "less", "vim.basic", "vim.tiny")
    async with open_client(server.port, editor["id"], HEADERS, cols=100, rows=30) as again:
        await again.until_shown(b"line 50")
        assert screen(server, editor["id"]) == before
        await again.type(":q\r" if program != "less" else "q")
        await again.until_shown(b"\x1b[?1047l")
    async with open_client(server.port, build["id"], HEADERS) as again:
        await again.type("\x03")
        await again.until_shown(b"^C")
        await again.type("echo $((6*7))-stopped\r")
        await again.until_shown(b"42-stopped")


async def test_terminals_of_a_machine_that_went_down_are_lost_and_say_so(server: Server, developer: Person) -> None:
    made = await make(developer)
    ended = await make(developer)
    async with open_client(server.port, ended["id"], HEADERS) as client:
        await client.type("exit 4\r")
        assert (await client.until_told("exit"))["code"] == 4
    server.kill()
    for process in of_tmux(server.data_dir):
        process.kill()
    await until(lambda: not of_tmux(server.data_dir), "tmux is gone")
    await server.start()
    async with server.api() as api:
        states = {
            one["id"]: (one["state"], one["exit_code"])
            for one in (await api.get("/terminals")).json()["terminals"]
            if one["id"] in (made["id"], ended["id"])
        }
        assert states == {made["id"]: ("lost", None), ended["id"]: ("exited", 4)}
        again = await api.post(f"/terminals/{made['id']}/restart")
        assert again.json()["state"] == "running"
    async with open_client(server.port, made["id"], HEADERS) as client:
        await client.type("echo $((3*3))-back\r")
        await client.until_shown(b"9-back")


async def test_stopping_the_server_in_order_leaves_terminals_running(
    server: Server, developer: Person, project: Path
) -> None:
    made = await make(developer)
    async with open_client(server.port, made["id"], HEADERS) as client:
        await client.type(f"{BUILD}\r")
        await until((project / "step").exists, "the build runs")
        await server.terminate()
        assert await client.until_closed() in (1012, 1006)
    step = (project / "step").read_text()
    await until(lambda: (project / "step").read_text() not in (step, ""), "the build goes on")
    await server.start()
    async with open_client(server.port, made["id"], HEADERS) as client:
        await client.until_told("hello")
        await client.type("\x03")
        await client.until_shown(b"^C")
