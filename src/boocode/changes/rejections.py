"""What the human rejected since an agent worked last: told with its next prompt, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from boocode.changes import frames_store
from boocode.changes.frames_store import Rejection
from boocode.db import Database

MAX_LINES = 24  # of one hunk
MAX_CHARACTERS = 6_000
_SIGNS = {"context": " ", "add": "+", "remove": "-"}


@dataclass(frozen=True, slots=True)
class Untold:
    """What an agent does not know yet: `notes` for its prompt, and `ids` to be marked once it was prompted."""

    ids: tuple[UUID, ...] = ()
    notes: tuple[str, ...] = ()


class Rejections:
    """Rejected changes, by who has to know of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def untold(self, session_id: UUID, chat_id: UUID) -> Untold:
        """What was rejected of this chat's work and was not told in it."""
        async with self._db.connection() as conn:
            found = await frames_store.untold(conn, session_id, chat_id)
        return Untold(tuple(one.id for one in found), (_note(found),)) if found else Untold()

    async def told(self, untold: Untold) -> None:
        """The agent was prompted with it."""
        if untold.ids:
            async with self._db.transaction() as conn:
                await frames_store.set_told(conn, untold.ids)


def _note(rejections: Sequence[Rejection]) -> str:
    lines = [
        "The developer turned down some of your changes since you worked here last. They are not in the files any more;"
        " do not make them again unless you are asked to."
    ]
    size = left = 0
    for one in rejections:
        text = _described(one)
        if size + len(text) > MAX_CHARACTERS:
            left += 1
            continue
        size += len(text)
        lines.append(text)
    return "\n".join([*lines, *([f"- and {left} more."] if left else [])])


def _described(one: Rejection) -> str:
    path = f"`{one.path}`" + (f" to `{one.new_path}`" if one.new_path else "")
    if one.reason:
        return f"- {path}: {one.reason}"
    verb = {"create": "the new file", "delete": "deleting", "move": "moving"}.get(one.op, "in")
    shown = [
        f"  {_SIGNS[line['kind']]}{line['text']}"
        for hunk in (one.hunks if one.op in ("edit", "move") else [])
        for line in hunk["lines"]
    ]
    cut = ["  …"] if len(shown) > MAX_LINES else []
    return "\n".join([f"- {verb} {path}" + (":" if shown else ""), *shown[:MAX_LINES], *cut])
