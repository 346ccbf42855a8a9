"""What keeps terminals alive, and what is known of them from moment to moment.

With tmux a terminal is a session of our tmux server, which outlives this process; without it a PTY that ends with it.
A job looks at tmux shortly after something was printed, and now and then: so that windows are told what ended, and rows
say it.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

import anyio

from boocode.contracts.wire.base import Wire
from boocode.contracts.wire.terminals import LastCommand, TerminalExited, TerminalLost, TerminalState
from boocode.db import Database
from boocode.events import EventLog
from boocode.kernel.errors import BooError
from boocode.terminals import store
from boocode.terminals.commands import Commands
from boocode.terminals.errors import TerminalGone
from boocode.terminals.launching import shell_environment
from boocode.terminals.model import standing
from boocode.terminals.news import News
from boocode.terminals.plain_screen import PlainScreen
from boocode.terminals.screens import Screen, Window
from boocode.terminals.scrollback import between_marks, told_command
from boocode.terminals.sizes import Size
from boocode.terminals.store import TerminalRow
from boocode.terminals.tmux import Pane, Tmux
from boocode.terminals.tmux_screen import TmuxScreen

log = logging.getLogger(__name__)

SETTLE_SECONDS = 0.1
"""How long after output tmux is asked what has become of the terminal."""
BETWEEN_SECONDS = 0.4
IDLE_SECONDS = 5.0
RUNNING_ROWS = 2000
"""How much is read of what a running command has printed."""


class Keeping:
    """The terminals that there are."""

    def __init__(self, db: Database, events: EventLog, tmux: Tmux | None, *, machine: str, commands: Commands) -> None:
        self._db = db
        self._log = events
        self._tmux = tmux
        self._machine = machine
        self._commands = commands
        self._shown: dict[UUID, TmuxScreen] = {}
        self._plain: dict[UUID, PlainScreen] = {}
        self._ended: set[UUID] = set()  # plain ones whose program is gone, which is to be noted
        self._seen: Mapping[UUID, Pane] = {}
        self._steady = anyio.Lock()
        self._activity = anyio.Event()
        self._news = News()

    @property
    def is_durable(self) -> bool:
        """New terminals outlive this process."""
        return self._tmux is not None

    def plain(self, id_: UUID) -> PlainScreen | None:
        """The screen of a terminal that this process keeps itself."""
        return self._plain.get(id_)

    def clients(self, id_: UUID) -> int:
        """How many windows show it."""
        screen = self._screen(id_)
        return len(screen.views) if screen else 0

    def say(self, id_: UUID, frame: Wire) -> None:
        """Tell every window that shows it."""
        if screen := self._screen(id_):
            screen.say(frame)

    async def panes(self) -> Mapping[UUID, Pane]:
        """All terminals that tmux keeps. Raises TmuxFailed when it does not answer."""
        return {} if self._tmux is None else await self._tmux.panes()

    def steady(self) -> anyio.Lock:
        """Held while one is started again: what was seen of its earlier run is not noted as the newer one's."""
        return self._steady

    async def start(self, id_: UUID, argv: Sequence[str], *, directory: Path, cols: int, rows: int) -> None:
        """Run `argv` as a new terminal. Raises BooError when it cannot be started."""
        argv, own = self._commands.integrated(id_, argv)
        if self._tmux is not None:
            env = shell_environment()
            await self._tmux.start(id_, argv, directory=directory, env=env, own=own, cols=cols, rows=rows)
            self._touch()
            return
        screen = PlainScreen(Size.bounded(cols, rows), lambda: None, partial(self._plain_ended, id_))
        await screen.start(argv, directory=directory, env=shell_environment(term="xterm-256color") | own)
        self._plain[id_] = screen

    async def restart(self, id_: UUID, argv: Sequence[str], *, directory: Path) -> None:
        """Run `argv` in the terminal, whatever runs in it or has become of it. The caller holds `steady`."""
        self._commands.forget(id_)
        told, own = self._commands.integrated(id_, argv)
        if (plain := self._plain.get(id_)) is not None and self._tmux is None:
            await plain.close()
            self._ended.discard(id_)
            await plain.start(told, directory=directory, env=shell_environment(term="xterm-256color") | own)
        elif self._tmux is not None and id_ in await self._tmux.panes():
            await self._tmux.restart(id_, told, env=shell_environment(), own=own)
            self._touch()
        else:
            await self.start(id_, argv, directory=directory, cols=80, rows=24)

    async def kill(self, id_: UUID) -> None:
        """End the terminal. Its windows are told that it is gone."""
        if (plain := self._plain.pop(id_, None)) is not None:
            plain.end(TerminalLost())
            await plain.close()
        if self._tmux is not None:
            if id_ in self._shown:
                self._shown[id_].end(TerminalLost())
            await self._tmux.kill(id_)
        self._commands.forget(id_)

    async def text(self, id_: UUID, first: int) -> str:
        """Scrollback and screen of a terminal that tmux keeps, from this row on: 0 is the screen's first."""
        if self._tmux is None:
            raise TerminalGone("tmux keeps this terminal, and it is not installed any more.")
        return (await self._tmux.text(id_, first)).decode("utf-8", "replace")

    def tells(self, id_: UUID) -> bool:
        """Whether its shell tells which commands it runs."""
        return self._commands.tells(id_)

    async def last_command(self, id_: UUID, pane: Pane | None) -> LastCommand | None:
        """What ran last, or runs, as its shell tells it; None where that tells nothing."""
        told = await anyio.to_thread.run_sync(self._commands.last, id_)
        if told is None:
            return None
        if pane is None or told.output is not None:
            plain = self._plain.get(id_)
            return told_command(told, between_marks(plain.kept.whole()) if plain else None)
        if pane.is_dead:  # ended by what ran in it
            told = replace(told, exit_code=pane.exit_code)
        first = max(-RUNNING_ROWS, (told.row or 0) - pane.history)
        return told_command(replace(told, output=(await self.text(id_, first)).rstrip()), None)

    @asynccontextmanager
    async def shown(self, id_: UUID, pane: Pane | None, cols: int, rows: int) -> AsyncGenerator[Window]:
        """A window on the terminal until the end of the block. Raises TerminalGone when it is lost."""
        screen = self._plain.get(id_) or self._tmux_screen(id_, pane)
        try:
            async with screen.shown(cols, rows) as window:
                yield window
        finally:
            if not screen.views and self._shown.get(id_) is screen:
                del self._shown[id_]

    async def note(self, rows: Sequence[TerminalRow]) -> Mapping[UUID, Pane]:
        """Have the rows, read just before, say how the terminals are; what tmux keeps."""
        async with self._steady:
            panes = await self.panes()
            await self._note(rows, panes)
            return panes

    async def _note(self, rows: Sequence[TerminalRow], panes: Mapping[UUID, Pane]) -> None:
        found: dict[UUID, tuple[TerminalState, int | None]] = {}
        for row in rows:
            state, code = standing(row, panes.get(row.id), self._plain.get(row.id))
            if row.id not in self._ended and (state, code) != (row.state, row.exit_code):
                found[row.id] = (state, code)
        if not found:
            return
        sessions = {row.session_id for row in rows if row.id in found}
        async with self._log.transaction() as tx:
            await store.note(tx.conn, found)
            tx.changed("app", "terminals", "sessions")
            for session_id in sessions:
                tx.changed(f"session:{session_id}", "terminals")
        for id_, (state, code) in found.items():
            if state == "exited":
                self.say(id_, TerminalExited(code=code))

    async def reconcile(self) -> None:
        """Compare all rows, and what shells told, with what there is."""
        async with self._db.connection() as conn:
            rows = await store.find(conn, self._machine)
        self._seen = panes = await self.note(rows)
        await anyio.to_thread.run_sync(self._commands.keep_only, {*panes, *self._plain})

    async def watch(self) -> None:
        """Look after the terminals until cancelled."""
        while True:
            with anyio.move_on_after(IDLE_SECONDS) as idle:
                await self._activity.wait()
            if not idle.cancelled_caught:
                await anyio.sleep(SETTLE_SECONDS)
            self._activity = anyio.Event()
            try:
                await self._look(is_idle=idle.cancelled_caught)
                await self._mark_news()
            except BooError as error:
                log.warning("Looking at the terminals failed: %s", error.message)
            except Exception:
                log.exception("looking at the terminals")
            await anyio.sleep(BETWEEN_SECONDS)

    async def close(self) -> None:
        """End what this process keeps itself; tmux goes on."""
        async with anyio.create_task_group() as group:
            for screen in self._plain.values():
                group.start_soon(screen.close)

    async def _look(self, *, is_idle: bool) -> None:
        for id_ in list(self._ended):
            async with self._steady:
                await self._note_exit(id_)
        if self._tmux is None or (is_idle and not self._seen):
            return
        before, shown = self._seen, list(self._shown.items())  # one shown from now on may be newer than the answer
        self._seen = panes = await self._tmux.panes()
        for id_, screen in shown:
            await self._follow(screen, before.get(id_), panes.get(id_))
        if _lives(before) != _lives(panes):
            await self.reconcile()

    async def _mark_news(self) -> None:
        """Have the rows say which terminals somebody should look at."""
        for id_, screen in [*self._plain.items(), *self._shown.items()]:
            if screen.has_rung:
                screen.has_rung = False
                self._news.ring(id_)
        commands = {id_: pane.command for id_, pane in self._seen.items()}
        commands |= {id_: screen.command for id_, screen in self._plain.items()}
        if found := self._news.since(commands, {id_ for id_, pane in self._seen.items() if pane.has_rung}):
            async with self._log.transaction() as tx:
                for session_id in await store.mark(tx.conn, found, unread=True):
                    tx.changed("app", "terminals", "sessions")
                    tx.changed(f"session:{session_id}", "terminals")

    async def _follow(self, screen: TmuxScreen, before: Pane | None, pane: Pane | None) -> None:
        if pane is None:
            screen.end(TerminalLost())
            return
        await screen.follow(pane)
        if screen.end_detached():
            self._touch()
        if before is None or before.command != pane.command:
            self._log.bus.publish("app", "terminals")

    async def _note_exit(self, id_: UUID) -> None:
        """The program of a plain terminal has ended, unless it was started again since."""
        screen = self._plain.get(id_)
        if id_ not in self._ended or screen is None or screen.pty is None:
            return
        self._ended.discard(id_)
        pty = screen.pty
        await screen.close()
        code = await pty.wait()
        async with self._log.transaction() as tx:
            await store.note(tx.conn, {id_: ("exited", code)})
            tx.changed("app", "terminals")
        screen.say(TerminalExited(code=code))

    def _plain_ended(self, id_: UUID) -> None:
        self._ended.add(id_)
        self._touch()

    def _touch(self) -> None:
        """Something happened: look soon."""
        self._activity.set()

    def _screen(self, id_: UUID) -> Screen | None:
        return self._plain.get(id_) or self._shown.get(id_)

    def _tmux_screen(self, id_: UUID, pane: Pane | None) -> TmuxScreen:
        if self._tmux is None or pane is None:
            raise TerminalGone("This terminal is lost, with what was on it. Start it again.")
        screen = self._shown.get(id_)
        if screen is None:
            screen = self._shown[id_] = TmuxScreen(self._tmux, pane, self._touch)
        return screen


def _lives(panes: Mapping[UUID, Pane]) -> dict[UUID, tuple[int, bool, int | None]]:
    """What a row has to say of each; the process tells apart two runs that ended alike."""
    return {id_: (pane.pid, pane.is_dead, pane.exit_code) for id_, pane in panes.items()}
