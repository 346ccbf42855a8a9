"""Pending changes: what is proposed, and the human's decisions and comments on it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from boocode.changes.parts import Selected
from boocode.contracts.wire.changes import Change, Changes, ChangeState, ChangeText, Comment, Conflict, Decision
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import (
    ChangeEditInput,
    ClientIdInput,
    CommentChange,
    CommentInput,
    CommentList,
    HunksInput,
    PathText,
    ResolveInput,
    SelectionInput,
)

router = area("changes")


def _selected(body: SelectionInput) -> list[Selected] | None:
    if body.changes is None:
        return None
    return [Selected(chosen.id, None if chosen.hunks is None else tuple(chosen.hunks)) for chosen in body.changes]


def _one(change_id: UUID, body: HunksInput) -> Selected:
    return Selected(change_id, None if body.hunks is None else tuple(body.hunks))


@router.get("/sessions/{session_id}/changes")
async def list_changes(
    *,
    session_id: UUID,
    services: Use,
    caller: Caller,
    state: ChangeState | None = None,
    path: PathText | None = None,
    task_id: UUID | None = None,
    limit: Annotated[int, Query(ge=0, le=500)] = 100,
) -> Changes:
    """All open changes by path, then the newest `limit` decided ones, with the comments on them."""
    return await services.changes.find(session_id, state=state, path=path, task_id=task_id, limit=limit)


@router.post("/sessions/{session_id}/changes/apply")
async def apply_changes(session_id: UUID, body: SelectionInput, services: Use, caller: Caller) -> Decision:
    """Apply these changes, or all: every file is written, or none. What does not fit is refused and listed."""
    return await services.changes.apply(session_id, body.client_id, _selected(body))


@router.post("/sessions/{session_id}/changes/reject")
async def reject_changes(session_id: UUID, body: SelectionInput, services: Use, caller: Caller) -> Decision:
    """Reject these changes, or all."""
    return await services.changes.reject(session_id, body.client_id, _selected(body))


@router.get("/changes/{change_id}")
async def get_change(change_id: UUID, services: Use, caller: Caller) -> Change:
    """A change with all its hunks."""
    return await services.changes.get(change_id)


@router.get("/changes/{change_id}/text")
async def get_change_text(change_id: UUID, services: Use, caller: Caller) -> ChangeText:
    """Both sides of a change as text."""
    return await services.changes.text(change_id)


@router.get("/changes/{change_id}/conflict")
async def get_conflict(change_id: UUID, services: Use, caller: Caller) -> Conflict:
    """The three sides of a conflict, and git's attempt at joining them."""
    return await services.changes.conflict(change_id)


@router.patch("/changes/{change_id}")
async def edit_change(change_id: UUID, body: ChangeEditInput, services: Use, caller: Caller) -> Change:
    """Replace the proposed content by hand. 409 `change_moved_on` when it is newer than `base_updated_at`."""
    return await services.changes.edit(change_id, body.text, seen_at=body.base_updated_at)


@router.post("/changes/{change_id}/apply")
async def apply_change(change_id: UUID, body: HunksInput, services: Use, caller: Caller) -> Decision:
    """Apply a change, or some of its hunks. One that does not fit the disk becomes a conflict."""
    return await services.changes.apply_one(_one(change_id, body), body.client_id)


@router.post("/changes/{change_id}/reject")
async def reject_change(change_id: UUID, body: HunksInput, services: Use, caller: Caller) -> Decision:
    """Reject a change, or some of its hunks."""
    return await services.changes.reject_one(_one(change_id, body), body.client_id)


@router.post("/changes/{change_id}/rewind")
async def rewind_change(change_id: UUID, body: ClientIdInput, services: Use, caller: Caller) -> Decision:
    """Take an applied change back. 409 `rewind_overlap` with the hunks of later work that stands on it."""
    return await services.changes.rewind(change_id, body.client_id)


@router.post("/changes/{change_id}/resolve")
async def resolve_change(change_id: UUID, body: ResolveInput, services: Use, caller: Caller) -> Change:
    """Settle a conflict by hand; the change is pending again and starts from what is on disk."""
    return await services.changes.resolve(change_id, body.client_id, body.text)


@router.get("/changes/{change_id}/comments")
async def list_comments(change_id: UUID, services: Use, caller: Caller) -> CommentList:
    return CommentList(comments=await services.changes.comments.of_change(change_id))


@router.post("/changes/{change_id}/comments", status_code=201)
async def make_comment(change_id: UUID, body: CommentInput, services: Use, caller: Caller) -> Comment:
    """Remark on a line. It is a draft until it goes to the agent with the next message of the session."""
    return await services.changes.comments.make(change_id, body.side, body.line, body.text, client_id=body.client_id)


@router.patch("/comments/{comment_id}")
async def change_comment(comment_id: UUID, body: CommentChange, services: Use, caller: Caller) -> Comment:
    return await services.changes.comments.change(comment_id, text=body.text, state=body.state)


@router.delete("/comments/{comment_id}", status_code=204)
async def delete_comment(comment_id: UUID, services: Use, caller: Caller) -> None:
    await services.changes.comments.delete(comment_id)
