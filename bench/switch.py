"""Going to another session: from the click in the sidebar to its chat, its terminal and its review on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from playwright.async_api import Page, expect
from tests.support.person import Person
from tests.support.server import TOKEN

from bench.histories import CHAIN
from bench.paint import find_chromium, open_page
from bench.place import Bench
from bench.rows import Row, p50, percentile

MESSAGES = 200
WARM_UP = 4
TIMES = 40
BUDGET_MS = 100

GO = """async ([name, wanted]) => {
  const visible = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
  const textOf = (one) => one.textContent + (one.shadowRoot?.textContent ?? '')
  const shows = (selector, text) => visible(selector).some((one) => textOf(one).includes(text))
  const isThere = () => shows('[role=log]', wanted.chat) && shows('diffs-container', wanted.change)
    && visible(`section[aria-label="${wanted.terminal}"] .xterm-screen`).some((one) => one.offsetHeight > 0)
  const link = visible('nav[aria-label="Projects and sessions"] a').find((one) => one.textContent.includes(name))
  const press = {bubbles: true, cancelable: true, button: 0}
  let waited = false
  const began = performance.now()
  for (const type of ['pointerdown', 'pointerup']) link.dispatchEvent(new PointerEvent(type, press))
  link.dispatchEvent(new MouseEvent('click', press))
  await new Promise((done) => {
    const look = () => {
      waited ||= visible('main [aria-busy=true], main [role=progressbar]').length > 0
      if (isThere()) requestAnimationFrame(() => setTimeout(done))
      else requestAnimationFrame(look)
    }
    look()
  })
  return [performance.now() - began, waited]
}"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session with something in every pane, and the words by which each is known."""

    person: Person
    name: str
    terminal_id: str
    wanted: dict[str, str]

    @property
    def path(self) -> str:
        return f"/p/{self.person.project_id}/s/{self.person.session_id}/c/{self.person.chat_id}"


async def measure_switch(bench: Bench) -> list[Row]:
    """Between two sessions that were open before; nothing where Chromium or the built UI is missing."""
    chromium = find_chromium()
    if chromium is None:
        return []
    people = (await bench.chats(6))[4:]
    sessions = [await _prepared(bench, person, number) for number, person in enumerate(people)]
    async with open_page(chromium) as page:
        await page.request.post(
            f"{bench.server.url}/api/auth/login", data={"token": TOKEN}, headers={"origin": bench.server.url}
        )
        await page.goto(f"{bench.server.url}{sessions[0].path}")
        await expect(page.get_by_text(f"Answer {MESSAGES}", exact=True)).to_be_visible(timeout=30_000)
        for turn in range(WARM_UP):
            await _go(page, sessions[(turn + 1) % 2])
        taken = [await _go(page, sessions[(turn + 1) % 2]) for turn in range(TIMES)]
    took = [milliseconds for milliseconds, _ in taken]
    waited = sum(spinner for _, spinner in taken)
    for one in sessions:  # terminals outlive the server
        async with one.person.server.api() as api:
            (await api.delete(f"/terminals/{one.terminal_id}")).raise_for_status()
    return [
        Row("session switch, warm, click to painted, p50", p50(took), "ms", BUDGET_MS),
        Row("session switch, warm, click to painted, p95", percentile(took, 0.95), "ms", BUDGET_MS),
        Row(f"session switches of {TIMES} that showed a placeholder", waited, "", 0),
    ]


async def _go(page: Page, to: Prepared) -> tuple[float, bool]:
    milliseconds, spinner = await page.evaluate(GO, [to.name, to.wanted])
    return milliseconds, spinner


async def _prepared(bench: Bench, person: Person, number: int) -> Prepared:
    """A session with a long chat, a terminal and a change, all three on the screen."""
    name = f"Switching {number}"
    content = "".join(f"line {line} of file {number}\n" for line in range(1, 200))
    call = {"kind": "raw", "name": "create_file", "args": {"path": f"file{number}.txt", "content": content}}
    await bench.model.put_script("switch", [{"say": "Writing.", "tools": [call]}, {"say": "It waits for you."}])
    await person.ended((await person.send("SCRIPT:switch"))["task"]["id"])
    with bench.database() as database:
        database.execute(CHAIN, {"chat": person.chat_id, "count": MESSAGES})
    terminal = await person.post(
        f"/sessions/{person.session_id}/terminals", client_id=str(uuid4()), name=f"terminal{number}", place="project"
    )
    async with person.server.api() as api:
        answer = await api.patch(f"/sessions/{person.session_id}", json={"name": name})
        answer.raise_for_status()
        answer = await api.put(
            f"/sessions/{person.session_id}/layout",
            json={"device": "desktop", "layout": _layout(person, terminal["id"]), "base_version": 0},
        )
        answer.raise_for_status()
    wanted = {"chat": f"Answer {MESSAGES}", "terminal": f"terminal{number}", "change": f"of file {number}"}
    return Prepared(person, name, terminal["id"], wanted)


def _layout(person: Person, terminal_id: str) -> dict[str, object]:
    def group(name: str, component: str, ref: str, *, active: bool = False) -> dict[str, object]:
        own = name if component == "changes" else f"{component}:{ref}"
        tab = {"type": "tab", "id": own, "name": name, "component": component, "config": {"ref": ref}}
        return {"type": "tabset", "id": f"group:{name}", "weight": 50, "active": active, "children": [tab]}

    right = [
        group("terminal", "terminal", terminal_id),
        group("changes", "changes", person.session_id),
    ]
    left = group("chat", "chat", person.chat_id, active=True)
    return {
        "layout": {"type": "row", "weight": 100, "children": [left, {"type": "row", "weight": 50, "children": right}]}
    }
