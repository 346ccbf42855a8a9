"""Terminals of sessions; what is on their screens comes over a socket of their own (`web.terminal_socket`)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from boocode.contracts.wire.terminals import LastCommand, SshHosts, Terminal, Terminals, TerminalText
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes_terminals import TerminalAdoption, TerminalChange, TerminalInput

router = area("terminals")


@router.get("/sessions/{session_id}/terminals")
async def list_session_terminals(session_id: UUID, services: Use, caller: Caller) -> Terminals:
    """The session's terminals, the oldest first."""
    return await services.terminals.list_terminals(session_id)


@router.post("/sessions/{session_id}/terminals", status_code=201)
async def make_terminal(session_id: UUID, body: TerminalInput, services: Use, caller: Caller) -> Terminal:
    """Start a terminal. 409 `too_many_terminals` when 50 are running."""
    return await services.terminals.make(
        session_id,
        client_id=body.client_id,
        name=body.name,
        place=body.place,
        ssh=body.ssh,
        cols=body.cols,
        rows=body.rows,
    )


@router.get("/terminals")
async def list_terminals(services: Use, caller: Caller) -> Terminals:
    """All terminals, also running ones whose session is gone."""
    return await services.terminals.list_terminals()


@router.get("/terminals/{terminal_id}")
async def get_terminal(terminal_id: UUID, services: Use, caller: Caller) -> Terminal:
    return await services.terminals.get(terminal_id)


@router.patch("/terminals/{terminal_id}")
async def rename_terminal(terminal_id: UUID, body: TerminalChange, services: Use, caller: Caller) -> Terminal:
    return await services.terminals.rename(terminal_id, body.name)


@router.post("/terminals/{terminal_id}/seen", status_code=204)
async def see_terminal(terminal_id: UUID, services: Use, caller: Caller) -> None:
    """Somebody has looked at it: it is `unread` no more."""
    await services.terminals.see(terminal_id)


@router.post("/terminals/{terminal_id}/adopt")
async def adopt_terminal(terminal_id: UUID, body: TerminalAdoption, services: Use, caller: Caller) -> Terminal:
    """Give a terminal whose session is gone to a session. 409 `not_an_orphan` when it has another."""
    return await services.terminals.adopt(terminal_id, body.session_id)


@router.post("/terminals/{terminal_id}/restart")
async def restart_terminal(terminal_id: UUID, services: Use, caller: Caller) -> Terminal:
    """Start it again where it began; what still runs in it is ended first."""
    return await services.terminals.restart(terminal_id)


@router.delete("/terminals/{terminal_id}", status_code=204)
async def delete_terminal(terminal_id: UUID, services: Use, caller: Caller) -> None:
    """End what runs in it, and forget it."""
    await services.terminals.delete(terminal_id)


@router.get("/terminals/{terminal_id}/text")
async def get_terminal_text(
    terminal_id: UUID, services: Use, caller: Caller, lines: Annotated[int, Query(ge=1, le=50_000)] = 1000
) -> TerminalText:
    """Scrollback and screen as plain text, and the last command with its output."""
    return await services.terminals.text(terminal_id, lines)


@router.get("/terminals/{terminal_id}/last-command")
async def get_last_command(terminal_id: UUID, services: Use, caller: Caller) -> LastCommand:
    """What ran last and what it printed, or what runs now. 404 `no_command` when nothing has run yet."""
    return await services.terminals.last_command(terminal_id)


@router.get("/ssh-hosts")
async def list_ssh_hosts(services: Use, caller: Caller) -> SshHosts:
    """Machines that a terminal can be opened to."""
    return await services.terminals.ssh_hosts()
