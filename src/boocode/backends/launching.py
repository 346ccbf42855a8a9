"""Before an agent starts: its environment, and its configuration files."""

from __future__ import annotations

from pathlib import Path

import anyio

from boocode.contracts.launch import Launch
from boocode.files.atomic import atomic_write

XDG = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
"""Where programs keep things, and where that is in a private home."""


def launch_environment(launch: Launch) -> dict[str, str]:
    """The variables to be set on top of the cleaned environment.

    A home of its own moves all that is kept there, but for the user's git settings: what an agent commits in its
    worktree is in their name.
    """
    if launch.home is None:
        return dict(launch.env)
    home = {name: str(launch.home / below) for name, below in XDG.items()}
    settings = Path("~/.gitconfig").expanduser()
    git = {"GIT_CONFIG_GLOBAL": str(settings)} if settings.is_file() else {}
    return {"HOME": str(launch.home), **home, **git, **launch.env}


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
