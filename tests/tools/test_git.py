"""Git tools: the history of a project, without its secrets and without running anything of its."""

from __future__ import annotations

from typing import Any

import pytest

from boocode.contracts.wire.parts import OtherDetail, SearchDetail
from tests.tools.bench import Bench

GIT_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("git_status", {}),
    ("git_log", {}),
    ("git_diff", {}),
    ("git_show", {}),
    ("git_blame", {"path": "README.md"}),
    ("git_branches", {}),
    ("git_search_history", {"text": "needle"}),
    ("git_file_at", {"path": "README.md", "revision": "HEAD"}),
]


@pytest.mark.parametrize(("name", "arguments"), GIT_CALLS)
async def test_directory_without_git_is_told(plain: Bench, name: str, arguments: dict[str, Any]) -> None:
    result = await plain(name, **arguments)
    assert result.is_error
    assert "is not a git repository" in result.text


@pytest.mark.parametrize(("name", "arguments"), GIT_CALLS)
async def test_repository_without_commits_is_told(empty: Bench, name: str, arguments: dict[str, Any]) -> None:
    result = await empty(name, **arguments)
    assert result.text
    assert "Traceback" not in result.text
    if name in ("git_show", "git_file_at"):
        assert "no commits yet" in result.text


async def test_status_groups_what_differs(bench: Bench) -> None:
    bench.write("src/app.py", "changed\n")
    bench.write("src/util.py", "staged\n")
    bench.git("add", "src/util.py")
    bench.write("new.txt", "x")
    text = (await bench("git_status")).text
    assert text.splitlines() == [
        "branch: main", "staged (1):", "  modified: src/util.py", "not staged (1):", "  modified: src/app.py",
        "untracked (2):", "  .env", "  new.txt",
    ]  # fmt: skip


async def test_clean_status_says_so(bench: Bench) -> None:
    (bench.root / ".env").unlink()
    assert (await bench("git_status")).text == "branch: main\nnothing changed"


async def test_log_shows_commits_and_pages(bench: Bench) -> None:
    result = await bench("git_log", body=True)
    assert "Ada: Greet the world (HEAD -> main)\n    It is polite." in result.text
    assert isinstance(result.detail, SearchDetail)
    assert result.detail.total == 2
    first = await bench("git_log", limit=1)
    assert first.text.endswith("Go on with offset=1.]")
    assert "Add sample" in (await bench("git_log", limit=1, offset=1)).text
    assert "No commits beyond" in (await bench("git_log", offset=5)).text


async def test_log_of_a_file_with_statistics(bench: Bench) -> None:
    text = (await bench("git_log", path="src/app.py", stat=True)).text
    assert "src/app.py | 2 +-" in text
    assert "Add sample" in text


async def test_history_is_searched_for_code(bench: Bench) -> None:
    assert "Greet the world" in (await bench("git_search_history", text="hello, world")).text
    assert "No commits" in (await bench("git_search_history", text="never written")).text
    assert "Greet the world" in (await bench("git_search_history", text=r"hello,\s+w", regex=True)).text


async def test_diff_shows_changes_and_pages(bench: Bench) -> None:
    bench.write("README.md", "\n".join(f"new line {number}" for number in range(5000)))
    result = await bench("git_diff")
    assert result.truncated
    assert isinstance(result.detail, OtherDetail)
    assert result.detail.language == "diff"
    follow = int(result.text.rpartition("start_line=")[2].rstrip(".]"))
    assert "+new line" in (await bench("git_diff", start_line=follow)).text
    assert "README.md | 500" in (await bench("git_diff", stat=True)).text
    assert "No differences" in (await bench("git_diff", staged=True)).text
    assert "hello, world" in (await bench("git_diff", base="HEAD~1", target="HEAD")).text


async def test_commit_is_shown_with_its_diff(bench: Bench) -> None:
    text = (await bench("git_show")).text
    assert "Greet the world" in text
    assert "+    print('hello, world')  # needle" in text
    assert "src/app.py | 2 +-" in (await bench("git_show", stat=True)).text


