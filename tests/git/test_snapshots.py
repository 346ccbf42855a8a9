"""Directories as trees, and what is computed on trees without any work tree."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from boocode.git.errors import GitFailed
from boocode.git.snapshots import Skipped, fill_directory, move_directory, seed_index, snapshot_tree
from boocode.git.trees import (
    TreeDiff,
    commit_tree,
    diff_trees,
    empty_tree,
    list_refs,
    merge_trees,
    read_blobs,
    ref_target,
    tree_of,
    update_ref,
    with_directory,
    with_paths,
    write_blob,
    write_file,
)
from boocode.git.worktrees import (
    add_worktree,
    branch_commit,
    common_directory,
    delete_branch,
    head_commit,
    is_ancestor,
    list_worktrees,
    remove_worktree,
)
from tests.support.rows import git_repository

FILE = 0o100644


def git(directory: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=directory, check=True, capture_output=True).stdout.decode()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return git_repository(tmp_path / "repo", {"a.txt": "a\n", "d/b.txt": "b\n", ".gitignore": "*.log\n"})


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "private" / "index"


def files(repository: Path, tree: str) -> list[str]:
    return git(repository, "ls-tree", "-r", "--name-only", tree).split()


async def test_snapshot_holds_what_is_on_disk_and_touches_no_index(repository: Path, index: Path) -> None:
    git_dir = await common_directory(repository)
    users = hashlib.sha256((git_dir / "index").read_bytes()).hexdigest()
    await seed_index(git_dir, repository, index)
    (repository / "a.txt").write_text("changed\n")
    (repository / "new.txt").write_text("new\n")
    (repository / "x.log").write_text("ignored\n")
    (repository / "d/b.txt").unlink()
    found = await snapshot_tree(git_dir, repository, index)
    assert files(repository, found.tree) == [".gitignore", "a.txt", "new.txt"]
    assert git(repository, "cat-file", "blob", f"{found.tree}:a.txt") == "changed\n"
    assert found.skipped == ()
    assert hashlib.sha256((git_dir / "index").read_bytes()).hexdigest() == users
    assert (await snapshot_tree(git_dir, repository, index)) == found


async def test_a_change_right_after_a_look_is_seen_by_the_next(repository: Path, index: Path) -> None:
    """Same size, and the same time as far as git compares it."""
    git_dir = await common_directory(repository)
    seen: set[str] = set()
    for number in range(5):
        (repository / "a.txt").write_text(f"{number}\n")
        seen.add((await snapshot_tree(git_dir, repository, index)).tree)
    assert len(seen) == 5


async def test_files_become_directories_and_links_and_back(repository: Path, index: Path) -> None:
    git_dir = await common_directory(repository)
    first = await snapshot_tree(git_dir, repository, index)
    (repository / "a.txt").unlink()
    (repository / "a.txt").mkdir()
    (repository / "a.txt/in").write_text("in\n")
    (repository / "d/b.txt").unlink()
    (repository / "d").rmdir()
    (repository / "other").mkdir()
    (repository / "other/b.txt").write_text("seen through the link\n")
    (repository / "d").symlink_to("other")
    second = await snapshot_tree(git_dir, repository, index)
    assert files(repository, second.tree) == [".gitignore", "a.txt/in", "d", "other/b.txt"]
    await move_directory(git_dir, repository, index, second.tree, first.tree)
    assert (repository / "d/b.txt").read_text() == "b\n"
    assert (await snapshot_tree(git_dir, repository, index)).tree == first.tree


async def test_big_files_pipes_and_inner_repositories_are_listed(repository: Path, index: Path) -> None:
    git_dir = await common_directory(repository)
    with (repository / "big").open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    git_repository(repository / "inner", {"x": "x"})
    os.mkfifo(repository / "pipe")
    found = await snapshot_tree(git_dir, repository, index)
    assert set(found.skipped) == {Skipped("big", "big", 10 * 1024 * 1024 + 1), Skipped("inner", "repository")}
    assert "big" not in files(repository, found.tree)


async def test_look_that_was_killed_leaves_the_old_index(repository: Path, index: Path) -> None:
    git_dir = await common_directory(repository)
    found = await snapshot_tree(git_dir, repository, index)
    index.with_name("index.lock").write_text("a dead process had it")
    assert (await snapshot_tree(git_dir, repository, index)) == found
    await seed_index(git_dir, repository, index)
    assert (await snapshot_tree(git_dir, repository, index)) == found


async def test_directory_inside_of_a_work_tree_is_looked_at_alone(repository: Path, index: Path) -> None:
    git_dir = await common_directory(repository)
    (repository / "d/x.log").write_text("ignored by the top\n")
    found = await snapshot_tree(git_dir, repository / "d", index)
    assert files(repository, found.tree) == ["b.txt"]
    (repository / "d/b.txt").unlink()
    assert (await snapshot_tree(git_dir, repository / "d", index)).tree == await empty_tree(git_dir)


async def test_repository_with_sha256_names_works(tmp_path: Path, index: Path) -> None:
    root = tmp_path / "sha256"
    root.mkdir()
    git(root, "init", "--quiet", "--object-format=sha256")
    (root / "a").write_text("a")
    git_dir = await common_directory(root)
    tree = (await snapshot_tree(git_dir, root, index)).tree
    assert len(tree) == 64
    assert len(await with_paths(git_dir, tree, {"a": None, "b": (FILE, await write_blob(git_dir, b"b"))})) == 64


async def test_trees_are_compared_by_path(repository: Path) -> None:
    git_dir = await common_directory(repository)
    before = await tree_of(git_dir, "HEAD")
    blob = await write_blob(git_dir, b"other\n")
    after = await with_paths(
        git_dir, before, {"a.txt": (0o100755, blob), "d/b.txt": None, "n/\n\udcff": (FILE, blob), ".gitignore/x": None}
    )
    found = {one.path: one for one in await diff_trees(git_dir, before, after)}
    assert found.keys() == {"a.txt", "d/b.txt", "n/\n\udcff"}
    assert (found["a.txt"].old_mode, found["a.txt"].new_mode, found["a.txt"].new_sha) == (FILE, 0o100755, blob)
    assert (found["d/b.txt"].new_sha, found["d/b.txt"].new_mode) == (None, None)
    assert found["n/\n\udcff"].old_sha is None


async def test_moves_are_found_when_asked_for(repository: Path) -> None:
    git_dir = await common_directory(repository)
    before = await tree_of(git_dir, "HEAD")
    sha = git(repository, "rev-parse", "HEAD:a.txt").strip()
    after = await with_paths(git_dir, before, {"a.txt": None, "moved.txt": (FILE, sha)})
    assert await diff_trees(git_dir, before, after, find_moves=True) == [
        TreeDiff("moved.txt", sha, sha, FILE, FILE, was="a.txt")
    ]
    assert len(await diff_trees(git_dir, before, after)) == 2


async def test_blobs_are_read_as_they_were_written(repository: Path, tmp_path: Path) -> None:
    git_dir = await common_directory(repository)
    contents = [b"", b"\n", b"no newline", bytes(range(256)) * 100, b"blob 3\nabc\n"] + [b"%d" % n for n in range(100)]
    shas = {await write_blob(git_dir, content): content for content in contents}
    assert await read_blobs(git_dir, shas) == shas
    (tmp_path / "-n").write_bytes(b"\r\n")
    assert (await read_blobs(git_dir, [await write_file(git_dir, tmp_path / "-n")])).popitem()[1] == b"\r\n"
    with pytest.raises(GitFailed, match="not in the repository"):
        await read_blobs(git_dir, ["0" * 39 + "1"])
    assert await read_blobs(git_dir, []) == {}


async def test_directory_of_a_tree_is_replaced(repository: Path) -> None:
    git_dir = await common_directory(repository)
    whole = await tree_of(git_dir, "HEAD")
    inner = await with_paths(git_dir, await empty_tree(git_dir), {"c.txt": (FILE, await write_blob(git_dir, b"c"))})
    assert files(repository, await with_directory(git_dir, whole, "d", inner)) == [".gitignore", "a.txt", "d/c.txt"]
    assert await with_directory(git_dir, whole, "", inner) == inner
    assert await tree_of(git_dir, "HEAD", "nowhere") == await empty_tree(git_dir)


async def test_trees_are_joined_three_ways(repository: Path) -> None:
    git_dir = await common_directory(repository)
    base = await tree_of(git_dir, "HEAD")
    mine = await with_paths(git_dir, base, {"a.txt": (FILE, await write_blob(git_dir, b"mine\n"))})
    theirs = await with_paths(git_dir, base, {"d/b.txt": None})
    joined = await merge_trees(git_dir, base, mine, theirs)
    assert (files(repository, joined.tree), joined.overlaps) == ([".gitignore", "a.txt"], ())
    other = await with_paths(git_dir, base, {"a.txt": (FILE, await write_blob(git_dir, b"other\n"))})
    assert (await merge_trees(git_dir, base, mine, other)).overlaps == ("a.txt",)


async def test_refs_hold_commits_and_let_go(repository: Path) -> None:
    git_dir = await common_directory(repository)
    commit = await commit_tree(git_dir, await tree_of(git_dir, "HEAD"), ["HEAD"], "-m x\n\ny")
    assert git(repository, "log", "-1", "--format=%an %s", commit) == "BooCode -m x\n"
    await update_ref(git_dir, "refs/boocode/snap/x", commit)
    assert await ref_target(git_dir, "refs/boocode/snap/x") == commit
    assert await list_refs(git_dir, "refs/boocode") == {"refs/boocode/snap/x": commit}
    await update_ref(git_dir, "refs/boocode/snap/x", None)
    assert await ref_target(git_dir, "refs/boocode/snap/x") is None


async def test_worktree_is_made_filled_listed_and_removed(repository: Path, tmp_path: Path) -> None:
    git_dir = await common_directory(repository)
    head = await head_commit(repository)
    assert head is not None
    place = tmp_path / "work tree"
    await add_worktree(git_dir, place, "boocode/x", head)
    await fill_directory(git_dir, place, tmp_path / "one" / "index", head)
    assert (place / "d/b.txt").read_text() == "b\n"
    listed = (await list_worktrees(repository))[1]
    assert (listed.path, listed.branch, listed.commit, listed.is_prunable) == (place, "boocode/x", head, False)
    assert await common_directory(place) == git_dir
    (place / "untracked").write_text("x")
    await remove_worktree(git_dir, place)
    await remove_worktree(git_dir, place)
    assert not place.exists()
    assert len(await list_worktrees(git_dir)) == 1
    assert await branch_commit(git_dir, "boocode/x") == head
    await delete_branch(git_dir, "boocode/x")
    assert await branch_commit(git_dir, "boocode/x") is None


async def test_descent_is_known_and_a_lost_commit_descends_from_nothing(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "-c", "user.name=T", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m", "Second.")
    assert await is_ancestor(repository, first, "HEAD")
    assert not await is_ancestor(repository, "HEAD", first)
    assert not await is_ancestor(repository, "0" * 39 + "1", "HEAD")
