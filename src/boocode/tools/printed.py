"""What a command prints: kept bounded, shown while it comes, cut in the middle where it is too much."""

from __future__ import annotations

import codecs
import re
from collections.abc import Awaitable, Callable

import anyio

from boocode.kernel.errors import BooError
from boocode.kernel.text import clean

KEPT_BYTES = 4 * 1024 * 1024  # of the beginning, and as much of the end
STREAMED_BYTES = 64 * 1024  # as it comes; the result has the rest
# Control sequences (colours, titles, cursor moves) and other characters that draw nothing.
_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)


class Printed:
    """Takes bytes as they come, from several pipes."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()
        self._left_out = 0
        self._coming = bytearray()
        self._streamed = 0
        self._woken = anyio.Event()
        self._closed = False

    def add(self, chunk: bytes) -> None:
        """Keep a piece. Never waits."""
        room = STREAMED_BYTES - self._streamed
        if room > 0:
            self._coming += chunk[:room]
            self._streamed += len(chunk[:room])
            self._woken.set()
        space = KEPT_BYTES - len(self._head)
        self._head += chunk[:space]
        self._tail += chunk[space:] if space > 0 else chunk
        if len(self._tail) > 2 * KEPT_BYTES:
            self._drop(len(self._tail) - KEPT_BYTES)

    def close(self) -> None:
        """Nothing more comes."""
        self._closed = True
        self._woken.set()

    async def show(self, output: Callable[[str], Awaitable[None]]) -> None:
        """Pass on the beginning of it as it comes, until it is closed."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while not self._closed or self._coming:
            await self._woken.wait()
            self._woken = anyio.Event()
            if self._closed:
                self._woken.set()
            coming, self._coming = bytes(self._coming), bytearray()
            if text := plain(decoder.decode(coming, final=self._closed)):
                try:
                    await output(text)
                except BooError:  # nobody sees it any more; whoever stores the result is told why
                    return

    def text(self) -> str:
        """All that was kept, as plain text."""
        self._drop(max(0, len(self._tail) - KEPT_BYTES))
        gap = f"\n[… {self._left_out:,} bytes were not kept …]\n".encode() if self._left_out else b""
        return plain(bytes(self._head + gap + self._tail).decode("utf-8", "replace")).rstrip()

    def _drop(self, count: int) -> None:
        self._left_out += count
        del self._tail[:count]


def plain(text: str) -> str:
    """The text without control sequences; a line that was drawn over and over is what it became last."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    if "\r" in text:
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return clean(text)


def cut_middle(text: str, limit: int) -> tuple[str, bool]:
    """The text with its middle left out, visibly, if it is too long; and whether it was. The end tells more than the
    beginning: it gets more."""
    if len(text) <= limit:
        return text, False
    head, tail = text[: limit * 2 // 5], text[-limit * 3 // 5 :]
    head = head.rpartition("\n")[0] or head
    tail = tail.partition("\n")[2] or tail
    left = len(text) - len(head) - len(tail)
    lines = text.count("\n") - head.count("\n") - tail.count("\n")
    return f"{head}\n[… {left:,} characters ({lines:,} lines) are left out here …]\n{tail}", True
