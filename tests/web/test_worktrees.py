"""Worktrees over HTTP."""

from __future__ import annotations

import subprocess
from pathlib import Path
from uuid import uuid4

import anyio
import httpx
import pytest

from boocode.contracts.agents import Completed, Outcome, Prompt, Sink
from boocode.db import Database
from tests.support.rows import Place, git_repository, make_chat
from tests.web.site import Site


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, git_repository(tmp_path / "repo", {"a.txt": "a\n", ".gitignore": ".env\n"}))


async def with_work(api: httpx.AsyncClient, place: Place) -> dict[str, str]:
    """The session's worktree, with a file that is nowhere else."""
    made = await api.post(f"/api/sessions/{place.session_id}/worktree")
    assert made.status_code == 200, made.text
    (Path(made.json()["path"]) / "new.txt").write_text("new\n")
    return made.json()


async def test_workplace_is_told_before_and_after_it_is_made(site: Site, place: Place) -> None:
    async with site.api() as api:
        address = f"/api/sessions/{place.session_id}"
        before = (await api.get(f"{address}/workplace")).json()
        assert (before["choice"], before["available"], before["worktree"]) == (
            "worktree",
            ["worktree", "project"],
            None,
        )
        assert before["explanation"].endswith(".")
        made = (await api.post(f"{address}/worktree")).json()
        assert (made["kind"], made["state"], made["session_id"]) == ("worktree", "ready", str(place.session_id))
        assert (await api.post(f"{address}/worktree")).json()["id"] == made["id"]
        assert (await api.get(f"{address}/workplace")).json()["worktree"]["id"] == made["id"]
        session = (await api.get(address)).json()
        assert (session["workplace"], session["worktree_id"]) == ("worktree", made["id"])


