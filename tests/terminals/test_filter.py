"""What programs print, without what reaches beyond the screen."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boocode.terminals.filter import MAX_CLIPBOARD_BYTES, Clipboard, OutputFilter, Signal, Title


def filtered(*pieces: bytes) -> tuple[bytes, list[Signal]]:
    """What is shown of output that comes in these pieces, and what is told."""
    one = OutputFilter()
    return b"".join(one.feed(piece) for piece in pieces), one.signals


def copied(text: bytes) -> bytes:
    return b"\x1b]52;c;" + base64.b64encode(text) + b"\x07"


SHOWN = {
    b"plain \x1b[31mred\x1b[0m\r\n\x07": b"plain \x1b[31mred\x1b[0m\r\n\x07",
    "wörd 🎉 é ✓ \u00a0".encode(): "wörd 🎉 é ✓ \u00a0".encode(),
    b"a\x1b]0;title\x07b": b"ab",
    b"a\x1b]2;title\x1b\\b": b"ab",
    b"a\x1b]2;title\xc2\x9cb": b"ab",
    b"a\xc2\x9d2;title\x07b": b"ab",
    b"a\x1b]52;c;aGVsbG8=\x07b": b"ab",
    b"a\x1b]52;c;?\x07b": b"ab",
    b"a\x1bP1$r0m\x1b\\b": b"ab",
    b"a\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\x07\x1b\\b": b"a\x1b\\b",
    b"a\x1b_Gi=1;AAAA\x1b\\b\x1b^x\x1b\\c\x1bXy\x1b\\d": b"abcd",
    b"a\x1b]9;notify\x07b\x1b]777;notify;a;b\x07c\x1b]1337;File=:AA==\x07d\x1b]50;font\x07e": b"abcde",
    b"a\x1b]8;;https://example.org/\x07link\x1b]8;;\x07b": b"a\x1b]8;;https://example.org/\x1b\\link\x1b]8;;\x1b\\b",
    b"\x1b]133;A\x07$ \x1b]133;C\x1b\\": b"\x1b]133;A\x1b\\$ \x1b]133;C\x1b\\",
    b"a\x1b\x00]0;t\x07b": b"a\x00b",
    b"a\x1b\xff]b": b"a\xff]b",
    b"a\x1b]0;t\x18b\x1b\x18c": b"ab\x18c",
    b"a\x1b]0;t\x1b[31mb": b"a\x1b[31mb",
    b"a\x1b\x1b]0;t\x07b": b"ab",
    b"a\xc2\x9b31mb\xc2\x9cc": b"a\xc2\x9b31mbc",
}


@pytest.mark.parametrize("printed", SHOWN)
def test_sequences_are_dropped_or_kept_wherever_they_are_cut(printed: bytes) -> None:
    whole = filtered(printed)
    assert whole[0] == SHOWN[printed]
    assert filtered(*(bytes((byte,)) for byte in printed)) == whole
    for first in range(len(printed)):
        for second in range(first, len(printed)):
            assert filtered(printed[:first], printed[first:second], printed[second:]) == whole


def test_titles_are_told_without_control_characters_and_bounded() -> None:
    assert filtered(b"\x1b]0;vim \xe2\x80\xaea.txt\xc2\x85!\x07")[1] == [Title("vim a.txt!")]
    assert filtered(b"\x1b]2;" + b"x" * 5000 + b"\x1b\\")[1] == [Title("x" * 200)]
    assert filtered(b"\x1b]2;\xff\xed\xa0\x80\x07")[1] == [Title("\ufffd" * 4)]


def test_clipboard_is_told_as_text_and_bounded() -> None:
    assert filtered(copied("grüße\n\x1b[31m".encode()))[1] == [Clipboard("grüße\n[31m")]
    assert filtered(copied(b"x" * MAX_CLIPBOARD_BYTES))[1] == [Clipboard("x" * MAX_CLIPBOARD_BYTES)]
    assert filtered(copied(b"x" * (MAX_CLIPBOARD_BYTES + 1)), b"after") == (b"after", [])
    assert filtered(b"\x1b]52;c;no base64!\x07\x1b]52;c\x07\x1b]52\x07") == (b"", [])


def test_string_without_end_is_not_kept() -> None:
    one = OutputFilter()
    one.feed(b"\x1b]52;c;")
    for _ in range(200):
        assert one.feed(b"A" * 65536) == b""
    assert len(one._string) < 2 * MAX_CLIPBOARD_BYTES
    assert one.feed(b"\x07after") == b"after"


def strings_understood(output: bytes) -> list[str]:
    """The strings that a browser's terminal begins: it skips what is no UTF-8, and obeys C0 inside of sequences."""
    found: list[str] = []
    state = "ground"
    for character in output.decode("utf-8", "ignore"):
        code = ord(character)
        if state == "string" and (code in (0x18, 0x1A, 0x9C) or (code == 7 and found[-1].startswith("]"))):
            state = "ground"
        elif code == 0x1B:
            state = "escape"
        elif state == "string":
            found[-1] += character
        elif code in (0x90, 0x98, 0x9D, 0x9E, 0x9F) or (state == "escape" and character in "]PX^_"):
            found.append("]" if code in (0x9D, 0x5D) else "P")
            state = "string"
        elif state == "escape" and (0x20 <= code < 0x7F or code >= 0x80 or code in (0x18, 0x1A)):
            state = "ground"
    return found


NASTY = st.lists(
    st.sampled_from(
        [bytes((byte,)) for byte in b"\x00\x07\x18\x1a\x1b\x7f\xc2\x9d\x90\x9c\x9e\xe2\xffa]P^_X\\;[0m 25"]
        + [b"\x1b]", b"\x1bP", b"\xc2\x9d", b"\x1b\\", b"52;c;aGk=", b"0;t", b"8;;x", b"\xe2\x9c\x93"]
    ),
    max_size=40,
).map(b"".join)


@settings(max_examples=1500, deadline=None)
@example(b"\x1b]08;;x\x07", [])
@given(NASTY, st.lists(st.integers(0, 100), max_size=4))
def test_no_string_but_harmless_ones_reaches_a_browser(printed: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(printed)) for cut in cuts), len(printed)]
    pieces = [printed[a:b] for a, b in itertools.pairwise(places)]
    shown, signals = filtered(*pieces)
    assert (shown, signals) == filtered(printed), "cuts change nothing"
    for string in strings_understood(shown):
        assert string.startswith(("]8;", "]133;", "]4;", "]10;", "]11;", "]12;")), (printed, shown)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_text_passes_unchanged(text: str) -> None:
    plain = "".join(character for character in text if not 0x7F <= ord(character) < 0xA0 and character != "\x1b")
    assert filtered(plain.encode("utf-8", "ignore"))[0] == plain.encode("utf-8", "ignore")
