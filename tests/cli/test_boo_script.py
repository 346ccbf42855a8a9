"""The shell script `boo`: it finds uv, and hands over place, arguments and exit code. uv itself is played here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

BOO = Path(__file__).parents[2] / "boo"

UV = """#!/bin/sh
case $1 in
    --version) echo "uv {version} (test)" ;;
    run)
        echo "$0 $*" >>"$LOG"
        mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
        printf '#!/bin/sh\\nfor a; do echo "<$a>"; done; pwd; exit 7\\n' >"$UV_PROJECT_ENVIRONMENT/bin/boocode"
        chmod +x "$UV_PROJECT_ENVIRONMENT/bin/boocode" ;;
esac
"""


class Machine:
    """A machine with a checkout (its path has a space), a home and a PATH of its own."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "my checkout"
        self.home = directory / "home"
        self.programs = directory / "programs"
        self.log = directory / "log"
        for path in (self.root, self.home, self.programs):
            path.mkdir()
        shutil.copy(BOO, self.root / "boo")
        for name in ("sh", "dirname", "readlink", "mkdir", "chmod", "cat", "mktemp", "rm", "mv"):
            (self.programs / name).symlink_to(shutil.which(name) or "")

    def add(self, path: Path, script: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)
        return path

    def add_uv(self, path: Path, version: str = "0.13.8") -> Path:
        return self.add(path, UV.replace("{version}", version))

    def boo(self, *arguments: str, script: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [script or self.root / "boo", *arguments],
            cwd=self.home,
            env={"PATH": str(self.programs), "HOME": str(self.home), "LOG": str(self.log)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_arguments_directory_and_exit_code_pass_through(machine: Machine) -> None:
    machine.add_uv(machine.programs / "uv")
    done = machine.boo("serve", "two words", "")
    assert done.stdout.splitlines() == ["<serve>", "<two words>", "<>", str(machine.home)]
    assert done.returncode == 7
    assert done.stderr == ""


def test_development_packages_are_for_test_and_check_only(machine: Machine) -> None:
    machine.add_uv(machine.programs / "uv")
    for command in ("serve", "test", "check"):
        machine.boo(command)
    assert ["--no-dev" in line for line in machine.log.read_text().splitlines()] == [True, False, False]


def test_symbolic_link_to_it_works(machine: Machine) -> None:
    machine.add_uv(machine.programs / "uv")
    link = machine.home / "boo"
    link.symlink_to(os.path.relpath(machine.root / "boo", machine.home))
    assert machine.boo(script=link).returncode == 7
    assert f"--project {machine.root} " in machine.log.read_text()


def test_too_old_uv_is_passed_over(machine: Machine) -> None:
    machine.add_uv(machine.programs / "uv", "0.4.30")
    good = machine.add_uv(machine.home / ".local" / "bin" / "uv")
    machine.boo()
    assert machine.log.read_text().startswith(f"{good} run")


@pytest.mark.parametrize("has_venv", [True, False])
def test_uv_is_fetched_without_root_when_there_is_none(machine: Machine, has_venv: bool) -> None:
    uv = machine.add_uv(machine.home / "the-uv")
    python = f"""#!/bin/sh
case "$*" in
    "-m venv "*) {"true" if has_venv else "exit 1"}; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
    *"pip --version") ;;
    *"--target"*) for a; do case $a in */lib) mkdir -p "$a/bin"; cp "{uv}" "$a/bin/uv" ;; esac; done ;;
    *"pip install"*) cp "{uv}" "${{0%/python}}/uv" ;;
esac
"""
    machine.add(machine.programs / "python3", python)
    (machine.programs / "cp").symlink_to(shutil.which("cp") or "")
    done = machine.boo()
    assert done.returncode == 7
    assert "fetching uv" in done.stderr
    private = machine.home / ".local" / "share" / "boocode" / "uv"
    assert [path.name for path in private.iterdir()] == ["uv"]
    assert private.parent.stat().st_mode & 0o077 == 0
    assert machine.boo().stderr == ""


def test_without_python_it_says_what_to_install(machine: Machine) -> None:
    done = machine.boo()
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def test_python_without_venv_and_pip_says_what_to_install(machine: Machine) -> None:
    machine.add(machine.programs / "python3", "#!/bin/sh\nexit 1\n")
    done = machine.boo()
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_failed_fetch_shows_why_and_leaves_nothing(machine: Machine) -> None:
    python = '#!/bin/sh\ncase "$*" in *venv*) exit 1 ;; *--version) ;; *) echo no route to host >&2; exit 1 ;; esac\n'
    machine.add(machine.programs / "python3", python)
    done = machine.boo()
    assert done.returncode == 1
    assert "no route to host" in done.stderr
    assert not list((machine.home / ".local" / "share" / "boocode" / "uv").iterdir())
