"""The message tree: pages of the shown path, branches, removing and copying."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from boocode.chats.errors import ChatBusy
from boocode.chats.messages import insert_message
from boocode.chats.reader import ProjectChatReader
from boocode.chats.service import Chats
from boocode.contracts.wire.chat import Role
from boocode.contracts.wire.parts import AttachmentPart, Part, TextPart, ToolCallPart, ToolResultPart
from boocode.db import Database
from boocode.events import EventLog, open_event_log
from boocode.files.blobs import BlobStore
from boocode.kernel.clock import now
from boocode.kernel.errors import Invalid, NotFound
from boocode.kernel.ids import new_id
from tests.support.rows import HOST, Place, make_chat


@pytest.fixture
async def log(db: Database) -> AsyncIterator[EventLog]:
    async with open_event_log(db) as opened:
        yield opened


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> Place:
    return await make_chat(db, tmp_path / "repo")


@pytest.fixture
def chats(db: Database, log: EventLog) -> Chats:
    return Chats(db, log)


def text_part(message_id: UUID, text: str, index: int = 0) -> TextPart:
    return TextPart(id=new_id(), message_id=message_id, index=index, step=0, created_at=now(), text=text)


async def say(
    db: Database, place: Place, text: str, parent_id: UUID | None, role: Role | None = None, *more: Part
) -> UUID:
    """A message below `parent_id`; it becomes the leaf. Roles alternate by the text's first letter."""
    role = role or ("user" if text.startswith("q") else "assistant")
    message_id = new_id()
    async with db.transaction() as conn:
        await insert_message(
            conn,
            message_id=message_id,
            chat_id=place.chat_id,
            parent_id=parent_id,
            role=role,
            task_id=None,
            parts=[text_part(message_id, text), *(part.model_copy(update={"message_id": message_id}) for part in more)],
        )
        await conn.execute("update chats set leaf_id = %s where id = %s", (message_id, place.chat_id))
    return message_id


async def line(db: Database, place: Place, *texts: str, after: UUID | None = None) -> list[UUID]:
    ids: list[UUID] = []
    for text in texts:
        after = await say(db, place, text, after)
        ids.append(after)
    return ids


async def shown(chats: Chats, chat_id: UUID) -> list[str]:
    async with chats.snapshot() as conn:
        page = await chats.page(conn, chat_id, limit=100)
    return [part.text for message in page.messages for part in message.parts if isinstance(part, TextPart)]


async def test_pages_join_to_the_whole_path(db: Database, chats: Chats, place: Place) -> None:
    ids = await line(db, place, *(f"{'qa'[n % 2]}{n}" for n in range(23)))
    before: UUID | None = None
    seen: list[UUID] = []
    sizes: list[int] = []
    async with chats.snapshot() as conn:
        while not sizes or before is not None:
            page = await chats.page(conn, place.chat_id, before=before, limit=10)
            seen = [message.id for message in page.messages] + seen
            sizes.append(len(page.messages))
            before = page.next
    assert seen == ids
    assert sizes == [10, 10, 3]


async def test_empty_chat_has_an_empty_page(chats: Chats, place: Place) -> None:
    async with chats.snapshot() as conn:
        page = await chats.page(conn, place.chat_id)
    assert (list(page.messages), page.seq, page.next) == ([], 0, None)


async def test_page_of_nothing_known_is_refused(db: Database, chats: Chats, place: Place, tmp_path: Path) -> None:
    other = await make_chat(db, tmp_path / "other")
    foreign = await say(db, other, "q", None)
    for chat_id, before in [(new_id(), None), (place.chat_id, new_id()), (place.chat_id, foreign)]:
        with pytest.raises(NotFound):
            async with chats.snapshot() as conn:
                await chats.page(conn, chat_id, before=before)


async def test_choosing_a_message_shows_the_newest_path_through_it(db: Database, chats: Chats, place: Place) -> None:
    q1, a1, q2, a2 = await line(db, place, "q1", "a1", "q2", "a2")
    b2 = await say(db, place, "b2", q2)
    (c1,) = await line(db, place, "c1", after=q1)
    assert await shown(chats, place.chat_id) == ["q1", "c1"]
    assert (await chats.change(place.chat_id, {"leaf_id": a1})).leaf_id == b2
    assert await shown(chats, place.chat_id) == ["q1", "a1", "q2", "b2"]
    assert (await chats.change(place.chat_id, {"leaf_id": a2})).leaf_id == a2
    assert (await chats.change(place.chat_id, {"leaf_id": q1})).leaf_id == c1
    async with chats.snapshot() as conn:
        page = await chats.page(conn, place.chat_id)
    assert [message.sibling_ids for message in page.messages] == [[q1], [a1, c1]]


