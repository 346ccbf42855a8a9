"""Guidance files of projects, read once for turns that begin together."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio import to_thread

from boocode.tools.guidance import Guidance, load_guidance

FRESH_SECONDS = 1.0
MAX_PROJECTS = 64


@dataclass(slots=True)
class _Read:
    lock: anyio.Lock = field(default_factory=anyio.Lock)
    at: float = -FRESH_SECONDS
    files: list[Guidance] = field(default_factory=list[Guidance])


class GuidanceCache:
    """Reads guidance files, at most once a second per project."""

    def __init__(self) -> None:
        self._projects: OrderedDict[Path, _Read] = OrderedDict()

    async def of(self, root: Path, denied: tuple[Path, ...]) -> list[Guidance]:
        """The guidance of a project; see `load_guidance`."""
        read = self._projects.setdefault(root, _Read())
        self._projects.move_to_end(root)
        while len(self._projects) > MAX_PROJECTS:
            self._projects.popitem(last=False)
        async with read.lock:
            if anyio.current_time() - read.at >= FRESH_SECONDS:
                read.files = await to_thread.run_sync(load_guidance, root, denied)
                read.at = anyio.current_time()
        return read.files
