"""What the routes of terminals take."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from boocode.contracts.wire.base import WireInput
from boocode.contracts.wire.terminals import Columns, Lines
from boocode.kernel.text import clean
from boocode.web.shapes import Name

HostText = Annotated[str, AfterValidator(clean), StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]


class TerminalInput(WireInput):
    client_id: UUID
    name: Name | None = Field(default=None, description="Unset: `Terminal 2`, or the host's name.")
    place: Literal["worktree", "project"] | None = Field(
        default=None,
        description="Where it begins; `worktree` makes the session's if needed. Unset: the worktree if there is one.",
    )
    ssh: HostText | None = Field(default=None, description="A host of `/ssh-hosts`, or `[user@]host`.")
    cols: Columns = 80
    rows: Lines = 24


class TerminalChange(WireInput):
    name: Name


class TerminalAdoption(WireInput):
    session_id: UUID
