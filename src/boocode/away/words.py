"""What a notification or a fact says: one line, in the words of the log."""

from __future__ import annotations

from boocode.contracts.wire.terminals import TerminalState
from boocode.kernel.text import clean

MAX_CHARS = 160
MARKS = "#>*-_ \t"
INTERRUPTED = "BooCode stopped while this was running. You can continue it."


def first_line(text: str | None) -> str:
    """The first line with words in it, without the marks of Markdown, not too long."""
    for line in clean(text or "").splitlines():
        if words := " ".join(line.replace("**", "").replace("`", "").strip(MARKS).split()):
            return words if len(words) <= MAX_CHARS else words[: MAX_CHARS - 1] + "…"
    return ""


def end_of_task(kind: str, *, answer: str | None, error: str | None, reason: str | None) -> str:
    """How a task ended."""
    if kind == "completed":
        return first_line(answer)
    return first_line(error) or (INTERRUPTED if kind == "interrupted" else first_line(reason))


def end_of_terminal(state: TerminalState | None, exit_code: int | None) -> str:
    """How a terminal ended, or that it goes on again."""
    if state == "running":
        return "Ended, and was started again"
    if state == "lost":
        return "Lost with what was on it"
    if exit_code is None:
        return "Ended"
    return f"Ended by signal {-exit_code}" if exit_code < 0 else f"Ended with code {exit_code}"


def asked(title: str | None, question: str | None) -> str:
    """What a request asks."""
    return first_line(question) or first_line(title)
