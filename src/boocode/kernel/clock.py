"""Wall-clock time as the API shows it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The current time in UTC. Leases never use it: they follow the database clock."""
    return datetime.now(UTC)


def rfc3339(at: datetime) -> str:
    """`2026-11-21T02:13:00.123Z`: RFC 3339, UTC, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
