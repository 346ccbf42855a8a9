"""One git command: fixed options that make it predictable, quiet and harmless."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from boocode.git.errors import GitFailed, NotARepository
from boocode.kernel.text import clean
from boocode.proc.command import Finished, run

DEFAULT_SECONDS = 20.0
DEFAULT_OUTPUT_BYTES = 8 * 1024 * 1024

# The repository's configuration could name programs for each of these.
_CONFIGURATION = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "commit.gpgSign=false",
    "core.quotePath=false",
    "core.pager=cat",
    "color.ui=false",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
)
READING: Mapping[str, str] = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone must not fetch what it lacks
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")


def git_argv(root: Path, *arguments: str | bytes) -> list[str | bytes | Path]:
    """The argv of a git command in `root`, which the user chose and so is trusted whoever owns it."""
    options = [option for setting in _CONFIGURATION for option in ("-c", setting)]
    trusted = ("-c", f"safe.directory={_work_tree(root)}")
    return ["git", "--no-pager", *options, *trusted, *arguments]


async def git(
    root: Path,
    *arguments: str | bytes,
    accept: Sequence[int] = (0,),
    timeout_seconds: float = DEFAULT_SECONDS,
    max_output_bytes: int = DEFAULT_OUTPUT_BYTES,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run git in `root`.

    Args:
        accept: Exit codes that are no failure. Output that was cut is never one.
        env: Variables set on top, e.g. `GIT_DIR`.

    Raises:
        NotARepository: `root` is not inside one.
        GitFailed: Any other exit code, with what git said.
        ProgramMissing: Git is not installed.
        ProcessTimeout: It took too long.
    """
    done = await run(
        git_argv(root, *arguments),
        cwd=root,
        env={**READING, **(env or {})},
        timeout_seconds=timeout_seconds,
        stdin=stdin,
        max_output_bytes=max_output_bytes,
    )
    if done.returncode in accept or done.truncated:
        return done
    if "not a git repository" in done.stderr:
        raise NotARepository(f"{clean(str(root))} is not a git repository.")
    raise GitFailed(f"git: {said(done.stderr) or f'exit code {done.returncode}'}")


async def git_text(root: Path, *arguments: str | bytes, timeout_seconds: float = DEFAULT_SECONDS) -> str:
    """Like `git`, for its output as text without the last newline."""
    return decoded((await git(root, *arguments, timeout_seconds=timeout_seconds)).stdout).rstrip("\n")


def pathspec(path: str) -> str:
    """A pathspec for exactly this path or what is below it, relative to the working directory: no magic, no globs."""
    return f":(literal){path}"


def decoded(output: bytes) -> str:
    """Output of git as text that can be stored."""
    return clean(output.decode("utf-8", "replace"))


def said(stderr: str) -> str:
    """What git complained about: its last lines without prefixes, hints and credentials."""
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith(("hint:", "warning:"))]
    text = " ".join(re.sub(r"^(fatal|error): ", "", line) for line in lines[-4:])
    return clean(_CREDENTIALS_IN_URL.sub("", text))[:1000]


def _work_tree(root: Path) -> Path:
    """The directory whose ownership git checks: the nearest one upwards that has a `.git`."""
    real = Path(os.path.realpath(root))
    return next((place for place in (real, *real.parents) if (place / ".git").exists()), real)
