"""Finding in a file the text that a model wants to replace: exactly, or tolerantly where that cannot be wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from boocode.kernel.errors import Invalid

SHOWN_LINES = 16
COMPARED_LINES = 8_000
_NUMBERED = re.compile(r"^ *\d+\t", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Replacement:
    """Replace `start` to `end` of the text, as offsets, with `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Window:
    """Whole lines of the file that match, and what makes new lines fit in."""

    first: int
    last: int
    fit: Callable[[str], str]


def replaced(text: str, old: str, new: str, *, replace_all: bool, path: str) -> str:
    """The text with `old` replaced by `new`.

    Raises:
        Invalid: It is not there, or more than once; the message shows where to look.
    """
    if text and "\r\n" in text and text.count("\n") == text.count("\r\n"):
        old, new = _crlf(old), _crlf(new)
    if old == new:
        raise Invalid("`old` and `new` are the same: nothing would change.")
    if not old:
        raise Invalid("`old` is empty. Give the text to replace; for a whole new file use create_file.")
    starts = _starts(text, old)
    if len(starts) > 1 and not replace_all:
        raise Invalid(
            f"`old` is in `{path}` {len(starts)} times (lines {_numbers(text, starts)}). Add lines around it until it "
            "is unique, or set replace_all."
        )
    if starts:
        return text.replace(old, new)
    if (found := _tolerant(text, old, new)) is not None:
        return text[: found.start] + found.text + text[found.end :]
    raise Invalid(f"`old` is not in `{path}`. {_nearest(text, old)}")


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _starts(text: str, old: str) -> list[int]:
    starts: list[int] = []
    at = text.find(old)
    while at >= 0:
        starts.append(at)
        at = text.find(old, at + len(old))
    return starts


def _numbers(text: str, starts: Sequence[int]) -> str:
    numbers = [str(text.count("\n", 0, start) + 1) for start in starts[:10]]
    return ", ".join(numbers) + (", …" if len(starts) > 10 else "")


def _tolerant(text: str, old: str, new: str) -> Replacement | None:
    """The one place where whole lines differ only in line ends, white space at their ends, or one indentation.

    None where there is no such place, or more than one.
    """
    if _is_numbered(old):  # copied with the line numbers of view_file
        old = _NUMBERED.sub("", old)
        new = _NUMBERED.sub("", new) if _is_numbered(new) else new
        if len(starts := _starts(text, old)) == 1:
            return Replacement(starts[0], starts[0] + len(old), new)
    lines = text.splitlines(keepends=True)
    wanted = old.splitlines()
    if not any(line.strip() for line in wanted):
        return None
    for same in (_same_but_ends, _same_but_indentation):
        windows = _windows(lines, wanted, same)
        if len(windows) == 1:
            return _in_window(lines, windows[0], new, whole=old.endswith("\n"))
        if windows:
            return None
    return None


def _is_numbered(text: str) -> bool:
    lines = text.splitlines()
    return bool(lines) and all(_NUMBERED.match(line) for line in lines)


Same = Callable[[Sequence[str], Sequence[str]], Callable[[str], str] | None]


def _windows(lines: Sequence[str], wanted: Sequence[str], same: Same) -> list[_Window]:
    first = next(at for at, line in enumerate(wanted) if line.strip())
    stripped = wanted[first].strip()
    found: list[_Window] = []
    for at in range(len(lines) - len(wanted) + 1):
        if lines[at + first].strip() == stripped:
            fit = same(lines[at : at + len(wanted)], wanted)
            if fit is not None:
                found.append(_Window(at, at + len(wanted), fit))
    return found


def _same_but_ends(lines: Sequence[str], wanted: Sequence[str]) -> Callable[[str], str] | None:
    same = all(line.rstrip() == given.rstrip() for line, given in zip(lines, wanted, strict=True))
    return _unchanged if same else None


def _unchanged(line: str) -> str:
    return line


def _same_but_indentation(lines: Sequence[str], wanted: Sequence[str]) -> Callable[[str], str] | None:
    shifts: set[tuple[str, str]] = set()
    for line, given in zip(lines, wanted, strict=True):
        if line.strip() != given.strip():
            return None
        if line.strip():
            shifts.add(_shift(_indentation(given), _indentation(line)))
    if len(shifts) != 1:
        return None
    remove, add = shifts.pop()

    def fit(line: str) -> str:
        return add + line.removeprefix(remove) if line.strip() else line

    return fit


def _shift(given: str, real: str) -> tuple[str, str]:
    """What to take from the start of a line, and what to put there instead."""
    common = 0
    while common < min(len(given), len(real)) and given[-1 - common] == real[-1 - common]:
        common += 1
    return given[: len(given) - common], real[: len(real) - common]


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _in_window(lines: Sequence[str], window: _Window, new: str, *, whole: bool) -> Replacement:
    start = sum(map(len, lines[: window.first]))
    matched = lines[window.first : window.last]
    last_end = _end(matched[-1])
    end = start + sum(map(len, matched)) - (0 if whole else len(last_end))
    line_end = _end(matched[0]) or "\n"
    given = new.splitlines(keepends=True)
    fitted = [window.fit(line.rstrip("\r\n")) + (line_end if _end(line) else "") for line in given]
    return Replacement(start, end, "".join(fitted))


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _nearest(text: str, old: str) -> str:
    """The lines that the model may have meant, with their numbers."""
    lines, wanted = text.splitlines(), [line.strip() for line in old.splitlines() if line.strip()]
    if not lines or not wanted:
        return "The file is empty." if not lines else "Read the file and copy the text exactly."
    at = _most_alike(lines[:COMPARED_LINES], wanted)
    if at is None:
        return "Nothing in it is like that; read it first, and copy the text exactly."
    first = max(0, at - 2)
    shown = lines[first : first + min(SHOWN_LINES, len(wanted) + 4)]
    numbered = "\n".join(f"{first + number:>6}\t{line[:300]}" for number, line in enumerate(shown, 1))
    return f"Nearest text (white space counts; leave the line numbers out):\n{numbered}"


def _most_alike(lines: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The line where the text begins that has the most lines in common, else the line most like the longest one."""
    known = {line: at for at, line in reversed(list(enumerate(wanted)))}
    votes: dict[int, int] = {}
    for at, line in enumerate(lines):
        if (place := known.get(line.strip())) is not None and len(line.strip()) > 2:
            votes[at - place] = votes.get(at - place, 0) + 1
    if votes:
        return max(0, max(votes, key=lambda start: (votes[start], -start)))
    longest = max(range(len(wanted)), key=lambda at: len(wanted[at]))
    stripped = [line.strip() for line in lines]
    close = difflib.get_close_matches(wanted[longest], stripped, n=1, cutoff=0.5)
    return max(0, stripped.index(close[0]) - longest) if close else None
