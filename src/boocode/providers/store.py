"""The SQL of providers: what was seen of each, and how their exams went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter, ValidationError

from boocode.backends.probing import Probe
from boocode.contracts.wire.providers import Exam
from boocode.db import Database
from boocode.kernel.clock import now
from boocode.providers.presence import Presence


@dataclass(frozen=True, slots=True)
class Check:
    """What was seen of a provider.

    Attributes:
        fingerprint: Of how it was started for `probe`; empty when it never was.
        probe: What it offers; None when it could not be talked to, or never was.
        error: Why it could not, as a sentence.
        stderr: The last it wrote there.
        at: When it was started.
    """

    presence: Presence | None = None
    fingerprint: str = ""
    probe: Probe | None = None
    error: str = ""
    stderr: str = ""
    at: datetime | None = None


_CHECK = TypeAdapter(Check)


async def read_checks(db: Database) -> dict[str, Check]:
    """All of them, by provider. What another version of BooCode stored differently is left out."""
    rows = await db.fetch_all(dict[str, Any], "SELECT provider, result FROM provider_checks")
    found: dict[str, Check] = {}
    for row in rows:
        try:
            found[row["provider"]] = _CHECK.validate_python(row["result"])
        except ValidationError:
            continue
    return found


async def store_check(db: Database, provider: str, check: Check) -> None:
    await db.execute(
        "INSERT INTO provider_checks (provider, fingerprint, result, checked_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (provider) DO UPDATE SET fingerprint = excluded.fingerprint, result = excluded.result,"
        " checked_at = excluded.checked_at",
        (provider, check.fingerprint, Jsonb(_storable(_CHECK.dump_python(check, mode="json"))), check.at or now()),
    )


async def forget_check(db: Database, provider: str) -> None:
    await db.execute("DELETE FROM provider_checks WHERE provider = %s", (provider,))


async def store_exam(db: Database, exam: Exam) -> None:
    """Keep an exam: the newest of each version."""
    await db.execute(
        "INSERT INTO provider_exams (provider, version, result, at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (provider, version) DO UPDATE SET result = excluded.result, at = excluded.at",
        (exam.provider, exam.version or "", Jsonb(_storable(exam.model_dump(mode="json"))), exam.at),
    )


async def read_exams(db: Database) -> list[Exam]:
    """All exams, newest first."""
    rows = await db.fetch_all(dict[str, Any], "SELECT result FROM provider_exams ORDER BY at DESC")
    return [Exam.model_validate(row["result"]) for row in rows]


def _storable(value: Any) -> Any:
    """JSON without NUL characters, which Postgres does not take; programs may have said some."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_storable(item) for item in cast(list[Any], value)]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in cast(dict[str, Any], value).items()}
    return value
