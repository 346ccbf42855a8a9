"""Requests: what agents ask the human. Rows, so that every question survives.

Answering is first come, first served; the same `client_id` again gets the same answer. What an interrupted task asked
stays open: answering it begins the task that continues it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, LiteralString, Protocol
from uuid import UUID

import anyio

from boocode.chats.store import lock_queue
from boocode.contracts.agents import NewRequest, NoticeReport
from boocode.contracts.wire.chat import Answer, Request, RequestState
from boocode.contracts.wire.events import PartData, RequestData
from boocode.db import Connection, DatabaseGone
from boocode.events import EventLog, Lease, LeaseLost, Transaction
from boocode.kernel.clock import now
from boocode.kernel.errors import NotFound
from boocode.kernel.ids import new_id
from boocode.kernel.text import clean
from boocode.tasks.answers import check_answer, kind_of, retold
from boocode.tasks.delivery import Delivery
from boocode.tasks.errors import AlreadyAnswered
from boocode.tasks.promotion import promote
from boocode.tasks.rules import Asker, Standing, keep_rule, rules_answer, told, use_rule
from boocode.tasks.sink import TaskSink

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # answers given here are seen at once; this is for what was never told
COLUMNS = (
    "id, kind, task_id, chat_id, session_id, title, detail, options, questions,"
    " case when subject = '' then '' else subject_label end, (select t.provider from tasks t where t.id = task_id),"
    " state = 'open' and (select t.state = 'interrupted' from tasks t where t.id = task_id),"
    " rule_id, state, answer, created_at, answered_at"
)


class Continuing(Protocol):
    """Admits the task that continues another."""

    async def continue_in(self, tx: Transaction, task_id: UUID, said: str) -> object: ...


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
        closed = request.model_copy(update={"state": state, "orphaned": False})
        tx.emit(request.chat_id, "request.resolved", RequestData(request=closed), task_id=task_id)
        _changed(tx, request.session_id)


async def tell_orphaned(tx: Transaction, task_id: UUID) -> None:
    """Say of the open requests of a task that was just interrupted what answering them means now."""
    for request in await find_requests(tx.conn, "task_id = %s and state = 'open'", (task_id,)):
        tx.emit(request.chat_id, "request.created", RequestData(request=request), task_id=task_id)
        _changed(tx, request.session_id)


async def mark_delivered(conn: Connection, task_id: UUID) -> None:
    """The answers whose calls have their results are delivered."""
    await conn.execute(
        "update requests r set state = 'delivered' where r.task_id = %s and r.state = 'answered' and exists ("
        " select from tasks t join parts c on c.message_id = t.assistant_message_id and c.type = 'tool_call'"
        "   and c.data ->> 'request_id' = r.id::text"
        " join parts p on p.message_id = c.message_id and p.type = 'tool_result' and p.state = 'done'"
        "   and p.data ->> 'call_part_id' = c.id::text where t.id = r.task_id)",
        (task_id,),
    )


async def read_answers(tx: Transaction, task_id: UUID) -> Mapping[str, Answer]:
    """The answers that a parked task goes on with, by the call id that asked."""
    found = await find_requests(tx.conn, "task_id = %s and state = 'answered'", (task_id,))
    calls = await tx.conn.execute("select id, call_id from requests where task_id = %s", (task_id,))
    call_ids: dict[UUID, str] = dict(await calls.fetchall())
    return {call_ids[request.id]: told(request.options, request.answer) for request in found if request.answer}


class Requests:
    """Asking and answering."""

    def __init__(self, events: EventLog, delivery: Delivery, continuing: Continuing) -> None:
        self._events = events
        self._delivery = delivery
        self._continuing = continuing

    async def ask(self, request: NewRequest, sink: TaskSink, lease: Lease, asker: Asker) -> UUID | Answer:
        """Store a request of a running task. Gives its id, or the answer if a rule has it.

        Raises:
            LeaseLost: The task is no longer ours.
        """
        async with self._events.transaction() as tx:
            await hold(tx.conn, lease)
            standing = await use_rule(tx.conn, asker, request)
            asked = _new_request(request, asker, standing)
            await _insert(tx.conn, asked, request)
            if call := sink.asking_call(request, asked.id, waits=standing is None):
                tx.emit(asker.chat_id, "part.updated", PartData(part=call), task_id=asker.task_id)
            type_ = "request.resolved" if standing else "request.created"
            tx.emit(asker.chat_id, type_, RequestData(request=asked), task_id=asker.task_id)
            if standing:
                tx.changed("app", "rules")
            else:
                _changed(tx, asker.session_id)
        if standing is None:
            return asked.id
        if standing.once:
            await sink.emit(_allowance_notice(standing, request))
        return asked.answer or Answer()

    async def ask_now(self, request: NewRequest, sink: TaskSink, lease: Lease, asker: Asker) -> Answer:
        """As `ask`, and wait for the answer, whichever process it is given through.

        Raises:
            LeaseLost: The task is no longer ours, or the request was closed.
        """
        with self._events.bus.listen() as listener:
            listener.topics.add(f"session:{asker.session_id}")
            asked = await self.ask(request, sink, lease, asker)
            while not isinstance(asked, Answer):
                if (answer := await self._look_for_answer(asked, lease)) is not None:
                    sink.answered_call(request)
                    return answer
                with anyio.move_on_after(LOOK_SECONDS):
                    while not any("requests" in told.what for told in await listener.next()):
                        pass
            return asked

    async def _look_for_answer(self, request_id: UUID, lease: Lease) -> Answer | None:
        """The answer as the agent is told it. It counts only while the task is ours: afterwards it is for the task that
        continues this one."""
        try:
            async with self._events.transaction() as tx:
                await hold(tx.conn, lease)
                found = await get_request(tx.conn, request_id)
        except DatabaseGone as error:
            log.info("request %s waits for the database: %s", request_id, error.message)
            return None
        if found.state in ("cancelled", "withdrawn"):
            raise LeaseLost("This request was closed.")
        return told(found.options, found.answer) if found.answer else None

    async def withdraw(self, task_id: UUID, call_id: str) -> None:
        """The agent does not wait for the answer any more, though its turn goes on."""
        async with self._events.transaction() as tx:
            open_ones = "task_id = %s and call_id = %s and state = 'open'"
            for request in await find_requests(tx.conn, open_ones, (task_id, call_id)):
                await tx.conn.execute("update requests set state = 'withdrawn' where id = %s", (request.id,))
                closed = request.model_copy(update={"state": "withdrawn"})
                tx.emit(request.chat_id, "request.resolved", RequestData(request=closed), task_id=task_id)
                _changed(tx, request.session_id)

    async def answer(self, request_id: UUID, client_id: UUID, answer: Answer) -> Request:
        """Answer an open request. A parked task that has all its answers is due in the same transaction; for one that
        was interrupted, so is the task that continues it.

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
            answer = check_answer(request, answer)
            await tx.conn.execute(
                "update requests set state = 'answered', answer = %s::jsonb, answer_client_id = %s, answered_at = now()"
                " where id = %s",
                (answer.model_dump_json(), client_id, request_id),
            )
            if (kind := kind_of(request, answer)) and await keep_rule(tx.conn, request, kind):
                tx.changed("app", "rules")
            if request.orphaned:
                await self._go_on(tx, request.task_id)
            answered = await get_request(tx.conn, request_id)
            tx.emit(request.chat_id, "request.resolved", RequestData(request=answered), task_id=request.task_id)
            _changed(tx, request.session_id)
            await promote(tx, self._delivery, request.chat_id)
            return answered

    async def _go_on(self, tx: Transaction, task_id: UUID) -> None:
        """Begin the task that continues an interrupted one, once all that it asked is answered."""
        found = await find_requests(tx.conn, "task_id = %s and state in ('open', 'answered')", (task_id,))
        if any(request.state == "open" for request in found):
            return
        await self._continuing.continue_in(tx, task_id, retold(found))
        await tx.conn.execute(
            "update requests set state = 'delivered' where task_id = %s and state = 'answered'", (task_id,)
        )


