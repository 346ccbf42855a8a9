"""Looking for programs, and asking them for their version."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from boocode.providers import finding, presence
from boocode.providers.finding import Programs
from boocode.providers.presence import look
from tests.providers.agent import program


def programs_of(home: Path, *extra: Path) -> Programs:
    return Programs(extra, home=home, path="/usr/bin:/bin:relative")


def test_programs_are_found_in_the_usual_places_of_the_home(tmp_path: Path) -> None:
    program(tmp_path / ".local/bin", "agent-one")
    program(tmp_path / ".nvm/versions/node/v22.1.0/bin", "agent-two")
    program(tmp_path / "npm/bin", "agent-three")
    (tmp_path / ".npmrc").write_text("registry=https://example.org\nprefix = ~/npm\n")
    (tmp_path / ".local/bin/agent-four").write_text("not executable")
    programs = programs_of(tmp_path)
    assert [bool(programs.find(f"agent-{name}")) for name in ("one", "two", "three", "four")] == [True] * 3 + [False]
    assert "relative" not in programs.search_path().split(":")


def test_configured_directories_come_first_and_paths_are_taken_as_they_are(tmp_path: Path) -> None:
    program(tmp_path / ".local/bin", "agent")
    mine = program(tmp_path / "mine", "agent")
    found = programs_of(tmp_path, tmp_path / "mine").find("agent")
    assert found is not None
    assert found.path == mine
    assert programs_of(tmp_path).find(str(mine)) == found
    assert programs_of(tmp_path).find(str(tmp_path / "nothing")) is None
    assert programs_of(tmp_path).find(str(tmp_path)) is None  # a directory


def test_another_version_has_another_stamp(tmp_path: Path) -> None:
    program(tmp_path / "mine", "agent", says="1.0.0")
    programs = programs_of(tmp_path, tmp_path / "mine")
    before = programs.find("agent")
    program(tmp_path / "mine", "agent", says="10.0.0")
    after = programs.find("agent")
    assert before is not None
    assert after is not None
    assert before.stamp != after.stamp


async def test_path_of_the_login_shell_is_learnt_and_a_shell_that_hangs_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "managed", "agent")
    shell = program(tmp_path / "shell", "sh", script=f"PATH=/usr/bin:{tmp_path}/managed exec env")
    programs = programs_of(tmp_path)
    programs._shell = str(shell)
    assert programs.find("agent") is None
    await programs.ask_shell()
    assert programs.find("agent") is not None
    monkeypatch.setattr(finding, "SHELL_SECONDS", 0.2)
    program(tmp_path / "shell", "sh", script="exec sleep 60")
    with anyio.fail_after(45):
        await programs.ask_shell()
    assert programs.find("agent") is not None  # as it was known


@pytest.mark.parametrize(
    ("script", "version"),
    [
        ("echo 1.18.33", "1.18.33"),
        ("echo ' 1.52.0'", "1.52.0"),
        ("echo 'GitHub Copilot CLI 1.0.102.'; echo 'Run copilot update'", "1.0.102"),
        ("echo '@agentclientprotocol/codex-acp 2.6.0'", "2.6.0"),
        ("echo v0.9.0-beta.1", "0.9.0-beta.1"),
    ],
)
async def test_version_is_read_from_what_programs_say(tmp_path: Path, script: str, version: str) -> None:
    program(tmp_path / "bin", "agent", script=script)
    found = programs_of(tmp_path, tmp_path / "bin").find("agent")
    assert found is not None
    seen = await look(found, home=tmp_path / "home", path="/usr/bin:/bin", asks_version=True)
    assert (seen.version, seen.problem) == (version, "")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exec sleep 60", "did not end within"),
        ("echo 'cannot do that' >&2; exit 3", "ended with 3 and said: cannot do that"),
        ("echo hello", "said: hello"),
        ("exit 0", "said: nothing"),
        ("sleep 60 & echo", "said: nothing"),
    ],
)
async def test_program_that_does_not_say_its_version_is_still_there(
    tmp_path: Path, script: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "VERSION_SECONDS", 0.5 if "exec sleep" in script else 10)
    program(tmp_path / "bin", "agent", script=script)
    found = programs_of(tmp_path, tmp_path / "bin").find("agent")
    assert found is not None
    with anyio.fail_after(45):
        seen = await look(found, home=tmp_path / "home", path="/usr/bin:/bin", asks_version=True)
    assert seen.version is None
    assert said in seen.problem


async def test_home_of_the_question_is_private(tmp_path: Path) -> None:
    program(tmp_path / "bin", "agent", script='echo 1.0.0; touch "$HOME/seen"')
    found = programs_of(tmp_path, tmp_path / "bin").find("agent")
    assert found is not None
    await look(found, home=tmp_path / "home", path="/usr/bin:/bin", asks_version=True)
    assert (tmp_path / "home/seen").exists()
    (tmp_path / "home/seen").unlink()
    await look(found, home=tmp_path / "home", path="/usr/bin:/bin", asks_version=False)
    assert not (tmp_path / "home/seen").exists()  # it was not even started