async def test_edited_first_message_is_a_sibling_of_the_first(db: Database, chats: Chats, place: Place) -> None:
    (first,) = await line(db, place, "q1")
    (second,) = await line(db, place, "q2")
    async with chats.snapshot() as conn:
        page = await chats.page(conn, place.chat_id)
    assert [message.sibling_ids for message in page.messages] == [[first, second]]


async def test_leaf_must_be_a_placed_message_of_an_idle_chat(
    db: Database, chats: Chats, place: Place, tmp_path: Path
) -> None:
    other = await make_chat(db, tmp_path / "other")
    foreign = await say(db, other, "q", None)
    (own,) = await line(db, place, "q1")
    for leaf in (foreign, new_id()):
        with pytest.raises(NotFound):
            await chats.change(place.chat_id, {"leaf_id": leaf})
    with pytest.raises(Invalid):
        await chats.change(place.chat_id, {"leaf_id": None})
    await add_task(db, place, own, "running")
    with pytest.raises(ChatBusy):
        await chats.change(place.chat_id, {"leaf_id": own})


async def test_removing_takes_what_follows_on_every_branch(db: Database, chats: Chats, place: Place) -> None:
    q1, a1, q2, a2 = await line(db, place, "q1", "a1", "q2", "a2")
    b2 = await say(db, place, "b2", q2)
    removed = await chats.delete_message(q2)
    assert (set(removed.message_ids), removed.leaf_id) == ({q2, a2, b2}, a1)
    assert await shown(chats, place.chat_id) == ["q1", "a1"]
    assert await db.fetch_value("select count(*) from parts where message_id = any(%s)", ([q2, a2, b2],)) == 0
    assert (await chats.delete_message(q1)).leaf_id is None
    assert await shown(chats, place.chat_id) == []


async def test_removing_the_shown_branch_shows_its_sibling(db: Database, chats: Chats, place: Place) -> None:
    q1, a1, q2 = await line(db, place, "q1", "a1", "q2")
    b1 = await say(db, place, "b1", q1)
    assert (await chats.delete_message(b1)).leaf_id == q2
    other = await say(db, place, "q9", None)
    assert (await chats.delete_message(other)).leaf_id == q2
    assert (await chats.get(place.chat_id)).leaf_id == q2
    assert a1 != b1


async def test_removing_elsewhere_keeps_what_is_shown(db: Database, chats: Chats, place: Place) -> None:
    q1, a1 = await line(db, place, "q1", "a1")
    b1 = await say(db, place, "b1", q1)
    assert (await chats.delete_message(a1)).leaf_id == b1


async def test_messages_a_task_works_on_are_not_removed(db: Database, chats: Chats, place: Place) -> None:
    q1, a1 = await line(db, place, "q1", "a1")
    await add_task(db, place, a1, "running")
    with pytest.raises(ChatBusy):
        await chats.delete_message(q1)
    assert await shown(chats, place.chat_id) == ["q1", "a1"]


