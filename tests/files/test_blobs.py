"""Blobs: what was put comes back, wherever it is kept."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import anyio
import pytest

from boocode.db import Database
from boocode.files.blobs import ROW_BYTES, BlobMissing, BlobStore


@pytest.fixture
def blobs(db: Database, tmp_path: Path) -> BlobStore:
    return BlobStore(db, tmp_path)


@pytest.mark.parametrize("size", [0, 1, ROW_BYTES, ROW_BYTES + 1, 5_000_000])
async def test_bytes_come_back_by_their_hash(blobs: BlobStore, tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    sha256 = await blobs.put(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert await blobs.get(sha256) == content
    assert await blobs.size(sha256) == size
    assert (tmp_path / "blobs" / sha256[:2] / sha256[2:]).exists() == (size > ROW_BYTES)


async def test_same_bytes_put_at_once_by_many_are_one_blob(blobs: BlobStore, db: Database) -> None:
    content = os.urandom(ROW_BYTES + 1)
    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(blobs.put, content)
    assert await db.fetch_value("SELECT count(*) FROM blobs") == 1
    assert await blobs.get(hashlib.sha256(content).hexdigest()) == content


async def test_file_of_a_blob_is_private_and_whole(blobs: BlobStore, tmp_path: Path) -> None:
    sha256 = await blobs.put(b"x" * (ROW_BYTES + 1))
    directory = tmp_path / "blobs" / sha256[:2]
    assert [path.name for path in directory.iterdir()] == [sha256[2:]]
    assert (directory / sha256[2:]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("sha256", ["0" * 64, "", "../../etc/passwd", "0" * 63 + "G", "%00"])
async def test_unknown_hashes_are_missing(blobs: BlobStore, sha256: str) -> None:
    with pytest.raises(BlobMissing):
        await blobs.get(sha256)


async def test_deleted_file_is_told(blobs: BlobStore, tmp_path: Path) -> None:
    sha256 = await blobs.put(b"x" * (ROW_BYTES + 1))
    (tmp_path / "blobs" / sha256[:2] / sha256[2:]).unlink()
    with pytest.raises(BlobMissing, match="deleted"):
        await blobs.get(sha256)
