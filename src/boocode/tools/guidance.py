"""Guidance files: what a project tells agents about itself, read into the prompt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from boocode.files.guard import PathGuard, PathMissing, PathRefused
from boocode.files.kinds import decode
from boocode.kernel.text import clean

GUIDANCE_NAMES = ("BOOCODE.md", "AGENTS.md", "CLAUDE.md")
MAX_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Guidance:
    """One file of guidance. `truncated`: it is longer than 32 KiB."""

    path: str
    text: str
    truncated: bool


def load_guidance(root: Path, denied: tuple[Path, ...] = ()) -> list[Guidance]:
    """The guidance files in a project's root, the most specific first; blocking, but bounded.

    A file that says the same as an earlier one, or only points to one (`@AGENTS.md`), is left out. What cannot be read
    is as if it were not there.
    """
    guard = PathGuard([root], denied)
    found: list[Guidance] = []
    seen: set[str] = set()
    for name in GUIDANCE_NAMES:
        try:
            with guard.open_read(name) as file:
                content = file.read(MAX_BYTES + 1)
        except (PathMissing, PathRefused):
            continue
        text = clean((decode(content[:MAX_BYTES]) or "").rstrip("\ufffd").strip())
        digest = hashlib.sha256(text.encode()).hexdigest()
        points_elsewhere = text.startswith("@") and text[1:].removeprefix("./") in GUIDANCE_NAMES
        if text and digest not in seen and not points_elsewhere:
            seen.add(digest)
            found.append(Guidance(name, text, len(content) > MAX_BYTES))
    return found
