"""The built UI."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from boocode.web.static import StaticUi


@pytest.fixture
def built(tmp_path: Path) -> Path:
    directory = tmp_path / "static"
    (directory / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (directory / "link.txt").symlink_to(tmp_path / "secret.txt")
    (directory / "index.html").write_text("<!doctype html>app")
    (directory / "sw.js").write_text("worker")
    (directory / "manifest.webmanifest").write_text("{}")
    (directory / "assets" / "index-Ab3dE5gh.js").write_text("plain")
    (directory / "assets" / "index-Ab3dE5gh.js.br").write_text("brotli")
    (directory / "assets" / "index-Ab3dE5gh.js.gz").write_text("gzip")
    return directory


def client(directory: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(StaticUi(directory)), base_url="http://ui")


async def test_hashed_files_are_cached_for_ever_and_sent_compressed(built: Path) -> None:
    async with client(built) as ui:
        path = "/assets/index-Ab3dE5gh.js"
        texts: dict[str, str] = {}
        for accepted in ("br, gzip", "gzip", "identity", "br;q=0, gzip"):
            async with ui.stream("GET", path, headers={"accept-encoding": accepted}) as answer:
                texts[accepted] = (b"".join([piece async for piece in answer.aiter_raw()])).decode()
                assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
                assert answer.headers["content-type"].startswith("text/javascript")
                assert answer.headers["vary"] == "accept-encoding"
    assert texts == {"br, gzip": "brotli", "gzip": "gzip", "identity": "plain", "br;q=0, gzip": "gzip"}


async def test_pages_are_the_app_and_are_revalidated(built: Path) -> None:
    async with client(built) as ui:
        for path in ("/", "/chats/1", "/settings", "/index.html"):
            answer = await ui.get(path)
            assert (answer.text, answer.headers["cache-control"]) == ("<!doctype html>app", "no-cache")
        again = await ui.get("/", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        assert (await ui.get("/sw.js")).headers["cache-control"] == "no-cache"
        manifest = await ui.get("/manifest.webmanifest")
        assert manifest.headers["content-type"].startswith("application/manifest+json")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/passwd.txt",
        "/assets/",
        "/assets/none.js",
        "/secret.txt",
        "/assets/index-Ab3dE5gh.js%00.txt",
    ],
)
async def test_no_path_leads_out_of_the_directory(built: Path, path: str) -> None:
    async with client(built) as ui:
        answer = await ui.get(f"http://ui{path}")
    assert (answer.status_code, "secret" in answer.text) == (404, False)


async def test_link_out_of_the_directory_is_not_served(built: Path) -> None:
    async with client(built) as ui:
        assert (await ui.get("/link.txt")).status_code == 404


async def test_new_build_is_served_without_a_restart(built: Path) -> None:
    async with client(built) as ui:
        assert (await ui.get("/assets/next-12345678.js")).status_code == 404
        (built / "assets" / "next-12345678.js").write_text("next")
        os.utime(built / "index.html", ns=(1, 1))
        assert (await ui.get("/assets/next-12345678.js")).text == "next"


async def test_head_has_no_body_and_post_is_refused(built: Path) -> None:
    async with client(built) as ui:
        assert (await ui.head("/")).text == ""
        assert (await ui.post("/")).status_code == 405


async def test_missing_build_says_what_to_do(tmp_path: Path) -> None:
    async with client(tmp_path / "nothing") as ui:
        answer = await ui.get("/")
    assert answer.status_code == 503
    assert "./boo" in answer.text
