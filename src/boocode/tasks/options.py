"""Options: what a chat keeps of an agent's further choices."""

from __future__ import annotations

from uuid import UUID

from psycopg.types.json import Jsonb

from boocode.contracts.agents import OptionsReport
from boocode.contracts.wire.events import OptionsData
from boocode.contracts.wire.options import ConfigOption
from boocode.events import Transaction
from boocode.kernel.text import clean_tree

MAX_OPTIONS = 50
MAX_CHOICES = 200  # of all together: an event has a limit


async def keep_options(tx: Transaction, chat_id: UUID, provider: str, report: OptionsReport) -> None:
    """Store what the agent offers, and over what was chosen what it changed, unless the chat went on to another agent.

    Whoever shows the chat is told, if anything is new.
    """
    offered = _bounded(report)
    row = await (
        await tx.conn.execute(
            "update chats set offered = %(offered)s, options = options || %(changed)s"
            " where id = %(chat)s and provider = %(provider)s"
            " and (coalesce(offered, %(none)s) <> %(offered)s or options || %(changed)s <> options)"
            " returning options",
            {
                "chat": chat_id,
                "provider": provider,
                "none": Jsonb({"provider": provider, "options": []}),
                "offered": Jsonb({"provider": provider, "options": [one.model_dump(mode="json") for one in offered]}),
                "changed": Jsonb(clean_tree(dict(report.changed))),
            },
        )
    ).fetchone()
    if row is not None:
        tx.emit(chat_id, "options.updated", OptionsData(offered=offered, options=row[0]))


def _bounded(report: OptionsReport) -> list[ConfigOption]:
    """The options as they can be stored: not too many, and with texts of a decent length."""
    kept: list[ConfigOption] = []
    room = MAX_CHOICES
    for option in report.options[:MAX_OPTIONS]:
        choices = option.choices[: min(room, MAX_CHOICES)]
        room -= len(choices)
        if len(choices) > 1:
            raw = clean_tree(option.model_copy(update={"choices": choices}).model_dump())
            kept.append(ConfigOption.model_validate(raw))
    return kept
