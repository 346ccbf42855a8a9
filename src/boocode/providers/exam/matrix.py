"""Exams as a table: a column for each provider, a row for each capability."""

from __future__ import annotations

from collections.abc import Sequence

from boocode.contracts.wire.providers import Exam, Grade

MARKS: dict[Grade, str] = {"yes": "yes", "partly": "partly", "no": "NO", "untested": "–"}


def matrix(exams: Sequence[Exam]) -> list[list[str]]:
    """The cells: the heading first, then a row for each capability."""
    labels = {line.capability: line.label for exam in exams for line in exam.lines}
    rows = [["", *(exam.provider for exam in exams)]]
    rows.append(["version", *(exam.version or "?" for exam in exams)])
    for capability, label in labels.items():
        rows.append([label, *(_mark(exam, capability) for exam in exams)])
    rows.append(["date", *(exam.at.date().isoformat() for exam in exams)])
    return rows


def plain(exams: Sequence[Exam]) -> str:
    """The matrix for a terminal, and below it what there is to say about each."""
    rows = matrix(exams)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    notes = [f"{exam.provider}: {line.label}: {line.note}" for exam in exams for line in exam.lines if line.note]
    return "\n".join([*table, "", *notes])


def markdown(exams: Sequence[Exam]) -> str:
    """The matrix as Markdown, with the notes as lists."""
    rows = matrix(exams)
    table = ["| " + " | ".join(row) + " |" for row in rows]
    table.insert(1, "|" + "---|" * len(rows[0]))
    notes = [f"\n### {exam.provider} {exam.version or ''}\n\n" + _notes(exam) for exam in exams]
    return "\n".join([*table, *notes]) + "\n"


def _notes(exam: Exam) -> str:
    return "\n".join(f"- {line.label}: {MARKS[line.grade]}. {line.note}" for line in exam.lines if line.note)


def _mark(exam: Exam, capability: str) -> str:
    return next((MARKS[line.grade] for line in exam.lines if line.capability == capability), "–")
