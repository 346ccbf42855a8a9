"""Messages written while an answer is made: they wait, or they join it."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import Locator, expect

from tests.e2e.place import Api
from tests.e2e.window import Window


def waiting(window: Window) -> Locator:
    return window.page.get_by_role("region", name="Waiting messages")


def looking(window: Window, model: Api) -> str:
    """Ask for work whose first step is held; the gate that ends it."""
    gate = f"looked-{uuid4().hex[:6]}"
    step = {"say": "Looking. ", "tools": [{"kind": "list", "path": "."}], "gate": gate}
    window.send(f"Work. {model.script('steered', step, {'say': 'I took note.'})}")
    expect(window.conversation).to_contain_text("Looking.")
    return gate


def test_waiting_messages_are_edited_reordered_dropped_and_then_answered_in_order(window: Window, model: Api) -> None:
    short = model.script("short", {"say": "Short answer."})
    window.send("On and on. SCRIPT:forever")
    expect(window.conversation).to_contain_text("on and on")
    for name in ("alpha", "beta", "gamma"):
        window.send(f"{name} {short}")
    items = waiting(window).get_by_role("listitem")
    expect(items).to_contain_text(["alpha", "beta", "gamma"])

    window.button("Move: Alt and arrow keys", items.nth(2)).press("Alt+ArrowUp")
    expect(items).to_contain_text(["alpha", "gamma", "beta"])
    window.button("Edit", items.nth(0)).click()
    editor = window.page.get_by_role("textbox", name="Edit the waiting message")
    editor.fill(f"delta {short}")
    editor.press("Enter")
    expect(items).to_contain_text(["delta", "gamma", "beta"])
    window.button("Remove from the queue", items.nth(1)).click()
    expect(items).to_contain_text(["delta", "beta"])

    window.page.reload()
    expect(items).to_contain_text(["delta", "beta"])
    window.button("Stop").click()
    expect(waiting(window)).to_have_count(0)
    window.rest()
    expect(window.prompts).to_contain_text(["On and on.", "delta", "beta"])
    expect(window.conversation.get_by_text("Short answer.")).to_have_count(2)


def test_a_waiting_message_is_dragged_to_another_place(window: Window) -> None:
    window.send("On and on. SCRIPT:forever")
    expect(window.conversation).to_contain_text("on and on")
    for name in ("alpha", "beta"):
        window.send(f"{name} SCRIPT:say")
    items = waiting(window).get_by_role("listitem")
    expect(items).to_contain_text(["alpha", "beta"])
    items.nth(1).get_by_text("beta").drag_to(items.nth(0).get_by_text("alpha"))
    expect(items).to_contain_text(["beta", "alpha"])
    for left in (1, 0):
        window.button("Remove from the queue").first.click()
        expect(items).to_have_count(left)
    window.button("Stop").click()
    window.rest()


def test_a_steered_message_joins_the_running_answer(window: Window, model: Api) -> None:
    gate = looking(window, model)
    window.send("Mind the harbour wall.")
    window.button("Steer now").click()
    expect(waiting(window)).to_contain_text("joins the answer")
    model.open(gate)
    said = window.conversation.get_by_role("article", name="You, meanwhile")
    expect(said).to_contain_text("Mind the harbour wall.")
    expect(window.conversation).to_contain_text("I took note.")
    window.rest()
    expect(waiting(window)).to_have_count(0)
    expect(window.prompts).to_have_count(1)
    window.page.reload()
    expect(said).to_contain_text("Mind the harbour wall.")


def test_ctrl_enter_says_it_to_the_running_answer_at_once(window: Window, model: Api) -> None:
    gate = looking(window, model)
    window.box.fill("Now.")
    window.box.press("Control+Enter")
    expect(waiting(window)).to_contain_text("joins the answer")
    model.open(gate)
    expect(window.conversation.get_by_role("article", name="You, meanwhile")).to_contain_text(re.compile("Now."))
    expect(window.conversation).to_contain_text("I took note.")
    window.rest()
