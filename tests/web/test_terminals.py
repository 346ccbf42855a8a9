"""Terminals over HTTP and their sockets, with a real tmux."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import httpx
import psutil
import pytest
from websockets.exceptions import InvalidStatus

from boocode.config import Settings
from boocode.db import Database
from boocode.terminals.launching import login_shell
from tests.support.rows import Place, git_repository, make_chat
from tests.support.server import command_of, is_alive, processes_of, until
from tests.support.terminal import open_client
from tests.web.site import Site, open_site

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


def of_tmux(data_dir: Path) -> list[psutil.Process]:
    """The processes of this data directory's tmux server."""
    return [process for process in processes_of(str(data_dir)) if "tmux" in command_of(process).partition(" ")[0]]


def terminal_of(process: psutil.Process) -> str | None:
    with suppress(psutil.Error):
        return process.terminal()
    return None


def environment_of(pid: int) -> dict[str, str]:
    """What a process was started with; not what it has until it is started."""
    with suppress(psutil.Error):
        found = psutil.Process(pid).environ()
        return found if found.get("TERM") == "tmux-256color" else {}
    return {}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shells begin with nobody's own files."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
async def site(db: Database, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(db, tmp_path) as opened:
        yield opened
        socket = opened.services.settings.run_dir / "tmux.sock"
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)
    with anyio.fail_after(60):
        while of_tmux(tmp_path):
            await anyio.sleep(0.02)


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, git_repository(tmp_path / "repo", {"a.txt": "a\n"}))


