"""What journeys start from: one server, one model and one Chromium per worker; a fresh session and browser per test.

Playwright's synchronous calls keep a loop of their own in this thread, so the browser is closed when the last journey
of the package is done: tests of other packages need the thread for their loop.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from boocode.db.embedded import EmbeddedPostgres
from boocode.web.static import STATIC
from tests.e2e.place import Api, Place, new_chat, new_place
from tests.e2e.window import DESKTOP, Size, Window, open_window
from tests.support.rows import git_repository
from tests.support.scripted import scripted_process
from tests.support.server import Server

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
FILES = {
    "README.md": "# Harbour\n\nTells when the tide is high.\n",
    "AGENTS.md": "Answer briefly.\n",
    "harbour/__init__.py": "",
    "harbour/tides.py": "def height(hour: float) -> float:\n    return 4.1 + 2.9 * hour\n",
    "harbour/table.py": "from harbour.tides import height\n\n\ndef table() -> list[float]:\n    return []\n",
    "tests/test_tides.py": "def test_height() -> None:\n    assert True\n",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def start(server: Server) -> None:
    """Start a server from synchronous code; the loop it needs lives in a thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, server.start).result()


def chromium_path() -> str:
    """The Chromium that journeys are made with."""
    found = os.environ.get("BOOCODE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is missing: install it (`apt-get install chromium`), or name it in BOOCODE_CHROMIUM"
    return found


@contextmanager
def serving(directory: Path, llm_url: str, **environment: str) -> Generator[Server]:
    """A running server with a home of its own."""
    server = Server(directory / "data", llm_url)
    server.environment |= environment
    try:
        start(server)
        yield server
    finally:
        server.close()


@pytest.fixture(scope="package")
def model() -> Iterator[Api]:
    """The scripted model's control routes."""
    with scripted_process() as url, Api(url.removesuffix("/v1")) as api:
        yield api


@pytest.fixture(scope="package")
def server(model: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this worker, with its own Postgres."""
    assert (STATIC / "index.html").is_file(), f"the web UI is not built in {STATIC}: run `./boo check` or `uv sync`"
    with serving(tmp_path_factory.mktemp("server"), f"{model.base_url}/v1") as server:
        yield server


@pytest.fixture(scope="package")
def browser(postgres: EmbeddedPostgres) -> Iterator[Browser]:
    """Chromium. It comes after the run's Postgres, which needs a loop in this thread to start."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository that chats are about."""
    return git_repository(tmp_path_factory.mktemp("code") / "harbour", FILES)


@pytest.fixture
def api(server: Server) -> Iterator[Api]:
    """The server's API, with the access token."""
    with Api.of(server) as api:
        yield api


@pytest.fixture
def place(api: Api, repository: Path) -> Place:
    """A new session with an empty chat."""
    return new_place(api, repository)


WindowMaker = Callable[..., Window]


@pytest.fixture
def window_of(browser: Browser) -> Iterator[WindowMaker]:
    """Opens browsers, each with its own cookies. At the end nothing may have gone wrong in any of them."""
    opened: list[Window] = []

    def make(server: Server, *, size: Size = DESKTOP, sign_in: bool = True) -> Window:
        window = open_window(browser, server, size=size, sign_in=sign_in)
        opened.append(window)
        return window

    yield make
    complaints = [complaint for window in opened for complaint in window.close()]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def window(window_of: WindowMaker, server: Server, place: Place) -> Window:
    """A desktop browser in the new session's chat."""
    window = window_of(server)
    window.show(place)
    return window


@pytest.fixture
def second(window: Window, api: Api, place: Place) -> Place:
    """Another chat of the session, called Second, open in a tab beside the first one, called First."""
    api.ask("PATCH", f"/chats/{place.chat_id}", json={"title": "First"})
    second = new_chat(api, place, "Second")
    window.goto(second.path)
    expect(window.tabs.filter(has_text="Second")).to_have_attribute("aria-selected", "true")
    expect(window.tabs.filter(has_text="First")).to_be_visible()
    return second
