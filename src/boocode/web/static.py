"""The built web UI. Only files that were found when the directory was listed are served, so no path leads elsewhere."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent.parent / "static"
Encoding = Literal["br", "gzip"]
SUFFIXES: dict[Encoding, str] = {"br": ".br", "gzip": ".gz"}
FOREVER = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"/assets/.*[-.][\w-]{8,}\.\w+")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>BooCode</title>
<style>body { font: 15px/1.6 system-ui; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }</style>
<h1>The web UI is not built</h1>
<p>The server works, but this installation has no UI files. In a checkout, start it with <code>./boo</code> and without
<code>BOOCODE_SKIP_WEB</code>, or run <code>npm --prefix web ci</code> and <code>npm --prefix web run build</code>.
Then reload this page.</p>
"""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, with its precompressed forms."""

    media_type: str
    forms: dict[Encoding | None, Path]
    tag: str


class StaticUi:
    """Serves the UI: hashed assets for ever, everything else revalidated, unknown pages as the app itself."""

    def __init__(self, directory: Path = STATIC) -> None:
        self._directory = directory
        self._assets: dict[str, Asset] = {}
        self._stamp = -1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(scope)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET is possible here.", 405, headers={"allow": "GET, HEAD"})
        assets = await to_thread.run_sync(self._listed)
        path: str = scope["path"]
        if not assets:
            return HTMLResponse(_NOT_BUILT, 503)
        asset = assets.get("/index.html" if path == "/" else path)
        if asset is None and _is_page(path):
            asset = assets.get("/index.html")
        if asset is None:
            return PlainTextResponse("There is no such file.", 404)
        return _file(asset, path, Headers(scope=scope))

    def _listed(self) -> dict[str, Asset]:
        """The files, listed again when the UI was built anew."""
        try:
            stamp = (self._directory / "index.html").stat().st_mtime_ns
        except OSError:
            return {}
        if stamp != self._stamp:
            self._assets = _list(self._directory)
            self._stamp = stamp
        return self._assets


def _is_page(path: str) -> bool:
    last = path.rpartition("/")[2]
    return not path.startswith("/assets/") and "." not in last


def _list(directory: Path) -> dict[str, Asset]:
    found = (file for file in directory.rglob("*") if file.is_file() and not file.is_symlink())
    files = {f"/{file.relative_to(directory).as_posix()}": file for file in found}
    return {
        path: _asset(path, files)
        for path in files
        if not any(path.endswith(suffix) and path.removesuffix(suffix) in files for suffix in SUFFIXES.values())
    }


def _asset(path: str, files: dict[str, Path]) -> Asset:
    file = files[path]
    forms: dict[Encoding | None, Path] = {None: file}
    for encoding, suffix in SUFFIXES.items():
        if packed := files.get(path + suffix):
            forms[encoding] = packed
    known = _TYPES.get(file.suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    stat = file.stat()
    return Asset(known, forms, f'W/"{stat.st_mtime_ns:x}-{stat.st_size:x}"')


def _file(asset: Asset, path: str, headers: Headers) -> Response:
    caching = FOREVER if _HASHED.fullmatch(path) else "no-cache"
    shared = {"cache-control": caching, "etag": asset.tag, "vary": "accept-encoding"}
    if asset.tag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers=shared)
    encoding = _encoding(asset, headers)
    if encoding:
        shared["content-encoding"] = encoding
    return FileResponse(asset.forms[encoding], media_type=asset.media_type, headers=shared)


def _encoding(asset: Asset, headers: Headers) -> Encoding | None:
    for encoding in SUFFIXES:
        if asset.forms.get(encoding) and _accepts(headers, encoding):
            return encoding
    return None


def _accepts(headers: Headers, encoding: Encoding) -> bool:
    for given in headers.get("accept-encoding", "").split(","):
        name, _, quality = given.partition(";")
        if name.strip().lower() == encoding:
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
