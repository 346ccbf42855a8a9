"""Stopping everything in a place before it is deleted."""

from __future__ import annotations

from uuid import UUID

from boocode.contracts.wire.chat import TaskState
from boocode.web.services import Services

# Waiting ones first, so that nothing starts in the place of what is stopped.
ORDER: tuple[TaskState, ...] = ("pending", "blocked", "running")


async def stop_work(
    services: Services, *, project_id: UUID | None = None, session_id: UUID | None = None, chat_id: UUID | None = None
) -> None:
    """Cancel every task there, queued ones included.

    Raises:
        NotFound: There is no such project, session or chat.
    """
    if project_id is not None:
        for archived in (False, True):
            for session in await services.sessions.list_sessions(project_id, archived=archived):
                await stop_work(services, session_id=session.id)
        return
    for state in ORDER:
        for task in await services.tasks.find(session_id=session_id, chat_id=chat_id, state=state, limit=1000):
            await services.tasks.cancel(task.id)
