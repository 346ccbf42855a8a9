"""Before an agent starts: its environment, and its configuration files."""

from __future__ import annotations

from pathlib import Path

import anyio

from boocode.contracts.launch import Launch
from boocode.files.atomic import atomic_write
from boocode.proc.environment import clean_environment

XDG = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
"""Where programs keep things, and where that is in a private home."""

_OF_THE_USER = {
    "GIT_CONFIG_GLOBAL": ".gitconfig",
    "CARGO_HOME": ".cargo",
    "RUSTUP_HOME": ".rustup",
    "GOPATH": "go",
    "GRADLE_USER_HOME": ".gradle",
    "SDKMAN_DIR": ".sdkman",
    "NVM_DIR": ".nvm",
    "VOLTA_HOME": ".volta",
    "BUN_INSTALL": ".bun",
    "npm_config_userconfig": ".npmrc",
    "npm_config_cache": ".npm",
    "PYENV_ROOT": ".pyenv",
    "PIP_CACHE_DIR": ".cache/pip",
    "UV_CACHE_DIR": ".cache/uv",
    "UV_PYTHON_INSTALL_DIR": ".local/share/uv/python",
    "RBENV_ROOT": ".rbenv",
    "ASDF_DATA_DIR": ".asdf",
    "MISE_DATA_DIR": ".local/share/mise",
}
"""What commands of an agent need of the user's home although the agent has its own: without `RUSTUP_HOME`, `cargo` does
not even start. Programs that ask the system for the home, as ssh does, find it by themselves."""


def launch_environment(launch: Launch) -> dict[str, str]:
    """The variables to be set on top of the cleaned environment.

    A home of its own moves all that is kept there, but for the user's git settings and tools: what an agent commits in
    its worktree is in their name, and what it builds is built as they do.
    """
    if launch.home is None:
        return dict(launch.env)
    home = {name: str(launch.home / below) for name, below in XDG.items()}
    return {"HOME": str(launch.home), **home, **_of_the_user(), **launch.env}


def _of_the_user() -> dict[str, str]:
    """Where things of the user's are that are there; a variable that is set already says that itself."""
    home, known = Path.home(), clean_environment()
    places = {name: home / below for name, below in _OF_THE_USER.items() if name not in known}
    return {name: str(place) for name, place in places.items() if place.exists()}


async def write_files(launch: Launch) -> None:
    """Write the configuration that the agent finds when it starts: only what differs, 0600."""
    await anyio.to_thread.run_sync(_write_files, launch)


def _write_files(launch: Launch) -> None:
    if launch.home is not None:
        launch.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in launch.files.items():
        path = (launch.home or Path("/")) / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content.encode():
            atomic_write(path, content.encode(), mode=0o600)
