"""What a project wants done in new worktrees happens only once the human trusted exactly that."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import anyio
import psutil
import pytest

from boocode.contracts.agents import NoticeReport
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.projects.worktrees.errors import SetupChanged
from tests.projects.land import Land

SCRIPT = "#!/bin/sh\necho hello\nenv > made-by-setup\n"


@pytest.fixture
def script(land: Land) -> Path:
    """A setup script in the project, and ignored files that agents may need."""
    path = land.repository / ".boocode/setup"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    path.chmod(0o755)
    (land.repository / ".env").write_text("SECRET=1\n")
    (land.repository / "ignored").mkdir()
    (land.repository / "ignored/.env").write_text("not looked for")
    return path


def codes(notices: Sequence[NoticeReport]) -> list[object]:
    return [notice.data["code"] for notice in notices]


async def test_untrusted_setup_is_not_run_and_that_is_said(land: Land, script: Path) -> None:
    made = await land.worktrees.ensure(land.session_id)
    assert codes(made.notices) == ["setup_untrusted"]
    assert "not trusted it yet" in made.notices[0].text
    assert not (made.row.directory / "made-by-setup").exists()
    assert not (made.row.directory / ".env").exists()


async def test_trusted_setup_is_run_and_env_files_are_copied(
    land: Land, script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOCODE_TOKEN", "a-secret-token")
    shown = await land.worktrees.setups.get(land.place.project_id)
    assert shown is not None
    assert (shown.content, shown.trusted, shown.env_files) == (SCRIPT, False, [".env"])
    trusted = await land.worktrees.setups.trust(land.place.project_id, shown.sha256, copy_env=True)
    assert (trusted.trusted, trusted.copies_env) == (True, True)
    made = await land.worktrees.ensure(land.session_id)
    assert codes(made.notices) == ["env_copied", "setup_done"]
    assert made.notices[1].data["output"] == "hello"
    assert (made.row.directory / ".env").read_text() == "SECRET=1\n"
    assert "a-secret-token" not in (made.row.directory / "made-by-setup").read_text()


async def test_trust_does_not_cover_other_content(land: Land, script: Path) -> None:
    shown = await land.worktrees.setups.get(land.place.project_id)
    assert shown is not None
    await land.worktrees.setups.trust(land.place.project_id, shown.sha256, copy_env=False)
    script.write_text(SCRIPT + "echo more\n")
    made = await land.worktrees.ensure(land.session_id)
    assert codes(made.notices) == ["setup_untrusted"]
    with pytest.raises(SetupChanged):
        await land.worktrees.setups.trust(land.place.project_id, shown.sha256, copy_env=False)


async def test_trust_is_taken_back(land: Land, script: Path) -> None:
    project = land.place.project_id
    shown = await land.worktrees.setups.get(project)
    assert shown is not None
    await land.worktrees.setups.trust(project, shown.sha256, copy_env=False)
    await land.worktrees.setups.distrust(project)
    shown = await land.worktrees.setups.get(project)
    assert shown is not None
    assert not shown.trusted
    with pytest.raises(NotFound):
        await land.worktrees.setups.distrust(new_id())


async def test_failing_setup_is_told_and_the_worktree_is_there(land: Land, script: Path) -> None:
    script.write_text("#!/bin/sh\necho no luck >&2\nexit 3\n")
    shown = await land.worktrees.setups.get(land.place.project_id)
    assert shown is not None
    await land.worktrees.setups.trust(land.place.project_id, shown.sha256, copy_env=False)
    made = await land.worktrees.ensure(land.session_id)
    assert made.row.state == "ready"
    assert "exit code 3" in made.notices[0].text
    assert "no luck" in made.notices[0].text
    assert not (made.row.directory / ".env").exists()


async def test_nothing_of_a_setup_outlives_a_killed_server(tmp_path: Path) -> None:
    script = tmp_path / ".boocode/setup"
    script.parent.mkdir()
    script.write_text("setsid sleep 600 & echo $! $$ > new; mv new pids; sleep 600\n")
    code = (
        "import anyio, pathlib; from boocode.projects.worktrees.setup import look, set_up; p = pathlib.Path();"
        "anyio.run(set_up, p, p.resolve(), anyio.run(look, p), False)"
    )
    server = await anyio.open_process([sys.executable, "-c", code], cwd=tmp_path)
    with anyio.fail_after(60):
        while not (tmp_path / "pids").exists():
            await anyio.sleep(0.02)
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        assert all(map(psutil.pid_exists, pids))
        server.kill()
        await server.wait()
        while any(map(psutil.pid_exists, pids)):
            await anyio.sleep(0.02)


async def test_script_that_is_a_link_is_none(land: Land, script: Path) -> None:
    script.unlink()
    script.symlink_to("/bin/sh")
    shown = await land.worktrees.setups.get(land.place.project_id)
    assert shown is not None
    assert shown.content == ""
