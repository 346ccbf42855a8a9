"""Commands to a tmux server of our own."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import anyio
import pytest

from boocode.terminals.launching import shell_environment
from boocode.terminals.tmux import Tmux, find_tmux, socket_in

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")


async def test_terminal_starts_while_the_server_ends_with_the_last_one(tmp_path: Path) -> None:
    program = find_tmux()
    assert program
    tmux = Tmux(program, socket_in(tmp_path), tmp_path)
    await tmux.set_up()
    asked = 0
    over = anyio.Event()

    async def ask() -> None:
        nonlocal asked
        while not over.is_set():
            await tmux.panes()  # never fails, whether there is a server or not
            asked += 1

    async with anyio.create_task_group() as group:
        group.start_soon(ask)
        for _ in range(20):
            id_ = uuid4()
            await tmux.start(id_, ["sleep", "9"], directory=tmp_path, env=shell_environment(), own={}, cols=80, rows=24)
            assert id_ in await tmux.panes()
            await tmux.kill(id_)
        over.set()
    assert asked
