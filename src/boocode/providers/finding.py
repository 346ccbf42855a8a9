"""Where the programs of agents are: the PATH of the server, that of the user's login shell, and the usual places.

A server that was started by a service manager has a short PATH, and version managers put theirs into the shell's
start-up files: so the login shell is asked, in the background and bounded in time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from boocode.kernel.errors import BooError
from boocode.proc.command import run
from boocode.proc.environment import clean_environment

SHELL_SECONDS = 5.0
_BELOW_HOME = (
    ".local/bin",
    "bin",
    ".npm-global/bin",
    ".npm-packages/bin",
    ".local/share/boocode/agents/node_modules/.bin",
    "node_modules/.bin",
    ".opencode/bin",
    ".claude/local",
    ".bun/bin",
    ".deno/bin",
    ".cargo/bin",
    "go/bin",
    ".volta/bin",
    ".asdf/shims",
    ".local/share/mise/shims",
    ".local/share/pnpm",
    ".local/share/fnm/aliases/default/bin",
)
_ELSEWHERE = ("/usr/local/bin", "/opt/homebrew/bin")


@dataclass(frozen=True, slots=True)
class Found:
    """A program. `stamp` changes when another version takes its place."""

    path: Path
    stamp: str


class Programs:
    """Finds programs.

    Args:
        extra: Directories that are looked at first.
        home: The user's home.
        path: The PATH of the server.
    """

    def __init__(self, extra: Sequence[Path], *, home: Path | None = None, path: str | None = None) -> None:
        environment = clean_environment()
        self._home = home or Path.home()
        self._shell = environment.get("SHELL", "")
        self._extra = [str(directory) for directory in extra]
        self._own = (environment.get("PATH", os.defpath) if path is None else path).split(os.pathsep)
        self._of_shell: list[str] = []

    def search_path(self) -> str:
        """The PATH that programs are looked for in, and that agents get."""
        places = [*self._extra, *self._own, *self._of_shell, *self._usual()]
        return os.pathsep.join(dict.fromkeys(place for place in places if os.path.isabs(place)))

    def find(self, program: str) -> Found | None:
        """The program of that name or path, if it is there and can be executed."""
        if os.sep in program:
            path = Path(program).expanduser()
            found = str(path) if path.is_absolute() and os.access(path, os.X_OK) and path.is_file() else None
        else:
            found = shutil.which(program, path=self.search_path())
        if found is None:
            return None
        try:
            about = os.stat(found)
        except OSError:
            return None  # gone in this moment
        return Found(Path(found), f"{found}:{about.st_mtime_ns}:{about.st_size}")

    async def ask_shell(self) -> None:
        """Learn the PATH of the user's login shell. Whatever goes wrong with it is the shell's own affair."""
        if not os.path.isabs(self._shell):
            return
        try:
            done = await run([self._shell, "-lc", "env"], cwd=self._home, timeout_seconds=SHELL_SECONDS)
        except BooError:
            return
        lines = done.stdout.decode(errors="replace").splitlines()
        paths = [line.removeprefix("PATH=") for line in lines if line.startswith("PATH=")]
        self._of_shell = paths[-1].split(os.pathsep) if paths else []

    def _usual(self) -> list[str]:
        places = [str(self._home / place) for place in _BELOW_HOME]
        nvm = sorted(self._home.glob(".nvm/versions/node/*/bin"), key=lambda place: place.stat().st_mtime, reverse=True)
        return [*self._npm_prefix(), *places, *map(str, nvm), *_ELSEWHERE]

    def _npm_prefix(self) -> list[str]:
        """Where `npm install -g` puts programs, if the user said so."""
        try:
            lines = (self._home / ".npmrc").read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        prefixes = [line.partition("=")[2].strip() for line in lines if line.partition("=")[0].strip() == "prefix"]
        return [
            f"{prefix.replace('~', str(self._home)).replace('${HOME}', str(self._home))}/bin" for prefix in prefixes
        ]