def _changed(tx: Transaction, session_id: UUID) -> None:
    """Whoever shows requests, or that something waits for the human, looks again."""
    tx.changed("app", "requests", "inbox", "tasks")
    tx.changed(f"session:{session_id}", "chats", "requests")


def _new_request(request: NewRequest, asker: Asker, standing: Standing | None) -> Request:
    return Request(
        id=new_id(),
        kind=request.kind,
        task_id=asker.task_id,
        chat_id=asker.chat_id,
        session_id=asker.session_id,
        title=clean(request.title),
        detail=clean(request.detail),
        options=list(request.options),
        questions=list(request.questions),
        always=clean(request.subject_label) if request.subject else "",
        provider=asker.provider,
        rule_id=standing.id if standing else None,
        state="answered" if standing else "open",
        answer=rules_answer(standing, list(request.options)) if standing else None,
        created_at=now(),
        answered_at=now() if standing else None,
    )


def _allowance_notice(standing: Standing, request: NewRequest) -> NoticeReport:
    return NoticeReport(
        "info",
        f"Allowed without asking again, this once: {standing.label}. The answer to it is from before.",
        {"code": "allowance_used", "rule_id": str(standing.id), "call_id": request.call_id},
        step=request.step,
    )


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
        " fingerprint, subject, subject_label, rule_id, state, answer, created_at, answered_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb -> 'options', %s::jsonb -> 'questions', %s, %s, %s, %s, %s,"
        " %s::jsonb, %s, %s)",
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
            clean(request.subject),
            clean(request.subject_label),
            asked.rule_id,
            asked.state,
            asked.answer.model_dump_json() if asked.answer else None,
            asked.created_at,
            asked.answered_at,
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
        always=row[9],
        provider=row[10],
        orphaned=row[11],
        rule_id=row[12],
        state=row[13],
        answer=row[14],
        created_at=row[15],
        answered_at=row[16],
    )
