"""Directories as projects: which can be one, and what the disk says about them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from boocode.projects import disk
from boocode.projects.errors import NoSuchDirectory, NotADirectory, UnusableDirectory
from tests.support.rows import git_repository


async def looked(path: Path) -> tuple[bool, bool, str | None]:
    (seen,) = await disk.look([str(path)])
    return seen.missing, seen.is_git, seen.branch


async def test_branch_is_known_with_and_without_commits(tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"a.txt": "a"})
    subprocess.run(["git", "init", "-q", "-b", "trunk/x", str(tmp_path / "fresh")], check=True)
    assert await looked(repository) == (False, True, "main")
    assert await looked(tmp_path / "fresh") == (False, True, "trunk/x")


async def test_subdirectory_and_worktree_belong_to_their_repository(tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"deep/a.txt": "a"})
    argv = ["git", "worktree", "add", "-q", "-b", "side", str(tmp_path / "side")]
    subprocess.run(argv, cwd=repository, check=True)
    assert await looked(repository / "deep") == (False, True, "main")
    assert await looked(tmp_path / "side") == (False, True, "side")


async def test_detached_head_has_no_branch(tmp_path: Path) -> None:
    repository = git_repository(tmp_path / "repo", {"a.txt": "a"})
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=repository, check=True)
    assert await looked(repository) == (False, True, None)


async def test_plain_directory_and_missing_one(tmp_path: Path) -> None:
    assert await looked(tmp_path) == (False, False, None)
    assert await looked(tmp_path / "gone") == (True, False, None)


async def test_empty_git_directory_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert await looked(tmp_path) == (False, False, None)


async def test_broken_git_files_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".git").write_bytes(b"\xff\xfenonsense")
    (tmp_path / "b" / ".git").mkdir(parents=True)
    (tmp_path / "b" / ".git" / "HEAD").write_bytes(b"\x00" * 5000)
    assert await looked(tmp_path / "a") == (False, False, None)
    assert await looked(tmp_path / "b") == (False, True, None)


async def test_unusable_paths_are_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    data = tmp_path / "data"
    (data / "blobs").mkdir(parents=True)
    (tmp_path / "way-in").symlink_to(data / "blobs")
    wrong = {
        "/": UnusableDirectory,
        "relative": UnusableDirectory,
        ".": UnusableDirectory,
        str(tmp_path / "none"): NoSuchDirectory,
        str(tmp_path / "file"): NotADirectory,
        str(tmp_path / "file" / "below"): (NotADirectory, UnusableDirectory),
        str(tmp_path / "loop"): UnusableDirectory,
        str(data): UnusableDirectory,
        str(data / "blobs"): UnusableDirectory,
        str(tmp_path / "way-in"): UnusableDirectory,
        "/" + "x" * 300: UnusableDirectory,
        "/tmp/\x00": UnusableDirectory,
    }
    for path, error in wrong.items():
        with pytest.raises(error) as refused:
            await disk.project_directory(path, refused=data)
        assert refused.value.message.endswith("."), path


async def test_links_lead_to_the_real_directory(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    data = tmp_path / "data"
    assert await disk.project_directory(f"{tmp_path}/link/../link/", refused=data) == str(tmp_path / "real")


async def test_listing_has_directories_only_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_repository(tmp_path / "Beta", {"a": ""})
    for name in ("alpha", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_text("x")
    os.mkdir(os.fsencode(tmp_path) + b"/\xff")
    monkeypatch.setenv("HOME", str(tmp_path))
    listing = await disk.browse(None)
    assert listing.path == str(tmp_path)
    assert listing.parent == str(tmp_path.parent)
    assert [(entry.name, entry.is_git) for entry in listing.entries] == [("alpha", False), ("Beta", True)]
    assert (await disk.browse("/")).parent is None
