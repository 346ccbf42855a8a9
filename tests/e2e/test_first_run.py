"""The first minutes: signing in, adding a repository, asking, and what is said when no model can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import FILES, WindowMaker, serving
from tests.e2e.place import Api
from tests.e2e.window import Window
from tests.support.rows import git_repository
from tests.support.server import TOKEN, Server


@pytest.fixture
def fresh(tmp_path: Path, dsn: str, model: Api) -> Iterator[Server]:
    """A server that nobody has used, with a repository in its home."""
    with serving(tmp_path, f"{model.base_url}/v1", DATABASE_URL=dsn) as server:
        git_repository(Path(server.environment["HOME"]) / "code" / "harbour", FILES)
        yield server


def login_url(server: Server) -> str:
    """The address that the server prints when it starts."""
    return re.findall(r"http://\S+#login=\S+", server.said())[-1]


def test_a_newcomer_signs_in_adds_a_repository_and_gets_an_answer(fresh: Server, window_of: WindowMaker) -> None:
    window = window_of(fresh, sign_in=False)
    page = window.page
    page.goto(login_url(fresh))
    expect(page.get_by_role("heading", name="Welcome to BooCode")).to_be_visible()
    assert page.url == f"{fresh.url}/"
    window.shoot("first-run")
    window.button("Add a project").click()
    dialog = page.get_by_role("dialog", name="Add project")
    path = dialog.get_by_role("textbox", name="Directory")
    home = Path(fresh.environment["HOME"])

    path.fill(str(home / "code" / "harbour" / "README.md"))
    window.button("Add this directory", dialog).click()
    expect(dialog.get_by_text(re.compile("is not a directory"))).to_be_visible()
    window.allow("422")

    path.fill("")
    listed = dialog.get_by_role("group", name="Directories")
    window.button("code", listed).click()
    listed.get_by_role("button", name=re.compile("^harbour")).click()
    expect(path).to_have_value(str(home / "code" / "harbour"))
    expect(dialog.get_by_text(re.compile("is not a directory"))).to_have_count(0)
    window.shoot("add-project")
    window.button("Add this directory", dialog).click()
    expect(dialog).to_have_count(0)
    window.ask("What is this? SCRIPT:parallel", "All done.")
    expect(window.tabs).to_have_text("Scripted title")


def test_a_repository_is_cloned_when_its_address_is_right(window: Window, repository: Path, tmp_path: Path) -> None:
    window.allow("422")
    sidebar = window.page.get_by_role("navigation", name="Projects and sessions")
    window.button("Add project", sidebar).click()
    dialog = window.page.get_by_role("dialog", name="Add project")
    dialog.get_by_text("Clone a repository").click()
    address = dialog.get_by_role("textbox", name="Repository address")
    address.fill("gopher://example.org/harbour")
    window.button("Clone and add", dialog).click()
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be cloned")
    address.fill(str(repository))
    dialog.get_by_role("textbox", name="Clone into").fill(str(tmp_path / "copied-harbour"))
    window.button("Clone and add", dialog).click()
    expect(dialog).to_have_count(0)
    expect(sidebar.get_by_role("button", name="copied-harbour", exact=True)).to_be_visible()
    expect(window.box).to_be_visible()
    assert (tmp_path / "copied-harbour" / "README.md").is_file()


def test_a_wrong_token_is_refused_and_the_right_one_signs_in(server: Server, window_of: WindowMaker) -> None:
    window = window_of(server, sign_in=False)
    window.allow("401")
    window.goto("/settings")
    field = window.page.get_by_label("Access token")
    field.fill("not the token")
    window.button("Sign in").click()
    expect(window.page.get_by_text("That is not the access token of this BooCode.")).to_be_visible()
    field.fill(TOKEN)
    field.press("Enter")
    expect(window.page.get_by_role("heading", name="Settings")).to_be_visible()
    window.page.reload()
    expect(window.page.get_by_role("heading", name="Settings")).to_be_visible()
    assert "token" not in window.page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})").lower()


def test_signing_out_leads_back_to_the_login(window: Window) -> None:
    window.allow("401")
    window.goto("/settings")
    own = window.page.get_by_role("region", name="Devices").get_by_role("listitem").filter(has_text="This browser")
    window.button("Sign out", own).click()
    expect(window.page.get_by_role("heading", name="Sign in to BooCode")).to_be_visible()
    window.page.reload()
    expect(window.page.get_by_role("heading", name="Sign in to BooCode")).to_be_visible()


def test_without_an_endpoint_it_is_said_what_was_tried_and_what_to_do(
    tmp_path: Path, dsn: str, window_of: WindowMaker
) -> None:
    with serving(tmp_path, "http://127.0.0.1:9/v1", DATABASE_URL=dsn) as server:
        window = window_of(server)
        window.goto("/")
        notice = window.page.get_by_role("region", name="Model endpoint")
        expect(notice).to_contain_text("cannot be reached")
        expect(notice).to_contain_text("BOOCODE_LLM_URL")
        notice.get_by_text("What was tried").click()
        expect(notice).to_contain_text("http://127.0.0.1:9/v1")
        window.look("no-endpoint")
        window.button("Look again", notice).click()
        expect(window.button("Look again", notice)).to_be_enabled()
        window.close()