async def test_fork_is_a_whole_copy_that_survives_its_origin(
    db: Database, chats: Chats, place: Place, tmp_path: Path
) -> None:
    blob = await BlobStore(db, tmp_path / "data").put(b"text")
    file_id = new_id()
    await db.execute(
        "insert into attachments (id, chat_id, kind, name, media_type, size, sha256)"
        " values (%s, %s, 'file', 'a.txt', 'text/plain', 4, %s)",
        (file_id, place.chat_id, blob),
    )

    def fresh(index: int) -> dict[str, Any]:
        return {"id": new_id(), "message_id": new_id(), "step": 0, "created_at": now(), "index": index}

    attached = AttachmentPart(
        **fresh(1), kind="file", name="a.txt", media_type="text/plain", size=4, attachment_id=file_id
    )
    call = ToolCallPart(**fresh(1), state="completed", call_id="1", tool="t", kind="read", title="", arguments={})
    result = ToolResultPart(**fresh(2), call_part_id=call.id, text="found")
    q1 = await say(db, place, "q1", None, "user", attached)
    a1 = await say(db, place, "a1", q1, "assistant", call, result)
    await say(db, place, "q2", a1)

    fork = await chats.fork(place.chat_id, a1, client_id=(client_id := new_id()))
    again = await chats.fork(place.chat_id, a1, client_id=client_id)
    assert again.model_dump_json() == fork.model_dump_json()
    assert fork.session_id == place.session_id
    await chats.delete(place.chat_id)
    async with chats.snapshot() as conn:
        page = await chats.page(conn, fork.id)
    question, answer = page.messages
    assert fork.leaf_id == answer.id
    assert answer.parent_id == question.id
    assert not {question.id, answer.id} & {q1, a1}
    (_, copied), (_, copied_call, copied_result) = question.parts, answer.parts
    assert isinstance(copied, AttachmentPart)
    assert isinstance(copied_result, ToolResultPart)
    assert copied_result.call_part_id == copied_call.id != call.id
    assert copied.attachment_id != file_id
    assert await db.fetch_value("select sha256 from attachments where id = %s", (copied.attachment_id,)) == blob


async def test_answer_that_is_being_written_is_not_forked(db: Database, chats: Chats, place: Place) -> None:
    q1, a1 = await line(db, place, "q1", "a1")
    await add_task(db, place, q1, "running", a1)
    with pytest.raises(ChatBusy):
        await chats.fork(place.chat_id, a1)
    assert await shown(chats, (await chats.fork(place.chat_id, q1)).id) == ["q1"]


async def test_chats_are_read_only_by_agents_of_their_project(db: Database, place: Place, tmp_path: Path) -> None:
    reader = ProjectChatReader(db)
    await line(db, place, "q1", "a1")
    other = await make_chat(db, tmp_path / "other")
    assert [each.id for each in await reader.list_chats(place.project_id)] == [place.chat_id]
    assert len(await reader.read_chat(place.project_id, place.chat_id)) == 2
    assert await reader.list_chats(other.project_id) == []
    with pytest.raises(NotFound):
        await reader.read_chat(other.project_id, place.chat_id)


async def test_history_pages_cover_every_chat_once(db: Database, chats: Chats, place: Place) -> None:
    made = {place.chat_id}
    for number in range(12):
        made.add((await chats.make_chat(place.session_id, title=f"Chat {number} 100% a_b")).id)
    await db.execute("update chats set updated_at = now()")
    seen: list[UUID] = []
    cursor: str | None = None
    while not seen or cursor:
        found, cursor = await chats.history(project_id=place.project_id, limit=5, cursor=cursor)
        seen += [chat.id for chat in found]
    assert len(seen) == len(set(seen))
    assert set(seen) == made
    for q, count in [("chat 1", 3), ("100%", 12), ("A_B", 12), ("%%", 0), ("a%b", 0), ("axb", 0), ("\\", 0)]:
        assert len((await chats.history(q=q))[0]) == count, q
    for wrong in ("x", "====", "MTIz", "\x00"):
        with pytest.raises(Invalid):
            await chats.history(cursor=wrong)


async def test_read_position_never_goes_back_or_beyond(db: Database, chats: Chats, place: Place) -> None:
    await db.execute("update chats set head_seq = 10, attention_seq = 8 where id = %s", (place.chat_id,))
    assert (await chats.get(place.chat_id)).unread
    assert not (await chats.change(place.chat_id, {"read_seq": 9})).unread
    await chats.change(place.chat_id, {"read_seq": 3})
    await chats.change(place.chat_id, {"read_seq": 10_000})
    assert await db.fetch_value("select read_seq from chats where id = %s", (place.chat_id,)) == 10


async def add_task(
    db: Database, place: Place, message_id: UUID, state: str, assistant_message_id: UUID | None = None
) -> None:
    await db.execute(
        "insert into tasks (id, chat_id, session_id, project_id, host, message_id, assistant_message_id, provider,"
        " state, position, lease_token) values (%s, %s, %s, %s, %s, %s, %s, 'boocode', %s, 1, 1)",
        (new_id(), place.chat_id, place.session_id, place.project_id, HOST, message_id, assistant_message_id, state),
    )
