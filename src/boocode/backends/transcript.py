"""The conversation as text, for an agent that was not there: what was said, and what was done in one line each."""

from __future__ import annotations

from collections.abc import Sequence

from boocode.contracts.agents import Prompt, said_in
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import ToolCallPart, ToolResultPart

HANDOVER_CHARACTERS = 48_000
_ONE_MESSAGE = 12_000
_ONE_RESULT = 400
_FIRST = 4_000


def handover_limit(context_size: int | None) -> int:
    """Characters that a handover may take of a window of so many tokens: about a quarter of it."""
    return HANDOVER_CHARACTERS if context_size is None else max(4_000, min(HANDOVER_CHARACTERS, context_size))


def transcript(messages: Sequence[Message], limit: int = HANDOVER_CHARACTERS) -> str:
    """`messages` as text of at most about `limit` characters: the first one, and as many of the newest as fit."""
    told = [text for message in messages if (text := _message(message))]
    if not told:
        return ""
    kept: list[str] = []
    room = limit - min(len(told[0]), _FIRST)
    for text in reversed(told[1:]):
        if len(text) > room:
            break
        room -= len(text)
        kept.insert(0, text)
    left_out = len(told) - 1 - len(kept)
    gap = [f"[{left_out} messages in between are left out.]"] if left_out else []
    first = told[0] if not left_out else _cut(told[0], _FIRST)
    return "\n\n".join([first, *gap, *kept])


def told_before(prompt: Prompt, limit: int = HANDOVER_CHARACTERS) -> str:
    """What an agent is told before the words of the prompt itself: the handover, then the notes. Often empty."""
    told: list[str] = []
    if said := transcript(prompt.handover, limit):
        told.append(
            "<conversation_so_far>\nThis conversation went on before you joined it. It is for your information; the "
            f"files are as they are now.\n\n{said}\n</conversation_so_far>"
        )
    if notes := [note for note in prompt.notes if note.strip()]:
        told.append("<notes>\n" + "\n".join(f"- {note}" for note in notes) + "\n</notes>")
    return "\n\n".join(told)


def _message(message: Message) -> str:
    if message.role == "user":
        said = [*said_in(message), *(f"[Attached: {p.name}]" for p in message.parts if p.type == "attachment")]
        return _cut("User:\n" + "\n\n".join(said), _ONE_MESSAGE) if said else ""
    who = f"Assistant ({message.provider})" if message.provider else "Assistant"
    results = {part.call_part_id: part for part in message.parts if part.type == "tool_result"}
    told: list[str] = []
    for part in message.parts:
        match part.type:
            case "text":
                told.append(part.text)
            case "tool_call":
                told.append(_call(part, results.get(part.id)))
            case "notice" if part.kind == "steer":
                told.append(f"[User, meanwhile: {part.text}]")
            case _:
                pass
    return _cut(f"{who}:\n" + "\n".join(told), _ONE_MESSAGE) if told else ""


def _call(call: ToolCallPart, result: ToolResultPart | None) -> str:
    line = f"[{call.tool}: {call.title} → {call.state}]"
    if result is None or call.kind not in ("shell", "edit", "write", "ask", "delegate"):
        return line
    said = _cut(result.text.strip(), _ONE_RESULT)
    return f"{line}\n{said}" if said else line


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half:,} characters …]\n{text[-half:]}"
