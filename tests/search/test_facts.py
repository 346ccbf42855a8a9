"""Times as facts: what a search between two times asks the index for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from boocode.search.facts import times

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "before", "asked"),
    [
        (None, None, []),
        (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), ["m2026-02"]),
        (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, 1, tzinfo=UTC), ["m2026-02", "m2026-03"]),
        (datetime(2024, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), ["m2024-12", "y2025"]),
        (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC), ["y2026"]),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), ["y2026"]),
    ],
)
def test_only_the_months_and_years_between_two_times_are_asked_for(
    after: datetime | None, before: datetime | None, asked: list[str]
) -> None:
    assert times(after, before, NOW) == asked


def test_a_year_is_asked_for_as_a_whole() -> None:
    assert times(datetime(2025, 1, 1, tzinfo=UTC), None, NOW) == ["y2025", "y2026", "y2027"]
