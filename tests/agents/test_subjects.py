"""What "always" covers: never more than what a person is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from boocode.backends.subjects import command_in, fingerprint_of, subject_of


@pytest.mark.parametrize(
    ("command", "subject"),
    [
        ("npm test", "shell:npm test"),
        ("npm test -- --watch=false", "shell:npm test"),
        ("git 'status' --short", "shell:git status"),
        ("make build/x.o", "shell:make build/x.o"),
        ("ls", "shell=ls"),
        ("ls -la", "shell=ls -la"),
        ("python -c 'print(1)'", "shell=python -c 'print(1)'"),
        ("npm test; rm -rf /", "shell=npm test; rm -rf /"),
        ("npm test && id", "shell=npm test && id"),
        ("npm test\nid", "shell=npm test\nid"),
        ("npm test $(id)", "shell=npm test $(id)"),
        ("npm test > out", "shell=npm test > out"),
        ("bash script.sh", "shell=bash script.sh"),
        ("/bin/sh script.sh", "shell=/bin/sh script.sh"),
        ("sudo apt install x", "shell=sudo apt install x"),
        ("FOO=1 npm test", "shell=FOO=1 npm test"),
        ("npm run test -- -x", "shell:npm run test"),
        ("uv run pytest -q", "shell:uv run pytest"),
        ("uv run bash -c 'rm -r x'", "shell=uv run bash -c 'rm -r x'"),
        ("uv run python3.12 -c 'x'", "shell=uv run python3.12 -c 'x'"),
        ("npm exec -y x", "shell=npm exec -y x"),
        ("npm run", "shell=npm run"),
        ("npm 'test", "shell=npm 'test"),
        ("", ""),
    ],
)
def test_commands_are_covered_by_their_first_words_only_where_these_say_what_runs(command: str, subject: str) -> None:
    assert subject_of("shell", "bash", {"command": command})[0] == subject


def test_label_says_what_is_covered() -> None:
    assert subject_of("shell", "bash", {"command": "npm test -x"})[1] == "Commands that begin with `npm test`"
    assert subject_of("shell", "bash", {"command": "ls -la"})[1] == "Exactly `ls -la`"
    assert subject_of("edit", "Edit", {"path": "a"}) == ("edit", "Edits of files in this worktree")
    assert subject_of("fetch", "WebFetch", {"url": "https://Example.org:8/x"})[0] == "fetch:example.org"
    assert subject_of("other", "mcp__x", {})[0] == "tool:mcp__x"
    assert subject_of("ask", "ask_user", {}) == ("", "")


def test_command_lists_are_one_line() -> None:
    assert command_in({"command": ["bash", "-lc", "npm test"]}) == "npm test"
    assert command_in({"cmd": ["echo", "a b"]}) == "echo 'a b'"
    assert command_in({"command": 7, "script": " "}) is None


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "link/x", "~/x"])
def test_files_outside_are_covered_one_by_one(tmp_path: Path, path: str) -> None:
    (tmp_path / "link").symlink_to("/etc")
    assert subject_of("edit", "Edit", {"file_path": path}, directory=tmp_path)[0] == f"edit={path}"
    assert subject_of("edit", "Edit", {"locations": ["a", path]}, directory=tmp_path)[0] == f"edit={path}"
    assert subject_of("edit", "Edit", {"file_path": str(tmp_path / "a/b")}, directory=tmp_path)[0] == "edit"


def test_endless_commands_make_short_subjects_that_still_differ() -> None:
    one, two = (subject_of("shell", "bash", {"command": f"echo {'x' * 5000};{n}"}) for n in "12")
    assert one[0] != two[0]
    assert len(one[0]) < 100
    assert len(one[1]) < 200


def test_fingerprint_covers_tool_arguments_and_directory_and_no_order() -> None:
    here = fingerprint_of("bash", {"a": 1, "b": [2]}, Path("/x"))
    assert here == fingerprint_of("bash", {"b": [2], "a": 1}, Path("/x"))
    others = {
        fingerprint_of("sh", {"a": 1, "b": [2]}, Path("/x")),
        fingerprint_of("bash", {"a": 1, "b": [3]}, Path("/x")),
        fingerprint_of("bash", {"a": 1, "b": [2]}, Path("/y")),
    }
    assert len({here, *others}) == 4
