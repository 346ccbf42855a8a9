"""Is it alive?"""

from __future__ import annotations

from boocode.web.routes.area import area
from boocode.web.services import MaybeCaller, Use
from boocode.web.shapes import Health

router = area("health")


@router.get("/health", response_model_exclude_none=True)
async def health(services: Use, caller: MaybeCaller) -> Health:
    """`{"ok": true}` to anyone; more to who is logged in."""
    if caller is None:
        return Health()
    about = services.about
    works = services.log.trouble is None and await about.database_answers()
    return Health(db=works, tools=about.tool_count, version=about.version)
