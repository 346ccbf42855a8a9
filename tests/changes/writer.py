"""Somebody who edits files at random."""

from __future__ import annotations

from random import Random


class Writer:
    """Edits whose every new line is unique, so that it can be told afterwards what became of it."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._written = 0

    def edited(self, content: bytes | None, who: str) -> bytes:
        """The content with some lines replaced, added or taken away."""
        lines = (content or b"").splitlines(keepends=True)
        for _ in range(self._random.randint(1, 3)):
            at = self._random.randint(0, len(lines))
            new = [self.line(who) for _ in range(self._random.randint(0 if lines else 1, 2))]
            lines[at : at + self._random.randint(0, 2)] = new
        return b"".join(lines) or self.line(who)

    def line(self, who: str) -> bytes:
        self._written += 1
        return f"{who} wrote {self._written}\n".encode()
