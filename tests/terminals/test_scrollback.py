"""The last command and its output."""

from __future__ import annotations

from boocode.terminals.plain_screen import KEPT_BYTES, Kept, plain_text
from boocode.terminals.scrollback import between_marks, text_of


def test_command_is_told_from_the_repeated_prompt() -> None:
    found = text_of("me@pc:~$ ls\na\nb\nme@pc:~$ make\ncc x.c\nerror\nme@pc:~$ \n\n\n", 100, is_cut=False)
    last = found.last_command
    assert (last.command, last.output, last.how) == ("make", "cc x.c\nerror", "prompt")
    assert (found.lines, found.truncated, found.text[-8:]) == (7, False, "me@pc:~$")


def test_without_a_prompt_the_last_lines_are_given() -> None:
    found = text_of("\n".join(map(str, range(200))), 100, is_cut=False)
    assert (found.last_command.how, found.last_command.command) == ("lines", None)
    assert found.last_command.output.split("\n") == [str(number) for number in range(150, 200)]
    assert (found.lines, found.truncated) == (100, True)
    empty = text_of("\n\n", 100, is_cut=False)
    assert (empty.text, empty.lines, empty.last_command.output) == ("", 0, "")


def test_marks_of_the_shell_tell_command_output_and_exit_code() -> None:
    output = (
        b"\x1b]133;A\x1b\\$ \x1b]133;B\x1b\\ls\r\n\x1b]133;C\x1b\\a\r\n\x1b]133;D;0\x1b\\"
        b"\x1b]133;A\x1b\\$ \x1b]133;B\x1b\\\x1b[1mmake\x1b[m\r\n\x1b]133;C\x1b\\10%\r20%\r\n"
        b"\x1b[31merror\x1b[m\r\n\x1b]133;D;2\x1b\\\x1b]133;A\x1b\\$ \x1b]133;B\x1b\\"
    )
    found = between_marks(output)
    assert found is not None
    assert (found.command, found.output, found.exit_code, found.how) == ("make", "20%\nerror", 2, "marks")
    running = between_marks(output + b"sleep\r\n\x1b]133;C\x1b\\so far")
    assert running is not None
    assert (running.command, running.output, running.exit_code) == ("sleep", "so far", None)
    assert between_marks(b"no marks") is None


def test_kept_output_is_bounded_and_begins_with_a_line() -> None:
    kept = Kept()
    for number in range(20_000):
        kept.add(b"a line of output %d\r\n" % number)
    assert KEPT_BYTES - 100 < len(kept.whole()) <= KEPT_BYTES + 100
    assert kept.whole().startswith(b"a line of output ")
    assert kept.is_cut
    assert plain_text(kept.whole()).endswith("a line of output 19999\n")
