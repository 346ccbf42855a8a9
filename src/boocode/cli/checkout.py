"""`./boo test` and `./boo check`: what a developer and CI run in a checkout."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

Say = Callable[[str], None]

AGENTS = Path("tests", "agents")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PYTHON = (sys.executable, "-m")
SCRIPTS = Path(sys.executable).parent
NPM = str(SCRIPTS / "npm")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a check or test run."""

    name: str
    command: tuple[str, ...]
    directory: Path
    shown: bool = False
    """Whether its output passes through, instead of being shown only when it fails."""


def run_tests(root: Path, arguments: tuple[str, ...], say: Say) -> int:
    """All tests, front end first; only pytest when it is given arguments. The exit code is the first failure's."""
    if missing := _ensure_tools(say):
        say(f"Missing: {', '.join(missing)}. Install with your package manager, e.g. `apt install {missing[0]}`.")
        if os.environ.get("CI"):
            return 1
    pytest = Step("pytest", (*PYTHON, "pytest", *(arguments or ("-n", "2", "--dist", "worksteal"))), root, shown=True)
    steps = [pytest]
    if not arguments:
        if code := _install_agents(root, say):
            return code
        steps = [*_package_steps(root), *_web_steps(root, {"test": "front-end tests"}), pytest]
    return next((code for step in steps if (code := _run(step, say))), 0)


def run_checks(root: Path, say: Say) -> int:
    """Format, lint, types, import rules, front end and generated files. All of them run; 1 if any found something."""
    python = [
        Step("format", (*PYTHON, "ruff", "format", "--check", "."), root),
        Step("lint", (*PYTHON, "ruff", "check", "."), root),
        Step("types", (*PYTHON, "pyright"), root),
        Step("import rules", (str(SCRIPTS / "lint-imports"),), root),
    ]
    front_end = [
        *_package_steps(root),
        *_web_steps(root, {"check": "front-end types and lint", "types:check": "generated API types"}),
    ]

    def failing(steps: list[Step]) -> list[str]:
        return [step.name for step in steps if _run(step, say)]

    with ThreadPoolExecutor(2) as side_by_side:  # each keeps one core busy
        failed = [name for names in side_by_side.map(failing, (python, front_end)) for name in names]
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def run_bench(root: Path, arguments: tuple[str, ...]) -> int:
    """The budgets, measured on this machine; the exit code is 1 if one is exceeded."""
    return subprocess.run((*PYTHON, "bench", *arguments), cwd=root, env=_environment(), check=False).returncode


def _install_agents(root: Path, say: Say) -> int:
    """Install the agents that tests drive; where that cannot be, those tests are skipped, but never in CI."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        say("The real agents of tests/agents are programs for Linux on x64: their tests are skipped.")
        return 0
    failed = next((code for step in _installs(root, [root / AGENTS]) if (code := _run(step, say))), 0)
    if failed and not os.environ.get("CI"):
        say("The real agents of tests/agents are not installed: their tests are skipped.")
        return 0
    return failed


def _package_steps(root: Path) -> list[Step]:
    """Installs of what the front end needs and is not there."""
    return _installs(root, [root / "web", *sorted(root.glob("web/tools/*"))])


def _installs(root: Path, directories: list[Path]) -> list[Step]:
    """Installs of the npm packages that a lock file of a directory names and that are not there."""
    locks = [directory / "package-lock.json" for directory in directories]
    return [
        Step(f"npm packages of {lock.parent.relative_to(root)}", (NPM, "ci"), lock.parent)
        for lock in locks
        if lock.is_file() and not _installed(lock)
    ]


def _installed(lock: Path) -> bool:
    wanted = _packages(lock)
    have = _packages(lock.parent / "node_modules" / ".package-lock.json")
    optional = {"optional", "devOptional", "peer"}
    return all(
        have.get(name, {}).get("version") == package.get("version")
        for name, package in wanted.items()
        if name and not optional & package.keys()
    )


def _packages(lock: Path) -> dict[str, dict[str, object]]:
    return json.loads(lock.read_text())["packages"] if lock.is_file() else {}


def _web_steps(root: Path, names: dict[str, str]) -> list[Step]:
    web = root / "web"
    if not (web / "package.json").is_file():
        return []
    return [Step(name, (NPM, "run", "--silent", script), web) for script, name in names.items()]


def _run(step: Step, say: Say) -> int:
    started = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=step.directory,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=None if step.shown else subprocess.PIPE,
        stderr=None if step.shown else subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode and not step.shown:
        say(done.stdout.rstrip())
    say(f"{'ok  ' if not done.returncode else 'FAIL'}  {step.name}  ({time.monotonic() - started:.1f} s)")
    return done.returncode


def _environment() -> dict[str, str]:
    """Ours, with this environment's programs (Node's, too) first on PATH; TLS as the system has it.

    Python may keep what it compiles, all of it in the checkout: without that, every process starts twice as slowly.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        "NODE_USE_SYSTEM_CA": "1",
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        **inherited,
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def _ensure_tools(say: Say) -> list[str]:
    """Install what the tests need and apt has, where we may; the names of what is still missing."""
    wanted = _absent()
    if not wanted or shutil.which("apt-get") is None:
        return wanted
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    if sudo and subprocess.run(("sudo", "-n", "true"), capture_output=True, check=False).returncode:
        return wanted
    say(f"Installing {', '.join(wanted)} with apt …")
    apt = (*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q")
    for command in (("update",), ("install", "-y", "--no-install-recommends", *wanted)):
        done = subprocess.run((*apt, *command), capture_output=True, text=True, check=False)
        if done.returncode:
            say((done.stdout + done.stderr)[-2000:])
            break
    return _absent()


def _absent() -> list[str]:
    absent = [] if shutil.which("tmux") else ["tmux"]
    return absent if any(map(shutil.which, BROWSERS)) else ["chromium", *absent]
