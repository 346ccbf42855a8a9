"""The path guard against people and models that try to leave the project."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boocode.files.guard import PathGuard, PathMissing, PathRefused, Reason

OUTSIDE_CONTENT = b"content from outside the project"


@dataclass(frozen=True)
class Yard:
    """A project with its neighbours: `top/project` is the root, everything else in `top` is outside."""

    top: Path
    root: Path


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    top = tmp_path / "top"
    root = top / "project"
    for directory in (root / "src" / "deep", root / ".git", top / "project-secret", top / "outside"):
        directory.mkdir(parents=True)
    (root / "README.md").write_bytes(b"# inside\n")
    (root / "src" / "app.py").write_bytes(b"print('inside')\n")
    (root / "src" / "deep" / "x.txt").write_bytes(b"inside x\n")
    (root / ".git" / "config").write_bytes(OUTSIDE_CONTENT)
    (root / ".env").write_bytes(OUTSIDE_CONTENT)
    for outside in (top / "project-secret" / "a.txt", top / "outside" / "a.txt", top / "a.txt"):
        outside.write_bytes(OUTSIDE_CONTENT)
    (root / "to-outside").symlink_to(top / "outside")
    (root / "to-file").symlink_to("../a.txt")
    (root / "to-env.txt").symlink_to(".env")
    (root / "inner").symlink_to("src")
    (root / "loop-a").symlink_to("loop-b")
    (root / "loop-b").symlink_to("loop-a")
    (root / "dangling").symlink_to("src/new.txt")
    (root / "dangling-out").symlink_to("../new.txt")
    return Yard(top, root)


def read(guard: PathGuard, path: str) -> bytes:
    with guard.open_read(path) as file:
        return file.read()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("README.md", b"# inside\n"),
        ("./src/../README.md", b"# inside\n"),
        ("src//app.py", b"print('inside')\n"),
        ("inner/app.py", b"print('inside')\n"),
        ("inner/deep/../app.py", b"print('inside')\n"),
        ("../project/README.md", b"# inside\n"),
        ("{root}/src/app.py", b"print('inside')\n"),
        ("//{root}/src/app.py", b"print('inside')\n"),
    ],
)
def test_paths_that_end_inside_are_read(yard: Yard, path: str, content: bytes) -> None:
    assert read(PathGuard([yard.root]), path.format(root=yard.root)) == content


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../a.txt", Reason.OUTSIDE),
        ("../../../../../../../../etc/passwd", Reason.OUTSIDE),
        ("/etc/passwd", Reason.OUTSIDE),
        ("//etc/passwd", Reason.OUTSIDE),
        ("src/../../a.txt", Reason.OUTSIDE),
        ("../project-secret/a.txt", Reason.OUTSIDE),
        ("{root}-secret/a.txt", Reason.OUTSIDE),
        ("{root}/../outside/a.txt", Reason.OUTSIDE),
        ("inner/../../a.txt", Reason.OUTSIDE),
        ("to-outside/a.txt", Reason.SYMLINK),
        ("to-outside/../a.txt", Reason.SYMLINK),
        ("to-outside", Reason.SYMLINK),
        ("to-outside/missing.txt", Reason.SYMLINK),
        ("to-file", Reason.SYMLINK),
        ("src/../to-file", Reason.SYMLINK),
        ("loop-a", Reason.SYMLINK),
        ("~/.ssh/id_rsa", Reason.OUTSIDE),
        ("~", Reason.OUTSIDE),
        ("/proc/self/cwd/README.md", Reason.OUTSIDE),
        ("/proc/self/root{root}/README.md", Reason.OUTSIDE),
        ("//proc/self/root{root}/README.md", Reason.OUTSIDE),
        ("../../../../../../../../../proc/self/root{root}/README.md", Reason.OUTSIDE),
        ("/proc/self/environ", Reason.OUTSIDE),
        ("/proc/1/root/etc/passwd", Reason.OUTSIDE),
        ("/dev/null", Reason.OUTSIDE),
        ("/dev/fd/0", Reason.OUTSIDE),
        ("", Reason.BAD_NAME),
        ("README.md\0.txt", Reason.BAD_NAME),
        ("a\ud800b", Reason.BAD_NAME),
        ("x" * 256, Reason.TOO_LONG),
        ("x/" * 2100, Reason.TOO_LONG),
        (".env", Reason.SECRET),
        ("to-env.txt", Reason.SECRET),
        (".git/config", Reason.SECRET),
        (".git", Reason.SECRET),
        ("src", Reason.NOT_A_FILE),
        (".", Reason.NOT_A_FILE),
    ],
)
def test_paths_that_leave_or_are_withheld_are_refused(yard: Yard, path: str, reason: Reason) -> None:
    with pytest.raises(PathRefused) as refusal:
        read(PathGuard([yard.root]), path.format(root=yard.root))
    assert refusal.value.reason is reason
    assert refusal.value.status == 403


@pytest.mark.parametrize("path", ["nope.txt", "src/nope/app.py", "README.md/x", "dangling"])
def test_missing_paths_are_told_as_missing(yard: Yard, path: str) -> None:
    with pytest.raises(PathMissing):
        read(PathGuard([yard.root]), path)


def test_refusal_outside_does_not_tell_whether_the_file_exists(yard: Yard) -> None:
    guard = PathGuard([yard.root])
    with pytest.raises(PathRefused) as existing:
        guard.resolve("../a.txt")
    with pytest.raises(PathRefused) as missing:
        guard.resolve("../b.txt")
    assert existing.value.message.replace("a.txt", "b.txt") == missing.value.message


@pytest.mark.parametrize(
    "name",
    [
        ".env", ".ENV", ".Env.local", ".env.production", ".envrc", "prod.env", "server.pem", "SERVER.PEM", "tls.key",
        "id_rsa", "id_ed25519", "id_rsa.bak", "deploy_ed25519", "cert.p12", "cert.pfx", ".netrc", ".npmrc", ".pypirc",
        ".aws/credentials", ".ssh/config", ".ssh/known_hosts", ".gnupg/pubring.kbx", ".kube/config", "kubeconfig",
        ".git-credentials", "vendor/.git/HEAD", "sub/.GIT/config", ".g\u200cit/config", ".env ", ".env.",
        "git~1/config",
        ".git::$INDEX_ALLOCATION/config", ".env::$DATA", "\uff0eenv", ".docker/config.json", "terraform.tfstate",
        "secrets.yaml", ".bash_history", ".config/gcloud/x.json", "store.jks", ".e\u00adnv",
    ],
)  # fmt: skip
def test_secret_names_are_refused_for_reading_and_writing(yard: Yard, name: str) -> None:
    guard = PathGuard([yard.root])
    place = yard.root / "src" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(OUTSIDE_CONTENT)
    for attempt in (guard.open_read, guard.resolve_for_write):
        with pytest.raises(PathRefused) as refusal:
            attempt(f"src/{name}")
        assert refusal.value.reason is Reason.SECRET


@pytest.mark.parametrize(
    "name",
    [
        ".env.example", ".env.sample", ".env.template", "id_rsa.pub", "key.pub", ".gitignore", ".github/x.yml",
        "env.py", ".gitattributes", "keys.py", "environment.ts", "monkey.txt", "pem.md", "credentials.py", "secrets.py",
        "id_map.py", "credentials/form.tsx", ".env-docs/readme.md", "git/status.py",
    ],
)  # fmt: skip
def test_harmless_names_are_read(yard: Yard, name: str) -> None:
    place = yard.root / "src" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"fine")
    assert read(PathGuard([yard.root]), f"src/{name}") == b"fine"


def test_pipes_sockets_and_devices_are_refused_without_blocking(yard: Yard) -> None:
    os.mkfifo(yard.root / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(yard.root / "sock"))
        for name in ("pipe", "sock"):
            with pytest.raises(PathRefused) as refusal:
                read(PathGuard([yard.root]), name)
            assert refusal.value.reason is Reason.NOT_A_FILE


def test_second_root_is_readable_and_shown_absolute(yard: Yard) -> None:
    guard = PathGuard([yard.root, yard.top / "outside"])
    safe = guard.resolve(str(yard.top / "outside" / "a.txt"))
    assert safe.shown == str(yard.top / "outside" / "a.txt")
    assert read(guard, "to-outside/a.txt") == OUTSIDE_CONTENT


def test_denied_directory_inside_the_root_is_refused(yard: Yard) -> None:
    with pytest.raises(PathRefused, match="belongs to BooCode"):
        PathGuard([yard.root], denied=[yard.root / "src" / "deep"]).resolve("inner/deep/x.txt")


def test_root_reached_by_a_symlink_works(yard: Yard) -> None:
    alias = yard.top / "alias"
    alias.symlink_to(yard.root)
    guard = PathGuard([alias])
    assert read(guard, str(alias / "README.md")) == read(guard, str(yard.root / "README.md")) == b"# inside\n"


@pytest.mark.parametrize("swap", ["directory", "file"])
def test_swap_between_check_and_open_is_refused(yard: Yard, swap: str) -> None:
    guard = PathGuard([yard.root])
    (yard.root / "src" / "a.txt").write_bytes(b"inside")
    safe = guard.resolve("src/a.txt")
    if swap == "directory":
        (yard.root / "src").rename(yard.root / "was-src")
        (yard.root / "src").symlink_to(yard.top / "outside")
    else:
        (yard.root / "src" / "a.txt").unlink()
        (yard.root / "src" / "a.txt").symlink_to(yard.top / "outside" / "a.txt")
    with pytest.raises((PathRefused, PathMissing)):
        guard.open_read(safe)


def test_swapping_directories_for_symlinks_all_the_time_never_leaks(yard: Yard) -> None:
    guard = PathGuard([yard.root])
    (yard.root / "src" / "a.txt").write_bytes(b"inside")
    (yard.root / "link").symlink_to(yard.top / "outside")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            (yard.root / "src").rename(yard.root / "was-src")
            (yard.root / "link").rename(yard.root / "src")
            (yard.root / "src").rename(yard.root / "link")
            (yard.root / "was-src").rename(yard.root / "src")

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen: set[bytes] = set()
    try:
        for _ in range(3000):
            try:
                seen.add(read(guard, "src/a.txt"))
            except (PathRefused, PathMissing):
                continue
    finally:
        stop.set()
        swapper.join()
    assert seen <= {b"inside"}


def test_file_that_vanishes_is_told_as_missing(yard: Yard) -> None:
    guard = PathGuard([yard.root])
    safe = guard.resolve("README.md")
    (yard.root / "README.md").unlink()
    with pytest.raises(PathMissing):
        guard.open_read(safe)


# --- writing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("new.txt", "new.txt"),
        ("README.md", "README.md"),
        ("inner/new.txt", "src/new.txt"),
        ("made/of/new/directories.txt", "made/of/new/directories.txt"),
        ("dangling", "src/new.txt"),
        ("missing/../src/y.txt", "src/y.txt"),
    ],
)
def test_writes_inside_get_their_real_place(yard: Yard, path: str, place: str) -> None:
    assert PathGuard([yard.root]).resolve_for_write(path).path == yard.root / place


@pytest.mark.parametrize(
    "path",
    [
        "../new.txt", "/etc/new", "to-outside/new.txt", "to-file", "dangling-out", "missing/../../new.txt", "loop-a",
        "loop-a/x", "src", ".", "src/", "new/", "src/.", "README.md/x", ".git/hooks/pre-commit", ".GIT/config",
        ".env.local", "a\nb", "a\x7fb", "a\0b", "", "~/x", "/proc/self/cwd/x", "../project-secret/new", "x" * 300,
    ],
)  # fmt: skip
def test_writes_elsewhere_are_refused(yard: Yard, path: str) -> None:
    with pytest.raises(PathRefused):
        PathGuard([yard.root]).resolve_for_write(path)


# --- fuzz ---------------------------------------------------------------------------------------------------------

PIECES = [
    "..", ".", "", "src", "deep", "inner", "to-outside", "to-file", "to-env.txt", "loop-a", "dangling", "dangling-out",
    "README.md", "app.py", "x.txt", "a.txt", ".git", ".env", "config", "project", "project-secret", "outside", "top",
    "~", "proc", "self", "cwd", "root", "\0", "…", " ", "-rf", "*", "%2e%2e", "..\\", "C:", "\u202e", "CON",
]  # fmt: skip
fuzz = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fuzz
@given(
    pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=8),
    start=st.sampled_from(["", "/", "//", "{root}/", "{root}", "{top}/", "/proc/self/cwd/", "~/"]),
    end=st.sampled_from(["", "/", "/."]),
)
def test_no_path_at_all_reads_or_writes_outside(yard: Yard, pieces: list[str], start: str, end: str) -> None:
    guard = PathGuard([yard.root])
    path = start.replace("{root}", str(yard.root)).replace("{top}", str(yard.top)) + "/".join(pieces) + end
    with suppress(PathRefused, PathMissing):
        assert read(guard, path) != OUTSIDE_CONTENT
    try:
        place = guard.resolve_for_write(path).path
    except PathRefused:
        return
    assert Path(os.path.realpath(place)).is_relative_to(yard.root)
    assert ".git" not in place.relative_to(yard.root).parts
