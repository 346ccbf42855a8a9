"""The text of a terminal, and what of it is the last command and its output."""

from __future__ import annotations

import re

from boocode.contracts.wire.terminals import LastCommand, TerminalText
from boocode.kernel.text import clean
from boocode.terminals.commands import Told
from boocode.terminals.plain_screen import plain_text

LAST_LINES = 50
_PROMPT_ENDS = tuple("$#%>❯➜»›λ")
_MARK = re.compile(rb"\x1b\]133;([ABCD])(?:;(\d{1,3}))?[^\x07\x1b]*(?:\x07|\x1b\\)")


def text_of(raw: str, lines: int, *, is_cut: bool, last: LastCommand | None = None) -> TerminalText:
    """The last `lines` lines of `raw`, and what `last` says, or else what can be told from prompts."""
    every = clean(raw).rstrip().split("\n") if raw.strip() else []
    kept = [line.rstrip() for line in every[-lines:]]
    return TerminalText(
        text="\n".join(kept),
        lines=len(kept),
        truncated=is_cut or len(every) > len(kept),
        last_command=last or between_prompts(kept),
    )


def between_prompts(lines: list[str]) -> LastCommand:
    """The command between the prompt that waits now and the same prompt before it; else the last lines."""
    prompt = lines[-1].rstrip() if lines else ""
    if prompt.endswith(_PROMPT_ENDS):
        for at in range(len(lines) - 2, -1, -1):
            command = lines[at][len(prompt) :].strip()
            if lines[at].startswith(prompt) and command:
                return LastCommand(command=command, output="\n".join(lines[at + 1 : -1]), how="prompt")
    return LastCommand(command=None, output="\n".join(lines[-LAST_LINES:]), how="lines")


def told_command(told: Told, marked: LastCommand | None) -> LastCommand:
    """What a shell told, with the output that it knows or that lies between its marks."""
    return LastCommand(
        command=told.command,
        output=told.output if told.output is not None else marked.output if marked else "",
        exit_code=told.exit_code,
        started_at=told.started_at,
        ended_at=told.ended_at,
        truncated=told.is_cut,
        how="shell",
    )


def between_marks(output: bytes) -> LastCommand | None:
    """The last command that the shell marked (OSC 133: A prompt, B command line, C output, D end), if it did.

    Source: https://gitlab.freedesktop.org/Per_Bothner/specifications/blob/master/proposals/semantic-prompts.md
    """
    marks = list(_MARK.finditer(output))
    begun = next((at for at in range(len(marks) - 1, -1, -1) if marks[at][1] == b"C"), None)
    if begun is None:
        return None
    ended = marks[begun + 1] if begun + 1 < len(marks) else None
    before = marks[begun - 1] if begun and marks[begun - 1][1] == b"B" else None
    command = plain_text(output[before.end() : marks[begun].start()]).strip() if before else None
    shown = plain_text(output[marks[begun].end() : ended.start() if ended else len(output)])
    code = int(ended[2]) if ended and ended[1] == b"D" and ended[2] else None
    return LastCommand(
        command=clean(command) if command else None, output=clean(shown).strip("\n"), exit_code=code, how="marks"
    )
