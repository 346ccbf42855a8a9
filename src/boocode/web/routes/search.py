"""Full-text search."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from boocode.contracts.wire.search import SearchResults
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use
from boocode.web.shapes import SearchText

router = area("search")


@router.get("/search")
async def search(
    *,
    services: Use,
    caller: Caller,
    q: SearchText = "",
    project_id: UUID | None = None,
    session_id: UUID | None = None,
    provider: Annotated[SearchText | None, Query()] = None,
    kind: Annotated[list[str], Query(max_length=5)] = [],  # noqa: B006 - FastAPI copies it
    before: Annotated[str | None, Query(max_length=40)] = None,
    after: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> SearchResults:
    """Titles, messages, tool output and changes in which all words of `q` stand, best first.

    `q` may hold "phrases", words that must `-not` be there, an unfinished last word, and the filters `project:`,
    `session:`, `provider:`, `kind:`, `before:` and `after:`.
    """
    return await services.search.find(
        q,
        project_id=project_id,
        session_id=session_id,
        provider=provider,
        kinds=kind,
        before=before,
        after=after,
        limit=limit,
        cursor=cursor,
    )
