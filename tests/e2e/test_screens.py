"""Pictures of the main screens in both sizes and themes, kept as build artefacts; each shows what it is about.

They are in `artifacts/screens`, or where BOOCODE_SCREENS says.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import WindowMaker
from tests.e2e.place import Api, Place, answered, new_chat, new_place
from tests.e2e.window import ROOT, Size, Window, each_size
from tests.support.rows import git_repository
from tests.support.server import Server

SCREENS = Path(os.environ.get("BOOCODE_SCREENS") or ROOT / "artifacts" / "screens")
EDIT = {"path": "tides.py", "old": "return 4.1", "new": "return 4.2  # springs"}
ANSWER = """\
The water follows the *moon*; `tides.py` has the numbers:

```python
def height() -> float:
    return 4.2  # springs
```

| hour | height |
|---|---|
| 1 | 7.0 |
"""


@pytest.fixture(scope="module")
def chat(server: Server, model: Api, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A chat with an answer, a change that waits, and a neighbour that asks something."""
    tree = git_repository(
        tmp_path_factory.mktemp("screens") / "harbour", {"tides.py": "def height():\n    return 4.1\n"}
    )
    edit = {"kind": "raw", "name": "edit_file", "args": EDIT}
    script = model.script("screens", {"reason": "I look.", "say": "Done.", "tools": [edit]}, {"say": ANSWER})
    with Api.of(server) as api:
        place = new_place(api, tree)
        answered(api, place, f"Why does the water rise? {script}")
        api.ask("PATCH", f"/chats/{place.chat_id}", json={"title": "What the tide does at noon"})
        asking = new_chat(api, place, "Which colour?")
        body = {"client_id": asking.chat_id, "text": "Paint it. SCRIPT:question"}
        api.ask("POST", f"/chats/{asking.chat_id}/messages", json=body)
        api.until("/inbox", lambda inbox: inbox["count"] > 0)
    return place


def heading(name: str) -> Callable[[Window], None]:
    return lambda window: expect(window.page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def keep(window: Window, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    for _ in window.schemes():
        window.page.screenshot(path=SCREENS / f"{name}-{window.size.name}-{window.scheme}.png", animations="disabled")
    window.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


@each_size
def test_the_main_screens_show_what_they_are_about(
    window_of: WindowMaker, server: Server, chat: Place, size: Size
) -> None:
    window = window_of(server, size=size)
    window.show(chat)
    expect(window.conversation.get_by_role("cell", name="7.0")).to_be_visible()
    keep(window, "chat")
    card = window.conversation.get_by_role("region", name="Changes of this answer")
    window.button("Review", card).click()
    change = window.page.get_by_role("group", name=re.compile("^Change 1 of 1 in tides"))
    expect(window.button("Apply", change)).to_be_visible()
    keep(window, "changes")
    window.goto(f"/p/{chat.project_id}")
    expect(window.page.get_by_text("What the tide does at noon").first).to_be_visible()
    keep(window, "chats")
    for path, shown in (("/inbox", "Inbox"), ("/settings", "Settings"), ("/search", "Search everywhere")):
        window.goto(path)
        heading(shown)(window)
        keep(window, path.strip("/"))
