"""What follows from a terminal's row and from what is there: its state, and its wire shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from boocode.contracts.wire.terminals import Terminal, TerminalState
from boocode.terminals.filter import shown_title
from boocode.terminals.plain_screen import PlainScreen
from boocode.terminals.store import SessionPlace, TerminalRow
from boocode.terminals.tmux import Pane

_NUMBERED = re.compile(r"Terminal (\d{1,6})")


def standing(row: TerminalRow, pane: Pane | None, plain: PlainScreen | None) -> tuple[TerminalState, int | None]:
    """How the terminal is: as what keeps it says. The row only tells of what is gone."""
    if pane is not None:
        return ("exited", pane.exit_code) if pane.is_dead else ("running", None)
    if plain is not None and plain.pty is not None:
        return "running", None
    return ("lost", None) if row.state == "running" else (row.state, row.exit_code)


def wire_of(row: TerminalRow, pane: Pane | None, plain: PlainScreen | None, clients: int) -> Terminal:
    state, code = standing(row, pane, plain)
    return Terminal(
        id=row.id,
        session_id=row.session_id,
        name=row.name,
        directory=row.directory,
        place=row.place,
        kind=row.kind,
        host=row.host,
        state=state,
        exit_code=code,
        command=_command_of(pane or plain) if state == "running" else None,
        durable=row.durable,
        clients=clients,
        created_at=row.created_at,
        ended_at=row.ended_at,
        unread=row.unread,
    )


def orphan_of(pane: Pane, clients: int) -> Terminal:
    """A terminal that nothing but tmux knows of."""
    return Terminal(
        id=pane.id,
        session_id=None,
        name=shown_title(pane.title) or "Terminal",
        directory=shown_title(pane.directory),
        place="project",
        kind="shell",
        state="exited" if pane.is_dead else "running",
        exit_code=pane.exit_code,
        command=None if pane.is_dead else _command_of(pane),
        durable=True,
        clients=clients,
        created_at=pane.started_at,
    )


def adopted(pane: Pane, session_id: UUID, *, machine: str, name: str, place: SessionPlace) -> TerminalRow:
    """The row of a terminal that nothing but tmux knew of."""
    return TerminalRow(
        id=pane.id,
        session_id=session_id,
        machine=machine,
        name=name,
        directory=pane.directory,
        place="worktree" if pane.directory == place.worktree_path else "project",
        kind="shell",
        host=None,
        durable=True,
        state="exited" if pane.is_dead else "running",
        exit_code=pane.exit_code,
        created_at=pane.started_at,
        ended_at=None,
    )


def _command_of(kept: Pane | PlainScreen | None) -> str | None:
    command = kept.command if kept is not None else None
    return (shown_title(command) or None) if command else None


def next_name(taken: Iterable[str], host: str | None) -> str:
    """A name that tells the terminals of a session apart."""
    if host is not None:
        return host
    numbers = {int(found[1]) for name in taken if (found := _NUMBERED.fullmatch(name))}
    return f"Terminal {next(number for number in range(1, len(numbers) + 2) if number not in numbers)}"
