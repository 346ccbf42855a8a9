"""What opencode must ask for, whatever its configuration says: BooCode decides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

ASKED = ("edit", "bash", "webfetch", "external_directory")
_READ_ONLY = {"plan": ("edit",)}  # modes whose promise "ask" would break


def rules_for(mode: str) -> Sequence[Mapping[str, object]]:
    """The permission rules of a session in this mode. The last rule that matches counts."""
    denied = _READ_ONLY.get(mode, ())
    asked = [_rule(name, "deny" if name in denied else "ask") for name in ASKED]
    return [*asked, _rule("question", "allow")]


def environment() -> dict[str, str]:
    """The same for sessions that opencode makes by itself, for its subagents."""
    return {"OPENCODE_PERMISSION": json.dumps(dict.fromkeys(ASKED, "ask"))}


def _rule(name: str, action: str) -> Mapping[str, object]:
    return {"permission": name, "pattern": "*", "action": action}
