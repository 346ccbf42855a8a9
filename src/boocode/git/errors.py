"""What git refuses, by what the caller can do about it."""

from __future__ import annotations

from boocode.kernel.errors import Invalid, NotFound, Unavailable


class NotARepository(Invalid):
    """The directory is not inside a git repository."""

    code = "not_a_repository"


class UnknownRevision(NotFound):
    """No commit, branch or tag has this name."""

    code = "unknown_revision"


class GitFailed(Unavailable):
    """Git ended with an error; the message has its own words."""

    code = "git_failed"


class BadCloneUrl(Invalid):
    """The address is not one that is cloned from."""

    code = "bad_clone_url"
