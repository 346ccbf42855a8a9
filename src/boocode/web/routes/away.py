"""What ended or waits, and what happened while nobody looked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from boocode.away.service import MAX_SKIP
from boocode.contracts.wire.away import AwayDigest, Notifications
from boocode.kernel.errors import Invalid
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes_away import NotificationsSeen

router = area("away")
LONG_AGO, LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


@router.get("/away")
async def get_away(
    services: Use,
    caller: Caller,
    since: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[int, Query(ge=0, le=MAX_SKIP)] = 0,
) -> AwayDigest:
    """What happened while nobody looked the last time, or since a time; pass `next` as `cursor` for more."""
    if since is not None and not LONG_AGO <= since <= LATE:
        raise Invalid("`since` is a time of this millennium, e.g. 2026-01-31T08:00:00Z.")
    return await services.away.digest(since=since, limit=limit, skip=cursor)


@router.post("/away/seen", status_code=204)
async def put_away_digest(services: Use, caller: Caller) -> None:
    """Be done with what happened while nobody looked, in every client. It can still be read."""
    await services.away.put_away()


@router.get("/notifications")
async def list_notifications(
    services: Use,
    caller: Caller,
    unseen: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Notifications:
    """What ended or waits, newest first; only what nobody saw with `unseen`. Pass `next` as `cursor` for older ones."""
    return await services.away.notifications(before=cursor, limit=limit, only_unseen=unseen)


@router.post("/notifications/seen", status_code=204)
async def mark_notifications_seen(body: NotificationsSeen, services: Use, caller: Caller) -> None:
    """Mark notifications as seen: some, those of a terminal, or all."""
    if [body.ids is not None, body.terminal_id is not None, body.all].count(True) != 1:
        raise Invalid("Say exactly one of `ids`, `terminal_id` and `all`.")
    await services.away.see(body.ids, terminal_id=body.terminal_id)
