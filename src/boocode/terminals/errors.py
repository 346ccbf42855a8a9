"""What can go wrong with terminals."""

from __future__ import annotations

from boocode.kernel.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable


class TooManyTerminals(Conflict):
    """As many are running as may."""

    code = "too_many_terminals"


class NotAnOrphan(Conflict):
    """The terminal has a session already."""

    code = "not_an_orphan"


class TerminalsRunning(Conflict):
    """Programs run in terminals of what is to be deleted."""

    code = "terminals_running"


class BadHost(Invalid):
    """Not the name of a machine that ssh could be given."""

    code = "bad_host"


class NoCommand(NotFound):
    """Nothing has run in the terminal."""

    code = "no_command"


class DirectoryGone(Conflict):
    """The directory in which it shall begin is not there."""

    code = "directory_gone"


class TmuxFailed(Unavailable):
    """tmux did not do what it was told."""

    code = "tmux_failed"


class InputRefused(TooLarge):
    """The program does not read what is typed, and more cannot be kept for it."""

    code = "input_refused"


class TerminalGone(Conflict):
    """It ended with the machine, or with the server that kept it."""

    code = "terminal_lost"
