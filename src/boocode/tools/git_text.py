"""How facts of a repository are shown, and which of its paths a tool may name."""

from __future__ import annotations

import os
from pathlib import Path

from boocode.files.guard import PathGuard, PathRefused, Reason
from boocode.git.history import Commit
from boocode.git.status import Status, StatusEntry
from boocode.kernel.text import clean

MAX_STATUS_ENTRIES = 300


def checked_paths(guard: PathGuard, paths: list[str | None]) -> list[str]:
    """Paths relative to the project's root that need not exist now, checked by their words alone.

    Raises:
        PathRefused: One leads outside, or is withheld.
    """
    checked: list[str] = []
    for path in paths:
        if path is None:
            continue
        relative = os.path.relpath(os.path.normpath(guard.roots[0] / path), guard.roots[0])
        if relative == ".." or relative.startswith("../") or "\x00" in path:
            raise PathRefused(f"`{path}` is outside the project.", path=path, reason=Reason.OUTSIDE)
        if guard.withholds(relative) and not Path(guard.roots[0], relative).is_dir():
            raise PathRefused(f"`{path}` is withheld: it may hold secrets.", path=path, reason=Reason.SECRET)
        checked.append(relative)
    return checked


def head_text(found: Status) -> str:
    """`main (2 ahead of origin/main)`."""
    where = found.branch or f"detached at {found.commit and found.commit[:8]}"
    distance = [f"{found.ahead} ahead"] * bool(found.ahead) + [f"{found.behind} behind"] * bool(found.behind)
    upstream = f" ({', '.join(distance) or 'up to date'} of {found.upstream})" if found.upstream else ""
    return f"{where}{upstream}{'' if found.commit else ', no commits yet'}"


def status_text(found: Status) -> str:
    """The whole status, grouped."""
    groups = {
        "staged": [(entry, entry.staged) for entry in found.entries if entry.staged and entry.staged != "unmerged"],
        "not staged": [(entry, entry.unstaged) for entry in found.entries if entry.unstaged not in (None, "untracked")],
        "untracked": [(entry, "") for entry in found.entries if entry.unstaged == "untracked"],
    }
    lines = [f"branch: {head_text(found)}"]
    for name, entries in groups.items():
        if entries:
            lines.append(f"{name} ({len(entries):,}):")
            lines += [_entry_text(entry, word) for entry, word in entries[:MAX_STATUS_ENTRIES]]
            lines += [f"  … and {len(entries) - MAX_STATUS_ENTRIES:,} more"] * (len(entries) > MAX_STATUS_ENTRIES)
    return clean("\n".join(lines if found.entries else [*lines, "nothing changed"]))


def _entry_text(entry: StatusEntry, word: str | None) -> str:
    was = f" (was {entry.was})" if entry.was else ""
    return f"  {word}: {entry.path}{was}" if word else f"  {entry.path}"


def commit_text(commit: Commit, *, with_body: bool) -> str:
    """A commit in a line, then its body and statistics."""
    refs = f" ({commit.refs})" if commit.refs else ""
    head = f"{commit.short} {commit.at[:10]} {commit.author}: {commit.subject}{refs}"
    body = "\n".join(f"    {line}" for line in commit.body.splitlines()) if with_body and commit.body else ""
    stat = "\n".join(f"  {line.strip()}" for line in commit.stat.splitlines())
    return "\n".join(part for part in (head, body, stat) if part)
