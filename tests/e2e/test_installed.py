"""Installed as an app: it can be, it starts without a server, and it shows no old build to a new server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import FLAGS, chromium_path
from tests.e2e.place import Place
from tests.e2e.window import devtools
from tests.support.server import TOKEN, Server

_KEPT = """async () => {
  const found = []
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname)
  return found
}"""


@pytest.fixture
def page(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Page]:
    """A browser with a profile: one without is never offered to install anything."""
    launcher = browser.browser_type
    context: BrowserContext = launcher.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium_path(), args=list(FLAGS), base_url=server.url
    )
    context.request.post("/api/auth/login", data={"token": TOKEN}, headers={"origin": server.url})
    yield context.new_page()
    context.close()


def test_it_can_be_installed_and_starts_without_a_server(page: Page, place: Place) -> None:
    page.goto(place.path)
    expect(page.get_by_role("combobox", name="Message", exact=True)).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.reload()
    expect(page.get_by_role("combobox", name="Message", exact=True)).to_be_visible()
    chromium = devtools(page)
    assert chromium("Page.getAppManifest", {})["errors"] == []
    assert chromium("Page.getInstallabilityErrors", {})["installabilityErrors"] == []
    kept: list[str] = page.evaluate(_KEPT)
    assert "/" in kept
    assert all(path == "/" or path.startswith("/assets/") for path in kept)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="BooCode does not answer")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("combobox", name="Message", exact=True)).to_be_visible()
