"""Facts of documents as words of the index, so that one lookup answers words and filters together.

Every 4,096 documents, in the order of their numbers, share a bucket: looking at the newest buckets first finds the
newest answers of a frequent word without touching all the others.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from boocode.search.store import BUCKET_BITS, Document
from boocode.search.words import FACT, vector

EARLIEST_YEAR = 2000


def bucket(number: int) -> str:
    return f"b{number >> BUCKET_BITS}"


def kind(value: str) -> str:
    return f"k{value}"


def project(value: UUID) -> str:
    return f"p{value.hex}"


def session(value: UUID) -> str:
    return f"s{value.hex}"


def provider(value: str) -> str:
    return "v" + value.lower().replace("'", "").replace("\\", "")


def year(value: int) -> str:
    return f"y{value}"


def indexed(document: Document, number: int) -> str:
    """The tsvector of a document."""
    facts = [bucket(number), kind(document.kind), project(document.project_id), session(document.session_id)]
    facts += [year(document.at.year), month(document.at.year, document.at.month)]
    if document.provider:
        facts.append(provider(document.provider))
    return vector(document.text, facts)


def month(of_year: int, value: int) -> str:
    return f"m{of_year}-{value:02}"


def any_of(facts: list[str]) -> str:
    """What asks for one of these facts; empty where there is nothing to ask."""
    return "(" + " | ".join(f"'{FACT}{fact}'" for fact in facts) + ")" if facts else ""


def times(after: datetime | None, before: datetime | None, now: datetime) -> list[str]:
    """The years, and months of years that are not whole, between two times."""
    if after is None and before is None:
        return []
    first = (after.year, after.month) if after else (EARLIEST_YEAR, 1)
    end_of_time = datetime(now.year + 2, 1, 1, tzinfo=UTC)
    until = max(before or end_of_time, datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC)) - timedelta(microseconds=1)
    last = (until.year, until.month)
    found: list[str] = []
    for value in range(max(first[0], EARLIEST_YEAR), min(last[0], now.year + 1) + 1):
        begin = first[1] if value == first[0] else 1
        end = last[1] if value == last[0] else 12
        months = [month(value, one) for one in range(begin, end + 1)]
        found += [year(value)] if len(months) == 12 else months
    return found or [year(first[0])]
