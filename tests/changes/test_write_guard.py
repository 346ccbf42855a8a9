"""Nothing that a model names as a path gets written outside the project, through a link, or over a secret."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boocode.changes.disk import place_to_write, read_state, same_place
from boocode.changes.writing import DiskMoved, TreeWriter, Write
from boocode.contracts.changes import FileState
from boocode.files.guard import PathGuard, PathRefused
from boocode.files.secrets import is_secret
from boocode.kernel.errors import BooError

OURS = b"written by the agent"


def make_yard(top: Path) -> Path:
    """A project among neighbours, with links that lead everywhere."""
    root = top / "project"
    for directory in (
        root / "src" / "deep",
        root / ".git" / "hooks",
        top / "project-secret",
        top / "outside",
        root / ".ssh",
    ):
        directory.mkdir(parents=True)
    for inside in ("README.md", "src/app.py", "src/deep/x.txt"):
        (root / inside).write_bytes(b"inside\n")
    for guarded in (".git/config", ".env", "key.pem", "id_rsa", ".ssh/known_hosts"):
        (root / guarded).write_bytes(b"guarded\n")
    for outside in (top / "project-secret/a.txt", top / "outside/a.txt", top / "a.txt"):
        outside.write_bytes(b"outside\n")
    (root / "to-outside").symlink_to(top / "outside")
    (root / "to-top").symlink_to("..")
    (root / "to-file").symlink_to("../a.txt")
    (root / "to-env.txt").symlink_to(".env")
    (root / "to-git").symlink_to(".git")
    (root / "inner").symlink_to("src")
    (root / "inner-file").symlink_to("src/app.py")
    (root / "loop").symlink_to("loop")
    (root / "dangling").symlink_to("src/new.txt")
    (root / "dangling-out").symlink_to("../new.txt")
    (root / "to-proc").symlink_to("/proc/self")
    os.mkfifo(root / "pipe")
    return root


def snapshot(top: Path) -> dict[str, bytes]:
    """Everything that must never change: neighbours, secrets, git's files, links."""
    found: dict[str, bytes] = {}
    for directory, directories, names in os.walk(top):
        for name in [*directories, *names]:
            path = Path(directory) / name
            relative = path.relative_to(top)
            inside = relative.parts[0] == "project"
            guarded = not inside or {".git", ".ssh"} & set(relative.parts) or name in (".env", "key.pem", "id_rsa")
            if path.is_symlink():
                found[str(relative)] = os.fsencode(os.readlink(path))
            elif guarded and path.is_file():
                found[str(relative)] = path.read_bytes()
    return found


def write(root: Path, path: str) -> str:
    """Propose and apply a file, as the server does; gives its stored path. Raises when it is refused."""
    guard = PathGuard([root])
    safe = place_to_write(guard, path)
    pre = read_state(guard, safe)
    stored = safe.relative
    same_place(guard, stored)
    TreeWriter(guard).write([Write(stored, ".boocode-test", pre, FileState(OURS))])
    return stored


@pytest.fixture
def root(fast_directory: Path) -> Path:
    return make_yard(fast_directory / "top")


CORPUS = [
    "../a.txt", "../../../../../../etc/passwd", "/etc/passwd", "..", ".", "", "/", "./", "src/", "src/..",
    "src/../../a.txt",
    "../project-secret/a.txt", "../project/../a.txt", "to-outside/a.txt", "to-outside/new.txt", "to-top/a.txt",
    "to-top/project-secret/a.txt", "to-file", "to-env.txt", "to-git/config", "to-git/hooks/pre-commit", "inner-file",
    "loop",
    "loop/x", "dangling", "dangling-out", "to-proc/environ", "to-proc/root/etc/passwd", "/proc/self/cwd/a.txt",
    ".git/config",
    ".git/hooks/pre-commit", ".GIT/config", ".Git/HEAD", "src/.git/config", ".git", "git~1/config", ".git./config",
    ".git::$INDEX_ALLOCATION/config", ".g\u200cit/config", "\uff0egit/config", ".env", ".ENV", ".env.local", "src/.env",
    "key.pem", "KEY.PEM", "id_rsa", "id_ed25519", ".ssh/authorized_keys", "src/credentials.json", "pipe", "src",
    "README.md/x", "a\x00b", "src/\x01", "a\nb", "\x7f", "~/x", "~", "x" * 300, "x/" * 3000 + "y", "src/\ud800.txt",
    "src/app.py/", "src/app.py/.", "//etc/passwd", "file:///etc/passwd/../../..", "src/./../.env", "to-outside/../.env",
]  # fmt: skip


