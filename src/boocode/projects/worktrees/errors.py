"""What can be wrong with a worktree, by what the user does about it."""

from __future__ import annotations

from boocode.contracts.wire.worktrees import WorktreeRisk
from boocode.kernel.errors import Conflict, Invalid, Unavailable
from boocode.kernel.text import count_text


class WorktreeAtRisk(Conflict):
    """Work would be lost. `data` is a `WorktreeRisk`."""

    code = "worktree_at_risk"

    def __init__(self, name: str, risk: WorktreeRisk) -> None:
        work = [count_text(len(risk.changed_files), "changed file")] if risk.changed_files else []
        work += [count_text(risk.commits, "commit")] if risk.commits else []
        message = f"The worktree of {name} holds what is nowhere else: {' and '.join(work)}. Say how to keep it."
        super().__init__(message, **risk.model_dump(mode="json"))


class SessionBusy(Conflict):
    """A task works in the session right now."""

    code = "session_busy"


class NeedsNewBase(Conflict):
    """The project went where the worktree's base is not."""

    code = "needs_new_base"


class BaseOverlaps(Conflict):
    """Work and the project's new state changed the same lines. `data["paths"]` says where."""

    code = "base_overlaps"


class RepositoryGone(Unavailable):
    """The project's directory or its repository is not there."""

    code = "repository_gone"


class SetupChanged(Invalid):
    """The setup script is not (any more) what was trusted."""

    code = "setup_changed"
