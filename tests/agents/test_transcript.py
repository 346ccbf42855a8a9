"""The conversation as it is handed over: all that matters, within bounds."""

from __future__ import annotations

from boocode.backends.transcript import handover_limit, told_before, transcript
from boocode.contracts.agents import Prompt, ToolCallUpsert, ToolResult
from boocode.contracts.wire.chat import Message
from boocode.contracts.wire.parts import TextPart
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id
from tests.support.recording import RecordingSink


def user(text: str) -> Message:
    id_ = new_id()
    part = TextPart(id=new_id(), message_id=id_, index=0, step=0, created_at=now(), text=text)
    return Message(
        id=id_, chat_id=id_, parent_id=None, role="user", task_id=None, created_at=now(), sibling_ids=[], parts=[part]
    )


async def test_words_and_deeds_are_told() -> None:
    sink = RecordingSink()
    await sink.emit(ToolCallUpsert("c", "bash", "shell", "npm test", {}, "completed"))
    await sink.emit(ToolResult("c", "3 passed"))
    told = transcript([user("Fix it"), sink.message(new_id()).model_copy(update={"provider": "goose"})])
    assert told == "User:\nFix it\n\nAssistant (goose):\n[bash: npm test → completed]\n3 passed"


def test_first_and_newest_messages_stay_when_there_are_too_many() -> None:
    told = transcript([user(f"message {number} " + "x" * 500) for number in range(100)], 5_000)
    assert "message 0 " in told
    assert "message 99 " in told
    assert "message 50 " not in told
    assert "messages in between are left out" in told
    assert len(told) < 6_000


def test_one_endless_message_is_cut() -> None:
    assert len(transcript([user("x" * 1_000_000)])) < 13_000


def test_notes_and_handover_come_before_the_prompt_and_nothing_without_them() -> None:
    prompt = Prompt(new_id(), new_id(), new_id(), [], handover=[user("Earlier")], notes=["The user rejected a.py."])
    told = told_before(prompt)
    assert told.index("Earlier") < told.index("- The user rejected a.py.")
    assert told_before(Prompt(new_id(), new_id(), new_id(), [])) == ""


def test_small_windows_get_small_handovers() -> None:
    assert [handover_limit(size) for size in (None, 8_192, 1_000_000)] == [48_000, 8_192, 48_000]
