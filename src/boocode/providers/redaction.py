"""Text that may leave this machine: values of secrets are replaced, whatever file or message they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from boocode.proc.environment import is_withheld

MASK = "••••••••"
_SHORTEST = 6  # shorter values would blacken ordinary words
_HARMLESS = frozenset({"none", "local", "true", "false"})
_LOOKS_SECRET = re.compile(
    r"(?:sk|pk|rk|xai|gsk|ghp|gho|ghu|ghs|github_pat|glpat|hf|npm|xox[abp]|AIza|AKIA)[-_]?[A-Za-z0-9_\-]{16,}"
    r"|eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-.]{10,}"
)
_IN_URL = re.compile(r"(\w+://)[^\s/@:]+:[^\s/@]+@")
_ASSIGNED = re.compile(
    r"(?i)((?:api[-_]?key|token|secret|password|authorization)[\"']?\s*[:=]\s*[\"']?(?:bearer\s+)?)[^\s\"',;]{6,}"
)


def is_secret_name(name: str) -> bool:
    """Whether a variable of that name holds a secret, by its name."""
    return is_withheld(name)


def shown_env(env: Mapping[str, str]) -> dict[str, str]:
    """Variables as they may be shown: secret values masked."""
    return {name: MASK if _is_secret(name, value) else value for name, value in env.items()}


def secrets_of(env: Mapping[str, str]) -> list[str]:
    """The values that must not be shown anywhere."""
    return [value for name, value in env.items() if _is_secret(name, value) and value.lower() not in _HARMLESS]


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without these secrets and without what looks like one."""
    for secret in sorted({secret for secret in secrets if len(secret) >= _SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, MASK)
    text = _ASSIGNED.sub(rf"\1{MASK}", text)
    text = _IN_URL.sub(rf"\1{MASK}@", text)
    return _LOOKS_SECRET.sub(MASK, text)


def _is_secret(name: str, value: str) -> bool:
    return bool(value) and (is_secret_name(name) or _LOOKS_SECRET.search(value) is not None)
