"""Git read by its command line, on real repositories, also odd and hostile ones."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from boocode.git.clone import CloneSource, Progress, clone, clone_source
from boocode.git.content import DiffQuery, commit_diff, diff, file_at
from boocode.git.errors import BadCloneUrl, GitFailed, NotARepository, UnknownRevision
from boocode.git.history import LogQuery, blame, log
from boocode.git.repository import (
    Head,
    branch_name,
    branches,
    commit_of,
    head,
    ignored,
    is_repository,
    list_files,
    toplevel,
)
from boocode.git.status import status
from boocode.kernel.errors import Conflict, NotFound

ODD_NAMES = [
    "new\nline.txt",
    'quo"te.txt',
    "-dash.txt",
    "ünïcødé.txt",
    "sp ace.txt",
    "tab\tbed",
    ":(exclude)magic",
    "*.glob",
]
Git = Callable[..., str]


def nothing_withheld(_path: str) -> bool:
    return False


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Git commands in `tmp_path/repo` with a fixed author and no configuration of this machine."""
    root = tmp_path / "repo"
    root.mkdir()
    config = tmp_path / "gitconfig"
    config.write_text("[user]\n name = Ada\n email = ada@example.org\n[init]\n defaultBranch = main\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    (tmp_path / ".gitconfig").symlink_to(config)

    def command(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)
        return done.stdout.decode()

    command("init", "--quiet")
    return command


@pytest.fixture
def root(git: Git, tmp_path: Path) -> Path:
    return tmp_path / "repo"


@pytest.fixture
def history(git: Git, root: Path) -> Path:
    """Three commits on `main`, one on `feature`, and an uncommitted change."""
    (root / "a.txt").write_text("one\ntwo\nthree\n")
    git("add", ".")
    git("commit", "-qm", "Add a", "--date=2024-01-02T03:04:05Z")
    git("branch", "feature")
    (root / "a.txt").write_text("one\nTWO\nthree\n")
    git("commit", "-qam", "Shout two\n\nA body\nof two lines")
    (root / "b.py").write_text("print('needle')\n")
    git("add", ".")
    git("commit", "-qm", "Add b", "--author=Grace <grace@example.org>")
    git("checkout", "-q", "feature")
    (root / "c.txt").write_text("c\n")
    git("add", ".")
    git("commit", "-qm", "Add c")
    git("checkout", "-q", "main")
    (root / "a.txt").write_text("one\nTWO\nthree\nfour\n")
    return root


async def test_plain_directory_is_no_repository(tmp_path: Path) -> None:
    assert not await is_repository(tmp_path)
    assert await toplevel(tmp_path) is None
    assert await branch_name(tmp_path) is None
    for call in (head, status, list_files):
        with pytest.raises(NotARepository):
            await call(tmp_path)


async def test_repository_without_commits_answers_everything(root: Path) -> None:
    (root / "new.txt").write_text("x\n")
    assert await head(root) == Head(None, "main")
    assert await log(root, LogQuery()) == []
    assert [entry.unstaged for entry in (await status(root)).entries] == ["untracked"]
    assert await list_files(root) == ["new.txt"]
    assert await branches(root) == []
    assert (await diff(root, DiffQuery(), nothing_withheld)).text == ""
    with pytest.raises(UnknownRevision, match="no commits yet"):
        await commit_of(root, "HEAD")


async def test_staged_file_before_the_first_commit_is_in_the_diff(git: Git, root: Path) -> None:
    (root / "new.txt").write_text("x\n")
    git("add", ".")
    assert "+x" in (await diff(root, DiffQuery(staged=True), nothing_withheld)).text


async def test_log_gives_commits_newest_first(history: Path) -> None:
    commits = await log(history, LogQuery())
    assert [commit.subject for commit in commits] == ["Add b", "Shout two", "Add a"]
    assert commits[1].body == "A body\nof two lines"
    assert commits[0].author == "Grace"
    assert commits[2].at.startswith("2024-01-02T03:04:05")


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        (LogQuery(paths=["a.txt"]), ["Shout two", "Add a"]),
        (LogQuery(author="grace"), ["Add b"]),
        (LogQuery(message="SHOUT|nothing"), ["Shout two"]),
        (LogQuery(added_or_removed="needle"), ["Add b"]),
        (LogQuery(changed_lines="T.O"), ["Shout two"]),
        (LogQuery(revision="main..feature"), ["Add c"]),
        (LogQuery(revision="feature", limit=1), ["Add c"]),
        (LogQuery(skip=1, limit=1), ["Shout two"]),
        (LogQuery(paths=["*.txt"]), []),
        (LogQuery(paths=["--all"]), []),
        (LogQuery(author="--output=pwned"), []),
    ],
)
async def test_log_selects(history: Path, query: LogQuery, subjects: list[str]) -> None:
    assert [commit.subject for commit in await log(history, query)] == subjects
    assert not (history / "pwned").exists()


