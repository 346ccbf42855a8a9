"""What a project wants done in a new worktree: its setup script, and copies of ignored files like `.env`.

Both come with the repository, so neither happens before the human trusted exactly this script.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from boocode.contracts.agents import NoticeReport
from boocode.contracts.wire.worktrees import SetupScript
from boocode.db import Connection
from boocode.files.guard import PathGuard, PathMissing, PathRefused
from boocode.git.command import git
from boocode.git.errors import GitFailed, NotARepository
from boocode.kernel.errors import BooError
from boocode.kernel.text import clean
from boocode.proc.command import run_guarded
from boocode.projects.worktrees import store

SCRIPT = ".boocode/setup"
SETUP_SECONDS = 300.0
MAX_SCRIPT_BYTES = 256 * 1024
MAX_ENV_BYTES = 1024 * 1024
MAX_ENV_FILES = 50
_SHOWN_CHARS = 2000
_ENV_NAMES = (".env", ".env.*", "*.env", ".envrc")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a project brings: the script's bytes (none without one), and ignored files like `.env`."""

    script: bytes
    env_files: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.script).hexdigest()

    @property
    def is_nothing(self) -> bool:
        return not self.script and not self.env_files


async def look(project: Path) -> Brought:
    """What the project's directory brings right now."""
    return Brought(await to_thread.run_sync(_read_script, project), await _env_files(project))


async def described(conn: Connection, project_id: UUID, brought: Brought) -> SetupScript | None:
    """What the human is asked to trust; None where there is nothing to ask."""
    if brought.is_nothing:
        return None
    copies_env = await store.trusted(conn, project_id, brought.sha256)
    return SetupScript(
        path=SCRIPT,
        content=clean(brought.script.decode("utf-8", "replace")),
        sha256=brought.sha256,
        trusted=copies_env is not None,
        env_files=list(brought.env_files),
        copies_env=bool(copies_env),
    )


async def set_up(project: Path, directory: Path, brought: Brought, copies_env: bool | None) -> list[NoticeReport]:
    """Copy and run what is trusted in a worktree; what happened, for the user.

    Args:
        copies_env: None: nothing is trusted.
    """
    if brought.is_nothing:
        return []
    if copies_env is None:
        return [_skipped(brought)]
    notices: list[NoticeReport] = []
    if copies_env and brought.env_files:
        copied = await to_thread.run_sync(_copy_env, project, directory, brought.env_files)
        names = ", ".join(map(clean, copied)) or "nothing"
        notices.append(_notice(f"Copied into the worktree: {names}.", "env_copied"))
    if brought.script:
        notices.append(await _run(project, directory, brought))
    return notices


def _skipped(brought: Brought) -> NoticeReport:
    what = f"`{SCRIPT}`" if brought.script else "copying " + ", ".join(map(clean, brought.env_files[:3]))
    return _notice(
        f"The project wants setup in new worktrees ({what}). It was skipped: you have not trusted it yet. "
        "Look at it in the session's workplace settings.",
        "setup_untrusted",
        sha256=brought.sha256,
    )


async def _run(project: Path, directory: Path, brought: Brought) -> NoticeReport:
    script = directory / SCRIPT
    if await to_thread.run_sync(_read_script, directory) != brought.script:
        return _notice(f"`{SCRIPT}` was not run: in the worktree it is not what you trusted.", "setup_differs")
    argv: Sequence[str | Path] = [script] if os.access(script, os.X_OK) else ["sh", script]
    env = {"BOOCODE_PROJECT": str(project), "BOOCODE_WORKTREE": str(directory)}
    try:
        done = await run_guarded([*argv], cwd=directory, env=env, timeout_seconds=SETUP_SECONDS)
    except BooError as error:
        return _notice(f"`{SCRIPT}` failed: {error.message}", "setup_failed")
    said = "\n".join(text for text in (done.stdout.decode("utf-8", "replace").strip(), done.stderr) if text)
    output = clean(said)[-_SHOWN_CHARS:]
    if done.returncode == 0:
        return _notice(f"`{SCRIPT}` was run in the new worktree.", "setup_done", output=output)
    return _notice(f"`{SCRIPT}` failed with exit code {done.returncode}.\n{output}", "setup_failed", output=output)


def _notice(text: str, code: str, **data: object) -> NoticeReport:
    return NoticeReport("info", text, {"code": code, **data}, key=code)


def _read_script(directory: Path) -> bytes:
    """The script, if it is a regular file, not too long, and reached by no link."""
    guard = PathGuard((directory,))
    try:
        if stat.S_ISLNK(os.lstat(directory / SCRIPT).st_mode):
            return b""
        with guard.open_read(SCRIPT) as file:
            content = file.read(MAX_SCRIPT_BYTES + 1)
    except (PathMissing, PathRefused, OSError):
        return b""
    return content if len(content) <= MAX_SCRIPT_BYTES else b""


async def _env_files(project: Path) -> tuple[str, ...]:
    """Ignored files of the project that are named like `.env`, outside of directories that are ignored as a whole."""
    try:
        done = await git(
            project, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", "."
        )
    except (NotARepository, GitFailed):
        return ()
    names = [os.fsdecode(name) for name in done.stdout.split(b"\x00")[:-1]]
    wanted = [name for name in names if any(fnmatchcase(name.rpartition("/")[2], like) for like in _ENV_NAMES)]
    return tuple(clean(name) for name in sorted(wanted)[:MAX_ENV_FILES] if clean(name) == name)


def _copy_env(project: Path, directory: Path, names: Sequence[str]) -> list[str]:
    """Copy regular files that are not there yet; gives those."""
    copied: list[str] = []
    for name in names:
        source, target = project / name, directory / name
        try:
            status = source.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_ENV_BYTES or os.path.lexists(target):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if not Path(os.path.realpath(target.parent)).is_relative_to(os.path.realpath(directory)):
                continue
            shutil.copy2(source, target)
        except OSError:
            continue
        copied.append(name)
    return copied
