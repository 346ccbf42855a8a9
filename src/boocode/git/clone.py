"""Cloning a repository from an address that a person typed."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio import to_thread

from boocode.git.command import git_argv, said
from boocode.git.errors import BadCloneUrl, GitFailed
from boocode.kernel.errors import Conflict
from boocode.kernel.text import clean
from boocode.proc.errors import ProcessTimeout
from boocode.proc.process import open_process

CLONE_SECONDS = 1800.0
_HOST = r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+\])"
_USER = r"(?:[A-Za-z0-9_][^@/:\s]*(?::[^@/\s]*)?@)?"
_ADDRESSES = (
    (re.compile(rf"https://{_USER}{_HOST}(?::\d+)?/\S+"), "https"),
    (re.compile(rf"ssh://{_USER}{_HOST}(?::\d+)?/\S+"), "ssh"),
    (re.compile(rf"git://{_HOST}(?::\d+)?/\S+"), "git"),
    (re.compile(rf"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?{_HOST}:(?![-:/\\])[^\s:]\S*"), "ssh"),  # scp-like
)
_PERCENT = re.compile(r"([A-Z][a-z ]+):\s+(\d+)%")


@dataclass(frozen=True, slots=True)
class CloneSource:
    """A checked address: what git is given, the only transport it may use, and a directory name."""

    address: str
    transport: str
    name: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a clone is: a phase such as `Receiving objects` and its percentage."""

    phase: str
    percent: int


def clone_source(url: str) -> CloneSource:
    """The source a URL means: https, ssh (also `user@host:path`), git, or a repository on this machine.

    Raises:
        BadCloneUrl: Anything else, saying what is accepted.
    """
    url = url.strip()
    spaced = any(ord(char) <= 32 or char == "\x7f" for char in url)
    if not url or len(url) > 2048 or (spaced and not url.startswith("/")):
        raise BadCloneUrl("Give the address of a repository, without spaces.")
    if local := _local(url):
        return CloneSource(str(local), "file", _name_of(str(local)))
    for pattern, transport in _ADDRESSES:
        if pattern.fullmatch(url):
            return CloneSource(url, transport, _name_of(url))
    raise BadCloneUrl(
        f"`{clean(url)[:200]}` cannot be cloned. Use https://…, ssh://…, git://…, user@host:path, "
        "or the absolute path of a repository on this machine."
    )


async def clone(
    url: str,
    destination: Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    timeout_seconds: float = CLONE_SECONDS,
) -> Path:
    """Clone `url` to `destination`, which must not exist; gives the destination. All or nothing.

    Nobody is there to type a password: access comes from the user's ssh agent, keys and credential helpers.

    Raises:
        BadCloneUrl: See `clone_source`.
        Conflict: The destination exists.
        GitFailed: Git could not clone it, with its own words.
        ProcessTimeout: It took too long.
    """
    source = clone_source(url)
    if os.path.lexists(destination):  # noqa: ASYNC240 - one call on a local path
        raise Conflict(f"{destination} exists already. Choose another name.", path=str(destination))
    await anyio.Path(destination.parent).mkdir(parents=True, exist_ok=True)
    temporary = destination.parent / f".boocode-clone-{secrets.token_hex(6)}"
    try:
        await _clone(source, temporary, on_progress, timeout_seconds)
        temporary.rename(destination)
    except OSError as error:
        raise GitFailed(f"The clone could not be moved to {destination}: {error.strerror}.") from error
    finally:
        with anyio.move_on_after(60, shield=True):
            await to_thread.run_sync(lambda: shutil.rmtree(temporary, ignore_errors=True))
    return destination


async def _clone(
    source: CloneSource, place: Path, on_progress: Callable[[Progress], None] | None, timeout_seconds: float
) -> None:
    def report(chunk: bytes) -> None:
        found = _PERCENT.findall(chunk.decode("utf-8", "replace"))
        if on_progress is not None and found:
            on_progress(Progress(found[-1][0].strip(), int(found[-1][1])))

    environment = {
        "GIT_ALLOW_PROTOCOL": source.transport,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PROTOCOL_FROM_USER": "1",
        "SSH_ASKPASS_REQUIRE": "never",
        "LC_ALL": "C",
    }
    argv = git_argv(place.parent, "clone", "--progress", "--no-recurse-submodules", "--", source.address, str(place))
    try:
        with anyio.fail_after(timeout_seconds):
            async with open_process(argv, cwd=place.parent, env=environment, on_stderr=report) as process:
                async for _ in process.stdout:
                    continue
                code = await process.wait()
    except TimeoutError as error:
        raise ProcessTimeout(f"The clone was stopped: it took longer than {timeout_seconds:g} s.") from error
    if code != 0:
        complaint = said(process.stderr_tail().replace("\r", "\n"))
        raise GitFailed(f"git clone: {complaint or f'exit code {code}'}")


def _local(url: str) -> Path | None:
    """The repository on this machine that `url` names, if it is one."""
    if not url.startswith(("/", "file:///")):
        return None
    path = Path(url.removeprefix("file://"))
    if not ((path / ".git").exists() or (path / "HEAD").is_file()):
        raise BadCloneUrl(f"{clean(str(path))} is not a git repository on this machine.")
    return path


def _name_of(address: str) -> str:
    name = re.split(r"[/:\\]", address.rstrip("/").removesuffix(".git").rstrip("/"))[-1]
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "repository"
