"""What people do with terminals."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import anyio

from boocode.contracts.wire import terminals as wire
from boocode.contracts.wire.terminals import LastCommand, SshHosts, Terminal, TerminalPlace, TerminalText
from boocode.db import Connection, Database
from boocode.events import EventLog
from boocode.events.receipts import remember, remembered
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import count_text
from boocode.projects.worktrees.service import Worktrees
from boocode.terminals import store
from boocode.terminals.errors import (
    DirectoryGone,
    NoCommand,
    NotAnOrphan,
    TerminalGone,
    TerminalsRunning,
    TooManyTerminals,
)
from boocode.terminals.keeping import Keeping
from boocode.terminals.launching import argv_of, known_hosts
from boocode.terminals.model import adopted, next_name, orphan_of, standing, wire_of
from boocode.terminals.plain_screen import plain_text
from boocode.terminals.screens import Window
from boocode.terminals.scrollback import between_marks, text_of
from boocode.terminals.store import SessionPlace, TerminalRow
from boocode.terminals.tmux import Pane

MAX_TERMINALS = 50
LAST_COMMAND_LINES = 2000
KEPT = "New terminals go on when the browser is closed and when the server is restarted."
NOT_KEPT = "New terminals end with the server: install tmux on this machine, and restart BooCode, to keep them."


class Terminals:
    """Terminals of all sessions on this machine."""

    def __init__(
        self, db: Database, log: EventLog, worktrees: Worktrees, keeping: Keeping, *, machine: str, hosts: Sequence[str]
    ) -> None:
        self._db = db
        self._log = log
        self._worktrees = worktrees
        self._keeping = keeping
        self._machine = machine
        self._hosts = hosts

    async def list_terminals(self, session_id: UUID | None = None) -> wire.Terminals:
        """The terminals of a session; without one all, those that nothing but tmux knows of last.

        Raises:
            NotFound: There is no such session.
        """
        async with self._db.connection() as conn:
            if session_id is not None:
                await store.place_of(conn, session_id)
            rows = await store.find(conn, self._machine, session_id=session_id)
        panes = await self._keeping.note(rows)
        shown = [self._wire(row, panes) for row in rows]
        if session_id is None:
            known = {row.id for row in rows}
            shown += [orphan_of(pane, self._keeping.clients(id_)) for id_, pane in panes.items() if id_ not in known]
        durable = self._keeping.is_durable
        return wire.Terminals(terminals=shown, tmux=durable, message=KEPT if durable else NOT_KEPT)

    async def get(self, terminal_id: UUID) -> Terminal:
        """Raises NotFound when there is none."""
        row, panes = await self._find(terminal_id)
        if row is not None:
            return self._wire(row, panes)
        return orphan_of(panes[terminal_id], self._keeping.clients(terminal_id))

    async def make(
        self,
        session_id: UUID,
        *,
        client_id: UUID,
        name: str | None = None,
        place: TerminalPlace | None = None,
        ssh: str | None = None,
        cols: int = 80,
        rows: int = 24,
    ) -> Terminal:
        """Start a terminal in the session's worktree or project. The same `client_id` again gets the same one.

        Raises:
            NotFound: There is no such session.
            BadHost: `ssh` is no host.
            TooManyTerminals: 50 are running.
            DirectoryGone: The directory is not there.
            BooError: The worktree cannot be made, or the terminal cannot be started.
        """
        argv = argv_of(ssh)
        if place == "worktree":
            await self._worktrees.make_now(session_id)
        async with self._log.transaction() as tx:
            if known := await remembered(tx.conn, client_id, "terminals"):
                return Terminal.model_validate(known)
            await self._require_room(tx.conn)
            row = await self._new_row(tx.conn, session_id, name=name, place=place, ssh=ssh)
            await store.insert(tx.conn, row)
            await self._keeping.start(row.id, argv, directory=Path(row.directory), cols=cols, rows=rows)
            try:
                made = self._wire(row, {}, state="running")
                await remember(tx.conn, client_id, made)
                self._changed(tx.changed, session_id)
            except BaseException:
                with anyio.CancelScope(shield=True):
                    await self._keeping.kill(row.id)
                raise
        return made

    async def adopt(self, terminal_id: UUID, session_id: UUID) -> Terminal:
        """Give a running terminal whose session is gone to this one; nothing changes for one that is its own.

        Raises:
            NotFound: There is no such terminal, or no such session here.
            NotAnOrphan: It belongs to another session.
        """
        row, panes = await self._find(terminal_id)
        if row is None:
            row = await self._adopt(panes[terminal_id], session_id)
        if row.session_id != session_id:
            raise NotAnOrphan("This terminal belongs to another session.", session_id=str(row.session_id))
        return await self._tell_changed(terminal_id)

    async def _adopt(self, pane: Pane, session_id: UUID) -> TerminalRow:
        async with self._log.transaction() as tx:
            await self._require_room(tx.conn)
            there = await self._place(tx.conn, session_id)
            taken = [row.name for row in await store.find(tx.conn, self._machine, session_id=session_id)]
            row = adopted(pane, session_id, machine=self._machine, name=next_name(taken, None), place=there)
            await store.insert(tx.conn, row)
            self._changed(tx.changed, session_id)
        return row

    async def rename(self, terminal_id: UUID, name: str) -> Terminal:
        """Raises NotFound."""
        async with self._log.transaction() as tx:
            row = await store.get(tx.conn, terminal_id, self._machine)
            await store.rename(tx.conn, terminal_id, name)
            self._changed(tx.changed, row.session_id)
        return await self._tell_changed(terminal_id)

    async def see(self, terminal_id: UUID) -> None:
        """Somebody has looked at it. Nothing happens where it has no news. Raises NotFound."""
        async with self._log.transaction() as tx:
            await store.get(tx.conn, terminal_id, self._machine)
            for session_id in await store.mark(tx.conn, [terminal_id], unread=False):
                self._changed(tx.changed, session_id)

    async def restart(self, terminal_id: UUID) -> Terminal:
        """Run again what it ran, where it began. What runs in it is ended.

        Raises:
            NotFound: There is no such terminal.
            DirectoryGone, TooManyTerminals: As in `make`.
        """
        async with self._keeping.steady(), self._log.transaction() as tx:
            row = await store.get(tx.conn, terminal_id, self._machine)
            if row.state != "running":
                await self._require_room(tx.conn)
            await _require_directory(row.directory)
            await self._keeping.restart(row.id, argv_of(row.host), directory=Path(row.directory))
            await store.started(tx.conn, row.id, durable=self._keeping.is_durable)
            self._changed(tx.changed, row.session_id)
        return await self._tell_changed(terminal_id)

    async def delete(self, terminal_id: UUID) -> None:
        """End what runs in it, and forget it. Raises NotFound."""
        row, _ = await self._find(terminal_id)
        await self._keeping.kill(terminal_id)
        async with self._log.transaction() as tx:
            await store.remove(tx.conn, terminal_id)
            self._changed(tx.changed, row.session_id if row else None)

    async def text(self, terminal_id: UUID, lines: int) -> TerminalText:
        """The newest lines, and the last command.

        Raises:
            NotFound: There is no such terminal.
            TerminalGone: It is lost, and with it what was on it.
        """
        _, panes = await self._find(terminal_id)
        pane = panes.get(terminal_id)
        told = await self._keeping.last_command(terminal_id, pane)
        if (plain := self._keeping.plain(terminal_id)) is not None:
            output = plain.kept.whole()
            return text_of(plain_text(output), lines, is_cut=plain.kept.is_cut, last=told or between_marks(output))
        if pane is None:
            raise TerminalGone("This terminal is lost, with what was on it. Start it again.")
        return text_of(await self._keeping.text(terminal_id, -lines), lines, is_cut=pane.history > lines, last=told)

    async def last_command(self, terminal_id: UUID) -> LastCommand:
        """What ran last and what it printed, or what runs now.

        Raises:
            NotFound: There is no such terminal.
            NoCommand: Nothing has run in it yet.
            TerminalGone: It is lost, and with it what was on it.
        """
        last = (await self.text(terminal_id, LAST_COMMAND_LINES)).last_command
        has_run = last.command is not None or bool(last.output.strip())
        if last.how != "shell" and (self._keeping.tells(terminal_id) or not has_run):
            raise NoCommand("Nothing has run in this terminal yet. Run something, then ask again.")
        return last

    async def ssh_hosts(self) -> SshHosts:
        """Machines that the settings and the user's ssh configuration name."""
        return await anyio.to_thread.run_sync(known_hosts, self._hosts, Path.home() / ".ssh" / "config")

    @asynccontextmanager
    async def show(self, terminal_id: UUID, cols: int, rows: int) -> AsyncGenerator[tuple[Terminal, Window]]:
        """A window on the terminal until the end of the block.

        Raises:
            NotFound: There is no such terminal.
            TerminalGone: It is lost.
        """
        _, panes = await self._find(terminal_id)
        async with self._keeping.shown(terminal_id, panes.get(terminal_id), cols, rows) as window:
            terminal = await self.get(terminal_id)
            self._log.bus.publish("app", "terminals")
            try:
                yield terminal, window
            finally:
                self._log.bus.publish("app", "terminals")

    @asynccontextmanager
    async def parting(
        self, *, session_id: UUID | None = None, project_id: UUID | None = None, force: bool = False
    ) -> AsyncGenerator[None]:
        """Delete a session or project in this block: its terminals are ended once that has gone well.

        Raises:
            TerminalsRunning: Something runs in them, and `force` is not given.
        """
        async with self._db.connection() as conn:
            rows = await store.find(conn, self._machine, session_id=session_id, project_id=project_id)
        panes: Mapping[UUID, Pane] = await self._keeping.panes() if rows else {}
        running = [row for row in rows if self._state(row, panes) == "running"]
        if running and not force:
            raise TerminalsRunning(
                f"{count_text(len(running), 'terminal')} running there. Close first what runs, or force it.",
                terminals=[{"id": str(row.id), "name": row.name} for row in running],
            )
        yield
        for row in rows:
            await self._keeping.kill(row.id)
        if rows:
            self._log.bus.publish("app", "terminals")

    async def _find(self, terminal_id: UUID) -> tuple[TerminalRow | None, Mapping[UUID, Pane]]:
        """The row, if it has one, and all panes. Raises NotFound when there is neither."""
        async with self._db.connection() as conn:
            rows = await store.find(conn, self._machine, terminal_id=terminal_id)
        panes = await self._keeping.note(rows)
        if not rows and terminal_id not in panes:
            raise NotFound("There is no such terminal.", terminal_id=str(terminal_id))
        return (rows[0] if rows else None), panes

    async def _new_row(
        self, conn: Connection, session_id: UUID, *, name: str | None, place: TerminalPlace | None, ssh: str | None
    ) -> TerminalRow:
        there = await self._place(conn, session_id)
        worktree = None if place == "project" else there.worktree_path
        directory = worktree or there.project_path
        await _require_directory(directory)
        taken = [row.name for row in await store.find(conn, self._machine, session_id=session_id)]
        return TerminalRow(
            id=new_id(),
            session_id=session_id,
            machine=self._machine,
            name=name or next_name(taken, ssh),
            directory=directory,
            place="worktree" if worktree else "project",
            kind="shell" if ssh is None else "ssh",
            host=ssh,
            durable=self._keeping.is_durable,
            state="running",
            exit_code=None,
            created_at=now(),
            ended_at=None,
        )

    async def _place(self, conn: Connection, session_id: UUID) -> SessionPlace:
        there = await store.place_of(conn, session_id)
        if there.machine != self._machine:
            raise NotFound(f"The project of this session is on {there.machine}.", machine=there.machine)
        return there

    async def _require_room(self, conn: Connection) -> None:
        await store.lock_making(conn, self._machine)
        if await store.count_running(conn, self._machine) >= MAX_TERMINALS:
            raise TooManyTerminals(
                f"{MAX_TERMINALS} terminals are running. Close one that you do not need.", limit=MAX_TERMINALS
            )

    async def _tell_changed(self, terminal_id: UUID) -> Terminal:
        terminal = await self.get(terminal_id)
        self._keeping.say(terminal_id, wire.TerminalChanged(terminal=terminal))
        return terminal

    def _changed(self, changed: Callable[..., None], session_id: UUID | None) -> None:
        changed("app", "terminals", "sessions")
        if session_id is not None:
            changed(f"session:{session_id}", "terminals")

    def _wire(
        self, row: TerminalRow, panes: Mapping[UUID, Pane], *, state: wire.TerminalState | None = None
    ) -> Terminal:
        shown = wire_of(row, panes.get(row.id), self._keeping.plain(row.id), self._keeping.clients(row.id))
        return shown.model_copy(update={"state": state}) if state else shown

    def _state(self, row: TerminalRow, panes: Mapping[UUID, Pane]) -> wire.TerminalState:
        return standing(row, panes.get(row.id), self._keeping.plain(row.id))[0]


async def _require_directory(directory: str) -> None:
    if not await anyio.Path(directory).is_dir():
        raise DirectoryGone(f"{directory} is not there, so no terminal can begin in it.", directory=directory)
