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


def test_a_private_home_keeps_the_users_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CARGO_HOME", "/elsewhere")  # which the agent gets as it is
    for name in ("RUSTUP_HOME", "GOPATH", "npm_config_userconfig"):
        monkeypatch.delenv(name, raising=False)
    for place in (".rustup", ".cargo"):
        (tmp_path / place).mkdir()
    (tmp_path / ".npmrc").write_text("fund=false\n")
    environment = launch_environment(
        Launch(("agent",), env={"npm_config_userconfig": "/own"}, home=tmp_path / "private")
    )
    assert environment["RUSTUP_HOME"] == str(tmp_path / ".rustup")
    assert environment["npm_config_userconfig"] == "/own"
    assert not {"CARGO_HOME", "GOPATH"} & environment.keys()


def test_an_agent_with_its_own_account_keeps_its_home() -> None:
    assert launch_environment(Launch(("agent",), env={"A": "b"})) == {"A": "b"}
