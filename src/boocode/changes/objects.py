"""Files between git's objects and BooCode's blobs: the same bytes under two names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from boocode.changes.absorbing import EXECUTABLE_MODE, NOTHING, PLAIN_MODE, Version
from boocode.files.blobs import BlobStore, sha256_of
from boocode.git.command import git
from boocode.git.trees import at, read_blobs, with_paths, write_blob

_EXECUTABLE = 0o100755
_PLAIN = 0o100644
_PATHS_AT_ONCE = 500
_BLOBS_AT_ONCE = 64


def is_file(mode: int | None) -> bool:
    """Whether git's mode is that of a regular file, or of nothing: no link, no submodule."""
    return mode is None or mode in (_EXECUTABLE, _PLAIN, 0o100664)


async def stored(git_dir: Path, blobs: BlobStore, objects: Collection[str]) -> dict[str, str]:
    """Put these git blobs into the blob store; gives their sha256 by git's hash."""
    names: dict[str, str] = {}
    wanted = sorted(set(objects))
    for start in range(0, len(wanted), _BLOBS_AT_ONCE):
        contents = await read_blobs(git_dir, wanted[start : start + _BLOBS_AT_ONCE])
        await blobs.put_many(list(contents.values()))
        names.update({name: sha256_of(content) for name, content in contents.items()})
    return names


def version(names: Mapping[str, str], name: str | None, mode: int | None) -> Version:
    """A side of a difference of two trees."""
    if name is None or not is_file(mode):
        return NOTHING
    return Version(names[name], EXECUTABLE_MODE if mode == _EXECUTABLE else PLAIN_MODE)


async def versions_at(git_dir: Path, blobs: BlobStore, tree: str, paths: Collection[str]) -> dict[str, Version]:
    """The regular files of a tree at these paths, stored as blobs; `NOTHING` where there is none."""
    entries: dict[str, tuple[int, str]] = {}
    wanted = sorted(paths)
    for start in range(0, len(wanted), _PATHS_AT_ONCE):
        entries |= await _listed(git_dir, tree, wanted[start : start + _PATHS_AT_ONCE])
    names = await stored(git_dir, blobs, [name for mode, name in entries.values() if is_file(mode)])
    return {path: version(names, entries[path][1], entries[path][0]) if path in entries else NOTHING for path in wanted}


async def tree_with(
    git_dir: Path, blobs: BlobStore, tree: str, versions: Mapping[str, Version], contents: Mapping[str, bytes]
) -> str:
    """The tree with these paths as given. `contents` may hold what is not in the blob store yet."""
    shas = {found.sha for found in versions.values() if found.sha}
    held = {**await blobs.get_many(shas - contents.keys()), **contents}
    names = await _put(git_dir, {sha: held[sha] for sha in shas}, is_long=len(tree) == 64)
    return await with_paths(
        git_dir,
        tree,
        {
            path: (_EXECUTABLE if found.is_executable else _PLAIN, names[found.sha]) if found.sha else None
            for path, found in versions.items()
        },
    )


async def _listed(git_dir: Path, tree: str, paths: Sequence[str]) -> dict[str, tuple[int, str]]:
    if not paths:
        return {}
    done = await git(
        git_dir,
        "--literal-pathspecs",
        "ls-tree",
        "-z",
        "--full-tree",
        tree,
        "--",
        *map(os.fsencode, paths),
        env=at(git_dir),
    )
    entries: dict[str, tuple[int, str]] = {}
    for record in done.stdout.split(b"\x00")[:-1]:
        facts, _, path = record.partition(b"\t")
        mode, kind, name = facts.decode("ascii").split(" ")
        if kind == "blob":
            entries[os.fsdecode(path)] = (int(mode, 8), name)
    return entries


async def _put(git_dir: Path, contents: Mapping[str, bytes], *, is_long: bool) -> dict[str, str]:
    """Git's names of these contents, by sha256; what git does not have yet is written."""
    names = {sha: _name(content, is_long=is_long) for sha, content in contents.items()}
    asked = "".join(f"{name}\n" for name in names.values()).encode()
    done = await git(git_dir, "cat-file", "--batch-check=%(objectname)", stdin=asked, env=at(git_dir))
    known = {line for line in done.stdout.decode("ascii").splitlines() if not line.endswith(" missing")}
    for sha, content in contents.items():
        if names[sha] not in known:
            names[sha] = await write_blob(git_dir, content)
    return names


def _name(content: bytes, *, is_long: bool) -> str:
    digest = hashlib.sha256() if is_long else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()
