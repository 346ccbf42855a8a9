"""Rules: the "always" of a human, which BooCode answers with, once each time; and allowances for exactly one more time,
which the task that continues an interrupted one may use. Agents are never told "always"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from boocode.contracts.agents import NewRequest
from boocode.contracts.wire.chat import Answer, OptionKind, Request, RequestOption
from boocode.contracts.wire.providers import Rule
from boocode.db import Connection, Database
from boocode.events import EventLog
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id

Effect = Literal["allow", "reject"]
ONCE_HOURS = 24
MAX_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: what rules are found by."""

    project_id: UUID
    session_id: UUID
    chat_id: UUID
    task_id: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule that answers, as it was used.

    Attributes:
        once: It was an allowance for one time, and is used up.
    """

    id: UUID
    effect: Effect
    label: str
    once: bool


class Rules:
    """Showing and revoking."""

    def __init__(self, db: Database, events: EventLog) -> None:
        self._db = db
        self._events = events

    async def find(self) -> list[Rule]:
        """All rules, newest first, revoked ones last."""
        return await self._db.fetch_all(
            Rule,
            f"{_RULE} where not r.once order by r.revoked_at is not null, r.created_at desc limit %s",
            (MAX_SHOWN,),
        )

    async def revoke(self, rule_id: UUID) -> Rule:
        """It answers nothing from now on. Revoking again changes nothing. Raises NotFound."""
        async with self._events.transaction() as tx:
            await tx.conn.execute(
                "update rules set revoked_at = coalesce(revoked_at, now()) where id = %s and not once", (rule_id,)
            )
            rule = await tx.conn.fetch_one(Rule, f"{_RULE} where r.id = %s and not r.once", (rule_id,))
            if rule is None:
                raise NotFound("There is no such rule.", rule_id=str(rule_id))
            tx.changed("app", "rules")
            return rule


async def use_rule(conn: Connection, asker: Asker, request: NewRequest) -> Standing | None:
    """The rule, else the allowance, that answers the request; using it is counted. Rejecting rules go first."""
    if request.kind != "permission":
        return None
    return await conn.fetch_one(
        Standing,
        "update rules u set used_count = u.used_count + 1, used_at = now(),"
        " revoked_at = case when u.once then now() else u.revoked_at end"
        " from (select r.id from rules r where r.revoked_at is null and r.provider = %(provider)s and ("
        "   not r.once and r.project_id = %(project)s and r.subject = %(subject)s and r.subject <> ''"
        "   or r.once and r.chat_id = %(chat)s and r.fingerprint = %(fingerprint)s and r.fingerprint <> ''"
        "     and r.expires_at > now())"
        "   order by r.once, r.effect = 'reject' desc, r.created_at limit 1 for update) found"
        " where u.id = found.id returning u.id, u.effect, u.label, u.once",
        {
            "provider": asker.provider,
            "project": asker.project_id,
            "subject": request.subject,
            "chat": asker.chat_id,
            "fingerprint": request.fingerprint,
        },
    )


async def keep_rule(conn: Connection, request: Request, kind: OptionKind) -> UUID | None:
    """Store what the human chose for later: an "always" as a rule, and an allowance for the task that continues the one
    that asked. None where there is nothing to store."""
    effect: Effect = "allow" if kind.startswith("allow") else "reject"
    if kind in ("allow_always", "reject_always"):
        rule_id = await _insert(conn, request, effect, "r.subject <> ''")
        if rule_id is not None or not request.orphaned:
            return rule_id
    if request.orphaned and effect == "allow":
        return await _insert(conn, request, effect, "r.fingerprint <> ''", once=True)
    return None


async def carry_over(conn: Connection, task_id: UUID) -> None:
    """Let the task that continues an interrupted one do, once each, what was allowed in that and never seen to end."""
    found = await conn.fetch_all(
        Request,
        "select q.id, q.kind, q.task_id, q.chat_id, q.session_id, q.title, q.options, q.questions, q.state, q.answer,"
        " q.created_at from requests q join tasks t on t.id = q.task_id"
        " join parts p on p.message_id = t.assistant_message_id and p.type = 'tool_call'"
        "   and p.data ->> 'call_id' = q.call_id and p.state = 'interrupted'"
        " where q.task_id = %s and q.kind = 'permission' and q.state = 'answered' and q.rule_id is null"
        " and not exists (select from rules r where r.request_id = q.id)",
        (task_id,),
    )
    for request in found:
        if request.answer and told(request.options, request.answer).option_id == _option(request.options, "allow_once"):
            await _insert(conn, request, "allow", "r.fingerprint <> ''", once=True)


async def _insert(
    conn: Connection,
    request: Request,
    effect: Effect,
    condition: Literal["r.subject <> ''", "r.fingerprint <> ''"],
    *,
    once: bool = False,
) -> UUID | None:
    return await conn.fetch_value(
        "insert into rules (id, project_id, provider, subject, label, effect, request_id, once, chat_id, fingerprint,"  # noqa: S608
        " expires_at) select %(id)s, t.project_id, t.provider, case when %(once)s then '' else r.subject end,"
        " case when %(once)s or r.subject_label = '' then r.title else r.subject_label end, %(effect)s, r.id, %(once)s,"
        " case when %(once)s then r.chat_id end, case when %(once)s then r.fingerprint else '' end,"
        " case when %(once)s then now() + make_interval(hours => %(hours)s) end"
        f" from requests r join tasks t on t.id = r.task_id where r.id = %(request)s and {condition} returning id",
        {"id": new_id(), "effect": effect, "once": once, "hours": ONCE_HOURS, "request": request.id},
    )


def rules_answer(standing: Standing, options: list[RequestOption]) -> Answer:
    """What a rule answers."""
    if standing.effect == "allow":
        return Answer(option_id=_option(options, "allow_once"))
    return Answer(option_id=_option(options, "reject_once"), text=f"A rule of the user rejects this: {standing.label}")


def told(options: list[RequestOption], answer: Answer) -> Answer:
    """The answer as the agent is told it: an "always" is for this time only."""
    match next((option.kind for option in options if option.id == answer.option_id), None):
        case "allow_always":
            return answer.model_copy(update={"option_id": _option(options, "allow_once")})
        case "reject_always":
            return answer.model_copy(update={"option_id": _option(options, "reject_once")})
        case _:
            return answer


def _option(options: list[RequestOption], kind: OptionKind) -> str:
    return next((option.id for option in options if option.kind == kind), kind)


_RULE = (
    "select r.id, r.project_id, p.name as project_name, r.provider, r.subject, r.label, r.effect, r.used_count,"
    " r.used_at, r.created_at, r.revoked_at from rules r join projects p on p.id = r.project_id"
)