async def test_session_with_work_is_deleted_only_with_a_word_about_it(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await with_work(api, place)
        address = f"/api/sessions/{place.session_id}"
        risk = (await api.get(f"{address}/risk")).json()
        assert (risk["changed_files"], risk["at_risk"]) == (["new.txt"], True)
        for query in ("", "?force=true"):
            refused = await api.delete(address + query)
            assert (refused.status_code, refused.json()["error"]["code"]) == (409, "worktree_at_risk")
            assert refused.json()["error"]["data"] == risk
        kept = await api.delete(f"{address}?keep=rescue")
        assert kept.status_code == 200, kept.text
        subprocess.run(["sh", "-c", kept.json()["restore"]], check=True, capture_output=True)
        assert (await api.get(address)).status_code == 404
        assert not Path(made["path"]).exists()
        [listed] = (await api.get("/api/worktrees")).json()["worktrees"]
        assert (listed["state"], listed["rescue_refs"]) == ("removed", [kept.json()["ref"]])


async def test_kept_worktree_is_listed_without_its_session_and_removed_later(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await with_work(api, place)
        assert (await api.delete(f"/api/sessions/{place.session_id}?keep=worktree")).status_code == 204
        [listed] = (await api.get("/api/worktrees")).json()["worktrees"]
        assert (listed["id"], listed["session_id"]) == (made["id"], None)
        refused = await api.delete(f"/api/worktrees/{made['id']}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "worktree_at_risk")
        assert (await api.delete(f"/api/worktrees/{made['id']}?keep=discard")).json() == {"ref": None, "restore": ""}
        assert (await api.get("/api/worktrees")).json() == {"worktrees": [], "total_bytes": 0}


async def test_project_with_work_is_deleted_only_with_a_word_about_it(site: Site, place: Place) -> None:
    async with site.api() as api:
        await with_work(api, place)
        address = f"/api/projects/{place.project_id}"
        refused = await api.delete(f"{address}?force=true")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "worktree_at_risk")
        kept = await api.delete(f"{address}?keep=stash")
        assert kept.status_code == 200, kept.text
        [stash] = kept.json()["kept"]
        subprocess.run(["sh", "-c", stash["restore"]], check=True, capture_output=True)
        assert (place.path / "new.txt").read_text() == "new\n"
        assert (await api.get(address)).status_code == 404


async def test_busy_session_keeps_its_workplace(site: Site, place: Place) -> None:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await anyio.sleep_forever()
        return Completed()

    site.stack.agent.turn = turn
    running = await site.stack.send(place.chat_id)
    await site.stack.until_state(running.task, "running")
    async with site.api() as api:
        address = f"/api/sessions/{place.session_id}"
        refused = await api.put(f"{address}/workplace", json={"choice": "project"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "session_busy")
        await site.stack.tasks.cancel(running.task.id)
        await site.stack.until_state(running.task, "cancelled")
        chosen = await api.put(f"{address}/workplace", json={"choice": "project"})
        assert (chosen.status_code, chosen.json()["choice"]) == (200, "project")
        assert (await api.post(f"{address}/worktree")).json()["kind"] == "project"


async def test_setup_is_trusted_by_its_hash(site: Site, place: Place) -> None:
    async with site.api() as api:
        address = f"/api/projects/{place.project_id}/setup"
        assert (await api.get(address)).json() is None
        (place.path / ".boocode").mkdir()
        (place.path / ".boocode/setup").write_text("touch made-by-setup\n")
        shown = (await api.get(address)).json()
        assert (shown["content"], shown["trusted"]) == ("touch made-by-setup\n", False)
        for wrong in ("0" * 64, "short", ""):
            refused = await api.post(f"{address}/trust", json={"sha256": wrong})
            assert refused.status_code == 422, refused.text
        assert (await api.post(f"{address}/trust", json={"sha256": shown["sha256"]})).json()["trusted"] is True
        made = (await api.post(f"/api/sessions/{place.session_id}/worktree")).json()
        assert (Path(made["path"]) / "made-by-setup").exists()
        assert (await api.delete(f"{address}/trust")).status_code == 204
        assert (await api.get(address)).json()["trusted"] is False


async def test_sizes_are_measured_in_the_background(site: Site, place: Place) -> None:
    async with site.api() as api:
        made = await with_work(api, place)
        (Path(made["path"]) / "large").write_bytes(b"x" * 300_000)
        assert (await api.post("/api/worktrees/measure")).status_code == 202
        with anyio.fail_after(60):
            while (await api.get("/api/worktrees")).json()["total_bytes"] < 300_000:
                await anyio.sleep(0.02)


async def test_stash_and_new_base_over_http(site: Site, place: Place) -> None:
    async with site.api() as api:
        address = f"/api/sessions/{place.session_id}"
        for verb in ("stash", "new-base"):
            assert (await api.post(f"{address}/{verb}")).status_code == 404
        made = await with_work(api, place)
        kept = (await api.post(f"{address}/stash")).json()
        assert kept["ref"].startswith("refs/boocode/rescue/")
        assert not (Path(made["path"]) / "new.txt").exists()
        (place.path / "a.txt").write_text("moved on\n")
        assert (await api.post(f"{address}/new-base")).status_code == 200
        assert (Path(made["path"]) / "a.txt").read_text() == "moved on\n"


async def test_bad_input_and_strangers_are_refused(site: Site, place: Place) -> None:
    async with site.api() as api:
        for method, address in (
            ("GET", f"/api/sessions/{uuid4()}/workplace"),
            ("POST", f"/api/sessions/{uuid4()}/worktree"),
            ("GET", f"/api/sessions/{uuid4()}/risk"),
            ("GET", f"/api/projects/{uuid4()}/setup"),
            ("DELETE", f"/api/worktrees/{uuid4()}"),
        ):
            assert (await api.request(method, address)).status_code == 404, address
        for body in ({}, {"choice": "copy"}, {"choice": "worktree", "more": 1}):
            assert (await api.put(f"/api/sessions/{place.session_id}/workplace", json=body)).status_code == 422
        assert (await api.delete(f"/api/sessions/{place.session_id}?keep=nonsense")).status_code == 422
        assert (await api.delete(f"/api/worktrees/{uuid4()}?keep=worktree")).status_code == 422
    async with site.client() as stranger:
        for address in ("/api/worktrees", f"/api/sessions/{place.session_id}/workplace"):
            assert (await stranger.get(address)).status_code == 401


async def test_missing_project_is_said(site: Site, place: Place) -> None:
    place.path.rename(place.path.with_name("moved"))
    async with site.api() as api:
        refused = await api.post(f"/api/sessions/{place.session_id}/worktree")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "repository_gone")
        assert (await api.get(f"/api/sessions/{place.session_id}/workplace")).status_code == 200
