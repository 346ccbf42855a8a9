"""Projects and sessions over HTTP."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from boocode.contracts.agents import Completed, Outcome, Prompt, Sink
from tests.support.rows import Place, git_repository
from tests.web.site import Site


async def add(site: Site, path: Path, **more: str) -> dict[str, object]:
    async with site.api() as api:
        answer = await api.post("/api/projects", json={"path": str(path), **more})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


async def test_directory_becomes_a_project_once(site: Site, tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"a.txt": "a"})
    async with site.api() as api:
        first = await api.post("/api/projects", json={"path": f"{repository}/"})
        again = await api.post("/api/projects", json={"path": str(repository), "name": "Other"})
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()
        project = first.json()
        assert (project["name"], project["is_git"], project["branch"]) == ("repo", True, "main")
        assert (await api.get("/api/projects")).json()["projects"] == [project]
        assert (await api.get(f"/api/projects/{project['id']}")).json() == project


async def test_directory_without_git_or_without_commits_is_fine(site: Site, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    project = await add(site, tmp_path / "plain")
    assert (project["is_git"], project["branch"], project["missing"]) == (False, None, False)


async def test_vanished_directory_is_shown_as_missing(site: Site, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    project = await add(site, tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    async with site.api() as api:
        assert (await api.get(f"/api/projects/{project['id']}")).json()["missing"] is True
        answer = await api.get(f"/api/projects/{project['id']}/files?q=a")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "no_such_directory")


UNUSABLE: list[tuple[dict[str, object], str]] = [
    ({"path": "/nowhere/at/all"}, "no_such_directory"),
    ({"path": "/etc/hostname"}, "not_a_directory"),
    ({"path": "relative"}, "unusable_directory"),
    ({"path": "/"}, "unusable_directory"),
    ({}, "invalid"),
    ({"path": ""}, "invalid"),
    ({"path": 5}, "invalid"),
    ({"path": "/tmp", "typo": 1}, "invalid"),
    ({"path": "/tmp", "name": " "}, "invalid"),
    ({"clone_url": "--upload-pack=touch /tmp/x"}, "bad_clone_url"),
    ({"clone_url": "ext::sh -c touch% /tmp/x"}, "bad_clone_url"),
    ({"clone_url": "/etc"}, "bad_clone_url"),
]


async def test_unusable_input_is_refused_with_a_reason(site: Site) -> None:
    async with site.api() as api:
        for body, code in UNUSABLE:
            answer = await api.post("/api/projects", json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, code), body
            assert answer.json()["error"]["message"].endswith("."), body


async def test_own_data_directory_is_refused(site: Site) -> None:
    site.services.settings.data_dir.mkdir(exist_ok=True)
    async with site.api() as api:
        answer = await api.post("/api/projects", json={"path": str(site.services.settings.data_dir)})
    assert answer.json()["error"]["code"] == "unusable_directory"


async def test_repository_is_cloned_and_added(site: Site, tmp_path: Path) -> None:
    source = git_repository(tmp_path / "source", {"a.txt": "a"})
    (tmp_path / "projects").mkdir()
    async with site.api() as api:
        body = {"clone_url": str(source), "path": str(tmp_path / "projects")}
        made = await api.post("/api/projects", json=body)
        assert made.status_code == 201, made.text
        assert made.json()["path"] == str(tmp_path / "projects" / "source")
        assert (tmp_path / "projects" / "source" / "a.txt").read_text() == "a"
        again = await api.post("/api/projects", json=body)
        assert again.status_code == 409
        elsewhere = {"clone_url": str(source), "path": str(tmp_path / "named"), "name": "Mine"}
        assert (await api.post("/api/projects", json=elsewhere)).json()["name"] == "Mine"


async def test_project_is_renamed_archived_and_brought_back(site: Site, tmp_path: Path) -> None:
    project = await add(site, tmp_path)
    async with site.api() as api:
        address = f"/api/projects/{project['id']}"
        assert (await api.patch(address, json={"name": "  New  "})).json()["name"] == "New"
        assert (await api.patch(address, json={"archived": True})).json()["archived_at"]
        assert (await api.get("/api/projects")).json()["projects"] == []
        assert len((await api.get("/api/projects?archived=true")).json()["projects"]) == 1
        assert (await add(site, tmp_path))["archived_at"] is None


async def test_deleting_a_project_never_touches_files(site: Site, place: Place) -> None:
    (place.path / "keep.txt").write_text("keep")
    async with site.api() as api:
        assert (await api.delete(f"/api/projects/{place.project_id}")).status_code == 204
        assert (await api.get(f"/api/chats/{place.chat_id}")).status_code == 404
        assert (await api.delete(f"/api/projects/{place.project_id}")).status_code == 404
    assert (place.path / "keep.txt").read_text() == "keep"


@pytest.mark.parametrize("what", ["project", "session", "chat"])
async def test_work_in_progress_is_not_deleted_unless_forced(site: Site, place: Place, what: str) -> None:
    async def turn(prompt: Prompt, sink: Sink) -> Outcome:
        await anyio.sleep_forever()
        return Completed()

    site.stack.agent.turn = turn
    running = await site.stack.send(place.chat_id)
    await site.stack.until_state(running.task, "running")
    await site.stack.send(place.chat_id, "and then")
    address = {
        "project": f"/api/projects/{place.project_id}",
        "session": f"/api/sessions/{place.session_id}",
        "chat": f"/api/chats/{place.chat_id}",
    }[what]
    async with site.api() as api:
        assert (await api.get(address)).json()["status"] == "running"
        refused = await api.delete(address)
        assert refused.status_code == 409
        assert refused.json()["error"]["code"] == ("chat_busy" if what == "chat" else f"{what}_has_work")
        assert refused.json()["error"]["data"]["tasks"] == 2
        assert (await api.delete(f"{address}?force=true")).status_code == 204
        assert (await api.get(address)).status_code == 404


async def test_session_comes_with_its_first_chat_once(site: Site, place: Place) -> None:
    async with site.api() as api:
        address = f"/api/projects/{place.project_id}/sessions"
        body = {"client_id": str(uuid4())}
        made = await api.post(address, json=body)
        assert made.status_code == 201
        assert (await api.post(address, json=body)).json() == made.json()
        session = made.json()
        assert (session["name"], session["chat_count"], session["status"]) == ("Session 2", 1, "idle")
        chats = (await api.get(f"/api/sessions/{session['id']}/chats")).json()["chats"]
        assert len(chats) == 1
        assert (await api.get(address)).json()["sessions"][0]["id"] == session["id"]
        reused = await api.post(f"/api/sessions/{session['id']}/chats", json=body)
        assert (reused.status_code, reused.json()["error"]["code"]) == (409, "client_id_reused")


async def test_session_is_renamed_archived_and_deleted(site: Site, place: Place) -> None:
    async with site.api() as api:
        address = f"/api/sessions/{place.session_id}"
        assert (await api.patch(address, json={"name": "Fix it"})).json()["name"] == "Fix it"
        assert (await api.patch(address, json={"archived": True})).json()["archived_at"]
        assert (await api.get(f"/api/projects/{place.project_id}/sessions")).json()["sessions"] == []
        assert (await api.get("/api/chats")).json()["chats"] == []
        assert (await api.delete(address)).status_code == 204
        assert (await api.get(address)).status_code == 404


async def test_layout_is_kept_per_device_and_moves_on(site: Site, place: Place) -> None:
    async with site.api() as api:
        address = f"/api/sessions/{place.session_id}/layout"
        empty = (await api.get(f"{address}?device=phone")).json()
        assert (empty["layout"], empty["version"]) == (None, 0)
        body = {"device": "desktop", "layout": {"a": [1, {"b": None}]}, "base_version": 0}
        assert (await api.put(address, json=body)).json()["version"] == 1
        late = await api.put(address, json=body | {"layout": {"other": 1}})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "layout_moved_on")
        assert late.json()["error"]["data"] == {"layout": {"a": [1, {"b": None}]}, "version": 1}
        assert (await api.put(address, json={"device": "desktop", "layout": {}})).json()["version"] == 2
        assert (await api.get(f"{address}?device=phone")).json()["version"] == 0
        huge = await api.put(address, json={"device": "desktop", "layout": {"x": "y" * 300_000}})
        assert huge.status_code == 413


async def test_two_first_saves_of_a_layout_do_not_both_win(site: Site, place: Place) -> None:
    codes: list[int] = []

    async def save() -> None:
        async with site.api() as api:
            body: dict[str, object] = {"device": "desktop", "layout": {}, "base_version": 0}
            codes.append((await api.put(f"/api/sessions/{place.session_id}/layout", json=body)).status_code)

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(save)
    assert sorted(codes) == [200, 409, 409, 409]


async def test_files_are_found_by_a_few_letters(site: Site, tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"src/application.py": "", "src/other.py": "", ".env": "SECRET"})
    project = await add(site, repository)
    async with site.api() as api:
        found = (await api.get(f"/api/projects/{project['id']}/files?q=appl")).json()
        assert found == {"files": [{"path": "src/application.py", "is_dir": False}], "truncated": False}
        some = (await api.get(f"/api/projects/{project['id']}/files?q=&limit=1")).json()
        assert (len(some["files"]), some["truncated"]) == (1, True)
        assert (await api.get(f"/api/projects/{project['id']}/files?q=%00")).json()["files"] == []


async def test_directories_can_be_browsed(site: Site, tmp_path: Path) -> None:
    git_repository(tmp_path / "here" / "repo", {"a": ""})
    async with site.api() as api:
        found = (await api.get("/api/fs/directories", params={"path": str(tmp_path / "here")})).json()
        assert found["entries"] == [{"name": "repo", "path": str(tmp_path / "here" / "repo"), "is_git": True}]
        for wrong in ("/nowhere", "relative", "\x00"):
            assert (await api.get("/api/fs/directories", params={"path": wrong})).status_code == 422
