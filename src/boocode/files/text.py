"""Reading a window of lines from text of any size in bounded memory."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import BinaryIO

from boocode.files.kinds import TextKind
from boocode.kernel.errors import TooLarge
from boocode.kernel.text import clean

_BLOCK = 1024 * 1024
_CHUNK = 64 * 1024
MAX_WIDE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `length` counts the characters of the whole line, of which `text` may be a cut."""

    number: int
    text: str
    length: int

    @property
    def is_cut(self) -> bool:
        return len(self.text) < self.length


@dataclass(frozen=True, slots=True)
class Window:
    """Some lines of a file and where they are in it."""

    lines: tuple[Line, ...]
    total_lines: int

    @property
    def start(self) -> int:
        return self.lines[0].number if self.lines else 0

    @property
    def end(self) -> int:
        return self.lines[-1].number if self.lines else 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file a window holds at most."""

    lines: int = 500
    characters: int = 24_000
    line_characters: int = 1_000


def read_window(
    file: BinaryIO, kind: TextKind, *, start_line: int = 1, start_column: int = 1, limits: Limits | None = None
) -> Window:
    """The lines from `start_line` on, as many as the limits allow, and how many lines the file has.

    Memory stays bounded whatever the file's size; long lines are cut to `limits.line_characters` characters from
    `start_column` on.

    Args:
        file: A seekable binary file at its start.
        start_line: From 1; negative counts from the end (-20: the last 20 lines).

    Raises:
        TooLarge: A UTF-16 or UTF-32 file of more than 32 MiB.
    """
    limits = limits or Limits()
    encoding = kind.encoding
    if kind.wide:
        content = file.read(MAX_WIDE_BYTES + 1)
        if len(content) > MAX_WIDE_BYTES:
            raise TooLarge("UTF-16 and UTF-32 files can be read up to 32 MiB.")
        file, encoding = io.BytesIO(content.decode(encoding, "replace").encode("utf-8", "replace")), "utf-8"
    if start_line < 1:
        start_line = max(1, count_lines(file) + start_line + 1) if start_line < 0 else 1
        file.seek(0)
    before = _skip_lines(file, start_line - 1)
    lines: list[Line] = []
    budget = limits.characters
    while len(lines) < limits.lines and budget > 0:
        line = _read_line(file, encoding, before + len(lines) + 1, start_column - 1, limits.line_characters)
        if line is None:
            return Window(tuple(lines), before + len(lines))
        if len(line.text) > budget and lines:
            return Window(tuple(lines), before + len(lines) + 1 + count_lines(file))
        lines.append(line)
        budget -= len(line.text) + 8  # the line's number is shown too
    return Window(tuple(lines), before + len(lines) + count_lines(file))


def count_lines(file: BinaryIO) -> int:
    """How many lines are left in the file; a last one without a newline counts."""
    lines = 0
    last = b"\n"
    while block := file.read(_BLOCK):
        lines += block.count(b"\n")
        last = block[-1:]
    return lines + (last != b"\n")


def _skip_lines(file: BinaryIO, count: int) -> int:
    """Move behind `count` lines; gives how many there really were."""
    skipped = 0
    at = 0
    last = b"\n"
    while skipped < count and (block := file.read(_BLOCK)):
        in_block = block.count(b"\n")
        if skipped + in_block >= count:
            end = -1
            for _ in range(count - skipped):
                end = block.index(b"\n", end + 1)
            file.seek(at + end + 1)
            return count
        skipped += in_block
        at += len(block)
        last = block[-1:]
    return skipped + (last != b"\n")


def _read_line(file: BinaryIO, encoding: str, number: int, skip: int, keep: int) -> Line | None:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    kept: list[str] = []
    length = 0
    seen = False
    while chunk := file.readline(_CHUNK):
        seen = True
        text = decoder.decode(chunk.rstrip(b"\r\n") if chunk.endswith(b"\n") else chunk)
        kept.append(text[max(0, skip - length) : max(0, skip + keep - length)])
        length += len(text)
        if chunk.endswith(b"\n"):
            break
    return Line(number, clean("".join(kept).removesuffix("\r")), length) if seen else None
