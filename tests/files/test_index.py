"""The file picker: what a person means by a few letters."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from boocode.files.index import FileIndex, FileIndexes

FILES = [
    "README.md",
    "src/boocode/tasks/store.py",
    "src/boocode/tasks/service.py",
    "src/boocode/chats/store.py",
    "src/boocode/chats/messages.py",
    "tests/tasks/test_store.py",
    "web/src/features/chat/ChatStore.ts",
    "web/src/features/restore/index.ts",
    "docs/store/intro.md",
]


@pytest.fixture(params=["git", "plain"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    for name in [*FILES, "build/out.o", ".env", "secrets.pem"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        os.utime(path, (1_600_000_000, 1_600_000_000))
    (tmp_path / (".gitignore" if request.param == "git" else ".ignore")).write_text("build/\n")
    if request.param == "git":
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("store.py", "src/boocode/chats/store.py"),
        ("tasks store", "src/boocode/tasks/store.py"),
        ("TASKS/STORE", "src/boocode/tasks/store.py"),
        ("chatstore", "web/src/features/chat/ChatStore.ts"),
        ("msgs", "src/boocode/chats/messages.py"),
        ("readme", "README.md"),
        ("test_st", "tests/tasks/test_store.py"),
        ("service", "src/boocode/tasks/service.py"),
        ("restore", "web/src/features/restore/index.ts"),
    ],
)
async def test_the_file_a_person_means_comes_first(root: Path, query: str, first: str) -> None:
    assert (await FileIndex(root).search(query))[0] == first


async def test_names_beat_directories(root: Path) -> None:
    found = await FileIndex(root).search("store")
    assert found.index("src/boocode/tasks/store.py") < found.index("docs/store/intro.md")


async def test_scattered_letters_are_no_match(root: Path) -> None:
    found = await FileIndex(root).search("store")
    assert "src/boocode/chats/messages.py" not in found
    assert "web/src/features/restore/index.ts" in found


async def test_nothing_matches_nothing(root: Path) -> None:
    assert await FileIndex(root).search("zzzqqq") == []
    assert await FileIndex(root).search("[(*\\") == []


async def test_ignored_and_secret_files_are_left_out(root: Path) -> None:
    found = set(await FileIndex(root).search("", limit=100))
    assert set(FILES) <= found
    assert not found & {"build/out.o", ".env", "secrets.pem"}
    assert await FileIndex(root).search("pem") == []


async def test_changed_file_leads_without_a_query_and_among_equals(root: Path) -> None:
    os.utime(root / "src/boocode/tasks/store.py")
    index = FileIndex(root)
    assert (await index.search("store.py"))[0] == "src/boocode/tasks/store.py"
    os.utime(root / "docs/store/intro.md")
    assert "docs/store/intro.md" in (await index.search(""))[:3]


async def test_vanished_file_is_not_offered(root: Path) -> None:
    index = FileIndex(root)
    await index.listing()
    (root / "README.md").unlink()
    assert await index.search("readme") == []


async def test_adding_to_git_refreshes_the_index_at_once(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    index = FileIndex(tmp_path)
    assert await index.search("new") == []
    (tmp_path / "new.txt").write_text("x")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    assert await index.search("new") == ["new.txt"]


def test_only_the_indexes_used_last_are_kept(tmp_path: Path) -> None:
    indexes = FileIndexes()
    first = indexes.of(tmp_path / "0")
    assert indexes.of(tmp_path / "0") is first
    for number in range(20):
        indexes.of(tmp_path / str(number))
    assert indexes.of(tmp_path / "0") is not first
