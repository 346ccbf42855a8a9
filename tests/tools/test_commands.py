"""Running commands: what is one, what the human is asked, what comes back."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode.contracts.wire.parts import ShellDetail
from boocode.tools.commands import words_of
from boocode.tools.model import AskPermission
from boocode.tools.printed import KEPT_BYTES, Printed, cut_middle, plain
from tests.support.server import is_alive
from tests.tools.bench import Bench

PRINT_MUCH = "import sys; sys.stdout.write(''.join(f'line {n}\\n' for n in range(20000)))"


@pytest.fixture
def shell(plain: Bench) -> Bench:
    """A worktree in which commands are allowed."""
    return plain.with_scope(in_worktree=True, permitted=True)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def test_without_a_worktree_there_is_no_such_tool(plain: Bench) -> None:
    assert "There is no tool 'run_command'" in (await plain("run_command", command="ls")).text
    assert "run_command" not in str(plain.toolbox.specs(plain.scope))


async def test_it_is_asked_for_word_by_word_before_anything_happens(plain: Bench) -> None:
    bench = plain.with_scope(in_worktree=True)
    said = '{"argv": ["sh", "-c", "touch made | cat"], "timeout_seconds": 7}'
    outcome = await bench.toolbox.call("run_command", said, bench.scope)
    assert isinstance(outcome, AskPermission)
    assert "sh -c 'touch made | cat'" in outcome.detail
    assert "at most 7 s" in outcome.detail
    assert outcome.arguments == {"command": ["sh", "-c", "touch made | cat"], "directory": "."}
    assert list(bench.root.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({}, "give either `command` or `argv`"),
        ({"command": "ls", "argv": ["ls"]}, "give either `command` or `argv`"),
        ({"command": "make | tee log"}, "`|` needs a shell"),
        ({"command": "make && make test"}, "`&` needs a shell"),
        ({"command": "echo $HOME"}, "`$` needs a shell"),
        ({"command": 'echo "$HOME"'}, "`$` needs a shell"),
        ({"command": "cat < a\nb"}, "`<` needs a shell"),
        ({"command": "a\nb"}, "a line break needs a shell"),
        ({"command": "CI=1 make"}, "variables need `env`"),
        ({"command": "echo 'open"}, "cannot be read"),
        ({"command": "ls", "timeout_seconds": 601}, "less than or equal to 600"),
        ({"command": "ls", "directory": "../"}, "outside the project"),
        ({"command": "ls", "directory": "nowhere"}, "nowhere"),
        ({"argv": [""]}, "the first word of `argv` is the program"),
        ({"command": "no-such-program-here"}, "cannot be started"),
    ],
)
async def test_what_is_no_command_says_why(shell: Bench, arguments: dict[str, object], why: str) -> None:
    result = await shell("run_command", **arguments)
    assert result.is_error
    assert why in result.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("npm test -- --run", ["npm", "test", "--", "--run"]),
        ("pytest 'test_a.py::test_b[1|2]'", ["pytest", "test_a.py::test_b[1|2]"]),
        ('git commit -m "a; b"', ["git", "commit", "-m", "a; b"]),
        (r"echo a\;b", ["echo", "a;b"]),
        ("ls *.py", ["ls", "*.py"]),
    ],
)
def test_a_line_is_taken_apart_like_a_shell_would(line: str, words: list[str]) -> None:
    assert words_of(line) == words


@given(st.text())
def test_any_line_is_words_or_a_sentence(line: str) -> None:
    with suppress(ValueError):
        assert words_of(line)


async def test_what_it_prints_and_how_it_ended_comes_back(shell: Bench) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    result = await shell("run_command", argv=python(code))
    assert result.text.startswith("Exit code 3 after")
    assert {"out", "err"} <= set(result.text.split())
    assert isinstance(result.detail, ShellDetail)
    assert (result.detail.exit_code, result.is_error, result.truncated) == (3, False, False)


async def test_it_runs_in_its_directory_without_secrets_and_without_anybody_to_ask(
    shell: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("BOOCODE_TOKEN", "secret-too")
    (shell.root / "sub").mkdir()
    code = "import os, sys; print(os.getcwd(), sorted(os.environ), repr(sys.stdin.read()))"
    result = await shell("run_command", argv=python(code), directory="sub")
    assert str(shell.root / "sub") in result.text
    assert "API_KEY" not in result.text
    assert "BOOCODE" not in result.text
    assert result.text.rstrip().endswith("''")


async def test_too_much_output_is_cut_in_the_middle_and_kept_whole(shell: Bench) -> None:
    result = await shell("run_command", argv=python(PRINT_MUCH))
    assert result.truncated
    assert "line 0\n" in result.text
    assert "line 19999" in result.text
    assert "are left out here" in result.text
    whole = shell.blobs[result.full_output_blob or ""].decode()
    assert whole.split("\n") == [f"line {number}" for number in range(20000)]


async def test_it_is_stopped_with_all_its_children_when_its_time_is_up(shell: Bench) -> None:
    family = ["sh", "-c", "setsid sleep 99 & echo $!; wait"]
    result = await shell("run_command", argv=family, timeout_seconds=1)
    assert result.is_error
    assert "Stopped after 1 s" in result.text
    assert not is_alive(int(result.text.split("\n")[1]))


async def test_stopping_the_turn_ends_the_command_at_once(shell: Bench) -> None:
    pids: list[int] = []
    printed = anyio.Event()

    async def show(text: str) -> None:
        pids.append(int(text))
        printed.set()

    bench = shell.with_scope(output=show)
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(99)"
    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            group.start_soon(lambda: bench("run_command", argv=python(code)))
            await printed.wait()
            group.cancel_scope.cancel()
    assert not is_alive(pids[0])


async def test_what_it_prints_is_shown_while_it_runs(shell: Bench, tmp_path: Path) -> None:
    shown: list[str] = []
    go_on = shell.root / "go-on"

    async def show(text: str) -> None:
        shown.append(text)
        go_on.touch()

    code = (
        "import os, time; print('\\x1b[31mfirst\\x1b[0m', flush=True)\n"
        f"while not os.path.exists({str(go_on)!r}): time.sleep(0.01)\n"
        "print('second')"
    )
    result = await shell.with_scope(output=show)("run_command", argv=python(code))
    assert "".join(shown) == "first\nsecond\n"
    assert "first\nsecond" in result.text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\x1b[1;32mok\x1b[0m", "ok"),
        ("\x1b]0;title\x07ok", "ok"),
        ("10%\r50%\r100%\ndone\r\n", "100%\ndone\n"),
        ("a\x00b\x07", "ab"),
    ],
)
def test_what_draws_becomes_plain_text(raw: str, text: str) -> None:
    assert plain(raw) == text


def test_output_without_end_keeps_its_beginning_and_its_end() -> None:
    printed = Printed()
    for number in range(40):
        printed.add(b"%02d" % number + b"x" * (1024 * 1024 - 2))
    text = printed.text()
    assert text.startswith("00x")
    assert text.endswith("x" * 100)
    assert "bytes were not kept" in text
    assert len(text) < 2 * KEPT_BYTES + 100


@given(st.text(alphabet="ab\n", max_size=300), st.integers(10, 100))
def test_what_is_cut_is_never_longer_than_what_was_there(text: str, limit: int) -> None:
    cut, was_cut = cut_middle(text, limit)
    assert was_cut == (len(text) > limit)
    assert was_cut or cut == text
    assert len(cut) <= limit + 80
