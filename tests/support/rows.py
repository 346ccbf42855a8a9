"""Rows that tests start from."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from boocode.db import Database
from boocode.kernel.ids import new_id

HOST = "testhost"


@dataclass(frozen=True, slots=True)
class Place:
    """A chat in a session in a project."""

    project_id: UUID
    session_id: UUID
    chat_id: UUID
    path: Path


async def make_project(db: Database, path: Path) -> UUID:
    """A project on an existing directory."""
    project_id = new_id()
    await db.execute(
        "insert into projects (id, name, path, host) values (%s, %s, %s, %s)", (project_id, path.name, str(path), HOST)
    )
    return project_id


async def make_chat(
    db: Database, path: Path, *, session_id: UUID | None = None, project_id: UUID | None = None
) -> Place:
    """A chat, in a new session of a new project unless said otherwise."""
    path.mkdir(parents=True, exist_ok=True)
    project_id = project_id or await make_project(db, path)
    if session_id is None:
        session_id = new_id()
        await db.execute(
            "insert into sessions (id, project_id, name) values (%s, %s, 'session')", (session_id, project_id)
        )
    chat_id = new_id()
    await db.execute("insert into chats (id, session_id) values (%s, %s)", (chat_id, session_id))
    return Place(project_id, session_id, chat_id, path)


def git_repository(path: Path, files: dict[str, str]) -> Path:
    """A git repository with one commit of these files."""
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    author = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    for argv in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-q", "-m", "First."]):
        subprocess.run(["git", *argv], cwd=path, check=True)
    return path
