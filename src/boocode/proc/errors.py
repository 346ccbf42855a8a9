"""What can go wrong with a child process."""

from __future__ import annotations

from boocode.kernel.errors import Invalid, Unavailable


class ProgramMissing(Unavailable):
    """The program is not installed or cannot be executed."""

    code = "program_missing"


class UnusableArgument(Invalid):
    """An argument that no program can be given."""

    code = "unusable_argument"


class ProcessTimeout(Unavailable):
    """The process did not end in time and was killed."""

    code = "process_timeout"