async def make(api: httpx.AsyncClient, there: Place, **more: Any) -> dict[str, Any]:
    body = {"client_id": str(uuid4()), **more}
    answer = await api.post(f"/api/sessions/{there.session_id}/terminals", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def ask_tmux(site: Site, *words: str) -> str:
    argv = ["tmux", "-S", str(site.services.settings.run_dir / "tmux.sock"), *words]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


async def until_command(api: httpx.AsyncClient, id_: str, command: str | None) -> None:
    with anyio.fail_after(60):
        while (await api.get(f"/api/terminals/{id_}")).json()["command"] != command:
            await anyio.sleep(0.02)


async def test_what_is_typed_runs_and_is_shown(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
        assert (made["name"], made["state"], made["durable"], made["place"]) == (
            "Terminal 1",
            "running",
            True,
            "project",
        )
        async with open_client(site.port, made["id"], site.headers) as client:
            hello = await client.until_told("hello")
            assert (hello["terminal"]["id"], hello["cols"], hello["rows"]) == (made["id"], 80, 24)
            await client.until_told("snapshot", cols=80, rows=24)
            await client.type("pwd; echo $((6*7))$TERM\r")
            await client.until_shown(b"42tmux-256color")
            assert made["directory"].encode() in client.screen
            (listed,) = (await api.get("/api/terminals")).json()["terminals"]
            assert (listed["clients"], listed["command"]) == (1, None)
        text = (await api.get(f"/api/terminals/{made['id']}/text")).json()
        assert "42tmux-256color" in text["text"].split("\n")


@pytest.mark.parametrize("tmux", [None, ""], ids=["tmux", "plain"])
async def test_last_command_is_told_with_its_output_and_how_it_ended(
    db: Database, tmp_path: Path, tmux: str | None
) -> None:
    place = await make_chat(db, tmp_path / "repo")
    async with open_site(db, tmp_path, tmux=tmux) as site, site.api() as api:
        made = await make(api, place)
        address = f"/api/terminals/{made['id']}"

        async def until(**wanted: Any) -> dict[str, Any]:
            with anyio.fail_after(60):
                while True:
                    last = (await api.get(f"{address}/last-command")).json()
                    if wanted.items() <= last.items():
                        return last
                    await anyio.sleep(0.02)

        async with open_client(site.port, made["id"], site.headers) as client:
            await client.until_shown(b"# " if os.getuid() == 0 else b"$ ")
            refused = await api.get(f"{address}/last-command")
            assert (refused.status_code, refused.json()["error"]["code"]) == (404, "no_command")
            await client.type("pwd; echo $((6*7)); sh -c 'exit 3'\r")
            last = await until(command="pwd; echo $((6*7)); sh -c 'exit 3'", exit_code=3)
            assert (last["output"], last["how"], last["truncated"]) == (f"{made['directory']}\n42", "shell", False)
            assert made["created_at"] <= last["started_at"] <= last["ended_at"]
            assert (await api.get(f"{address}/text")).json()["last_command"] == last
            await client.type("echo so-far-$((1+1)); cat\r")
            assert (await until(command="echo so-far-$((1+1)); cat", output="so-far-2"))["ended_at"] is None
            assert (await api.post(f"{address}/restart")).status_code == 200
            assert (await api.get(f"{address}/last-command")).status_code == 404
            await api.delete(address)
        assert list((site.services.settings.run_dir / "commands").iterdir()) == []


@pytest.mark.parametrize("tmux", [None, ""], ids=["tmux", "plain"])
async def test_command_is_what_runs_and_nothing_at_the_prompt(db: Database, tmp_path: Path, tmux: str | None) -> None:
    place = await make_chat(db, tmp_path / "repo")
    async with open_site(db, tmp_path, tmux=tmux) as site, site.api() as api:
        made = await make(api, place)
        async with open_client(site.port, made["id"], site.headers) as client:
            for typed, command in (("bash -c 'read x'\r", "bash"), ("\r", None), ("exec sleep 100\r", "sleep")):
                await client.type(typed)
                await until_command(api, made["id"], command)
        await api.delete(f"/api/terminals/{made['id']}")


async def until_unread(api: httpx.AsyncClient, address: str) -> None:
    """Wait until it is marked, and with it its session and project, and look at it."""
    with anyio.fail_after(60):
        while not (terminal := (await api.get(address)).json())["unread"]:
            await anyio.sleep(0.02)
    session = f"/api/sessions/{terminal['session_id']}"
    project = f"/api/projects/{(await api.get(session)).json()['project_id']}"
    marked = [(await api.get(each)).json()["unread"] for each in (session, project)]
    assert (await api.post(f"{address}/seen")).status_code == 204
    assert [(await api.get(each)).json()["unread"] for each in (address, session, project)] == [False] * 3
    assert marked == [True, True]


async def test_bell_and_end_are_news_until_somebody_has_looked(
    site: Site, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode.terminals.keeping.IDLE_SECONDS", 0.3)
    async with site.api() as api:
        made = await make(api, place)
        address = f"/api/terminals/{made['id']}"
        assert made["unread"] is False
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.type("printf '\\a'; read x; printf '\\a'; read y; exit\r")
            await until_unread(api, address)
        ask_tmux(site, "send-keys", "-t", f"={made['id']}:", "Enter")  # tmux hears it where no window does
        await until_unread(api, address)
        ask_tmux(site, "send-keys", "-t", f"={made['id']}:", "Enter")
        await until_unread(api, address)
        assert (await api.get(address)).json()["state"] == "exited"


async def test_two_windows_show_the_same_and_the_size_of_the_smaller(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    async with open_client(site.port, made["id"], site.headers, cols=120, rows=40) as desk:
        await desk.until_told("resized", cols=120, rows=40)
        await desk.type("for i in $(seq 200); do echo line-$i; done\r")
        await desk.until_shown(b"line-200")
        async with open_client(site.port, made["id"], site.headers, cols=60, rows=50) as phone:
            await phone.until_shown(b"line-200")
            assert b"line-17\r\n" in phone.screen, "what left the screen before is there to scroll to"
            await desk.until_told("resized", cols=60, rows=40, fitted=False)
            narrow = 'while [ "$(stty size)" != "40 60" ]; do sleep 0.05; done; echo $((8*4))-narrow'
            await phone.type(f"echo from-the-$((1))-phone; {narrow}\r")
            await desk.until_shown(b"from-the-1-phone")
            await desk.until_shown(b"32-narrow")
            await desk.say(op="fit")
            await phone.until_told("resized", cols=120, rows=40, fitted=False)
            await desk.until_told("resized", cols=120, rows=40, fitted=True)
            await desk.type('while [ "$(stty size)" != "40 120" ]; do sleep 0.05; done; echo $((8*8))-wide\r')
            await phone.until_shown(b"64-wide")
            await desk.say(op="resize", cols=100, rows=30)
            await phone.until_told("resized", cols=100, rows=30)
            await desk.say(op="fit", on=False)
            await desk.until_told("resized", cols=60, rows=30)
        await desk.until_told("resized", cols=100, rows=30, fitted=False)


async def test_window_that_asks_gets_everything_that_has_left_the_screen(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    async with open_client(site.port, made["id"], site.headers) as client:
        await client.type("seq -f burst-%g 3000; echo do''ne\r")
        await client.until_shown(b"done")
        client.frames.clear()
        client.screen.clear()
        await client.say(op="history")
        told = await client.until_told("snapshot")
        await client.until(lambda: len(client.screen) >= told["bytes"])
        shown = bytes(client.screen)
        await client.until_shown(b"burst-3000")
        assert [b"burst-%d\r\n" % number in shown for number in range(1, 2970)] == [True] * 2969
        await client.type("echo $((2*8))-live\r")
        await client.until_shown(b"16-live")


async def test_pager_uses_the_other_screen_of_the_window(site: Site, place: Place) -> None:
    (place.path / "long.txt").write_text("".join(f"page-{number}\n" for number in range(500)))
    async with site.api() as api:
        made = await make(api, place)
    async with open_client(site.port, made["id"], site.headers) as client:
        await client.type("less long.txt\r")
        await client.until_shown(b"page-20")
        await client.until_shown(b"\x1b[?1047h")
        async with open_client(site.port, made["id"], site.headers) as second:
            await second.until_shown(b"\x1b[?1047h")
            await second.until_shown(b"page-20")
        await client.type("q")
        await client.until_shown(b"\x1b[?1047l")


async def test_exit_is_told_and_it_can_be_started_again(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
        address = f"/api/terminals/{made['id']}"
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.type("echo before; exit 7\r")
            assert (await client.until_told("exit"))["code"] == 7
            ended = (await api.get(address)).json()
            assert (ended["state"], ended["exit_code"], ended["command"]) == ("exited", 7, None)
            assert ended["ended_at"]
            again = await api.post(f"{address}/restart")
            assert (again.status_code, again.json()["state"], again.json()["exit_code"]) == (200, "running", None)
            for code in (7, 7, 0, -9):  # also one that ends as it did before
                await client.until_told("terminal")
                client.frames.clear()
                await client.type("kill -9 $$\r" if code == -9 else f"exit {code}\r")
                assert (await client.until_told("exit"))["code"] == code
                again = await api.post(f"{address}/restart")
                assert again.json()["state"] == "running"
        renamed = await api.patch(address, json={"name": "build"})
        assert renamed.json()["name"] == "build"
        assert (await api.delete(address)).status_code == 204
        for answer in (await api.get(address), await api.delete(address), await api.get(f"{address}/text")):
            assert answer.status_code == 404


async def test_titles_and_clipboard_are_told_and_never_printed(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    async with open_client(site.port, made["id"], site.headers) as client:
        await client.type("printf '\\033]2;my \\033title\\007'; printf '\\033]52;c;aGVsbG8=\\007'; echo do''ne\r")
        await client.until_shown(b"done")
        assert (await client.until_told("clipboard"))["text"] == "hello"
        await client.type("printf '\\033]2;a title\\007'; sleep 100\r")
        await client.until_told("title", text="a title")
        async with open_client(site.port, made["id"], site.headers) as later:
            await later.until_told("title", text="a title")
        assert b"\x1b]" not in client.screen
        assert ask_tmux(site, "list-buffers") == "", "other terminals cannot ask for it"


async def test_flood_to_a_window_that_acknowledges_nothing_costs_no_memory(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    me = psutil.Process()
    async with open_client(site.port, made["id"], site.headers, acknowledges=False) as client:
        before = me.memory_info().rss
        await client.type("yes 'the quick brown fox jumps over the lazy dog' | head -c 67108864; echo all-''of-it\r")
        async with open_client(site.port, made["id"], site.headers) as other:
            await other.until_shown(b"all-of-it", 60)
            await other.type("yes no\r")
            await other.until_shown(b"\nno")
            await client.type("\x03")
            await other.until_shown(b"^C")
            await other.type("echo $((3*5))-stopped\r")
            await other.until_shown(b"15-stopped")
        assert me.memory_info().rss - before < 24 * 1024 * 1024
        hello = await client.until_told("hello")
        with anyio.move_on_after(0.5):
            while True:
                await client.read()
        assert len(client.screen) <= hello["credit"] + 65536
        client.acknowledges = True
        await client.say(op="ack", bytes=len(client.screen))
        await client.type("echo $((3*6))-here\r")
        await client.until_shown(b"18-here")


async def test_large_paste_arrives_whole(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    async with open_client(site.port, made["id"], site.headers) as client:
        await client.type("stty -echo -icanon; echo rea''dy; head -c 500000 | sha256sum\r")
        await client.until_shown(b"ready")
        pasted = bytes(random.Random(4).choices(b"abcdefgh \r", k=500_000))
        for at in range(0, len(pasted), 60_000):
            await client.type(pasted[at : at + 60_000])
        await client.until_shown(hashlib.sha256(pasted.replace(b"\r", b"\n")).hexdigest().encode())


async def test_bad_frames_are_answered_and_the_socket_stays(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    async with open_client(site.port, made["id"], site.headers, cols=99999, rows=-4) as client:
        assert (await client.until_told("snapshot"))["cols"] == 500
        for sent in (
            "",
            "{",
            '{"op":"resize","cols":1,"rows":10}',
            '{"op":"nope"}',
            '{"op":"ack","bytes":-1}',
            "[" * 9999,
        ):
            client.frames.clear()
            await client.connection.send(sent)
            assert (await client.until_told("error"))["code"] == "invalid"
        await client.say(op="ping")
        await client.until_told("pong")
        await client.type(b"x" * (64 * 1024 + 1))
        assert await client.until_closed() == 1009


async def test_strangers_and_other_sites_get_no_terminal(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
    async with site.client() as stranger:
        for path in (f"/api/terminals/{made['id']}", "/api/terminals", "/api/ssh-hosts"):
            assert (await stranger.get(path)).status_code == 401
        address = f"/api/sessions/{place.session_id}/terminals"
        assert (await stranger.post(address, json={"client_id": str(uuid4())})).status_code == 401
    async with open_client(site.port, made["id"], {}) as unknown:
        assert await unknown.until_closed() == 4401
        assert unknown.frames == []
    async with site.browser() as browser:
        cookie = {"cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    for origin in (
        "https://evil.example",
        f"http://localhost:{site.port + 1}",
        "null",
        f"https://127.0.0.1:{site.port}",
    ):
        with pytest.raises(InvalidStatus):
            async with open_client(site.port, made["id"], {**cookie, "origin": origin}):
                pass
    with pytest.raises(InvalidStatus):
        async with open_client(site.port, made["id"], cookie):
            pass
    async with open_client(site.port, made["id"], {**cookie, "origin": site.origin}) as mine:
        await mine.until_told("hello")
        site.services.sockets.close_all()
        assert await mine.until_closed() == 1012


async def test_unknown_terminals_are_told(site: Site, place: Place) -> None:
    async with open_client(site.port, str(uuid4()), site.headers) as client:
        assert await client.until_closed() == 4404
    for odd in ("x", "..", str(uuid4()).upper()):
        with pytest.raises(InvalidStatus):
            async with open_client(site.port, odd, site.headers):
                pass
    async with site.api() as api:
        body = {"client_id": str(uuid4())}
        assert (await api.post(f"/api/sessions/{uuid4()}/terminals", json=body)).status_code == 404
        assert (await api.get(f"/api/sessions/{uuid4()}/terminals")).status_code == 404


async def test_same_client_id_makes_one_terminal(site: Site, place: Place) -> None:
    async with site.api() as api:
        body = {"client_id": str(uuid4()), "name": "one"}
        address = f"/api/sessions/{place.session_id}/terminals"
        answers: list[dict[str, Any]] = []

        async def post() -> None:
            answers.append((await api.post(address, json=body)).json())

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(post)
        assert {answer["id"] for answer in answers} == {answers[0]["id"]}
        assert len((await api.get(address)).json()["terminals"]) == 1


async def test_hostile_names_and_directories_are_only_names(site: Site, db: Database, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    directory = tmp_path / f"#(touch {marker.name}) $(touch x) #{{session_name}} 'q' \"d\" ; é"
    place = await make_chat(db, directory)
    async with site.api() as api:
        made = await make(api, place, name="#(touch marker) $(reboot) <b>\\x1b]0;x")
        async with open_client(site.port, made["id"], site.headers, cols=300) as client:
            await client.type("pwd\r")
            await client.until_shown(str(directory).encode())
        again = await api.post(f"/api/terminals/{made['id']}/restart")
        assert again.status_code == 200
        for body in ({"ssh": "-oProxyCommand=touch marker"}, {"ssh": "a;b"}, {"ssh": "x y"}):
            refused = await api.post(
                f"/api/sessions/{place.session_id}/terminals", json={"client_id": str(uuid4()), **body}
            )
            assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_host")
        for body in ({"cols": 1}, {"rows": 501}, {"name": ""}, {"place": "/etc"}, {"shell": "x"}):
            refused = await api.post(
                f"/api/sessions/{place.session_id}/terminals", json={"client_id": str(uuid4()), **body}
            )
            assert refused.status_code == 422
        listed = (await api.get(f"/api/sessions/{place.session_id}/terminals")).json()["terminals"]
        assert [terminal["id"] for terminal in listed] == [made["id"]]
    assert not marker.exists()
    assert list(directory.iterdir()) == []


async def test_directory_that_is_gone_is_told(site: Site, place: Place) -> None:
    shutil.rmtree(place.path)
    async with site.api() as api:
        body = {"client_id": str(uuid4())}
        refused = await api.post(f"/api/sessions/{place.session_id}/terminals", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "directory_gone")


async def test_terminal_begins_in_the_worktree_where_there_is_one(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place, place="worktree")
        worktree = (await api.get(f"/api/sessions/{place.session_id}/workplace")).json()["worktree"]
        assert (made["place"], made["directory"]) == ("worktree", worktree["path"])
        assert (await make(api, place))["directory"] == worktree["path"]
        second = await make(api, place, place="project")
        assert (second["place"], second["directory"], second["name"]) == ("project", str(place.path), "Terminal 3")


async def test_session_with_running_terminals_is_deleted_only_by_force(
    site: Site, place: Place, tmp_path: Path
) -> None:
    async with site.api() as api:
        made = await make(api, place)
        for address in (f"/api/sessions/{place.session_id}", f"/api/projects/{place.project_id}"):
            refused = await api.delete(address)
            assert (refused.status_code, refused.json()["error"]["code"]) == (409, "terminals_running")
            assert refused.json()["error"]["data"]["terminals"] == [{"id": made["id"], "name": "Terminal 1"}]
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.until_told("hello")
            assert (await api.delete(f"/api/sessions/{place.session_id}?force=true")).status_code == 204
            await client.until_told("lost")
        assert (await api.get("/api/terminals")).json()["terminals"] == []
    with anyio.fail_after(60):
        while of_tmux(tmp_path):  # it ends with its last terminal
            await anyio.sleep(0.02)


async def test_terminals_get_nothing_of_what_boocode_keeps_to_itself(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = ("BOOCODE_TOKEN", "BOOCODE_LLM_API_KEY", "DATABASE_URL", "PGPASSWORD", "OPENAI_API_KEY", "MY_SECRET")
    for name in withheld:
        monkeypatch.setenv(name, "withheld")
    place = await make_chat(db, tmp_path / "repo")
    async with open_site(db, tmp_path) as site, site.api() as api:
        made = await make(api, place)
        of_server = ask_tmux(site, "show-environment", "-g")
        (pid,) = ask_tmux(site, "list-panes", "-a", "-F", "#{pane_pid}").split()
        await until(lambda: "TERM" in environment_of(int(pid)), "the shell has begun")
        of_shell = environment_of(int(pid))
        assert (of_shell["SHELL"], of_shell["TERM"]) == (login_shell(), "tmux-256color")
        assert "withheld" not in of_shell.values()
        assert "withheld" not in of_server
        await api.delete(f"/api/terminals/{made['id']}")


async def test_machine_that_ssh_does_not_reach_is_told_with_its_words(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(
            api, place, ssh="255.255.255.255"
        )  # nobody's address: refused at once, also without a network
        assert (made["name"], made["kind"], made["host"]) == ("255.255.255.255", "ssh", "255.255.255.255")
        with anyio.fail_after(60):
            while (ended := (await api.get(f"/api/terminals/{made['id']}")).json())["state"] == "running":
                await anyio.sleep(0.02)
        assert (ended["state"], ended["exit_code"]) == ("exited", 255)
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.until_shown(b"connect to host 255.255.255.255 port 22")
        assert "255.255.255.255" in (await api.get(f"/api/terminals/{made['id']}/last-command")).json()["output"]


async def test_terminals_without_a_row_are_listed_adopted_and_ended(site: Site, place: Place, db: Database) -> None:
    async with site.api() as api:
        made = await make(api, place)
        await db.execute("delete from terminals")
        (orphan,) = (await api.get("/api/terminals")).json()["terminals"]
        assert (orphan["id"], orphan["session_id"], orphan["state"]) == (made["id"], None, "running")
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.type("echo $((2*4))-orphan\r")
            await client.until_shown(b"8-orphan")
        assert (await api.post(f"/api/terminals/{made['id']}/restart")).status_code == 404
        address = f"/api/terminals/{made['id']}"
        for session_id, status in ((uuid4(), 404), (place.session_id, 200), (place.session_id, 200), (uuid4(), 409)):
            adopted = await api.post(f"{address}/adopt", json={"session_id": str(session_id)})
            assert adopted.status_code == status, adopted.text
        (listed,) = (await api.get(f"/api/sessions/{place.session_id}/terminals")).json()["terminals"]
        assert (listed["id"], listed["name"], listed["directory"]) == (made["id"], "Terminal 1", made["directory"])
        await db.execute("delete from terminals")
        assert (await api.delete(address)).status_code == 204
        assert (await api.get("/api/terminals")).json()["terminals"] == []


async def test_tmux_that_is_killed_loses_its_terminals_and_they_can_be_started_again(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await make(api, place)
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.until_told("hello")
            ask_tmux(site, "kill-server")
            await client.until_told("lost")
            assert await client.until_closed() == 1000
        assert (await api.get(f"/api/terminals/{made['id']}")).json()["state"] == "lost"
        refused = await api.get(f"/api/terminals/{made['id']}/text")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "terminal_lost")
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.until_told("lost")
        assert (await api.post(f"/api/terminals/{made['id']}/restart")).json()["state"] == "running"
        async with open_client(site.port, made["id"], site.headers) as client:
            await client.type("echo $((5*5))-again\r")
            await client.until_shown(b"25-again")


async def test_fifty_terminals_are_enough(site: Site, place: Place, db: Database) -> None:
    async with site.api() as api:
        made = await make(api, place)
        await db.execute(
            "insert into terminals select gen_random_uuid(), session_id, machine, name, directory, place, kind, host,"
            " durable, state, exit_code, created_at, ended_at from terminals, generate_series(2, 50)"
        )
        body = {"client_id": str(uuid4())}
        refused = await api.post(f"/api/sessions/{place.session_id}/terminals", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "too_many_terminals")
        states = [one["state"] for one in (await api.get("/api/terminals")).json()["terminals"]]
        assert (states.count("lost"), states.count("running")) == (49, 1)
        assert (await api.get(f"/api/terminals/{made['id']}")).json()["state"] == "running"
        await make(api, place)


async def test_without_tmux_terminals_work_and_it_is_said_that_they_end(db: Database, tmp_path: Path) -> None:
    place = await make_chat(db, tmp_path / "repo")
    async with open_site(db, tmp_path, tmux="") as site, site.api() as api:
        listed = (await api.get("/api/terminals")).json()
        assert (listed["tmux"], "install tmux" in listed["message"]) == (False, True)
        made = await make(api, place)
        assert made["durable"] is False
        async with (
            open_client(site.port, made["id"], site.headers, acknowledges=False) as slow,
            open_client(site.port, made["id"], site.headers, cols=100, rows=30) as client,
        ):
            for window in (slow, client):  # both have a size by then
                await window.until_told("hello")
            await client.type("printf '\\033]2;plain\\007'; stty size; echo $((6*7))$TERM\r")
            await client.until_shown(b"24 80\r\n42xterm-256color")
            await client.until_told("title", text="plain")
            first = await slow.until_told("snapshot")
            before = psutil.Process().memory_info().rss
            await client.type(
                "yes 'the quick brown fox jumps over the lazy dog' | head -c 67108864; echo all-''of-it\r"
            )
            await client.until_shown(b"all-of-it\r\n", 60)
            assert psutil.Process().memory_info().rss - before < 200 * 1024 * 1024  # the client keeps what it saw
            assert [frame for frame in slow.frames if frame["type"] == "snapshot"] == [first]
            slow.acknowledges = True
            await slow.until_shown(b"all-of-it\r\n")
            assert len([frame for frame in slow.frames if frame["type"] == "snapshot"]) >= 2
            await client.type("exit 3\r")
            assert (await client.until_told("exit"))["code"] == 3
        assert (await api.get(f"/api/terminals/{made['id']}")).json()["exit_code"] == 3
        assert "all-of-it" in (await api.get(f"/api/terminals/{made['id']}/text")).json()["text"]
        again = await api.post(f"/api/terminals/{made['id']}/restart")
        assert again.json()["state"] == "running"
        async with open_client(site.port, made["id"], site.headers, acknowledges=False) as alone:
            await alone.type("yes\r")
            await alone.until(lambda: len(alone.screen) > 900_000)
            await alone.type("\x03")
            await alone.say(op="ack", bytes=len(alone.screen))
            await alone.type("echo $((7*7))-stopped\r")
            alone.acknowledges = True
            await alone.until_shown(b"49-stopped")
        shells = [child.pid for child in psutil.Process().children() if terminal_of(child)]
        assert shells
    await until(lambda: not any(map(is_alive, shells)), "they end with the server")


async def test_ssh_hosts_of_the_settings_are_listed(db: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", ssh_hosts=("me@build",))
    async with open_site(db, tmp_path, settings=settings) as site, site.api() as api:
        assert {"name": "me@build", "address": None, "source": "settings"} in (await api.get("/api/ssh-hosts")).json()[
            "hosts"
        ]
