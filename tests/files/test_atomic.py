"""Atomic writes: all or nothing, with the mode kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from boocode.files.atomic import atomic_write


def test_new_content_replaces_the_old_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.write_text("old")
    path.chmod(0o750)
    atomic_write(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert list(tmp_path.iterdir()) == [path]


def test_new_file_gets_the_mode_asked_for(tmp_path: Path) -> None:
    atomic_write(tmp_path / "token", b"x", mode=0o600)
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


def test_new_file_follows_the_umask(tmp_path: Path) -> None:
    (tmp_path / "ordinary").touch()
    atomic_write(tmp_path / "atomic", b"x")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_failed_write_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "directory").mkdir()
    with pytest.raises(OSError, match="directory"):
        atomic_write(tmp_path / "directory", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["directory"]
