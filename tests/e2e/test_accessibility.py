"""Every key screen, in both sizes and themes: nothing that axe can find breaks WCAG 2.2 AA. Each leaves a picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, answered, new_chat
from tests.e2e.window import DESKTOP, MOD, PHONE, Size, Window
from tests.support.server import Server

STORY = """\
## Tides

The water follows the *moon*; `harbour/tides.py` has the numbers:

```python
def height(hour: float) -> float:
    # metres above the chart
    return 4.1 + 2.9 * cos(hour / 12.42)
```

| hour | height |
|---|---|
| 1 | 7.0 |

1. High water, then [low water](https://example.org/tides).
2. > And again.

- [x] done
- [ ] open
"""

both = [
    pytest.param(size, scheme, id=f"{size.name}-{scheme}") for size in (DESKTOP, PHONE) for scheme in ("light", "dark")
]


def look(window: Window, name: str) -> None:
    window.shoot(name)
    window.check_accessibility()


@pytest.mark.parametrize(("size", "scheme"), both)
def test_the_way_in(window_of: WindowMaker, server: Server, place: Place, api: Api, size: Size, scheme: str) -> None:
    window = window_of(server, size=size, scheme=scheme, sign_in=False)
    window.allow("401")
    window.goto("/")
    expect(window.page.get_by_label("Access token")).to_be_visible()
    look(window, "login")
    api.ask("PATCH", f"/chats/{place.chat_id}", json={"title": "What the tide does at noon"})
    window = window_of(server, size=size, scheme=scheme)
    window.goto(f"/p/{place.project_id}")
    expect(window.page.get_by_text("What the tide does at noon").first).to_be_visible()
    look(window, "landing")
    window.goto("/settings")
    expect(window.page.get_by_text("Data directory", exact=True)).to_be_visible()
    look(window, "settings")
    window.goto("/search")
    expect(window.page.get_by_role("heading", name="Search everywhere")).to_be_visible()
    look(window, "search")
    window.goto("/inbox")
    expect(window.page.get_by_role("heading", name="Inbox")).to_be_visible()
    look(window, "inbox")


@pytest.mark.parametrize(("size", "scheme"), both)
def test_a_chat(
    window_of: WindowMaker, server: Server, place: Place, api: Api, model: Api, size: Size, scheme: str
) -> None:
    tools = [
        {"kind": "list", "path": "."},
        {"kind": "read", "path": "README.md"},
        {"kind": "search", "pattern": "height"},
        {"kind": "read", "path": "gone.txt"},
    ]
    first = {"reason": "I should look at the code first.", "say": "I will look around.", "tools": tools}
    answered(api, place, f"Why does the water rise? {model.script('story', first, {'say': STORY})}")
    new_chat(api, place, "Second chat")
    window = window_of(server, size=size, scheme=scheme)
    window.show(place)
    expect(window.conversation.get_by_role("cell", name="7.0")).to_be_visible()
    look(window, "chat")
    window.button(re.compile("^Read 2 files|^Listed")).first.click()
    window.button(re.compile("^Read README.md")).click()
    expect(window.conversation.get_by_label("Output")).to_contain_text("Tells when")
    window.button(re.compile("^Thought")).click()
    look(window, "tools")
    window.send("Paint it. SCRIPT:question")
    expect(window.page.get_by_role("form", name="Question: Colour")).to_be_visible()
    look(window, "question")
    window.button("Stop").click()
    window.rest()
    window.button(re.compile("^Context:")).click()
    expect(window.page.get_by_role("dialog", name="Context")).to_contain_text("What the next request holds")
    look(window, "context")
    window.page.keyboard.press("Escape")
    window.button(re.compile("^Model:")).click()
    expect(window.page.get_by_role("listbox", name="Models")).to_be_visible()
    look(window, "models")
    window.page.keyboard.press("Escape")
    window.page.keyboard.press(f"{MOD}+k")
    expect(window.page.get_by_role("option").first).to_be_visible()
    look(window, "palette")
    window.page.keyboard.type("keyboard reference")
    window.page.get_by_role("option", name=re.compile("^Keyboard reference")).first.click()
    expect(window.page.get_by_role("dialog", name=re.compile("Keyboard"))).to_be_visible()
    look(window, "keys")


@pytest.mark.parametrize(("size", "scheme"), both)
def test_what_is_around_a_chat(
    window_of: WindowMaker, server: Server, place: Place, model: Api, size: Size, scheme: str
) -> None:
    window = window_of(server, size=size, scheme=scheme)
    window.show(place)
    look(window, "empty-chat")
    window.box.press_sequentially("@h")
    expect(window.page.get_by_role("listbox", name="Files").get_by_role("option").first).to_be_visible()
    look(window, "files")
    window.box.fill("")
    window.send("On and on. SCRIPT:forever")
    expect(window.conversation).to_contain_text("on and on")
    window.send("Then this.")
    expect(window.page.get_by_role("region", name="Waiting messages")).to_be_visible()
    look(window, "queue")
    window.button("Remove from the queue").click()
    window.button("Stop").click()
    window.rest()
    failing = {"error": {"status": 400, "body": {"error": {"message": "The model has no words today."}}}}
    window.send(f"Fail. {model.script('speechless', failing)}")
    expect(window.conversation).to_contain_text("no words today")
    look(window, "failed")
    if size is PHONE:
        window.button("Projects and sessions").tap()
        expect(window.page.get_by_role("dialog", name="Projects and sessions")).to_be_visible()
        look(window, "drawer")
    else:
        window.button("Split and more").click()
        window.menu_item("New chat to the right").click()
        expect(window.box).to_have_count(2)
        look(window, "split")


def test_a_chat_its_changes_and_a_terminal_are_reached_by_keys_alone(window: Window, api: Api, model: Api) -> None:
    page = window.page
    expect(window.box).to_be_focused()
    edit = {"kind": "raw", "name": "create_file", "args": {"path": "noon.md", "content": "High water.\n"}}
    page.keyboard.type(f"Write it down. {model.script('noon', {'say': 'I will.', 'tools': [edit]}, {'say': 'Done.'})}")
    page.keyboard.press("Enter")
    window.rest()
    page.keyboard.press(f"{MOD}+Shift+g")
    changes = page.get_by_role("region", name="Changes", exact=True)
    expect(changes.get_by_role("status")).to_contain_text("1 change in 1 file")
    page.keyboard.press("r")
    expect(changes).to_contain_text("Rejected")
    page.keyboard.press(f"{MOD}+j")
    terminal = page.get_by_role("textbox", name=re.compile("terminal input"))
    expect(terminal).to_be_focused()
    for one in api.ask("GET", "/terminals")["terminals"]:
        api.ask("DELETE", f"/terminals/{one['id']}")
