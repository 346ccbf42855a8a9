"""Tasks, what they ask, and what waits for the human."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query

from boocode.contracts.wire.chat import Answer, Request, RequestState, Task, TaskState
from boocode.kernel.errors import Invalid
from boocode.tasks import Admitted
from boocode.web.routes.area import area
from boocode.web.routes.chats import prompt_of
from boocode.web.services import Caller, Services, Use
from boocode.web.shapes import (
    AdmittedTask,
    AnswerInput,
    ClientIdInput,
    Inbox,
    RequestList,
    TaskInput,
    TaskList,
    WaitingChanges,
)

router = area("tasks")


@router.get("/tasks")
async def list_tasks(
    *,
    services: Use,
    caller: Caller,
    chat_id: UUID | None = None,
    session_id: UUID | None = None,
    state: TaskState | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: UUID | None = None,
) -> TaskList:
    """Tasks, newest first; pass `next` as `cursor` for older ones."""
    found = await services.tasks.find(
        chat_id=chat_id, session_id=session_id, state=state, before=cursor, limit=limit + 1
    )
    following = str(found[limit - 1].id) if len(found) > limit else None
    return TaskList(tasks=list(found[:limit]), next=following)


@router.post("/tasks", status_code=202)
async def make_task(body: TaskInput, services: Use, caller: Caller) -> AdmittedTask:
    """Admit a prompt, making the session and the chat it needs."""
    chat_id = await _chat_for(body, services)
    admitted = await services.tasks.admit(prompt_of(body, chat_id))
    return AdmittedTask(message=admitted.message, task=admitted.task, chat=await services.chats.get(chat_id))


async def _chat_for(body: TaskInput, services: Services) -> UUID:
    given = [place for place in (body.chat_id, body.session_id, body.project_id) if place is not None]
    if len(given) != 1:
        raise Invalid("Name exactly one of `chat_id`, `session_id` and `project_id`.")
    if body.chat_id is not None:
        return body.chat_id
    return await services.chats.chat_for_task(body.client_id, session_id=body.session_id, project_id=body.project_id)


@router.get("/tasks/{task_id}")
async def get_task(task_id: UUID, services: Use, caller: Caller) -> Task:
    return await services.tasks.get(task_id)


@router.post("/tasks/{task_id}/cancel")
async def cancel_task(task_id: UUID, services: Use, caller: Caller) -> Task:
    return await services.tasks.cancel(task_id)


@router.post("/tasks/{task_id}/continue", status_code=202)
async def continue_task(task_id: UUID, body: ClientIdInput, services: Use, caller: Caller) -> Admitted:
    """Go on where an interrupted, capped or failed task ended, as a new task."""
    return await services.tasks.go_on(task_id, body.client_id)


@router.post("/tasks/{task_id}/seen")
async def mark_task_seen(task_id: UUID, services: Use, caller: Caller) -> Task:
    """Take a failed or interrupted task out of the inbox."""
    return await services.tasks.mark_seen(task_id)


@router.get("/requests")
async def list_requests(
    services: Use, caller: Caller, state: RequestState | None = "open", chat_id: UUID | None = None
) -> RequestList:
    """What agents ask, oldest first; open requests unless another `state` is named."""
    return RequestList(requests=list(await services.tasks.find_requests(state=state, chat_id=chat_id)))


@router.post("/requests/{request_id}/answer")
async def answer_request(request_id: UUID, body: AnswerInput, services: Use, caller: Caller) -> Request:
    """Answer what an agent asked. The first answer wins; others get 409 `already_answered`."""
    answer = Answer(option_id=body.option_id, text=body.text, values=body.values)
    return await services.tasks.answer(request_id, body.client_id, answer)


@router.get("/inbox")
async def get_inbox(services: Use, caller: Caller) -> Inbox:
    """Everything that waits for the human."""
    requests = list(await services.tasks.find_requests())
    tasks = list(await services.tasks.unseen())
    waiting = [
        WaitingChanges(session_id=id_, count=count, conflicts=conflicts)
        for id_, count, conflicts in await services.changes.waiting()
    ]
    count = len(requests) + len(tasks) + len(waiting)
    return Inbox(requests=requests, tasks=tasks, changes=waiting, count=count)