async def test_blame_names_commits(bench: Bench) -> None:
    text = (await bench("git_blame", path="src/app.py")).text
    assert len(text.splitlines()) == 5
    assert "Ada" in text
    bench.write("src/app.py", "import sys\n")
    assert "not committed" in (await bench("git_blame", path="src/app.py")).text


async def test_blame_of_a_long_file_is_cut(bench: Bench) -> None:
    bench.write("long.txt", "line\n" * 1000)
    bench.commit("Long")
    assert (await bench("git_blame", path="long.txt")).text.endswith("[Cut: go on with start_line=401.]")
    assert "[Cut" not in (await bench("git_blame", path="long.txt", start_line=990)).text


async def test_branches_and_files_of_other_revisions(bench: Bench) -> None:
    bench.git("branch", "feature", "HEAD~1")
    assert "* main" in (await bench("git_branches")).text
    old = await bench("git_file_at", path="src/app.py", revision="feature")
    assert "     5\t    print('hello')  # needle" in old.text
    assert "There is no file `nope`" in (await bench("git_file_at", path="nope", revision="main")).text
    bench.write("logo.bin", bytes(100))
    bench.commit("Binary")
    assert "is binary" in (await bench("git_file_at", path="logo.bin", revision="HEAD")).text


async def test_committed_secrets_stay_out_of_everything(bench: Bench) -> None:
    bench.git("add", "--force", ".env")
    bench.git("commit", "--quiet", "--message", "Oops")
    bench.write(".env", "NEEDLE=new secret needle\n")
    for name, arguments in [
        ("git_show", {}),
        ("git_diff", {"base": "HEAD~1"}),
        ("git_diff", {}),
        ("git_diff", {"path": ".env"}),
        ("git_blame", {"path": ".env"}),
        ("git_file_at", {"path": ".env", "revision": "HEAD"}),
        ("git_file_at", {"path": "src/../.ENV", "revision": "HEAD"}),
        ("git_search_history", {"text": "secret needle"}),
    ]:
        assert "secret needle" not in (await bench(name, **arguments)).text.replace("`secret needle`", ""), name
    assert "[Left out because they may hold secrets: .env]" in (await bench("git_show")).text
    for arguments in ({"text": "secret needle"}, {"text": "s.cret needle", "regex": True}, {"text": "s", "path": "."}):
        assert ".env" not in (await bench("git_search_history", **arguments)).text, "a hit tells what is in it"


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "src/../../x"])
async def test_paths_outside_are_refused(bench: Bench, path: str) -> None:
    for name in ("git_log", "git_diff", "git_show", "git_blame", "git_file_at"):
        arguments = {"path": path} | ({"revision": "HEAD"} if name == "git_file_at" else {})
        result = await bench(name, **arguments)
        assert result.is_error
        assert "outside" in result.text


@pytest.mark.parametrize("revision", ["--output=pwned", "-p", "nope", "HEAD:src/app.py", "@{-9}", "a\nb"])
async def test_odd_revisions_are_explained(bench: Bench, revision: str) -> None:
    for name in ("git_log", "git_show", "git_file_at", "git_diff", "git_blame"):
        key = "base" if name == "git_diff" else "revision"
        arguments = {key: revision} | ({"path": "README.md"} if name in ("git_file_at", "git_blame") else {})
        result = await bench(name, **arguments)
        assert result.is_error, (name, result.text)
    assert not (bench.root / "pwned").exists()


async def test_file_deleted_since_still_has_a_history(bench: Bench) -> None:
    (bench.root / "src" / "util.py").unlink()
    bench.commit("Remove util")
    assert "Add sample" in (await bench("git_log", path="src/util.py")).text
    assert "def helper" in (await bench("git_file_at", path="src/util.py", revision="HEAD~1")).text
    assert "Remove util" in (await bench("git_search_history", text="def helper")).text
