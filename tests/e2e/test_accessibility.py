"""Every key screen, in both sizes and themes: nothing that axe can find breaks WCAG 2.2 AA. Each leaves a picture."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, answered, new_chat
from tests.e2e.window import MOD, PHONE, Size, Window, each_size
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


@each_size
def test_the_way_in(window_of: WindowMaker, server: Server, place: Place, api: Api, size: Size) -> None:
    window = window_of(server, size=size, sign_in=False)
    window.allow("401")
    window.goto("/")
    expect(window.page.get_by_label("Access token")).to_be_visible()
    window.look("login")
    api.ask("PATCH", f"/chats/{place.chat_id}", json={"title": "What the tide does at noon"})
    window = window_of(server, size=size)
    window.goto(f"/p/{place.project_id}")
    expect(window.page.get_by_text("What the tide does at noon").first).to_be_visible()
    window.look("landing")
    window.goto("/settings")
    expect(window.page.get_by_text("Data directory", exact=True)).to_be_visible()
    window.look("settings")
    window.goto("/search")
    expect(window.page.get_by_role("heading", name="Search everywhere")).to_be_visible()
    window.look("search")
    window.goto("/inbox")
    expect(window.page.get_by_role("heading", name="Inbox")).to_be_visible()
    window.look("inbox")


@each_size
def test_a_chat(window_of: WindowMaker, server: Server, place: Place, api: Api, model: Api, size: Size) -> None:
    tools = [
        {"kind": "list", "path": "."},
        {"kind": "read", "path": "README.md"},
        {"kind": "search", "pattern": "height"},
        {"kind": "read", "path": "gone.txt"},
    ]
    first = {"reason": "I should look at the code first.", "say": "I will look around.", "tools": tools}
    answered(api, place, f"Why does the water rise? {model.script('story', first, {'say': STORY})}")
    new_chat(api, place, "Second chat")
    window = window_of(server, size=size)
    window.show(place)
    expect(window.conversation.get_by_role("cell", name="7.0")).to_be_visible()
    window.look("chat")
    window.button(re.compile("^Read 2 files|^Listed")).first.click()
    window.button(re.compile("^Read README.md")).click()
    expect(window.conversation.get_by_label("Output")).to_contain_text("Tells when")
    window.button(re.compile("^Thought")).click()
    window.look("tools")
    window.send("Paint it. SCRIPT:question")
    expect(window.page.get_by_role("form", name="Question: Colour")).to_be_visible()
    window.look("question")
    window.button("Stop").click()
    window.rest()
    window.button(re.compile("^Context:")).click()
    expect(window.page.get_by_role("dialog", name="Context")).to_contain_text("What the next request holds")
    window.look("context")
    window.page.keyboard.press("Escape")
    window.button(re.compile("^Model:")).click()
    expect(window.page.get_by_role("listbox", name="Models")).to_be_visible()
    window.look("models")
    window.page.keyboard.press("Escape")
    window.page.keyboard.press(f"{MOD}+k")
    expect(window.page.get_by_role("option").first).to_be_visible()
    window.look("palette")
    window.page.keyboard.type("keyboard reference")
    window.page.get_by_role("option", name=re.compile("^Keyboard reference")).first.click()
    expect(window.page.get_by_role("dialog", name=re.compile("Keyboard"))).to_be_visible()
    window.look("keys")


@each_size
def test_what_is_around_a_chat(window_of: WindowMaker, server: Server, place: Place, model: Api, size: Size) -> None:
    window = window_of(server, size=size)
    window.show(place)
    window.look("empty-chat")
    window.box.press_sequentially("@h")
    expect(window.page.get_by_role("listbox", name="Files").get_by_role("option").first).to_be_visible()
    window.look("files")
    window.box.fill("")
    window.send("On and on. SCRIPT:forever")
    expect(window.conversation).to_contain_text("on and on")
    window.send("Then this.")
    expect(window.page.get_by_role("region", name="Waiting messages")).to_be_visible()
    window.look("queue")
    window.button("Remove from the queue").click()
    window.button("Stop").click()
    window.rest()
    failing = {"error": {"status": 400, "body": {"error": {"message": "The model has no words today."}}}}
    window.send(f"Fail. {model.script('speechless', failing)}")
    expect(window.conversation).to_contain_text("no words today")
    window.look("failed")
    if size is PHONE:
        window.button("Projects and sessions").tap()
        expect(window.page.get_by_role("dialog", name="Projects and sessions")).to_be_visible()
        window.look("drawer")
    else:
        window.button("Split and more").click()
        window.menu_item("New chat to the right").click()
        expect(window.box).to_have_count(2)
        window.look("split")


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
    page.keyboard.press("F6")
    expect(window.tab("Terminal 1")).to_be_focused()
    for one in api.ask("GET", "/terminals")["terminals"]:
        api.ask("DELETE", f"/terminals/{one['id']}")
