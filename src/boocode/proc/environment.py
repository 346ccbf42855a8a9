"""The environment child processes get: the user's own, without what is BooCode's or secret."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

_OURS = re.compile(r"(BOOCODE_.*|GIT_.*|PG[A-Z]+|DATABASE_URL|DEFAULT_MODEL|FAST_MODEL)", re.ASCII)
_SECRET = re.compile(
    r"(^|.*_)(API_?KEY|ACCESS_KEY|PRIVATE_KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(_ID)?", re.ASCII
)
_SSH_FOR_GIT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT")


def clean_environment(
    extra: Mapping[str, str] | None = None, *, base: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The environment for a child: no settings of BooCode, no git variables, nothing named like a secret.

    Args:
        extra: Variables set on top, unfiltered.
        base: What is cleaned; the environment of this process by default.
    """
    source = os.environ if base is None else base
    kept = {name: value for name, value in source.items() if name in _SSH_FOR_GIT or not is_withheld(name)}
    return kept | dict(extra or {})


def is_withheld(name: str) -> bool:
    """Whether children do not get the variable: it is BooCode's own, or named like a secret."""
    upper = name.upper()
    return _OURS.fullmatch(upper) is not None or _SECRET.fullmatch(upper) is not None
