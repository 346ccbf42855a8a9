"""Errors in the words of the many servers there are."""

from __future__ import annotations

import pytest

from boocode.llm.errors import error_in_stream, error_of_status, own_words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error":{"message":"no such thing","type":"x"}}', "no such thing"),
        (b'{"error":"no such thing"}', "no such thing"),
        (b'{"detail":"no such thing"}', "no such thing"),
        (b'{"message":"no such\\nthing"}', "no such thing"),
        (b'{"error":{"error":{"message":"no such thing"}}}', "no such thing"),
        (b"<html><body><h1>Bad Gateway</h1></body></html>", "Bad Gateway"),
        (b"plain words", "plain words"),
        (b"", ""),
        (b"\xff\xfe\x00", "\ufffd\ufffd\ufffd"),
        (b'{"error":null}', '{"error":null}'),
        (b"[" * 900 + b"]" * 900, None),
    ],
)
def test_own_words_are_found_in_any_form(body: bytes, words: str | None) -> None:
    found = own_words(body)
    assert len(found) <= 601
    assert words is None or found == words


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, b'{"error":"request (9 tokens) exceeds the available context size (8 tokens)"}', "context_overflow"),
        (400, b'{"error":"This model\'s maximum context length is 8192 tokens"}', "context_overflow"),
        (500, b'{"error":"the request exceeds the available context size. try increasing it"}', "context_overflow"),
        (400, b'{"error":"prompt is too long: 9 tokens > 8 maximum"}', "context_overflow"),
        (400, b'{"error":"temperature must be a number"}', "rejected"),
        (401, b"", "unauthorized"),
        (403, b"nope", "unauthorized"),
        (404, b'{"error":"model \'x\' not found"}', "unknown_model"),
        (404, b"404 page not found", "rejected"),
        (429, b"", "rate_limited"),
        (503, b'{"error":{"message":"Loading model"}}', "model_loading"),
        (502, b"<html>", "server_error"),
        (302, b"", "bad_response"),
    ],
)
def test_status_and_words_tell_what_went_wrong(status: int, body: bytes, code: str) -> None:
    assert error_of_status(status, body, host="llm:8080").code == code


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("Wed, 21 Oct", None), (None, None)]
)
def test_retry_after_is_understood_in_seconds(header: str | None, seconds: float | None) -> None:
    assert error_of_status(429, b"", host="x", retry_after=header).retry_after_seconds == seconds


@pytest.mark.parametrize(("status", "words"), [(401, "no key"), (404, "no such model")])
def test_the_servers_words_and_what_to_do_are_two_sentences(status: int, words: str) -> None:
    error = error_of_status(status, words.encode(), host="x")
    assert f"{words}. " in error.message


def test_overflow_is_recognised_inside_a_stream() -> None:
    error = error_in_stream({"error": {"message": "context size exceeded", "code": 500}}, host="x")
    assert error.code == "context_overflow"
