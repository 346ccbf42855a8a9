"""The file index: which files a project has, and the few that a person means by some letters of a path."""

from __future__ import annotations

import heapq
import os
import re
import stat
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio import to_thread

from boocode.files.ripgrep import list_files as list_with_ripgrep
from boocode.files.secrets import is_secret
from boocode.git.errors import GitFailed, NotARepository
from boocode.git.repository import list_files as list_with_git

FRESH_SECONDS = 3.0
MAX_PROJECTS = 16
MAX_FILES = 500_000
_SHORTLIST = 400
_STAT_ALL = 20_000


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a project at one moment. `folded` are the paths, `names` the last components, without case."""

    paths: Sequence[str]
    folded: Sequence[str]
    names: Sequence[str]
    stamp: int
    at: float


class FileIndexes:
    """The indexes of the projects used last; at most 16 are kept."""

    def __init__(self) -> None:
        self._indexes: OrderedDict[Path, FileIndex] = OrderedDict()

    def of(self, root: Path) -> FileIndex:
        """The index of a project."""
        index = self._indexes.setdefault(root, FileIndex(root))
        self._indexes.move_to_end(root)
        while len(self._indexes) > MAX_PROJECTS:
            self._indexes.popitem(last=False)
        return index


class FileIndex:
    """Files of one project: tracked and unignored untracked ones, or what ripgrep would search without git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._listing: Listing | None = None
        self._refreshing = anyio.Lock()

    async def listing(self) -> Listing:
        """The files, at most 3 seconds old, and never older than git's index.

        Raises:
            ProgramMissing: Neither git nor ripgrep can list the directory.
        """
        async with self._refreshing:
            stamp = _stamp(self.root)
            known = self._listing
            if known is None or known.stamp != stamp or anyio.current_time() - known.at > FRESH_SECONDS:
                paths = await self._list()
                self._listing = await to_thread.run_sync(_listing, paths, stamp, anyio.current_time())
            assert self._listing is not None
            return self._listing

    async def search(self, query: str, *, limit: int = 50) -> list[str]:
        """Paths that match, best first: every word of `query` as a substring or, failing that, letters in order.

        A match in the file's name beats one in its directories, whole words beat parts, recently changed files come
        first among equals. Without a query: the files changed last. Files that vanished and secret ones are left out.
        """
        listing = await self.listing()
        return await to_thread.run_sync(_search, self.root, listing, query, limit)

    async def _list(self) -> list[str]:
        try:
            return (await list_with_git(self.root))[:MAX_FILES]
        except (NotARepository, GitFailed):
            return (await list_with_ripgrep(self.root))[:MAX_FILES]


def _stamp(root: Path) -> int:
    try:
        return os.stat(root / ".git" / "index").st_mtime_ns
    except OSError:
        return 0


def _listing(paths: list[str], stamp: int, at: float) -> Listing:
    folded = [path.casefold() for path in paths]
    return Listing(paths, folded, [path.rpartition("/")[2] for path in folded], stamp, at)


def _search(root: Path, listing: Listing, query: str, limit: int) -> list[str]:
    words = query.casefold().replace("\\", "/").split()
    if not words:
        return _changed_last(root, listing, limit)
    found = _shortlist(listing, words, _containing(listing, words), limit)
    if len(found) < limit:
        found += _shortlist(listing, words, _in_order(listing, words, set(found)), limit)
    times = _newest(root, listing, found)
    now = time.time()

    def order(at: int) -> tuple[int, int, int, int, str]:
        quality, spread = _rank(listing, at, words)
        days = (now - times[at]) / 86_400
        return quality, spread, 0 if days < 1 else 1 if days < 7 else 2, len(listing.folded[at]), listing.paths[at]

    return [listing.paths[at] for at in sorted(times, key=order)[:limit]]


def _shortlist(listing: Listing, words: list[str], found: list[int], limit: int) -> list[int]:
    """A rough order, so that the exact one stays affordable when a letter or two match half of the project."""
    last = words[-1]
    return heapq.nsmallest(
        max(_SHORTLIST, 2 * limit), found, key=lambda at: (last not in listing.names[at], len(listing.folded[at]))
    )


def _containing(listing: Listing, words: list[str]) -> list[int]:
    first, *others = words
    found = [at for at, path in enumerate(listing.folded) if first in path]
    for word in others:
        found = [at for at in found if word in listing.folded[at]]
    return found


def _in_order(listing: Listing, words: list[str], known: set[int]) -> list[int]:
    """Paths with the letters of every word in order and not far apart; nearer where there are better matches."""
    found: Iterable[int] = range(len(listing.folded))
    for word in words:
        gaps = (f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in word[1:])
        pattern = re.compile(re.escape(word[0]) + "".join(gaps))
        rarest = min(set(word), key="etaoinsrlcdpmuhgfybvkw_./-xjqz".find)
        found = [at for at in found if rarest in listing.folded[at] and pattern.search(listing.folded[at])]
    farthest = (2 if known else 4) * sum(map(len, words))
    return [at for at in found if at not in known and _spread(listing.folded[at], words) <= farthest]


def _spread(path: str, words: list[str]) -> int:
    return sum(_shortest(word, path) for word in words)


def _rank(listing: Listing, at: int, words: list[str]) -> tuple[int, int]:
    """Smaller is better: how each word matches, and how spread its letters are."""
    path, name = listing.folded[at], listing.names[at]
    stem = name.partition(".")[0]
    quality = spread = 0
    for word in words:
        if word in (name, stem, path):
            quality += 0
        elif name.startswith(word):
            quality += 1
        elif word in name:
            quality += 2 if _starts_word(name, name.index(word)) else 3
        elif word in path:
            quality += 4 if _starts_word(path, path.rindex(word)) else 5
        else:
            in_name = _shortest(word, name)
            quality += 6 if in_name else 8
            spread += in_name or _shortest(word, path)
    return quality, spread


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _shortest(word: str, text: str) -> int:
    """The length of a short stretch of `text` that has the letters of `word` in order; 0 where there is none.

    Of the possible stretches it takes the last, which is nearest to the file's name.
    """
    start = len(text)
    for letter in reversed(word):
        start = text.rfind(letter, 0, start)
        if start < 0:
            return 0
    end = start
    for letter in word:  # the same letters forwards from there: a tighter stretch
        end = text.index(letter, end) + 1
    return end - start


def _newest(root: Path, listing: Listing, places: Iterable[int]) -> dict[int, float]:
    """When each file was changed last; those that vanished, are not files, or are secret are left out."""
    times: dict[int, float] = {}
    for at in places:
        path = listing.paths[at]
        try:
            found = os.lstat(root / path)
        except OSError:
            continue
        if not stat.S_ISDIR(found.st_mode) and not is_secret(path):
            times[at] = found.st_mtime
    return times


def _changed_last(root: Path, listing: Listing, limit: int) -> list[str]:
    places: Iterable[int] = range(len(listing.paths))
    key: Callable[[int], float] = lambda at: listing.paths[at].count("/")  # noqa: E731
    if len(listing.paths) > _STAT_ALL:
        places = heapq.nsmallest(_STAT_ALL, places, key=key)
    times = _newest(root, listing, places)
    return [listing.paths[at] for at in heapq.nlargest(limit, times, key=times.__getitem__)]
