"""Opens terminals."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from boocode.config import private_directory
from boocode.db import Database
from boocode.events import EventLog
from boocode.kernel.errors import BooError
from boocode.projects.worktrees.service import Worktrees
from boocode.terminals.commands import Commands
from boocode.terminals.keeping import Keeping
from boocode.terminals.service import Terminals
from boocode.terminals.tmux import Tmux, find_tmux, socket_in

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_terminals(
    db: Database,
    events: EventLog,
    worktrees: Worktrees,
    *,
    machine: str,
    run_dir: Path,
    hosts: Sequence[str] = (),
    tmux: str | None = None,
    shell_integration: bool = True,
) -> AsyncGenerator[Terminals]:
    """Terminals, looked after until the block ends. Those that tmux keeps go on after it.

    Args:
        run_dir: Private; the socket and the configuration of tmux are in it.
        hosts: More machines that the settings name.
        tmux: The program; found where it is None. Empty: do without.
        shell_integration: Shells tell which commands they run.
    """
    private_directory(run_dir)
    kept_by = await _open_tmux(tmux, run_dir)
    commands = Commands(run_dir / "commands", tmux=kept_by, is_on=shell_integration)
    keeping = Keeping(db, events, kept_by, machine=machine, commands=commands)
    try:
        await keeping.reconcile()
    except BooError as error:  # a tmux that does not answer must not keep the server from starting
        log.warning("The terminals could not be looked at: %s", error.message)
    async with anyio.create_task_group() as group:
        group.start_soon(keeping.watch, name="terminals")
        try:
            yield Terminals(db, events, worktrees, keeping, machine=machine, hosts=hosts)
        finally:
            group.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                await keeping.close()


async def _open_tmux(program: str | None, run_dir: Path) -> Tmux | None:
    found = find_tmux() if program is None else program
    if not found:
        return None
    tmux = Tmux(found, socket_in(run_dir), run_dir)
    try:
        await tmux.set_up()
    except BooError as error:
        log.warning("A running tmux could not be given its configuration: %s", error.message)
    return tmux
