"""What tasks used."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query

from boocode.contracts.wire.providers import UsageTable
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use

router = area("usage")


@router.get("/usage")
async def get_usage(
    services: Use,
    caller: Caller,
    by: Literal["day", "provider", "chat", "task"] = "day",
    days: Annotated[int, Query(ge=1, le=3660)] = 30,
) -> UsageTable:
    """Tokens and cost of the last days' tasks, added up."""
    return await services.tasks.usage(by, days)
