"""What tasks used, added up: by day, provider, chat or task."""

from __future__ import annotations

from typing import Literal, LiteralString

from boocode.chats.store import TITLE
from boocode.contracts.wire.providers import UsageRow, UsageTable
from boocode.db import Database

By = Literal["day", "provider", "chat", "task"]
MAX_ROWS = 500
LABEL_CHARS = 120

_DAY: LiteralString = "to_char(coalesce(t.started_at, t.created_at) at time zone 'utc', 'YYYY-MM-DD')"
_PROMPT: LiteralString = (
    "(select left(string_agg(p.data ->> 'text', ' ' order by p.index), 120) from parts p"
    " where p.message_id = t.message_id and p.type = 'text')"
)
# What a row is about, how it is called, and in which order rows come.
_VIEWS: dict[By, tuple[LiteralString, LiteralString, LiteralString]] = {
    "day": (_DAY, _DAY, "1 desc"),
    "provider": ("t.provider", "t.provider", "4 desc"),
    "chat": (
        "t.chat_id::text",
        "coalesce((select " + TITLE + " from chats c where c.id = t.chat_id), 'Untitled')",  # noqa: S608
        "4 desc",
    ),
    "task": ("t.id::text", f"coalesce({_PROMPT}, '')", "max(t.created_at) desc"),
}


async def usage_table(db: Database, by: By, days: int) -> UsageTable:
    """What the tasks of the last days used. Only those that told something count."""
    key, label, order = _VIEWS[by]
    rows = await db.fetch_all(
        UsageRow,
        f"select {key} as key, min({label}) as label, count(*) as tasks,"  # noqa: S608
        " sum((t.usage ->> 'prompt_tokens')::bigint) as prompt_tokens,"
        " sum((t.usage ->> 'completion_tokens')::bigint) as completion_tokens,"
        " sum(coalesce((t.usage ->> 'cached_tokens')::bigint, 0)) as cached_tokens,"
        " sum((t.usage ->> 'cost')::float8) as cost,"
        " bool_or(coalesce((t.usage ->> 'estimated')::boolean, false)) as estimated"
        " from tasks t where t.usage is not null and t.created_at > now() - make_interval(days => %s)"
        f" group by 1 order by {order} limit %s",
        (days, MAX_ROWS),
    )
    return UsageTable(by=by, rows=[row.model_copy(update={"label": " ".join(row.label.split())}) for row in rows])
