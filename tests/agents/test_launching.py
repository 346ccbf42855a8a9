"""The environment that agents start in."""

from __future__ import annotations

from pathlib import Path

import pytest

from boocode.backends.launching import launch_environment
from boocode.contracts.launch import Launch


def test_a_private_home_keeps_the_users_git_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    launch = Launch(("agent",), home=tmp_path / "private")
    assert "GIT_CONFIG_GLOBAL" not in launch_environment(launch)
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = Ada\n")
    environment = launch_environment(launch)
    assert environment["GIT_CONFIG_GLOBAL"] == str(tmp_path / ".gitconfig")
    assert environment["HOME"] == str(tmp_path / "private")


def test_an_agent_with_its_own_account_keeps_its_home() -> None:
    assert launch_environment(Launch(("agent",), env={"A": "b"})) == {"A": "b"}
