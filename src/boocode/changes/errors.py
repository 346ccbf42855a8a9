"""What can be wrong with deciding on a change, by what the reviewer does about it."""

from __future__ import annotations

from boocode.kernel.errors import Conflict, Forbidden


class ChangeDecided(Conflict):
    """Somebody was first: the change is not pending any more."""

    code = "change_decided"


class ChangeMovedOn(Conflict):
    """The change is not what the reviewer saw: look at it again."""

    code = "change_moved_on"


class RewindOverlap(Conflict):
    """Later work stands on what would be taken back. `data["overlap"]` has its hunks."""

    code = "rewind_overlap"


class TreeMoves(Conflict):
    """The files keep changing while they are written; nothing was applied."""

    code = "tree_moves"


class NotApplied(Conflict):
    """Only an applied change can be taken back."""

    code = "not_applied"


class NothingInConflict(Conflict):
    """The change is in no conflict (any more)."""

    code = "nothing_in_conflict"


class WorktreeBusy(Conflict):
    """A task works in the worktree that would be written."""

    code = "session_busy"


class ApplyNotAllowed(Forbidden):
    """The human has not allowed agents of this session to apply changes."""

    code = "apply_not_allowed"
