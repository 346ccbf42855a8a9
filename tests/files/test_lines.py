"""Comparing lines."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from boocode.changes.hunks import difference
from boocode.files.lines import changed_blocks, lines_of, unified, with_ends_of

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"}\n", b"\n", b"x = 1\n"]), max_size=40)


@given(old=LINES, new=LINES)
def test_blocks_turn_one_side_into_the_other(old: list[bytes], new: list[bytes]) -> None:
    made: list[bytes] = []
    at = 0
    for block in changed_blocks(old, new):
        made += old[at : block.old_start] + new[block.new_start : block.new_end]
        assert block.old_start >= at
        at = block.old_end
    assert made + old[at:] == new


@given(content=st.binary(max_size=200))
def test_lines_are_the_content(content: bytes) -> None:
    assert b"".join(lines_of(content)) == content


@given(old=LINES, new=LINES)
def test_all_hunks_together_are_the_change_and_none_is_nothing(old: list[bytes], new: list[bytes]) -> None:
    found = difference("f", b"".join(old), b"".join(new))
    assert found.with_only([hunk.id for hunk in found.hunks]) == b"".join(new)
    assert found.with_only([]) == b"".join(old)
    assert len({hunk.id for hunk in found.hunks}) == len(found.hunks)


def test_moved_functions_stay_together() -> None:
    old = b"def a():\n    x\n\n\ndef b():\n    y\n\n\ndef c():\n    z\n"
    new = b"def a():\n    x\n\n\ndef new():\n    n\n\n\ndef b():\n    y\n\n\ndef c():\n    z\n"
    (block,) = changed_blocks(lines_of(old), lines_of(new))
    assert b"".join(lines_of(new)[block.new_start : block.new_end]).count(b"def") == 1


@given(like=st.text(alphabet="ab\r\n", max_size=30))
def test_text_that_went_through_a_text_box_unchanged_is_the_same_again(like: str) -> None:
    assert with_ends_of(like.replace("\r\n", "\n").replace("\r", "\n"), like) == like


def test_new_lines_end_as_those_before_them() -> None:
    assert with_ends_of("new\na\nB\nmore\nc\nd", "a\r\nb\nc\nd\r\n") == "new\r\na\r\nB\r\nmore\r\nc\nd"
    assert with_ends_of("x\ny\n", "x\ny\n") == "x\ny\n"
    assert with_ends_of("x\r\ny\n", "x\r\ny\r\n") == "x\r\ny\n"


def test_unified_says_where_the_last_newline_is_missing() -> None:
    assert unified(b"a\nb", b"a\nc\n", path="f") == (
        "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n"
    )
    assert unified(None, b"x\n", path="f").startswith("--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n")


def test_the_worst_files_are_compared_in_reasonable_time() -> None:
    same = [b"}\n"] * 20_000
    begun = time.process_time()
    changed_blocks(same, [*same[:9_000], b"x\n", *same[:9_000]])
    changed_blocks([b"%d\n" % (n % 7) for n in range(20_000)], [b"%d\n" % (n % 5) for n in range(20_000)])
    assert time.process_time() - begun < 20  # minutes, were it quadratic
