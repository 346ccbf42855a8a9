"""What happened, by project, session and chat."""

from __future__ import annotations

from collections.abc import Sequence

from boocode.away import words
from boocode.away.store import FactRow
from boocode.contracts.wire.away import ChatFacts, Fact, ProjectFacts, SessionFacts


def grouped(rows: Sequence[FactRow]) -> list[ProjectFacts]:
    """The facts where they belong. The place with the newest one comes first."""
    projects: dict[object, ProjectFacts] = {}
    sessions: dict[object, SessionFacts] = {}
    chats: dict[object, ChatFacts] = {}
    for row in rows:
        if row.project_id not in projects:
            projects[row.project_id] = ProjectFacts(id=row.project_id, name=row.project_name, sessions=[])
        if row.session_id not in sessions:
            sessions[row.session_id] = SessionFacts(id=row.session_id, name=row.session_name, facts=[], chats=[])
            projects[row.project_id].sessions.append(sessions[row.session_id])
        session = sessions[row.session_id]
        if row.chat_id is None:
            session.facts.append(_fact(row))
            continue
        if row.chat_id not in chats:
            chats[row.chat_id] = ChatFacts(id=row.chat_id, title=row.title, facts=[])
            session.chats.append(chats[row.chat_id])
        chats[row.chat_id].facts.append(_fact(row))
    return list(projects.values())


def _fact(row: FactRow) -> Fact:
    return Fact(
        kind=row.kind,
        count=row.count,
        at=row.at,
        text=_text(row),
        message_id=row.message_id,
        task_id=row.task_id,
        request_id=row.request_id,
        change_id=row.change_id,
        terminal_id=row.terminal_id,
        exit_code=row.exit_code,
    )


def _text(row: FactRow) -> str:
    match row.kind:
        case "completed" | "failed" | "interrupted" | "cancelled":
            return words.end_of_task(row.kind, answer=row.answer, error=row.error, reason=row.reason)
        case "waiting" | "answered" | "expired":
            return words.asked(row.request_title, row.question)
        case "terminal":
            name = words.first_line(row.terminal_name)
            return ": ".join(part for part in (name, words.end_of_terminal(row.terminal_state, row.exit_code)) if part)
        case "session":
            return ""
        case _:
            return _paths(row)


def _paths(row: FactRow) -> str:
    """Some of the files, and that there are more."""
    named = list(dict.fromkeys(path for path in row.paths if path))
    return ", ".join(named) + (", …" if row.count > len(row.paths) else "")
