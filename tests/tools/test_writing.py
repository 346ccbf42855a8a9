"""Replacing text: exactly, tolerantly where that cannot be wrong, and otherwise with a hint."""

from __future__ import annotations

import pytest

from boocode.kernel.errors import Invalid
from boocode.tools.matching import replaced
from tests.tools.bench import Bench

CODE = """def first():
    one = 1
    return one


class Second:
    def method(self):
        two = 2
        return two
"""


def replace(text: str, old: str, new: str, *, replace_all: bool = False) -> str:
    return replaced(text, old, new, replace_all=replace_all, path="f.py")


def test_exact_text_is_replaced_once() -> None:
    assert replace(CODE, "one = 1", "one = 11") == CODE.replace("one = 1", "one = 11")
    assert replace("a\nb", "b", "") == "a\n"


def test_text_that_occurs_twice_needs_more_of_it_or_replace_all() -> None:
    with pytest.raises(Invalid, match=r"2 times \(lines 3, 9\)"):
        replace(CODE, "return", "yield")
    assert replace(CODE, "return", "yield", replace_all=True).count("yield") == 2


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        # one indentation for all lines
        (
            "def method(self):\n    two = 2\n",
            "def method(self):\n    three = 3\n",
            CODE.replace("two = 2", "three = 3"),
        ),
        ("        one = 1\n        return one\n", "        one = 5\n        return one\n", CODE.replace("= 1", "= 5")),
        # white space at the ends of lines
        ("    one = 1   \n    return one\t\n", "    one = 6\n    return one\n", CODE.replace("= 1", "= 6")),
        # copied with the line numbers of view_file
        ("     2\t    one = 1\n     3\t    return one\n", "    one = 7\n    return one\n", CODE.replace("= 1", "= 7")),
    ],
)
def test_small_slips_are_forgiven_where_there_is_one_place(old: str, new: str, wanted: str) -> None:
    assert replace(CODE, old, new) == wanted


def test_new_lines_get_the_indentation_and_line_ends_of_the_place() -> None:
    text = "if x:\r\n\tif y:\r\n\t\tgo()\r\n"
    assert replace(text, "if y:\n\tgo()\n", "if y:\n\tstop()\n\n\tgo()\n") == (
        "if x:\r\n\tif y:\r\n\t\tstop()\r\n\r\n\t\tgo()\r\n"
    )


def test_two_tolerant_places_are_not_guessed_between() -> None:
    text = "a:\n    x = 1\nb:\n        x = 1\n"
    with pytest.raises(Invalid):
        replace(text, "  x = 1\n", "  x = 2\n")
    assert replace("a\n  x\n  y\n", "x\ny\n", "z\n") == "a\n  z\n"
    with pytest.raises(Invalid):
        replace("  x\n    y\n", "x\ny\n", "z\n")  # not one shift for all lines


def test_what_is_not_there_is_answered_with_what_is() -> None:
    with pytest.raises(Invalid) as refused:
        replace(CODE, "    two = 3\n        return two\n", "x")
    assert "     8\t        two = 2" in refused.value.message
    with pytest.raises(Invalid, match="Nothing in it is like that"):
        replace(CODE, "import something_else_entirely_different_qqq", "x")


async def test_writing_tools_are_offered_only_where_changes_can_be_proposed(bench: Bench) -> None:
    names = {spec["function"]["name"] for spec in bench.toolbox.specs(bench.scope)}
    assert not names & {"edit_file", "create_file", "delete_file", "move_file", "apply_pending", "rewind"}
    assert (await bench("edit_file", path="src/app.py", old="a", new="b")).is_error
    assert all(not tool.read_only for name in ("edit_file", "rewind") if (tool := bench.toolbox.get(name)))
