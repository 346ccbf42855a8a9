"""Listing, finding and searching: fast, bounded, and blind to what is withheld."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boocode.contracts.wire.parts import SearchDetail
from tests.tools.bench import Bench


async def test_tree_marks_ignored_directories_and_does_not_enter_them(bench: Bench) -> None:
    text = (await bench("list_dir")).text
    assert "  build/  (ignored by git)\n" in text
    assert "out.txt" not in text
    assert "  src/\n    app.py  91 B" in text or "    app.py" in text
    assert "out.txt" in (await bench("list_dir", include_ignored=True)).text
    assert "HEAD" not in (await bench("list_dir", include_ignored=True, depth=4)).text


async def test_tree_of_a_plain_directory(plain: Bench) -> None:
    plain.write("a/b/c.txt", "x")
    assert (await plain("list_dir", depth=3)).text == "./\n  a/\n    b/\n      c.txt  1 B"
    assert (await plain("list_dir", path="a/b")).text == "a/b/\n  c.txt  1 B"


async def test_crowded_directory_is_cut(plain: Bench) -> None:
    for number in range(300):
        plain.write(f"many/{number}.txt", "")
    result = await plain("list_dir")
    assert result.truncated
    assert "… and 200 more entries" in result.text


async def test_tree_shows_links_and_special_files_without_following(plain: Bench) -> None:
    (plain.root / "out").symlink_to("/etc")
    (plain.root / "loop").symlink_to(".")
    os.mkfifo(plain.root / "pipe")
    text = (await plain("list_dir", depth=6)).text
    assert "out -> /etc" in text
    assert "pipe  (special file)" in text
    assert "passwd" not in text


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("*.py", ".", ["src/app.py", "src/util.py"]),
        ("src/*.py", ".", ["src/app.py", "src/util.py"]),
        ("**/u*.py", ".", ["src/util.py"]),
        ("*.{ts,toml}", ".", ["pyproject.toml", "web/index.ts"]),
        ("*.py", "web", []),
        ("*.py", "src", ["src/app.py", "src/util.py"]),
        ("!*.py", ".", ["src/app.py", "src/util.py"]),
        ("*.log", ".", []),
        (".env*", ".", []),
        ("**/config", ".", []),
        ("[", ".", []),
        ("util", ".", ["src/util.py"]),
        ("apppy", ".", ["src/app.py"]),
        ("util", "web", []),
    ],
)
async def test_files_are_found_by_glob_and_letters(bench: Bench, pattern: str, path: str, found: list[str]) -> None:
    result = await bench("find_files", pattern=pattern, path=path)
    assert isinstance(result.detail, SearchDetail) or pattern == "["
    if isinstance(result.detail, SearchDetail):
        assert [hit.path for hit in result.detail.hits] == found


async def test_ignored_files_are_found_when_asked_for(bench: Bench) -> None:
    assert "debug.log" in (await bench("find_files", pattern="*.log", include_ignored=True)).text


async def test_found_files_are_paged(plain: Bench) -> None:
    for number in range(250):
        plain.write(f"f{number:03}.txt", "")
    first = await plain("find_files", pattern="*.txt", limit=100)
    assert first.truncated
    assert first.text.endswith("[Cut: 1-100 of 250 files. Go on with offset=100.]")
    last = await plain("find_files", pattern="*.txt", limit=100, offset=200)
    assert last.text.splitlines()[0] == "f200.txt"
    assert not last.truncated


# --- grep ---------------------------------------------------------------------------------------------------------


async def test_matches_are_grouped_by_file_and_leave_out_ignored_and_secret_ones(bench: Bench) -> None:
    result = await bench("grep", pattern="needle")
    assert "src/app.py\n     5:     print('hello, world')  # needle" in result.text
    assert "web/index.ts\n     1: export const Needle = 1;" in result.text
    assert result.text.endswith("[2 matches]")
    assert "secret" not in result.text
    assert "ignored output" not in result.text


async def test_secret_files_stay_out_even_when_ignored_ones_are_searched(bench: Bench) -> None:
    for mode in ("content", "files", "count"):
        result = await bench("grep", pattern="needle", include_ignored=True, mode=mode)
        assert "build/out.txt" in result.text
        assert ".env" not in result.text
        assert "SECRET" not in result.text.upper().replace("SECRETS", "")


@pytest.mark.parametrize(
    ("arguments", "matches"),
    [
        ({"pattern": "needle", "ignore_case": False}, 1),
        ({"pattern": "Needle"}, 1),
        ({"pattern": "needle", "glob": "*.py"}, 1),
        ({"pattern": "needle", "glob": "!*.py"}, 1),
        ({"pattern": "needle", "glob": "*.{py,ts}"}, 2),
        ({"pattern": "needle", "glob": "src/**"}, 1),
        ({"pattern": "needle", "glob": "*.log"}, 0),
        ({"pattern": "needle", "glob": "*.log", "include_ignored": True}, 1),
        ({"pattern": "needle", "type": "ts"}, 1),
        ({"pattern": "needle", "path": "web"}, 1),
        ({"pattern": "needle", "path": "src/app.py"}, 1),
        ({"pattern": "hello(", "literal": True}, 0),
        ({"pattern": "print('", "literal": True}, 1),
        ({"pattern": r"def \w+\(", "type": "py"}, 2),
        ({"pattern": r"(?<=def )\w+"}, 2),
        ({"pattern": r"def helper.*\n.*return", "multiline": True}, 1),
        ({"pattern": "help", "whole_word": True}, 0),
        ({"pattern": "-e"}, 0),
        ({"pattern": "--files"}, 0),
        ({"pattern": "zzz"}, 0),
    ],
)
async def test_search_follows_its_arguments(bench: Bench, arguments: dict[str, object], matches: int) -> None:
    result = await bench("grep", **arguments)
    assert isinstance(result.detail, SearchDetail)
    assert result.detail.total == matches
    assert not result.is_error


async def test_context_surrounds_matches(bench: Bench) -> None:
    bench.write("c.txt", "\n".join(f"row {number}" for number in range(1, 31)))
    text = (await bench("grep", pattern="row (10|12|20)$", path="c.txt", context=2)).text
    assert text.splitlines() == [
        "c.txt",
        "     8- row 8", "     9- row 9", "    10: row 10", "    11- row 11", "    12: row 12", "    13- row 13",
        "    14- row 14", "   --", "    18- row 18", "    19- row 19", "    20: row 20", "    21- row 21",
        "    22- row 22", "[3 matches]",
    ]  # fmt: skip


async def test_huge_results_are_counted_and_paged(plain: Bench) -> None:
    plain.write("big.txt", "hit\n" * 100_000)
    first = await plain("grep", pattern="hit")
    assert first.truncated
    assert "Go on with offset=60" in first.text
    assert "more than 2," in first.text
    second = await plain("grep", pattern="hit", offset=60, limit=5)
    assert "    61: hit" in second.text
    count = await plain("grep", pattern="hit", mode="count")
    assert "100,000  big.txt" in count.text


async def test_match_in_a_line_of_megabytes_shows_its_surroundings(plain: Bench) -> None:
    plain.write("min.js", "a" * 1_000_000 + "needle" + "b" * 1_000_000)
    result = await plain("grep", pattern="needle")
    assert "needle" in result.text
    assert len(result.text) < 1000
    plain.write("vast.js", "a" * 8_000_000 + "needle")
    assert "1 match in lines of more than 4 MB left out" in (await plain("grep", pattern="needle", path="vast.js")).text


@pytest.mark.parametrize(("pattern", "said"), [("(", "unclosed group"), ("[z-a]", "invalid"), ("*", "repetition")])
async def test_broken_expression_is_explained(bench: Bench, pattern: str, said: str) -> None:
    result = await bench("grep", pattern=pattern)
    assert result.is_error
    assert said in result.text
    assert "literal=true" in result.text


async def test_unknown_language_is_explained(bench: Bench) -> None:
    assert "unrecognized file type: klingon" in (await bench("grep", pattern="x", type="klingon")).text


async def test_odd_names_and_bytes_are_found(plain: Bench) -> None:
    for name in ("new\nline.txt", 'quo"te', "-dash", "ünï", "sp ace"):
        plain.write(name, "needle\n")
    plain.write("latin.txt", b"caf\xe9 needle\n")
    (plain.root / os.fsdecode(b"bad-\xff")).write_bytes(b"needle\n")
    result = await plain("grep", pattern="needle")
    assert result.text.endswith("[7 matches]")
    for mode in ("files", "count"):
        assert (await plain("grep", pattern="needle", mode=mode)).text.endswith("[7 files]")
    assert "caf\ufffd needle" in result.text


async def test_search_does_not_follow_links_out(plain: Bench, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("needle\n")
    (plain.root / "link").symlink_to("../outside.txt")
    (plain.root / "up").symlink_to("..")
    assert "No match" in (await plain("grep", pattern="needle")).text


async def test_denied_directory_is_invisible(plain: Bench) -> None:
    plain.write("data/token", "needle\n")
    guarded = plain.with_scope(denied=(plain.root / "data",))
    assert "No match" in (await guarded("grep", pattern="needle")).text
    assert "token" not in (await guarded("find_files", pattern="*")).text
    assert "token" not in (await guarded("list_dir")).text
    assert (await guarded("view_file", path="data/token")).is_error


async def test_options_in_the_environment_and_configuration_are_not_read(
    plain: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.write("rc", "--replace=pwned\n")
    plain.write("a.txt", "needle\n")
    monkeypatch.setenv("RIPGREP_CONFIG_PATH", str(plain.root / "rc"))
    assert "pwned" not in (await plain("grep", pattern="needle", path="a.txt")).text


# --- overview -----------------------------------------------------------------------------------------------------


async def test_lines_are_counted_by_language_and_directory(bench: Bench) -> None:
    text = (await bench("count_lines")).text
    assert "         7        2     109 B  python" in text or "python" in text
    assert "in all" in text
    by_directory = (await bench("count_lines", by="directory")).text
    assert "src/" in by_directory
    assert "(files here)" in by_directory


async def test_overview_introduces_the_project(bench: Bench) -> None:
    text = (await bench("project_overview")).text
    for part in (
        "## Languages",
        "src/  (2 files)",
        "pyproject.toml",
        "## Git (branch main)",
        "Greet the world",
        "# Sample",
    ):
        assert part in text


async def test_overview_of_nothing(plain: Bench, empty: Bench) -> None:
    assert "0 files" in (await plain("project_overview")).text
    assert "no commits yet" in (await empty("project_overview")).text


async def test_environment_is_told(bench: Bench) -> None:
    text = (await bench("environment_info")).text
    assert "git branch: main" in text
    assert "system: " in text