@pytest.mark.parametrize("path", CORPUS)
def test_known_attacks_are_refused_with_a_reason(root: Path, path: str) -> None:
    before = snapshot(root.parent)
    with pytest.raises(BooError) as refused:
        write(root, path)
    assert refused.value.message.endswith((".", "!"))
    assert snapshot(root.parent) == before


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("new.txt", "new.txt"),
        ("a/b/c/new.txt", "a/b/c/new.txt"),
        ("src/../README.md", "README.md"),
        ("inner/app.py", "src/app.py"),
        ("inner/deep/new.txt", "src/deep/new.txt"),
        ("src/.env.example", "src/.env.example"),
        ("..hidden", "..hidden"),
        ("caf\xe9/\u65e5\u672c.txt", "caf\xe9/\u65e5\u672c.txt"),
    ],
)
def test_good_paths_are_written_where_they_lead(root: Path, path: str, stored: str) -> None:
    before = snapshot(root.parent)
    assert write(root, path) == stored
    assert (root / stored).read_bytes() == OURS
    assert snapshot(root.parent) == before


NAMES = st.sampled_from(
    ["..", ".", "", "src", "deep", "app.py", "README.md", "to-outside", "to-top", "to-file", "to-git", "inner", "loop",
     "dangling", "dangling-out", "inner-file", "to-proc", ".git", ".env", ".ENV", "hooks", "config", "a.txt", "project",
     "project-secret", "outside", "key.pem", "new", "x.txt", "pipe", ".ssh", "to-env.txt", "~", " ", ".git ", "\u202e"]
)  # fmt: skip
PATHS = st.one_of(
    st.lists(NAMES, min_size=1, max_size=6).map("/".join),
    st.lists(NAMES, min_size=1, max_size=5).map(lambda names: "/" + "/".join(names)),
    st.text(max_size=40),
    st.tuples(st.lists(NAMES, max_size=3).map("/".join), st.text(max_size=10)).map("".join),
)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PATHS)
def test_whatever_the_path_nothing_else_changes(root: Path, path: str) -> None:
    before = snapshot(root.parent)
    try:
        stored = write(root, path)
    except (BooError, DiskMoved):
        pass
    else:
        place = root / stored
        assert place.read_bytes() == OURS
        assert os.path.realpath(place) == str(place)
        assert not is_secret(stored)
    after = snapshot(root.parent)
    assert {name: after.get(name) for name in before} == before
    assert all(name.startswith("project/") for name in after.keys() - before.keys())


def test_swapping_a_directory_for_a_link_while_writing_leads_nowhere(root: Path) -> None:
    """A race: another process replaces a directory by a link to the outside, again and again."""
    outside = root.parent / "outside"
    before = snapshot(root.parent)
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for act in (
                lambda: (root / "src/deep").rename(root / "src/aside"),
                lambda: (root / "src/deep").symlink_to(outside),
                (root / "src/deep").unlink,
                lambda: shutil.rmtree(root / "src/deep", ignore_errors=True),  # made anew by the writer meanwhile
                lambda: (root / "src/aside").rename(root / "src/deep"),
            ):
                with suppress(OSError):
                    act()

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        for number in range(300):
            try:
                write(root, f"src/deep/{number}.txt")
            except (BooError, DiskMoved, OSError):
                continue
    finally:
        stop.set()
        swapper.join()
    assert sorted(path.name for path in outside.iterdir()) == ["a.txt"]
    after = snapshot(root.parent)
    assert {name: after.get(name) for name in before} == before


def test_a_stored_path_is_checked_again(root: Path) -> None:
    guard = PathGuard([root])
    assert same_place(guard, "src/app.py").relative == "src/app.py"
    (root / "src/app.py").unlink()
    (root / "src/app.py").symlink_to("../README.md")
    with pytest.raises(PathRefused):
        same_place(guard, "src/app.py")
