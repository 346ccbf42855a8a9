"""Asking the human, and reading other chats and attachments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from boocode.contracts.ports import AttachmentContent, ChatSummary
from boocode.contracts.wire.chat import Answer, Message
from boocode.contracts.wire.parts import ReasoningPart, TextPart, ToolCallPart
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.tools.asking import answer_text
from boocode.tools.model import AskUser, ToolResult
from tests.tools.bench import Bench


async def ask(bench: Bench, **arguments: Any) -> AskUser:
    outcome = await bench.toolbox.call("ask_user_input", json.dumps(arguments), bench.scope)
    assert isinstance(outcome, AskUser)
    return outcome


async def test_questions_become_a_request(bench: Bench) -> None:
    options = [{"label": "Postgres", "description": "Durable"}, "SQLite"]
    asked = await ask(bench, questions=[{"question": "Which database?", "header": "Database", "options": options}])
    [question] = asked.questions
    assert [(option.id, option.kind, option.label) for option in question.options] == [
        ("1.1", "choice", "Postgres"),
        ("1.2", "choice", "SQLite"),
    ]
    assert question.allow_text


async def test_question_without_options_takes_text(bench: Bench) -> None:
    asked = await ask(bench, questions=[{"question": "Why?", "allow_text": False, "multi_select": True}])
    assert asked.questions[0].allow_text
    assert not asked.questions[0].multi_select


async def test_answers_are_told_in_words(bench: Bench) -> None:
    asked = await ask(
        bench,
        questions=[
            {"question": "Which?", "options": ["A", "B"], "multi_select": True},
            {"question": "Why?"},
            {"question": "When?", "options": ["Now"]},
        ],
    )
    answer = Answer(values={"1": ["1.1", "1.2"], "2": ["because"]}, text="thanks")
    assert answer_text(asked.questions, answer) == (
        "Which?\n-> A; B\n\nWhy?\n-> because\n\nWhen?\n-> (no answer)\n\nThe user adds: thanks"
    )
    assert answer_text(asked.questions, Answer(option_id="1.2")) == "Which?\n-> B"


@pytest.mark.parametrize(
    "questions", [[], [{}], [{"question": ""}], [{"question": "x"}] * 5, "x", [{"question": "x", "y": 1}]]
)
async def test_unusable_questions_are_explained(bench: Bench, questions: object) -> None:
    outcome = await bench.toolbox.call("ask_user_input", json.dumps({"questions": questions}), bench.scope)
    assert isinstance(outcome, ToolResult)
    assert outcome.is_error


class OneChat:
    """A project with one chat of 300 messages."""

    def __init__(self) -> None:
        self.id = new_id()

    async def list_chats(self, project_id: UUID, *, limit: int = 50) -> Sequence[ChatSummary]:
        return [ChatSummary(self.id, "Fix the build", "main", "2026-01-01T00:00:00.000Z")][:limit]

    async def read_chat(self, project_id: UUID, chat_id: UUID) -> Sequence[Message]:
        if chat_id != self.id:
            raise NotFound("There is no such chat in this project.")
        return [self._message(number) for number in range(300)]

    def _message(self, number: int) -> Message:
        message_id = new_id()
        base: dict[str, Any] = {"id": new_id(), "message_id": message_id, "step": 0, "created_at": now()}
        parts = [
            TextPart(**base, index=0, text=f"text {number} " + "long " * 2000),
            ReasoningPart(**base, index=1, text="private thoughts"),
            ToolCallPart(
                **base,
                index=2,
                state="completed",
                call_id="1",
                tool="grep",
                kind="search",
                title="needle",
                arguments={},
            ),
        ]
        facts: dict[str, Any] = {"parent_id": None, "task_id": None, "created_at": now(), "sibling_ids": []}
        return Message(
            id=message_id, chat_id=self.id, role="user" if number % 2 == 0 else "assistant", parts=list(parts), **facts
        )


async def test_chats_are_listed_and_read_page_by_page(bench: Bench) -> None:
    reader = OneChat()
    there = bench.with_scope(reader=reader)
    assert f"{reader.id}  2026-01-01T00:00:00.000Z  Fix the build (main)" in (await there("list_chats")).text
    first = await there("read_chat", chat_id=str(reader.id))
    assert first.text.startswith("## [1] user\ntext 0 long")
    assert "[called grep: needle - completed]" in first.text
    assert "private thoughts" not in first.text
    follow = int(first.text.rpartition("start_message=")[2].rstrip(".]"))
    assert (await there("read_chat", chat_id=str(reader.id), start_message=follow)).text.startswith(f"## [{follow}]")
    assert (await there("read_chat", chat_id=str(reader.id), start_message=-1)).text.startswith("## [300]")


async def test_unknown_chats_are_explained(bench: Bench) -> None:
    there = bench.with_scope(reader=OneChat())
    assert "no such chat" in (await there("read_chat", chat_id=str(new_id()))).text
    assert "`chat_id`: input should be a valid UUID" in (await there("read_chat", chat_id="x")).text


class Attached:
    def __init__(self, data: bytes) -> None:
        self.data = data

    async def read_attachment(self, attachment_id: UUID) -> AttachmentContent:
        return AttachmentContent("notes.md", "text/markdown", self.data)


async def test_attachments_are_read_by_lines(bench: Bench) -> None:
    there = bench.with_scope(attachments=Attached(b"a line\n" * 10_000))
    result = await there("view_attachment", attachment_id=str(new_id()), start_line=9_999)
    assert result.text == "  9999\ta line\n 10000\ta line"
    assert (await there("view_attachment", attachment_id=str(new_id()))).truncated


async def test_binary_attachment_is_named(bench: Bench) -> None:
    there = bench.with_scope(attachments=Attached(bytes(100)))
    assert "cannot be shown as text" in (await there("view_attachment", attachment_id=str(new_id()))).text
