"""Opened in the browser: a long chat, and the review of a long change, each from the click to what was asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright, expect
from tests.support.server import TOKEN

from bench.histories import MESSAGES, make_long
from bench.place import Bench
from bench.rows import Row, p50
from boocode.web.static import STATIC

TIMES = 5
LINES = 5_000
CLICK = """async (last) => {
  const tab = [...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.includes('A long chat'))
  const began = performance.now()
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
    tab.dispatchEvent(new (type.startsWith('pointer') ? PointerEvent : MouseEvent)(type, {bubbles: true, button: 0}))
  await new Promise((shown) => {
    const look = () => [...document.querySelectorAll('[role=log]')].some((log) => log.innerText.includes(last))
      ? requestAnimationFrame(() => setTimeout(shown)) : requestAnimationFrame(look)
    look()
  })
  return performance.now() - began
}"""


async def measure_paint(bench: Bench) -> list[Row]:
    """Opening a chat of 2,000 messages; nothing where Chromium or the built UI is missing."""
    chromium = find_chromium()
    if chromium is None:
        return []
    (person,) = (await bench.chats(3))[2:]
    make_long(bench, person)
    short = await person.post(f"/sessions/{person.session_id}/chats", title="A short chat")
    place = f"{bench.server.url}/p/{person.project_id}/s/{person.session_id}/c"
    took: list[float] = []
    async with open_page(chromium) as page:
        await page.request.post(
            f"{bench.server.url}/api/auth/login", data={"token": TOKEN}, headers={"origin": bench.server.url}
        )
        await page.goto(f"{place}/{person.chat_id}")
        await expect(page.get_by_text(f"Answer {MESSAGES}", exact=True)).to_be_visible(timeout=30_000)
        for _ in range(TIMES):
            await page.goto(f"{place}/{short['id']}")  # a new page: nothing of the long chat is there yet
            await expect(page.get_by_role("tab", name="A long chat")).to_be_visible(timeout=30_000)
            await expect(page.get_by_role("combobox", name="Message")).to_be_enabled(timeout=30_000)
            await page.wait_for_timeout(300)
            took.append(await page.evaluate(CLICK, f"Answer {MESSAGES}"))
        reviewed = await _review(bench, page)
    return [
        Row(f"chat of {MESSAGES} messages, click to first paint, p50", p50(took), "ms", 300),
        Row(f"review of {LINES} changed lines, click to first paint, p50", p50(reviewed), "ms"),
    ]


async def _review(bench: Bench, page: Page) -> list[float]:
    """Milliseconds from the click on Review to the lines of the change, each time in a new page."""
    (person,) = (await bench.chats(4))[3:]
    content = "".join(f"line {number} of a long file\n" for number in range(1, LINES + 1))
    call = {"kind": "raw", "name": "create_file", "args": {"path": "long.txt", "content": content}}
    await bench.model.put_script("long", [{"say": "Writing.", "tools": [call]}, {"say": "It waits for you."}])
    await person.ended((await person.send("SCRIPT:long"))["task"]["id"])
    took: list[float] = []
    for _ in range(TIMES):
        await page.goto(f"{bench.server.url}/p/{person.project_id}/s/{person.session_id}/c/{person.chat_id}")
        card = page.get_by_role("region", name="Changes of this answer")
        await expect(card.get_by_role("button", name="Review")).to_be_visible(timeout=30_000)
        began = await page.evaluate("performance.now()")
        await card.get_by_role("button", name="Review").click()
        await expect(page.get_by_text("line 1 of a long file").first).to_be_visible(timeout=30_000)
        took.append(await page.evaluate("performance.now()") - began)
    return took


def find_chromium() -> str | None:
    """The browser to measure with, where there is one and a built UI to show in it."""
    if not (STATIC / "index.html").is_file():
        return None
    return os.environ.get("BOOCODE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def open_page(chromium: str) -> AsyncGenerator[Page]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags)
        yield await browser.new_page(viewport={"width": 1440, "height": 900})
        await browser.close()