async def test_log_with_statistics_names_files(history: Path) -> None:
    commits = await log(history, LogQuery(stat=True, limit=2))
    assert "b.py | 1 +" in commits[0].stat
    assert "a.txt" in commits[1].stat


@pytest.mark.parametrize(
    "revision",
    ["--output=pwned", "-n1", "nope", "", "HEAD\n", "a b", "HEAD:a.txt", ":/Add", "main..feature", "x" * 300],
)
async def test_bad_revisions_are_unknown(history: Path, revision: str) -> None:
    with pytest.raises(UnknownRevision):
        await commit_of(history, revision)
    assert not (history / "pwned").exists()


async def test_diffs_compare_what_was_asked(git: Git, history: Path) -> None:
    async def text(**query: object) -> str:
        return (await diff(history, DiffQuery(**query), nothing_withheld)).text  # pyright: ignore[reportArgumentType]

    assert "+four" in await text()
    assert await text(staged=True) == ""
    assert "+c" in await text(base="main", target="feature")
    assert "-TWO" in await text(base="main", target="feature")
    assert "TWO" not in await text(base="main", target="feature", since_fork=True)
    assert "a.txt | 1 +" in await text(stat=True)
    assert await text(paths=["b.py"]) == ""


async def test_withheld_files_are_left_out_of_diffs(git: Git, history: Path) -> None:
    (history / ".env").write_text("SECRET=1\n")
    git("add", ".")
    git("commit", "-qm", "Oops")
    shown = await commit_diff(history, await commit_of(history, "HEAD"), DiffQuery(), lambda path: path == ".env")
    assert "SECRET" not in shown.text
    assert shown.withheld == (".env",)
    assert "+four" in shown.text


async def test_first_commit_has_a_diff(history: Path) -> None:
    first = (await log(history, LogQuery()))[-1]
    assert "+one" in (await commit_diff(history, first.hash, DiffQuery(), nothing_withheld)).text


async def test_file_as_it_was(history: Path) -> None:
    assert await file_at(history, "a.txt", "feature") == b"one\ntwo\nthree\n"
    with pytest.raises(NotFound):
        await file_at(history, "nope.txt", "feature")


async def test_blame_tells_lines_and_uncommitted_ones(history: Path) -> None:
    lines = await blame(history, "a.txt", start=2, end=4)
    assert [(line.number, line.author, line.subject, line.text) for line in lines[:2]] == [
        (2, "Ada", "Shout two", "TWO"),
        (3, "Ada", "Add a", "three"),
    ]
    assert set(lines[2].commit) == {"0"}
    assert [line.text for line in await blame(history, "a.txt", start=2, end=2, revision="feature")] == ["two"]
    with pytest.raises(GitFailed, match="has only 4 lines"):
        await blame(history, "a.txt", start=100, end=120)


async def test_branches_are_listed(history: Path) -> None:
    assert {(branch.name, branch.current, branch.subject) for branch in await branches(history)} == {
        ("main", True, "Add b"),
        ("feature", False, "Add c"),
    }


async def test_odd_file_names_survive_every_listing(git: Git, root: Path) -> None:
    for name in ODD_NAMES:
        (root / name).write_text(f"content of {name!r}\n")
    (root / os.fsdecode(b"latin-\xe9.txt")).write_text("x\n")
    expected = {*ODD_NAMES, os.fsdecode(b"latin-\xe9.txt")}
    assert set(await list_files(root)) == expected
    assert {entry.path for entry in (await status(root)).entries} == expected
    git("add", ".")
    git("commit", "-qm", "Odd")
    shown = await commit_diff(root, await commit_of(root, "HEAD"), DiffQuery(), nothing_withheld)
    assert set(shown.files) == expected
    for name in ODD_NAMES:
        assert len(await log(root, LogQuery(paths=[name]))) == 1
        assert await file_at(root, name, "HEAD") == f"content of {name!r}\n".encode()
        assert len(await blame(root, name, start=1, end=1)) == 1


async def test_renames_and_deletions_in_status(git: Git, history: Path) -> None:
    git("mv", "b.py", "renamed.py")
    (history / "a.txt").unlink()
    found = {entry.path: entry for entry in (await status(history)).entries}
    assert (found["renamed.py"].staged, found["renamed.py"].was) == ("renamed", "b.py")
    assert found["a.txt"].unstaged == "deleted"


