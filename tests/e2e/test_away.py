"""Leaving, and coming back: what happened is told, in the window that does not show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import WindowMaker, serving
from tests.e2e.place import Api, answered, new_chat, new_place, send
from tests.e2e.window import PHONE, Window
from tests.support.server import Server

HIDE = """(hidden) => {
  Object.defineProperty(document, 'visibilityState', {get: () => (hidden ? 'hidden' : 'visible'), configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture(scope="module")
def forgetful(model: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server to which every return is one from an absence."""
    with serving(tmp_path_factory.mktemp("away"), f"{model.base_url}/v1", BOOCODE_AWAY_MINUTES="0") as server:
        yield server


def told(window: Window) -> Locator:
    """Toasts that say that there is an answer."""
    return window.page.get_by_role("region", name="Notifications").get_by_text("has an answer")


def test_who_comes_back_is_told_what_happened_and_goes_there(
    forgetful: Server, window_of: WindowMaker, model: Api, repository: Path
) -> None:
    window = window_of(forgetful)
    window.goto("/")
    expect(window.page.get_by_role("status").filter(has_text="Connected")).to_be_visible()
    leaving = datetime.now(UTC)
    window.goto("/health")  # a page without BooCode in it
    with Api.of(forgetful) as api:
        api.until("/away", lambda digest: datetime.fromisoformat(digest["since"] or "0001-01-01T00:00Z") > leaving)
        place = new_place(api, repository)
        answered(api, place, f"When? {model.script('noon', {'say': '**High tide** is at noon.'})}")
        failing = {"error": {"status": 400, "body": {"error": {"message": "The sea is closed."}}}}
        answered(api, new_chat(api, place), f"And? {model.script('closed', failing)}")
    window.goto("/")
    card = window.page.get_by_role("region", name="While you were away")
    expect(card).to_contain_text("1 failed, 1 answer")
    expect(card).to_contain_text("The sea is closed.")
    window.look("away-card")
    window.button(re.compile("High tide is at noon"), card).click()
    expect(window.page).to_have_url(re.compile(place.chat_id))
    expect(window.conversation).to_contain_text("High tide is at noon.")
    window.page.get_by_role("link", name="BooCode: all chats").click()
    window.button("Done", card).click()
    expect(card).to_have_count(0)
    phone = window_of(forgetful, size=PHONE)
    phone.goto("/away")
    phone.page.get_by_role("radio", name="24 hours").check(force=True)
    expect(phone.page.get_by_role("main")).to_contain_text("The sea is closed.")
    phone.look("away")


def test_only_the_window_that_looks_elsewhere_is_notified_until_the_chat_is_read(
    forgetful: Server, window_of: WindowMaker, model: Api, repository: Path
) -> None:
    script = model.script("tide", {"say": "It is high."})
    with Api.of(forgetful) as api:
        place = new_place(api, repository)
        here, elsewhere = window_of(forgetful), window_of(forgetful)
        here.page.add_init_script("document.hasFocus = () => window.isLookedAt === true")
        here.show(place)
        elsewhere.goto("/search")
        expect(elsewhere.page.get_by_role("status").filter(has_text="Connected")).to_be_visible()
        unread = elsewhere.page.locator("aside").get_by_role("img", name="New since you looked")
        expect(elsewhere.page.get_by_role("link", name=re.compile("Session "))).not_to_have_count(0)
        answered(api, place, f"How high? {script}")
        expect(told(elsewhere)).to_be_visible()
        expect(unread).not_to_have_count(0)
        elsewhere.shoot("notification")
        expect(here.conversation).to_contain_text("It is high.")
        expect(told(here)).to_have_count(0)
        here.page.evaluate("() => { window.isLookedAt = true; window.dispatchEvent(new Event('focus')) }")
        expect(told(elsewhere)).to_have_count(0)
        api.until(f"/chats/{place.chat_id}", lambda chat: not chat["unread"])
        hidden = new_chat(api, place, "Neap")
        elsewhere.page.evaluate(HIDE, True)
        ended = send(api, hidden, f"And now? {script}")
        expect(elsewhere.page).to_have_title(re.compile(r"^\(\d+\) "))
        expect(told(elsewhere)).to_have_count(0)
        elsewhere.page.evaluate(HIDE, False)
        expect(elsewhere.page).to_have_title("BooCode")
        elsewhere.button("Show", elsewhere.page.get_by_role("region", name="Notifications")).last.click()
        expect(elsewhere.page).to_have_url(re.compile(ended["task"]["chat_id"]))
        expect(elsewhere.conversation).to_contain_text("It is high.")
