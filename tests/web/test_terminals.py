"""Terminals over HTTP and their sockets, with a real tmux."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import httpx
import psutil
import pytest

from boocode.db import Database
from tests.support.rows import Place, git_repository, make_chat
from tests.support.terminal import open_client
from tests.web.site import Site, open_site

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


def of_tmux(data_dir: Path) -> list[psutil.Process]:
    """The processes of this data directory's tmux server."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(data_dir) in " ".join(process.info["cmdline"] or ()) and "tmux" in (process.info["cmdline"] or [""])[0]
    ]


@pytest.fixture
async def site(db: Database, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(db, tmp_path) as opened:
        yield opened
        socket = opened.services.settings.run_dir / "tmux.sock"
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)
    with anyio.fail_after(10):
        while of_tmux(tmp_path):
            await anyio.sleep(0.02)


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, git_repository(tmp_path / "repo", {"a.txt": "a\n"}))


async def make(api: httpx.AsyncClient, place: Place, **more: Any) -> dict[str, Any]:
    body = {"client_id": str(uuid4()), **more}
    answer = await api.post(f"/api/sessions/{place.session_id}/terminals", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


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
            assert hello["terminal"]["id"] == made["id"]
            await client.until_told("snapshot", cols=80, rows=24)
            await client.type("pwd; echo $((6*7))$TERM\r")
            await client.until_shown(b"42tmux-256color")
            assert made["directory"].encode() in client.screen
