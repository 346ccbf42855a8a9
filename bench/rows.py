"""What a measurement comes to, and the table of all of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One number with its budget.

    Attributes:
        floor: The same without BooCode, measured in the same run; what is judged is `value - floor` if `added`.
        added: Whether the budget is for what BooCode adds to the floor.
    """

    what: str
    value: float
    unit: str
    budget: float | None = None
    floor: float | None = None
    added: bool = False

    @property
    def judged(self) -> float:
        return self.value - self.floor if self.added and self.floor is not None else self.value

    @property
    def passes(self) -> bool | None:
        return None if self.budget is None else self.judged <= self.budget

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "judged": self.judged, "passes": self.passes}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all values are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def p50(values: Sequence[float]) -> float:
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    return percentile(values, 0.99)


MARKS = {True: "pass", False: "OVER", None: ""}


def table(rows: Sequence[Row]) -> str:
    """The rows for a terminal."""
    cells = [("", "measured", "floor", "judged", "budget", "", "")]
    cells += [
        (
            row.what,
            _number(row.value),
            _number(row.floor),
            _number(row.judged) if row.added else "",
            _number(row.budget),
            row.unit,
            MARKS[row.passes],
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    aligned = [
        "  ".join(
            cell.ljust(width) if column in (0, 5, 6) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    return "\n".join(aligned)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
