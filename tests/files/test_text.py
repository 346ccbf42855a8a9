"""Reading text: any size, any encoding, any line length, in bounded memory."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest

from boocode.files.kinds import SAMPLE_BYTES, BinaryKind, PictureKind, TextKind, decode, encoding_of, kind_of
from boocode.files.text import Limits, Window, count_lines, read_window

UTF8 = TextKind("utf-8")


def window(content: bytes, **given: int) -> Window:
    limits = Limits(lines=given.pop("lines", 500), line_characters=given.pop("line_characters", 1000))
    return read_window(io.BytesIO(content), UTF8, limits=limits, **given)


def numbered(count: int) -> bytes:
    return b"".join(b"line %d\n" % number for number in range(1, count + 1))


@pytest.mark.parametrize(
    ("content", "total"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n", 1), (b"\n\n", 2), (b"a\r\nb\r\n", 2)]
)
def test_lines_are_counted_as_editors_do(content: bytes, total: int) -> None:
    assert window(content).total_lines == total == len(window(content).lines)
    assert count_lines(io.BytesIO(content)) == total


def test_window_in_the_middle_knows_its_place() -> None:
    part = window(numbered(1000), start_line=990, lines=5)
    assert [line.text for line in part.lines] == [f"line {number}" for number in range(990, 995)]
    assert (part.start, part.end, part.total_lines) == (990, 994, 1000)


def test_negative_start_counts_from_the_end() -> None:
    assert [line.text for line in window(numbered(1000), start_line=-2).lines] == ["line 999", "line 1000"]
    assert window(numbered(3), start_line=-50).start == 1


@pytest.mark.parametrize("content", [numbered(10), numbered(10)[:-1], b"x" * (1024 * 1024)])
def test_start_beyond_the_end_gives_no_lines_but_the_total(content: bytes) -> None:
    part = window(content, start_line=500)
    assert part.lines == ()
    assert part.total_lines == window(content).total_lines


def test_window_far_into_a_large_file() -> None:
    part = window(numbered(400_000), start_line=399_999)
    assert [line.text for line in part.lines] == ["line 399999", "line 400000"]


def test_line_of_a_megabyte_is_cut_and_readable_by_column() -> None:
    content = b"first\n" + b"0123456789" * 100_000 + b"\nlast\n"
    cut = window(content).lines[1]
    assert (len(cut.text), cut.length, cut.is_cut) == (1000, 1_000_000, True)
    assert window(content, start_column=999_996, start_line=2).lines[0].text == "56789"
    assert window(content).lines[2].text == "last"


def test_character_budget_ends_the_window_between_lines() -> None:
    content = (b"x" * 900 + b"\n") * 100
    part = read_window(io.BytesIO(content), UTF8, limits=Limits(characters=5000))
    assert len(part.lines) == 5
    assert part.total_lines == 100


def test_huge_file_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.log"
    with path.open("wb") as file:
        for _ in range(64):
            file.write(b"a line of a log file\n" * 50_000)
    tracemalloc.start()
    with path.open("rb") as file:
        part = read_window(file, UTF8, start_line=3_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert part.total_lines == 3_200_000
    assert peak < 6_000_000


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("größer — naïve\n", "utf-8", "utf-8"),
        ("größer naïve café\n", "latin-1", "cp1252"),
        ("“curly” – quotes\n", "cp1252", "cp1252"),
        ("これは日本語のテキストです。\n" * 5, "shift_jis", "cp932"),
        ("这是中文文本文件\n" * 5, "gb18030", "gb18030"),
        ("Привет как дела у вас\n" * 5, "cp1251", "cp1251"),
        ("Привет как дела у вас\n" * 5, "koi8-r", "koi8_r"),
    ],
)
def test_encodings_are_recognised(text: str, encoding: str, found: str) -> None:
    content = text.encode(encoding)
    assert encoding_of(content) == found
    assert decode(content) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_decide(encoding: str) -> None:
    content = "eins\nzwei ü\n".encode(encoding)
    kind = kind_of(content)
    assert isinstance(kind, TextKind)
    assert kind.encoding == encoding
    part = read_window(io.BytesIO(content), kind, start_line=2)
    assert [line.text for line in part.lines] == ["zwei ü"]


def test_sample_that_ends_inside_a_character_is_still_utf8() -> None:
    content = ("ü" * SAMPLE_BYTES).encode()[: SAMPLE_BYTES - 1]
    assert kind_of(content) == UTF8


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x7fELF\x02\x01\x01\x00", "an ELF executable or library"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"hello\x00world", "a binary file"),
        (b"SQLite format 3\x00...", "an SQLite database"),
        (bytes(range(1, 256)) * 20, "a binary file"),
    ],
)
def test_binary_files_are_named(content: bytes, said: str) -> None:
    assert kind_of(content) == BinaryKind(said)
    assert decode(content) is None


def test_pictures_are_recognised() -> None:
    assert kind_of(b"\x89PNG\r\n\x1a\n" + bytes(20)) == PictureKind("image/png")
    assert kind_of(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == PictureKind("image/webp")


def test_undecodable_and_unstorable_characters_are_replaced() -> None:
    assert window(b"a\xffb\x00c\n").lines[0].text == "a\ufffdb\ufffdc"
