"""Where the agents of sessions work, what a project wants done there, and the worktrees of all sessions."""

from __future__ import annotations

from uuid import UUID

from boocode.contracts.wire.worktrees import Kept, SessionWorkplace, SetupScript, Worktree, WorktreeRisk, Worktrees
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes_worktrees import KeepQuery, TrustInput, WorkplaceInput

router = area("worktrees")


@router.get("/sessions/{session_id}/workplace")
async def get_workplace(session_id: UUID, services: Use, caller: Caller) -> SessionWorkplace:
    return await services.worktrees.workplace(session_id)


@router.put("/sessions/{session_id}/workplace")
async def choose_workplace(session_id: UUID, body: WorkplaceInput, services: Use, caller: Caller) -> SessionWorkplace:
    """Choose where agents work from their next turn on. 409 `session_busy`, or `worktree_at_risk` when the worktree
    that would go holds work."""
    return await services.worktrees.choose(session_id, body.choice)


@router.post("/sessions/{session_id}/worktree")
async def make_worktree(session_id: UUID, services: Use, caller: Caller) -> Worktree:
    """Make the session's worktree now, if there is none yet."""
    return await services.worktrees.make_now(session_id)


@router.get("/sessions/{session_id}/risk")
async def get_risk(session_id: UUID, services: Use, caller: Caller) -> WorktreeRisk:
    """What would be lost with the session's worktree."""
    return await services.worktrees.risk(session_id)


@router.post("/sessions/{session_id}/stash")
async def stash_work(session_id: UUID, services: Use, caller: Caller) -> Kept:
    """Put what is not accepted away, and bring the worktree back to what is. 409 `session_busy`."""
    return await services.worktrees.stash(session_id)


@router.post("/sessions/{session_id}/new-base")
async def new_base(session_id: UUID, services: Use, caller: Caller) -> Worktree:
    """Put the worktree on the project's files as they are now. 409 `session_busy` or `base_overlaps`."""
    return await services.worktrees.new_base(session_id)


@router.get("/projects/{project_id}/setup")
async def get_setup(project_id: UUID, services: Use, caller: Caller) -> SetupScript | None:
    """What the project wants done in new worktrees; null where it wants nothing."""
    return await services.worktrees.setups.get(project_id)


@router.post("/projects/{project_id}/setup/trust")
async def trust_setup(project_id: UUID, body: TrustInput, services: Use, caller: Caller) -> SetupScript:
    """Have exactly this script run in new worktrees. 422 `setup_changed` when it is another one by now."""
    return await services.worktrees.setups.trust(project_id, body.sha256, copy_env=body.copy_env)


@router.delete("/projects/{project_id}/setup/trust", status_code=204)
async def distrust_setup(project_id: UUID, services: Use, caller: Caller) -> None:
    await services.worktrees.setups.distrust(project_id)


@router.get("/worktrees")
async def list_worktrees(services: Use, caller: Caller) -> Worktrees:
    """All worktrees as they are right now, the one used last first; then removed ones whose work a ref still holds."""
    return await services.worktrees.list_worktrees()


@router.post("/worktrees/measure", status_code=202)
async def measure_worktrees(services: Use, caller: Caller) -> None:
    """Have sizes measured in the background; the invalidation `worktrees` tells when they are there."""
    services.worktrees.measure()


@router.delete("/worktrees/{worktree_id}")
async def remove_worktree(worktree_id: UUID, services: Use, caller: Caller, keep: KeepQuery = None) -> Kept:
    """Remove a worktree. 409 `worktree_at_risk` when it holds work, unless `keep` is given."""
    return await services.worktrees.remove(worktree_id, keep)
