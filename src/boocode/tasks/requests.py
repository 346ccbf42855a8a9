"""Requests: what agents ask the human. Rows, so that every question survives.

Answering is first come, first served; the same `client_id` again gets the same answer.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, LiteralString
from uuid import UUID

import anyio

from boocode.chats.store import lock_queue
from boocode.contracts.agents import NewRequest
from boocode.contracts.wire.chat import Answer, Request, RequestState
from boocode.contracts.wire.events import PartData, RequestData
from boocode.db import Connection, DatabaseGone
from boocode.events import EventLog, Lease, LeaseLost, Transaction
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean, clean_tree
from boocode.tasks import store
from boocode.tasks.admission import promote
from boocode.tasks.delivery import Delivery
from boocode.tasks.errors import AlreadyAnswered, BadAnswer
from boocode.tasks.sink import TaskSink

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # answers given here are seen at once; this is for what was never told
COLUMNS = (
    "id, kind, task_id, chat_id, session_id, title, detail, options, questions, state, answer, created_at, answered_at"
)


async def find_requests(
    conn: Connection, where: LiteralString, params: Sequence[object] | Mapping[str, object]
) -> list[Request]:
    """Requests that match an SQL condition, oldest first."""
    cursor = await conn.execute(f"select {COLUMNS} from requests where {where} order by created_at", params)  # noqa: S608
    return [_request(row) for row in await cursor.fetchall()]


async def get_request(conn: Connection, request_id: UUID) -> Request:
    """Raises NotFound when there is no such request."""
    found = await find_requests(conn, "id = %s", (request_id,))
    if not found:
        raise NotFound("There is no such request.", request_id=str(request_id))
    return found[0]


async def close_open(tx: Transaction, task_id: UUID, state: RequestState) -> None:
    """End the open requests of a task that will not read an answer any more."""
    for request in await find_requests(tx.conn, "task_id = %s and state = 'open'", (task_id,)):
        await tx.conn.execute("update requests set state = %s where id = %s", (state, request.id))
        closed = request.model_copy(update={"state": state})
        tx.emit(request.chat_id, "request.resolved", RequestData(request=closed), task_id=task_id)
        tx.changed("app", "requests", "inbox")


async def deliver_answers(tx: Transaction, task_id: UUID) -> Mapping[str, Answer]:
    """The answers that a parked task goes on with, by the call id that asked; from now on they are delivered."""
    cursor = await tx.conn.execute(
        "update requests set state = 'delivered' where task_id = %s and state = 'answered' returning call_id, answer",
        (task_id,),
    )
    return {row[0]: Answer.model_validate(row[1]) for row in await cursor.fetchall()}


class Requests:
    """Asking and answering."""

    def __init__(self, events: EventLog, delivery: Delivery) -> None:
        self._events = events
        self._delivery = delivery

    async def ask(self, request: NewRequest, sink: TaskSink, lease: Lease, session_id: UUID) -> UUID:
        """Store a request of a running task.

        Raises:
            LeaseLost: The task is no longer ours.
        """
        async with self._events.transaction() as tx:
            await hold(tx.conn, lease)
            asked = Request(
                id=new_id(),
                kind=request.kind,
                task_id=lease.task_id,
                chat_id=sink.chat_id,
                session_id=session_id,
                title=clean(request.title),
                detail=clean(request.detail),
                options=list(request.options),
                questions=list(request.questions),
                state="open",
                created_at=now(),
            )
            await _insert(tx.conn, asked, request)
            if call := sink.waiting_call(request, asked.id):
                tx.emit(sink.chat_id, "part.updated", PartData(part=call), task_id=lease.task_id)
            tx.emit(sink.chat_id, "request.created", RequestData(request=asked), task_id=lease.task_id)
            tx.changed("app", "requests", "inbox")
            tx.changed(f"session:{session_id}", "chats", "requests")
            return asked.id

    async def ask_now(self, request: NewRequest, sink: TaskSink, lease: Lease, session_id: UUID) -> Answer:
        """Store a request of a running task and wait for its answer, whichever process it is given through.

        Raises:
            LeaseLost: The task is no longer ours, or the request was closed.
        """
        with self._events.bus.listen() as listener:
            listener.topics.add(f"session:{session_id}")
            request_id = await self.ask(request, sink, lease, session_id)
            while True:
                if (answer := await self._look_for_answer(request_id, lease)) is not None:
                    return answer
                with anyio.move_on_after(LOOK_SECONDS):
                    while not any("requests" in told.what for told in await listener.next()):
                        pass

    async def _look_for_answer(self, request_id: UUID, lease: Lease) -> Answer | None:
        try:
            async with self._events.transaction() as tx:
                await hold(tx.conn, lease)
                found = await get_request(tx.conn, request_id)
        except DatabaseGone as error:
            log.info("request %s waits for the database: %s", request_id, error.message)
            return None
        if found.state in ("cancelled", "withdrawn"):
            raise LeaseLost("This request was closed.")
        return found.answer

    async def answer(self, request_id: UUID, client_id: UUID, answer: Answer) -> Request:
        """Answer an open request; a parked task that has all its answers is due in the same transaction.

        Raises:
            NotFound: No such request.
            AlreadyAnswered: Somebody was first, or nobody waits for it any more.
            BadAnswer: It does not fit what was asked.
        """
        async with self._events.transaction() as tx:
            request = await get_request(tx.conn, request_id)
            await lock_queue(tx.conn, request.chat_id)
            request = await get_request(tx.conn, request_id)
            if request.state != "open":
                return await _answered_before(tx.conn, request, client_id)
            answer = _checked(request, answer)
            await tx.conn.execute(
                "update requests set state = 'answered', answer = %s::jsonb, answer_client_id = %s, answered_at = now()"
                " where id = %s",
                (answer.model_dump_json(), client_id, request_id),
            )
            request = await get_request(tx.conn, request_id)
            tx.emit(request.chat_id, "request.resolved", RequestData(request=request), task_id=request.task_id)
            tx.changed("app", "requests", "inbox")
            tx.changed(f"session:{request.session_id}", "requests")
            place = await store.chat_place(tx.conn, request.chat_id)
            await promote(tx, self._delivery, request.chat_id, place.host)
            return request


async def hold(conn: Connection, lease: Lease) -> None:
    """Keep the task running until this transaction ends."""
    cursor = await conn.execute(
        "select from tasks where id = %s and state = 'running' and lease_token = %s for share",
        (lease.task_id, lease.token),
    )
    if await cursor.fetchone() is None:
        raise LeaseLost("This task was ended elsewhere.")


async def _insert(conn: Connection, asked: Request, request: NewRequest) -> None:
    shown = asked.model_dump_json(include={"options", "questions"})
    await conn.execute(
        "insert into requests (id, task_id, chat_id, session_id, kind, call_id, title, detail, options, questions,"
        " fingerprint, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb -> 'options',"
        " %s::jsonb -> 'questions', %s, %s)",
        (
            asked.id,
            asked.task_id,
            asked.chat_id,
            asked.session_id,
            asked.kind,
            request.call_id,
            asked.title,
            asked.detail,
            shown,
            shown,
            request.fingerprint,
            asked.created_at,
        ),
    )


async def _answered_before(conn: Connection, request: Request, client_id: UUID) -> Request:
    cursor = await conn.execute("select from requests where id = %s and answer_client_id = %s", (request.id, client_id))
    if await cursor.fetchone() is not None:
        return request
    gone = request.state in ("cancelled", "withdrawn")
    raise AlreadyAnswered(
        "Nobody waits for this answer any more: the task has ended." if gone else "This was answered already.",
        state=request.state,
    )


def _checked(request: Request, answer: Answer) -> Answer:
    """The answer, cleaned, if it fits the request."""
    answer = Answer.model_validate(clean_tree(answer.model_dump()))
    if request.kind == "question":
        _check_values(request, answer)
    elif answer.option_id not in {option.id for option in request.options}:
        raise BadAnswer(
            "Choose one of the options.", option_id=answer.option_id, options=[option.id for option in request.options]
        )
    return answer


def _check_values(request: Request, answer: Answer) -> None:
    values = dict(answer.values or {})
    if not values and len(request.questions) == 1 and (answer.option_id or answer.text):
        values = {request.questions[0].id: [answer.option_id or answer.text or ""]}
        answer.values = values
    known = {question.id: question for question in request.questions}
    if unknown := values.keys() - known.keys():
        raise BadAnswer(f"There is no question {sorted(unknown)[0]!r}.", questions=sorted(known))
    if not any(values.values()):
        raise BadAnswer("Answer at least one question.", questions=sorted(known))
    for question_id, chosen in values.items():
        question = known[question_id]
        options = {option.id for option in question.options}
        if not question.multi_select and len(chosen) > 1 and not question.allow_text:
            raise BadAnswer("Choose one option only.", question=question_id)
        if not question.allow_text and (wrong := [value for value in chosen if value not in options]):
            raise BadAnswer(f"{wrong[0]!r} is not one of the options.", question=question_id, options=sorted(options))


def _request(row: Sequence[Any]) -> Request:
    return Request(
        id=row[0],
        kind=row[1],
        task_id=row[2],
        chat_id=row[3],
        session_id=row[4],
        title=row[5],
        detail=row[6],
        options=row[7],
        questions=row[8],
        state=row[9],
        answer=row[10],
        created_at=row[11],
        answered_at=row[12],
    )
