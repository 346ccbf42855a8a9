"""Text that may leave the machine, and the table of exams."""

from __future__ import annotations

import pytest

from boocode.contracts.wire.providers import Exam, ExamLine
from boocode.kernel.clock import now
from boocode.providers.catalogue import entries
from boocode.providers.exam.matrix import markdown, matrix, plain
from boocode.providers.redaction import MASK, redacted, secrets_of, shown_env

ENV = {"OPENAI_API_KEY": "sk-1234567890abcdefghij", "MY_TOKEN": "hunter22", "PLAIN": "value", "EMPTY_KEY": ""}


@pytest.mark.parametrize(
    "text",
    [
        "key sk-1234567890abcdefghij is wrong",
        "Authorization: Bearer abcdef123456",
        '{"api_key": "abcdef123456"}',
        "https://me:abcdef123456@example.org/v1",
        "ghp_abcdef123456abcdef123456",
        "hunter22 was refused",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdef123456",
    ],
)
def test_secrets_are_replaced_wherever_they_stand(text: str) -> None:
    shown = redacted(text, secrets_of(ENV))
    assert MASK in shown
    assert not any(secret in shown for secret in ("abcdef123456", "1234567890abcdefghij", "hunter22"))


def test_ordinary_words_stay(tmp_path: object) -> None:
    text = f"Error: no such model `qwen3-coder-30b` at http://127.0.0.1:8080/v1 in {tmp_path}; 4096 tokens"
    assert redacted(text, secrets_of({"LOCAL_KEY": "none"})) == text
    assert shown_env(ENV) == {"OPENAI_API_KEY": MASK, "MY_TOKEN": MASK, "PLAIN": "value", "EMPTY_KEY": ""}


def test_exams_are_a_table_with_a_column_for_each_provider() -> None:
    def exam(provider: str, *lines: ExamLine) -> Exam:
        return Exam(provider=provider, version="1.0", at=now(), lines=list(lines))

    stream = ExamLine(capability="stream", label="Streams", grade="yes", note="3 pieces")
    resume = ExamLine(capability="resume", label="Resumes", grade="no")
    exams = [exam("goose", stream), exam("codex", stream, resume)]
    rows = matrix(exams)
    assert rows[0] == ["", "goose", "codex"]
    assert ["Resumes", "–", "NO"] in rows
    assert plain(exams).splitlines()[0].split() == ["goose", "codex"]
    assert "- Streams: yes. 3 pieces" in markdown(exams)
    assert plain([])


def test_every_known_agent_has_a_command_and_a_way_to_install_it() -> None:
    known = entries(lambda program: False, ())
    assert len({entry.id for entry in known}) == len(known)
    assert all(entry.command and entry.install and entry.url.startswith("https://") for entry in known)
