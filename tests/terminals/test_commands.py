"""What shells tell of their commands, with real shells in a real tmux."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import pytest

from boocode.proc.command import run
from boocode.terminals.commands import Commands, Told
from boocode.terminals.launching import shell_environment
from boocode.terminals.tmux import Tmux, find_tmux, socket_in

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")

SHELLS = [found for name in ("bash", "zsh", "fish") if (found := shutil.which(name))]
RC_FILES = {
    ".bash_profile": "PS1='at> '\nexport FROM_RC=yes\n",
    ".zshrc": "PS1='at> '\nexport FROM_RC=yes\n",
    ".config/fish/config.fish": "function fish_prompt; echo 'at> '; end\nset -gx FROM_RC yes\n",
}


class Shell:
    """A shell in a terminal, with a home of its own."""

    def __init__(self, tmux: Tmux, commands: Commands, id_: UUID) -> None:
        self.tmux = tmux
        self.commands = commands
        self.id = id_

    async def type(self, text: str) -> None:
        await self._tmux("send-keys", "-l", text)

    async def resize(self, cols: int) -> None:
        await self._tmux("resize-window", "-x", str(cols), "-y", "24")

    async def told(self, claim: Callable[[Told], bool]) -> Told:
        """What it tells, once `claim` holds of it."""
        with anyio.fail_after(60):
            while (told := self.commands.last(self.id)) is None or not claim(told):
                await anyio.sleep(0.01)
        return told

    async def run(self, command: str) -> Told:
        """What it tells of this command at its end."""
        before = self.commands.last(self.id)
        await self.type(f"{command}\r")
        return await self.told(lambda told: told.ended_at is not None and told != before)

    async def screen(self) -> str:
        return (await self.tmux.text(self.id, -1000)).decode()

    async def _tmux(self, command: str, *words: str) -> None:
        argv = [self.tmux.program, "-S", str(self.tmux.socket), command, "-t", f"={self.id}:", *words]
        assert (await run(argv, cwd=Path("/"))).returncode == 0


@pytest.fixture(params=SHELLS, ids=lambda path: Path(path).name)
def program(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in RC_FILES.items():
        file = tmp_path / "home" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "home"


@asynccontextmanager
async def started(program: str, home: Path, run_dir: Path) -> AsyncGenerator[Shell]:
    found = find_tmux()
    assert found
    run_dir.mkdir(mode=0o700, exist_ok=True)
    tmux = Tmux(found, socket_in(run_dir), run_dir)
    await tmux.set_up()
    commands = Commands(run_dir / "commands", tmux=tmux, shell=program)
    shell = Shell(tmux, commands, uuid4())
    argv, own = commands.integrated(shell.id, [program, "-l"])
    env = shell_environment()
    mine = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "HISTFILE": str(home / "history")}
    await tmux.start(shell.id, argv, directory=home, env=env, own=own | mine, cols=60, rows=24)
    try:
        with anyio.fail_after(60):
            while "at>" not in await shell.screen():
                await anyio.sleep(0.01)
        yield shell
    finally:
        await tmux.kill(shell.id)


async def test_command_output_code_and_times_are_told(program: str, home: Path, tmp_path: Path) -> None:
    async with started(program, home, tmp_path / "run") as shell:
        assert shell.commands.last(shell.id) is None
        one = await shell.run("printf 'a\\nb\\n'; sh -c 'exit 3'")
        assert (one.command, one.output, one.exit_code, one.is_cut) == (
            "printf 'a\\nb\\n'; sh -c 'exit 3'",
            "a\nb",
            3,
            False,
        )
        assert one.ended_at is not None
        assert one.started_at <= one.ended_at
        await shell.type("\r\r")  # runs nothing
        two = await shell.run("printf no-newline")
        assert (two.command, two.output, two.exit_code) == ("printf no-newline", "no-newline", 0)
        assert (await shell.run("printf no-newline")).output == "no-newline"
        silent = await shell.run("true")
        assert (silent.command, silent.output) == ("true", "")
        assert (await shell.run("echo $FROM_RC")).output == "yes"
        assert (await shell.run("env | grep -c BOOCODE")).output == "0"
        long = await shell.run("seq 5000")
        assert long.output is not None
        assert (long.output.split("\n")[-1], long.is_cut) == ("5000", True)
        assert len(long.output.split("\n")) == 2000
        await shell.type("cat\r")
        running = await shell.told(lambda told: told.command == "cat")
        assert (running.ended_at, running.exit_code, running.output) == (None, None, None)
        await shell.resize(40)
        await shell.type("word\r\x04")
        assert (await shell.told(lambda told: told.ended_at is not None)).output == "word\nword"
        wide = await shell.run("echo " + "x" * 90)
        assert wide.output == "x" * 90


async def test_bash_keeps_its_history_its_prompt_and_its_own_hooks(home: Path, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash
    (home / ".bash_profile").write_text(
        "PS1='at> ' HISTCONTROL=ignoreboth PROMPT_COMMAND='seen=$?'\ntrap 'echo bye-$((40+2)) > ~/bye' EXIT\n"
    )
    async with started(bash, home, tmp_path / "run") as shell:
        await shell.run("(exit 7)")
        assert (await shell.run("echo $seen $PS1")).output == "7 at>"
        hidden = await shell.run(" echo hidden")
        assert (hidden.command, hidden.output) == (None, "hidden")
        assert (await shell.run("echo kept")).command == "echo kept"
        assert (await shell.run("echo kept")).command == "echo kept"
        assert (await shell.run("for i in 1 2; do\necho n-$i\ndone")).output == "n-1\nn-2"
        await shell.type("exit 5\r")
        with anyio.fail_after(60):
            while (pane := (await shell.tmux.panes())[shell.id]).exit_code is None:
                await anyio.sleep(0.02)
        assert (pane.exit_code, (home / "bye").read_text()) == (5, "bye-42\n")


def test_nothing_is_added_where_it_is_switched_off_or_not_known(tmp_path: Path) -> None:
    for shell, is_on in (("/bin/bash", False), ("/bin/dash", True)):
        commands = Commands(tmp_path / "commands", tmux=None, is_on=is_on, shell=shell)
        id_ = uuid4()
        assert commands.integrated(id_, [shell, "-l"]) == ([shell, "-l"], {})
        assert not commands.tells(id_)
    commands = Commands(tmp_path / "commands", tmux=None, shell="/bin/bash")
    assert commands.integrated(id_, ["ssh", "-tt", "pi"]) == (["ssh", "-tt", "pi"], {})
