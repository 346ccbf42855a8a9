"""What clients send about notifications."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from boocode.contracts.wire.base import WireInput


class NotificationsSeen(WireInput):
    """Exactly one of these."""

    ids: Annotated[list[Annotated[int, Field(ge=0, le=2**62)]], Field(max_length=500)] | None = None
    terminal_id: UUID | None = None
    all: bool = False
