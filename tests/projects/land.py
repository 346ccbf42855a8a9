"""A project with worktrees on real git, and what a user would notice of it."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from boocode.db import Database
from boocode.events import EventLog, open_event_log
from boocode.kernel.ids import new_id
from boocode.projects.sessions import Sessions
from boocode.projects.worktrees.model import WorktreeRow
from boocode.projects.worktrees.service import Worktrees
from tests.support.rows import HOST, Place, git_repository, make_chat

FILES = {"a.txt": "one\ntwo\nthree\n", "src/main.py": "print('hi')\n", ".gitignore": "ignored/\n.env\n"}


def git(directory: Path, *arguments: str) -> str:
    """What git says in a directory, with an author."""
    author = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *author, *arguments], cwd=directory, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def belongings(repository: Path) -> dict[str, str]:
    """All that is the user's in a repository: index, HEAD, stash, configuration, their refs, and every file."""
    git_dir = repository / ".git"
    found = {
        name: hashlib.sha256((git_dir / name).read_bytes()).hexdigest()
        for name in ("index", "HEAD", "config", "refs/stash", "logs/refs/stash", "logs/HEAD", "info/exclude")
        if (git_dir / name).exists()
    }
    refs = git(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    found["refs"] = "\n".join(ref for ref in refs if not ref.startswith(("refs/boocode/", "refs/heads/boocode/")))
    for path in sorted(repository.rglob("*")):
        if git_dir not in path.parents and path.is_file():
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@dataclass
class Land:
    """A project, one session of it, and the worktrees."""

    db: Database
    events: EventLog
    worktrees: Worktrees
    sessions: Sessions
    data_dir: Path
    place: Place

    @property
    def repository(self) -> Path:
        return self.place.path

    @property
    def session_id(self) -> UUID:
        return self.place.session_id

    async def another(self) -> UUID:
        """One more session of the project."""
        place = await make_chat(self.db, self.repository, project_id=self.place.project_id)
        return place.session_id

    async def work(self) -> WorktreeRow:
        """The session's worktree, with a changed file, a new one and one that is gone."""
        row = (await self.worktrees.ensure(self.session_id)).row
        (row.directory / "a.txt").write_text("one\nTWO\nthree\n")
        (row.directory / "new.txt").write_text("new\n")
        (row.directory / "src/main.py").unlink()
        return row

    async def running_task(self) -> None:
        """A task that works in the session."""
        message_id = new_id()
        await self.db.execute(
            "insert into messages (id, chat_id, role) values (%s, %s, 'user')", (message_id, self.place.chat_id)
        )
        await self.db.execute(
            "insert into tasks (id, chat_id, session_id, project_id, host, message_id, provider, state, position,"
            " lease_owner, lease_token, lease_until, started_at)"
            " values (%s, %s, %s, %s, %s, %s, 'boocode', 'running', 1, %s, 1, now() + interval '1 hour', now())",
            (new_id(), self.place.chat_id, self.session_id, self.place.project_id, HOST, message_id, new_id()),
        )

    def restarted(self) -> Worktrees:
        """The same worktrees in a server that was just started."""
        return Worktrees(self.db, self.events, data_dir=self.data_dir, host=HOST)


@asynccontextmanager
async def open_land(db: Database, tmp_path: Path, repository: Path | None = None) -> AsyncGenerator[Land]:
    """Worktrees of a repository (a new one by default) whose background work is done by the test."""
    path = repository or git_repository(tmp_path / "repo", FILES)
    place = await make_chat(db, path)
    await db.execute("update sessions set name = 'Fix the log-in!' where id = %s", (place.session_id,))
    async with open_event_log(db) as events:
        worktrees = Worktrees(db, events, data_dir=tmp_path / "data", host=HOST)
        sessions = Sessions(db, events, worktrees)
        yield Land(db, events, worktrees, sessions, tmp_path / "data", place)
