"""Server-sent events, however they are cut and decorated."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode.llm.sse import EventTooLarge, SseParser

STREAM = (
    "\ufeff: a comment\r\n\r\n"
    'event: message\nid: 7\nretry: 10\ndata: {"a":1}\n\n'
    "data:no space\r\n\r\n"
    "data: first\rdata: second\r\r"
    "error: it broke\n\n"
    "data: ünïcödé ⟨x⟩\n\n"
    "data: unfinished"
).encode()
EVENTS = [[b'{"a":1}'], [b"no space"], [b"first", b"second"], [b" it broke"], ["ünïcödé ⟨x⟩".encode()], [b"unfinished"]]


def parsed(pieces: list[bytes]) -> list[list[bytes]]:
    parser = SseParser(limit_bytes=1000)
    return [event for piece in [*pieces, b"\n\n"] for event in parser.feed(piece)]


def test_whole_stream_gives_the_data_of_its_events() -> None:
    assert parsed([STREAM]) == EVENTS


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_cuts_between_bytes_change_nothing(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[a:b] for a, b in pairwise(places) if a < b]
    assert parsed(pieces) == EVENTS


def test_byte_by_byte_is_the_same() -> None:
    assert parsed([bytes([byte]) for byte in STREAM]) == EVENTS


def test_event_over_the_limit_is_refused_before_it_is_complete() -> None:
    parser = SseParser(limit_bytes=100)
    with pytest.raises(EventTooLarge):
        parser.feed(b"data: " + b"x" * 200)


def test_many_lines_of_one_event_count_together() -> None:
    parser = SseParser(limit_bytes=100)
    with pytest.raises(EventTooLarge):
        parser.feed(b"data: 1234567890\n" * 20)
