"""A chat of two thousand messages."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import expect

from boocode.db.embedded import EmbeddedPostgres
from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Place
from tests.support.server import Server

COUNT = 2000
_FILL = """
with made as (
  select n, gen_random_uuid() as id, case when n % 2 = 1 then 'user' else 'assistant' end as role
  from generate_series(1, %(count)s) as n
), linked as (
  select n, id, lag(id) over (order by n) as parent_id, role from made
), messages as (
  insert into messages (id, chat_id, parent_id, role, created_at)
  select id, %(chat)s, parent_id, role, now() - interval '1 day' + n * interval '1 second' from linked
), parts as (
  insert into parts (id, message_id, index, type, state, data, ended_at)
  select gen_random_uuid(), id, 0, 'text', 'done', jsonb_build_object('text',
    case role when 'user' then 'Question ' || n when 'assistant' then 'Answer ' || n || E'.\\n\\n' ||
      repeat('Some words about the tide. ', n %% 40) || E'\\n\\n```python\\nheight = ' || n || E'\\n```' end), now()
  from linked
)
update chats set leaf_id = (select id from linked where n = %(count)s), title = 'Long' where id = %(chat)s
"""
# The number of the first question that is drawn, once it is one before `seen`.
_FIRST_SHOWN = """(seen) => {
  const drawn = [...document.querySelectorAll('[role=log] [role=article], [role=log] article')]
  const first = Math.min(...drawn.flatMap((one) => one.textContent.match(/(?<=Question )\\d+/) ?? []))
  return first < seen && first
}"""


@pytest.fixture
def long_chat(server: Server, place: Place) -> Place:
    postgres = EmbeddedPostgres(server.data_dir / "postgres")
    with psycopg.connect(postgres.dsn()) as connection:
        connection.execute(_FILL.replace("n % 2 =", "n %% 2 ="), {"count": COUNT, "chat": place.chat_id})
    return place


def test_a_long_chat_opens_at_its_end_and_scrolls_up_through_its_pages(
    window_of: WindowMaker, server: Server, long_chat: Place
) -> None:
    window = window_of(server)
    window.show(long_chat)
    log = window.conversation
    expect(log.get_by_text(f"Answer {COUNT}.")).to_be_in_viewport()
    # What changes its size a frame late throws the reader to another place.
    assert log.evaluate("(log) => getComputedStyle(log.firstElementChild).transitionDuration") == "0s"
    shown = log.get_by_role("article", name="You")
    assert shown.count() < 60
    log.hover()
    seen = COUNT
    while seen > COUNT - 300:
        window.page.mouse.wheel(0, -6000)
        seen = window.page.wait_for_function(_FIRST_SHOWN, arg=seen).json_value()
        assert shown.count() < 80
    window.button("Jump to the newest message").click()
    expect(log.get_by_text(f"Answer {COUNT}.")).to_be_in_viewport()


def test_a_long_chat_goes_on_at_its_end(window_of: WindowMaker, server: Server, long_chat: Place) -> None:
    window = window_of(server)
    window.show(long_chat)
    window.ask("One more. SCRIPT:say", "Hello from the scripted model.")
    expect(window.conversation.get_by_text("Hello from the scripted model.")).to_be_in_viewport()
