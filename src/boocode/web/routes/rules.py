"""Rules: what the human said "always" to."""

from __future__ import annotations

from uuid import UUID

from boocode.contracts.wire.providers import Rule, Rules
from boocode.web.routes.area import area
from boocode.web.services import Caller, Use

router = area("rules")


@router.get("/rules")
async def list_rules(services: Use, caller: Caller) -> Rules:
    """All rules, newest first, revoked ones last."""
    return Rules(rules=await services.tasks.rules.find())


@router.delete("/rules/{rule_id}")
async def revoke_rule(rule_id: UUID, services: Use, caller: Caller) -> Rule:
    """From now on the human is asked again."""
    return await services.tasks.rules.revoke(rule_id)
