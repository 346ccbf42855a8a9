"""Sessions, their chats and their layout."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from boocode.contracts.wire.chat import Chat
from boocode.contracts.wire.projects import DeviceClass, Layout, Session
from boocode.contracts.wire.worktrees import Kept
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import ChatInput, ChatList, LayoutInput, SessionChange
from boocode.web.shapes_worktrees import SessionKeep, parted
from boocode.web.stopping import stop_work

router = area("sessions", "/sessions/{session_id}")


@router.get("")
async def get_session(session_id: UUID, services: Use, caller: Caller) -> Session:
    return await services.sessions.get(session_id)


@router.patch("")
async def change_session(session_id: UUID, body: SessionChange, services: Use, caller: Caller) -> Session:
    return await services.sessions.change(
        session_id, name=body.name, archived=body.archived, allow_apply=body.allow_apply
    )


@router.delete("", status_code=204, response_model=None, responses={200: {"model": Kept}})
async def delete_session(
    session_id: UUID, services: Use, caller: Caller, force: bool = False, keep: SessionKeep = None
) -> Response:
    """Delete a session with its chats, terminals and worktree. `force` stops what still runs in it, and drops changes
    not yet reviewed; without it 409 `terminals_running`. 409 `worktree_at_risk` when its worktree holds work, unless
    `keep` says what becomes of that: `worktree` leaves it where it is. 200 with the command that restores it where work
    was kept."""
    if force:
        await stop_work(services, session_id=session_id)
    async with services.terminals.parting(session_id=session_id, force=force):
        return parted(await services.sessions.delete(session_id, with_changes=force, keep=keep))


@router.get("/chats")
async def list_session_chats(session_id: UUID, services: Use, caller: Caller, archived: bool = False) -> ChatList:
    await services.sessions.get(session_id)
    chats, following = await services.chats.history(session_id=session_id, archived=archived, limit=500)
    return ChatList(chats=list(chats), next=following)


@router.post("/chats", status_code=201)
async def make_chat(session_id: UUID, body: ChatInput, services: Use, caller: Caller) -> Chat:
    return await services.chats.make_chat(
        session_id,
        title=body.title,
        provider=body.provider,
        model=body.model,
        mode=body.mode,
        thinking=body.thinking,
        options=body.options,
        client_id=body.client_id,
    )


@router.get("/layout")
async def get_layout(session_id: UUID, services: Use, caller: Caller, device: DeviceClass = "desktop") -> Layout:
    return await services.sessions.layout(session_id, device)


@router.put("/layout")
async def put_layout(session_id: UUID, body: LayoutInput, services: Use, caller: Caller) -> Layout:
    """Save the arrangement of panes. 409 `layout_moved_on` when another window saved since `base_version`."""
    return await services.sessions.save_layout(session_id, body.device, body.layout, base_version=body.base_version)
