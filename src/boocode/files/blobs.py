"""The blob store: large things by their sha256. Small ones are rows, larger ones files under the data directory.

A blob never changes. A row says that it exists; a file is complete before its row is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Collection
from pathlib import Path

from anyio import open_file, to_thread

from boocode.db import Database
from boocode.files.atomic import atomic_write, sync_directory
from boocode.kernel.errors import NotFound

ROW_BYTES = 1024 * 1024
_CHUNK = 256 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobMissing(NotFound):
    """There is no blob with this hash, or its file is gone."""

    code = "blob_missing"


class BlobStore:
    """Stores bytes by their hash.

    Args:
        data_dir: BooCode's data directory; files go below its `blobs`.
    """

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._database = database
        self._directory = data_dir / "blobs"

    async def put(self, content: bytes) -> str:
        """Store `content` durably; gives its sha256. Storing the same again costs a lookup."""
        sha256 = await to_thread.run_sync(sha256_of, content)
        if len(content) > ROW_BYTES:
            await to_thread.run_sync(self._write, sha256, content)
        await self._database.execute(
            "INSERT INTO blobs (sha256, size, data) VALUES (%s, %s, %s) ON CONFLICT (sha256) DO NOTHING",
            (sha256, len(content), content if len(content) <= ROW_BYTES else None),
        )
        return sha256

    async def put_many(self, contents: Collection[bytes]) -> None:
        """Store several contents durably, in one statement where they are small."""
        small: dict[str, bytes] = {}
        for content in contents:
            if len(content) > ROW_BYTES:
                await self.put(content)
            else:
                small[sha256_of(content)] = content
        if small:
            await self._database.execute(
                "INSERT INTO blobs (sha256, size, data) SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bytea[])"
                " ON CONFLICT (sha256) DO NOTHING",
                (list(small), [len(content) for content in small.values()], list(small.values())),
            )

    async def get_many(self, sha256s: Collection[str]) -> dict[str, bytes]:
        """Several contents by their hashes. Raises like `stream`."""
        if not sha256s:
            return {}
        async with self._database.connection() as conn:
            cursor = await conn.execute(
                "SELECT sha256, data FROM blobs WHERE sha256 = ANY(%s) AND data IS NOT NULL", (list(sha256s),)
            )
            found = {row[0]: bytes(row[1]) for row in await cursor.fetchall()}
        return found | {sha256: await self.get(sha256) for sha256 in set(sha256s) - found.keys()}

    async def size(self, sha256: str) -> int:
        """Its size in bytes.

        Raises:
            BlobMissing: There is none.
        """
        size = None
        if _SHA256.fullmatch(sha256):
            size = await self._database.fetch_value("SELECT size FROM blobs WHERE sha256 = %s", (sha256,))
        if size is None:
            raise BlobMissing("This output or file is no longer stored.", sha256=sha256[:64])
        return size

    async def get(self, sha256: str) -> bytes:
        """All of it. Raises like `stream`."""
        return b"".join([chunk async for chunk in self.stream(sha256)])

    async def stream(self, sha256: str) -> AsyncIterator[bytes]:
        """Its bytes in pieces of at most 1 MiB.

        Raises:
            BlobMissing: There is none, or its file was deleted behind our back.
        """
        if await self.size(sha256) <= ROW_BYTES:
            data = await self._database.fetch_value("SELECT data FROM blobs WHERE sha256 = %s", (sha256,))
            if data is not None:
                yield bytes(data)
                return
        try:
            async with await open_file(self._path(sha256), "rb") as file:
                while chunk := await file.read(_CHUNK):
                    yield chunk
        except FileNotFoundError as error:
            raise BlobMissing("The file of this blob was deleted.", sha256=sha256) from error

    def _path(self, sha256: str) -> Path:
        return self._directory / sha256[:2] / sha256[2:]

    def _write(self, sha256: str, content: bytes) -> None:
        path = self._path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            return
        for directory in (self._directory, path.parent):
            if not directory.exists():
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_directory(directory.parent)
        atomic_write(path, content, mode=0o600)


def sha256_of(content: bytes) -> str:
    """The name of a content."""
    return hashlib.sha256(content).hexdigest()
