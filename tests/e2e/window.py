"""A browser window as a person uses it: what is where, by role and name."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.e2e.place import DEADLINE_SECONDS, Json, Place
from tests.support.server import TOKEN, Server

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "artifacts" / "shots"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
MOD = "Control"
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")

# Playwright's own word about a worker that it keeps out, so that every load is a first one.
ALWAYS_ALLOWED = ("Service Worker registration blocked",)

PATIENCE_MS = 45_000  # a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True, slots=True)
class Size:
    name: str
    width: int
    height: int
    touch: bool = False


DESKTOP = Size("desktop", 1440, 900)
PHONE = Size("phone", 390, 844, touch=True)
each_size = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=attrgetter("name"))

_AXE_RUN = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map((found) => ({
  rule: found.id, count: found.nodes.length,
  nodes: found.nodes.slice(0, 4).map((node) => node.html.slice(0, 200) + ' — ' + node.failureSummary.slice(0, 260)),
}))"""


_NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

Devtools = Callable[[str, Json], Json]


def devtools(page: Page) -> Devtools:
    """Chromium's own protocol, for what Playwright has no words for: a method, its parameters, its result."""
    return cast(Any, page.context.new_cdp_session(page)).send


def settled(claim: Callable[[], bool], what: str) -> None:
    """Wait until a claim holds about where things are: a busy machine draws them late."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not claim():
        assert time.monotonic() < deadline, what
        time.sleep(0.03)


@dataclass
class Window:
    """One browser with one page.

    Attributes:
        complaints: Errors of the console and of scripts, and requests to anywhere but the server.
        allowed: What may be complained about, where a journey breaks something on purpose.
    """

    server: Server
    page: Page
    size: Size
    scheme: Scheme = "light"
    complaints: list[str] = field(default_factory=list[str])
    allowed: list[str] = field(default_factory=lambda: list(ALWAYS_ALLOWED))

    # --- going places

    def goto(self, path: str) -> None:
        self.page.goto(f"{self.server.url}{path}")

    def show(self, place: Place) -> None:
        """Go to a chat, and wait until it can be written in."""
        self.goto(place.path)
        expect(self.box).to_be_visible()
        expect(self.page.get_by_label("Loading the chat")).to_have_count(0)

    def allow(self, *patterns: str) -> None:
        """Take these complaints for granted."""
        self.allowed.extend(patterns)

    def allow_a_lost_server(self) -> None:
        """The server is about to be killed: whatever was under way breaks."""
        self.allow("WebSocket connection to", "net::ERR_", "dynamically imported module")

    # --- the chat

    @property
    def box(self) -> Locator:
        """Where messages are written."""
        return self.page.get_by_role("combobox", name="Message", exact=True)

    @property
    def conversation(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")

    @property
    def prompts(self) -> Locator:
        return self.conversation.get_by_role("article", name="You", exact=True)

    def button(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=isinstance(name, str))

    def tab(self, name: str) -> Locator:
        """The tab of this name."""
        return self.page.get_by_role("tab", name=name)

    def menu_item(self, name: str) -> Locator:
        return self.page.get_by_role("menuitem", name=name)

    def send(self, text: str) -> None:
        """Write and send a message, as soon as what is attached has arrived."""
        self.box.fill(text)
        expect(self.button(re.compile("^(Send|Put in the queue|Say it now)$"))).to_be_enabled()
        self.box.press("Enter")

    def ask(self, text: str, answer: str) -> None:
        """Send a message and wait for the end of an answer with these words in it."""
        self.send(text)
        expect(self.conversation).to_contain_text(answer)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is being answered."""
        expect(self.button("Stop")).to_have_count(0)
        expect(self.button("Copy as Markdown").last).to_be_visible()

    def answer_menu(self, item: str) -> None:
        """Choose from the menu of the last answer."""
        self.button("More for this answer").last.click()
        self.menu_item(item).click()

    def confirm(self, action: str) -> None:
        """Agree to what is asked."""
        dialog = self.page.get_by_role("alertdialog")
        self.button(action, dialog).click()
        expect(dialog).to_have_count(0)

    def counted(self) -> str:
        """The paragraph of the answer that counts `word1 word2 …`."""
        return self.conversation.get_by_role("paragraph").filter(has_text="word1 ").inner_text()

    def copied(self) -> str:
        """What is in the clipboard."""
        return self.page.evaluate("() => navigator.clipboard.readText()")

    # --- tabs

    @property
    def tabs(self) -> Locator:
        return self.page.get_by_role("tab")

    # --- looking

    def shoot(self, name: str) -> None:
        """Keep a picture of the screen."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate(_NEXT_FRAME)
        self.page.screenshot(path=SHOTS / f"{name}-{self.size.name}-{self.scheme}.png")

    def look(self, name: str) -> None:
        """In each theme: keep a picture of the screen, on which nothing breaks WCAG."""
        for _ in self.schemes():
            self.shoot(name)
            self.check_accessibility()

    def schemes(self) -> Iterator[None]:
        """The screen in each theme, one after the other."""
        for self.scheme in SCHEMES:
            self.page.emulate_media(color_scheme=self.scheme)
            expect(self.page.locator("html")).to_have_attribute("data-theme", self.scheme)
            yield

    def check_accessibility(self) -> None:
        """Nothing on the screen breaks WCAG 2.2 AA, as far as axe can tell; diffs get their colours late."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        deadline = time.monotonic() + DEADLINE_SECONDS
        while (found := self._violations()) and time.monotonic() < deadline:
            self.page.evaluate(_NEXT_FRAME)
        assert not found, "\n".join(f"{one['rule']} × {one['count']}: {one['nodes']}" for one in found)

    def _violations(self) -> list[Any]:
        return cast(list[Any], self.page.evaluate(_AXE_RUN, list(WCAG)))

    # --- what went wrong

    def close(self) -> Sequence[str]:
        """Close the browser; what it complained about."""
        self.page.context.close()
        return [
            complaint
            for complaint in self.complaints
            if not any(re.search(pattern, complaint) for pattern in self.allowed)
        ]

    def listen(self, context: BrowserContext) -> None:
        """Take note of everything that goes wrong."""

        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

        def on_request(request: Request) -> None:
            if not request.url.startswith((self.server.url, "data:", "blob:")):
                self.complaints.append(f"a request to {request.url}")

        context.on("console", on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", on_request)


def open_window(browser: Browser, server: Server, *, size: Size, sign_in: bool) -> Window:
    """A new browser without history, signed in unless told otherwise."""
    context = browser.new_context(
        viewport={"width": size.width, "height": size.height},
        color_scheme="light",
        has_touch=size.touch,
        is_mobile=size.touch,
        reduced_motion="reduce",
        service_workers="block",
        permissions=["clipboard-read", "clipboard-write"],
        base_url=server.url,
    )
    context.set_default_timeout(PATIENCE_MS)
    if sign_in:
        answer = context.request.post("/api/auth/login", data={"token": TOKEN}, headers={"origin": server.url})
        assert answer.ok, answer.text()
    window = Window(server, context.new_page(), size)
    window.listen(context)
    return window
