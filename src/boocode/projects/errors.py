"""What can be wrong with a project or session, by what the user does about it."""

from __future__ import annotations

from boocode.kernel.errors import Conflict, Invalid


class NoSuchDirectory(Invalid):
    """The path is not there."""

    code = "no_such_directory"


class NotADirectory(Invalid):
    """The path is a file or something else."""

    code = "not_a_directory"


class UnusableDirectory(Invalid):
    """The directory exists and still cannot be a project."""

    code = "unusable_directory"


class ProjectHasWork(Conflict):
    """Tasks are under way or waiting in the project."""

    code = "project_has_work"


class SessionHasWork(Conflict):
    """Tasks are under way or waiting in the session."""

    code = "session_has_work"


class LayoutMovedOn(Conflict):
    """Somebody else saved this layout meanwhile."""

    code = "layout_moved_on"
