"""How a child process started by root stops being root, without an OS user of its own and without any chmod.

Postgres refuses to run as uid 0. Preferred is a user namespace in which root appears as `nobody`: files stay owned
by root and private. Where namespaces are forbidden (Docker's default seccomp profile), the child becomes `nobody`
for real and keeps only the capability to reach files below root's private directories.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path

NOBODY = 65534
CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class Unprivileged(Enum):
    """What a child does before it executes its program."""

    AS_IS = "as_is"
    """Nothing: we are an ordinary user already."""
    NAMESPACE = "namespace"
    """Enter a user namespace where our uid 0 is shown as `nobody`."""
    CAPABILITY = "capability"
    """Become `nobody`, keeping CAP_DAC_OVERRIDE."""

    @property
    def owner(self) -> int:
        """The uid (as we see it) that must own the child's files."""
        return NOBODY if self is Unprivileged.CAPABILITY else os.geteuid()


def choose_unprivileged() -> Unprivileged:
    """The best way that this machine allows."""
    if os.geteuid() != 0:
        return Unprivileged.AS_IS
    child = os.fork()
    if child == 0:
        os._exit(0 if _libc.unshare(CLONE_NEWUSER) == 0 else 1)
    return Unprivileged.NAMESPACE if os.waitpid(child, 0)[1] == 0 else Unprivileged.CAPABILITY


def before_exec(how: Unprivileged, when_parent_dies: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that sheds root and asks the kernel to send `when_parent_dies` once the parent is gone.

    The kernel watches the *thread* that forked, so start children from a thread that lives as long as they do.
    """
    parent = os.getpid()
    linux = sys.platform == "linux"

    def shed() -> None:
        if how is Unprivileged.NAMESPACE:
            _enter_namespace()
        elif how is Unprivileged.CAPABILITY:
            _become_nobody()
        if linux:  # last: a change of credentials clears it
            _libc.prctl(PR_SET_PDEATHSIG, int(when_parent_dies), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(96)

    return shed


def give_to(owner: int, tree: Path) -> None:
    """Make `owner` own everything in `tree`, if it does not own `tree` itself already."""
    if tree.stat().st_uid == owner:
        return
    for directory, _, names in os.walk(tree):
        for name in names:
            os.chown(os.path.join(directory, name), owner, -1, follow_symlinks=False)
        if directory != str(tree):
            os.chown(directory, owner, -1)
    os.chown(tree, owner, -1)  # last: it says that all of the tree was done


def _enter_namespace() -> None:
    if _libc.unshare(CLONE_NEWUSER):
        os._exit(97)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} 0 1"), ("gid_map", f"{NOBODY} 0 1")):
        file = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(file, text.encode())
        os.close(file)


def _become_nobody() -> None:
    _libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    try:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    except OSError:
        os._exit(98)
    bit = 1 << CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    wanted = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)  # effective, permitted, inheritable; low then high words
    if _libc.capset(header, wanted) or _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0):
        os._exit(98)