async def test_ignored_paths_are_told(root: Path) -> None:
    (root / ".gitignore").write_text("*.log\nbuild/\n")
    (root / "build").mkdir()
    assert await ignored(root, ["x.log", "build/", "src/app.py"]) == {"x.log", "build/"}


async def test_files_of_submodules_are_listed_and_what_each_ignores_is_told(git: Git, root: Path) -> None:
    other = root.parent / "other"
    other.mkdir()
    (other / "lib.py").write_text("x\n")
    (other / ".gitignore").write_text("*.o\n")
    git("-C", str(other), "init", "-q")
    git("-C", str(other), "add", ".")
    git("-C", str(other), "commit", "-qm", "Other")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendor/lib")
    (root / ".gitignore").write_text("*.log\n")
    assert {".gitignore", "vendor/lib/lib.py"} <= set(await list_files(root))
    asked = ["x.log", "app.py", "vendor/lib/lib.py", "vendor/lib/lib.o", "vendor/lib/"]
    assert await ignored(root, asked) == {"x.log", "vendor/lib/lib.o"}


async def test_project_in_a_subdirectory_sees_only_itself(git: Git, root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "in.txt").write_text("inside\n")
    (root / "out.txt").write_text("outside\n")
    git("add", ".")
    git("commit", "-qm", "Both")
    sub = root / "sub"
    shown = await commit_diff(sub, await commit_of(sub, "HEAD"), DiffQuery(), nothing_withheld)
    assert shown.files == ("in.txt",)
    assert "outside" not in shown.text
    assert await list_files(sub) == ["in.txt"]
    with pytest.raises(NotFound):
        await file_at(sub, "../../out.txt", "HEAD")


async def test_configuration_of_the_repository_runs_no_program(git: Git, history: Path) -> None:
    mark = history.parent / "pwned"
    program = history.parent / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    program.chmod(0o755)
    for name in (
        "core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "gpg.program", "diff.x.textconv",
        "diff.x.command", "core.editor", "pager.log", "pager.diff", "alias.log",
    ):  # fmt: skip
        git("config", name, str(program))
    git("config", "log.showSignature", "true")
    git("config", "core.hooksPath", str(history.parent))
    (history.parent / "post-index-change").symlink_to(program)
    (history / ".git" / "info" / "attributes").write_text("* diff=x\n")
    await status(history)
    await diff(history, DiffQuery(), nothing_withheld)
    await log(history, LogQuery(changed_lines="needle", stat=True))
    await blame(history, "a.txt", start=1, end=1)
    await list_files(history)
    await file_at(history, "a.txt", "HEAD")
    assert not mark.exists()


async def test_status_leaves_the_index_alone(git: Git, history: Path) -> None:
    os.utime(history / "b.py", (1, 1))
    before = (history / ".git" / "index").read_bytes()
    await status(history)
    assert (history / ".git" / "index").read_bytes() == before


# --- cloning ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "transport", "name"),
    [
        ("https://github.com/owner/name.git", "https", "name"),
        ("https://user:token@git.example.org:8443/owner/name", "https", "name"),
        ("ssh://git@example.org:2222/owner/name.git", "ssh", "name"),
        ("git@github.com:owner/name.git", "ssh", "name"),
        ("host:path/to/repo/", "ssh", "repo"),
        ("git://example.org/x.git", "git", "x"),
        ("https://[::1]/x/..git", "https", "repository"),
    ],
)
def test_addresses_that_are_cloned(url: str, transport: str, name: str) -> None:
    assert clone_source(url) == CloneSource(url, transport, name)


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "-u./pwn", "--upload-pack=touch pwned", "ext::sh -c id", "fd::3", "http://example.org/x", "ftp://x/y",
        "ssh://-oProxyCommand=id/x", "ssh://git@-oProxyCommand=id/x", "-oProxyCommand=id:x", "git@-oProxyCommand=id:x",
        "git@host:-path", "https://", "https:///x", "file://relative", "file:///etc", "/etc", "relative/path", "../up",
        "https://exa mple.org/x", "https://example.org/x\nfoo", "transport::https://x/y", "a" * 3000, "git@host:",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(BadCloneUrl):
        clone_source(url)


async def test_clone_of_a_local_repository_arrives_whole(history: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    place = await clone(f"file://{history}", tmp_path / "made" / "copy", on_progress=seen.append)
    assert (place / "b.py").exists()
    assert (await head(place)).branch == "main"
    assert os.listdir(place.parent) == ["copy"]
    with pytest.raises(Conflict):
        await clone(str(history), place)


async def test_failed_clone_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken" / ".git").mkdir(parents=True)
    with pytest.raises(GitFailed):
        await clone(str(tmp_path / "broken"), tmp_path / "made" / "copy")
    assert os.listdir(tmp_path / "made") == []
