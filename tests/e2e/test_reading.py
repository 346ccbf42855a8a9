"""Reading along: nothing moves under the reader, the end is followed only by who is there, and copies are clean."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.place import Api, numbered
from tests.e2e.window import MOD, Window

CODE = "def a():\n    return 1\n\n\ndef b():\n    pass"
ANSWER = f"""\
## Tides

See `harbour/tides.py`:

```python
{CODE}
```

| hour | height |
|---|---|
| 1 | 7.0 |

"""
LINES = "\n\n".join(f"line{number} of many" for number in range(1, 2000))

# What moved up or down without anybody's doing, in rows that stay in sight.
_WATCH_SHIFTS = """() => {
  window.moved = []
  const isInside = ({node}) => (node instanceof Element ? node : node?.parentElement)?.closest('[role=log]')
  new PerformanceObserver((list) => {
    for (const {sources, hadRecentInput} of list.getEntries()) {
      if (hadRecentInput) continue
      for (const one of sources.filter(isInside)) {
        if (Math.abs(one.previousRect.bottom - one.currentRect.bottom) < 2) continue
        window.moved.push(`${one.node.nodeName}: ${one.previousRect.top} -> ${one.currentRect.top}`)
      }
    }
  }).observe({type: 'layout-shift'})
}"""
_SELECT_WORDS = """() => {
  const text = document.createTreeWalker(document.querySelector('.prose-boo p'), NodeFilter.SHOW_TEXT).nextNode()
  const at = text.data.indexOf('word2 ')
  getSelection().setBaseAndExtent(text, at, text, at + 'word2 word3 word4'.length)
}"""
_SELECT_ALL = "() => getSelection().selectAllChildren(document.querySelector('[role=log]'))"


# Grown words are in the page a moment before the box follows them, though in the same frame.
_IS_AT_END = """() => {
  const log = document.querySelector('[role=log]')
  return Math.round(log.scrollHeight - log.clientHeight - log.scrollTop) <= 1
}"""


def test_nothing_moves_under_the_reader_while_an_answer_streams(window: Window, model: Api) -> None:
    window.ask(f"Warm up. {model.script('warm', {'say': ANSWER})}", "7.0")
    looking = {"reason": "I look. " * 20, "say": "First:\n\n", "tools": [{"kind": "list", "path": "."}], "delay_ms": 3}
    telling = {"reason": "I tell. " * 20, "say": ANSWER * 4 + "The end.", "delay_ms": 3}
    window.page.evaluate(_WATCH_SHIFTS)
    window.ask(f"Explain. {model.script('telling', looking, telling)}", "The end.")
    moved: list[Any] = window.page.evaluate("() => window.moved")
    assert not moved, "\n".join(moved)
    expect(window.conversation.get_by_text("The end.")).to_be_in_viewport()


TABLE = "| hour | what |\n|---|---|\n" + "".join(f"| {'late ' * (n % 7)}{n} | {'high ' * n} |\n" for n in range(12))

# Where the cells of the head begin, in every frame.
_WATCH_COLUMNS = """() => {
  window.columns = new Set()
  const look = () => {
    const heads = [...document.querySelectorAll('[role=log] th')]
    if (heads.length) window.columns.add(heads.map((one) => Math.round(one.getBoundingClientRect().left)).join())
    if (!window.isSeen) requestAnimationFrame(look)
  }
  look()
}"""


def test_columns_of_a_table_stay_where_they_are_while_it_streams_and_after(window: Window, model: Api) -> None:
    window.page.evaluate(_WATCH_COLUMNS)
    window.ask(f"Tabulate. {model.script('table', {'say': TABLE + chr(10) + 'The end.', 'delay_ms': 3})}", "The end.")
    window.rest()
    expect(window.conversation.get_by_role("cell", name="11").last).to_be_visible()
    window.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert len(window.page.evaluate("() => { window.isSeen = true; return [...window.columns] }")) == 1


# Where it is once the turn of the wheel is done: for three frames in a row.
_AT_REST = """(log) => new Promise((resolve) => {
  let last = [], look = () => {
    last = [...last, log.scrollTop].slice(-4)
    if (last.length === 4 && new Set(last).size === 1) resolve(log.scrollTop)
    else requestAnimationFrame(look)
  }
  look()
})"""


def test_who_turns_back_by_a_little_is_let_go_and_told_how_much_came(window: Window, model: Api) -> None:
    say = {"say": LINES, "delay_ms": 4}
    window.send(f"Count. {model.script('lines', say)}")
    expect(window.conversation).to_contain_text("line40 ")
    window.conversation.hover()
    window.page.mouse.wheel(0, -20)
    expect(window.button(re.compile("^Jump to the newest"))).to_be_visible()
    held = window.conversation.evaluate(_AT_REST)
    height = window.conversation.evaluate("(log) => log.scrollHeight")
    expect(window.conversation).not_to_have_js_property("scrollHeight", height)
    assert window.conversation.evaluate("(log) => log.scrollTop") == held
    window.button(re.compile("^Jump to the newest")).click()
    expect(window.button(re.compile("^Jump to the newest"))).to_have_count(0)
    window.page.wait_for_function(_IS_AT_END)
    window.button("Stop").click()
    window.rest()


def test_a_selection_stays_while_the_answer_goes_on(window: Window, model: Api) -> None:
    window.send(f"Count. {model.script('long-count', {'say': numbered(5000), 'delay_ms': 8})}")
    expect(window.conversation.locator(".prose-boo p").first).to_contain_text("word30 ")
    window.page.evaluate(_SELECT_WORDS)
    expect(window.conversation).to_contain_text("word90 ")
    window.page.keyboard.press(f"{MOD}+c")
    assert window.copied() == "word2 word3 word4"
    window.button("Stop").click()
    window.rest()


def test_selected_code_and_tables_are_copied_as_they_are(window: Window, model: Api) -> None:
    window.ask(f"Explain. {model.script('clean', {'say': ANSWER})}", "7.0")
    expect(window.conversation.get_by_role("cell", name="7.0")).to_be_visible()
    window.page.evaluate(_SELECT_ALL)
    window.page.keyboard.press(f"{MOD}+c")
    copied = window.copied()
    assert f"\n{CODE}\n" in copied
    assert "hour\theight\n1\t7.0" in copied
    for chrome in ("python\n", "scripted · ", "tok/s"):
        assert chrome not in copied
