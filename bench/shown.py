"""Terminals as a browser shows them: how fast output goes by, and whether one can type and interrupt meanwhile.

Everything is in between: the program, tmux, the server, the socket, xterm.js without a graphics chip, the page.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import anyio
from playwright.async_api import Locator, Page, expect
from tests.support.person import Person
from tests.support.server import TOKEN

from bench.paint import find_chromium, open_page
from bench.place import Bench
from bench.rows import Row, p50

MB = 1_000_000
ROUNDS = 3
KEYS = "echo how soon is it seen"
SEEN_MS = 100  # what people take for at once
PROMPT = re.compile(r"[$#%>]\s*$")
LISTEN = """(rows) => {
  const echoes = (window.echoes = [])
  let [typed, began] = ['', undefined]
  addEventListener('keydown', ({ key }) => ([typed, began] = [typed + key, performance.now()]), true)
  new MutationObserver(() => {
    if (began === undefined || !rows.textContent.replaceAll('\\xa0', ' ').includes(typed)) return
    echoes.push(performance.now() - began)
    began = undefined
  }).observe(rows, { childList: true, subtree: true, characterData: true })
}"""


async def measure_shown(bench: Bench, person: Person, output: Path) -> list[Row]:
    """Output and echo in Chromium; nothing where it or the built UI is missing."""
    chromium = find_chromium()
    if chromium is None:
        return []
    async with open_page(chromium) as page:
        await page.request.post(
            f"{bench.server.url}/api/auth/login", data={"token": TOKEN}, headers={"origin": bench.server.url}
        )
        await page.goto(f"{bench.server.url}/p/{person.project_id}/s/{person.session_id}/c/{person.chat_id}")
        await expect(page.get_by_role("combobox", name="Message")).to_be_enabled(timeout=30_000)
        loud = await _open(page, by_key=True)
        speeds = [await _print(page, loud, output, f"b{number}") for number in range(ROUNDS)]
        quiet = await _open(page, by_key=False)
        await quiet.evaluate(LISTEN)
        alone = await _type(page)
        await _run(page, loud, f"while :; do cat {output}; done")
        beside = await _type(page, quiet)
        stopped = await _stop(page, loud)
    return [
        Row("terminal in the browser: output, seconds per 4 MB", 4 / max(speeds), "s", 1.0),
        Row("terminal in the browser: echo, p50", p50(alone), "ms"),
        Row("terminal in the browser: echo beside one that prints without end, p50", p50(beside), "ms", SEEN_MS),
        Row("terminal in the browser: Ctrl-C against that, to the prompt", stopped, "ms"),
    ]


async def _open(page: Page, *, by_key: bool) -> Locator:
    """The rows of a new terminal at its prompt, which has the focus: below the chat, or in the chat's place."""
    if by_key:
        await page.keyboard.press("Control+j")
    else:
        await page.get_by_role("button", name="Terminals").first.click()
        await page.get_by_role("menuitem", name="New terminal in the project").click()
    name = f"Terminal {1 if by_key else 2}"
    rows = page.get_by_role("region", name=name).locator(".xterm-rows")
    await expect(rows).to_contain_text(PROMPT, timeout=30_000)
    await expect(page.get_by_role("textbox", name=f"{name}: terminal input")).to_be_focused()
    return rows


async def _print(page: Page, rows: Locator, output: Path, name: str) -> float:
    """MB per second, from Enter to the end of the output on the screen."""
    await _run(page, rows, f"clear; echo ready''-{name}")
    await expect(rows).to_contain_text(f"ready-{name}", timeout=30_000)
    began = time.perf_counter()
    await _run(page, rows, f"cat {output}; echo end-''of-{name}")
    await expect(rows).to_contain_text(f"end-of-{name}", timeout=120_000)
    seconds = time.perf_counter() - began
    return (await anyio.Path(output).stat()).st_size / MB / seconds


async def _type(page: Page, rows: Locator | None = None) -> list[float]:
    """Milliseconds from each key to the row that shows it."""
    if rows is not None:
        await _focus(rows)
        await page.keyboard.press("Control+u")
        await rows.evaluate(LISTEN)
    for count, key in enumerate(KEYS, 1):
        await page.keyboard.press(key if key != " " else "Space")
        await page.wait_for_function("(count) => window.echoes.length >= count", arg=count, timeout=30_000)
    return await page.evaluate("window.echoes")


async def _run(page: Page, rows: Locator, command: str) -> None:
    await _focus(rows)
    await page.keyboard.insert_text(command)
    await page.keyboard.press("Enter")


async def _stop(page: Page, rows: Locator) -> float:
    await _focus(rows)
    began = time.perf_counter()
    await page.keyboard.press("Control+c")
    await expect(rows).to_have_text(PROMPT, timeout=30_000)
    return (time.perf_counter() - began) * 1e3


async def _focus(rows: Locator) -> None:
    await rows.locator("xpath=ancestor::section").get_by_role("textbox", name="terminal input").focus()
