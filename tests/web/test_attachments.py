"""Attachments over HTTP: what goes in, and how harmless it comes out."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import orjson
import pytest

from boocode.files.blobs import BlobStore
from boocode.kernel.ids import new_id
from tests.support.rows import Place
from tests.web.site import Site

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
HTML = b"<!doctype html><script>alert(1)</script>"


async def upload(site: Site, name: str, content: bytes, media_type: str = "", **more: str):
    async with site.api() as api:
        return await api.post("/api/attachments", files={"file": (name, content, media_type)}, **more)  # type: ignore[arg-type]


async def test_file_comes_back_byte_for_byte(site: Site, place: Place) -> None:
    content = bytes(range(256)) * 5000
    async with site.api() as api:
        answer = await api.post(f"/api/attachments?chat_id={place.chat_id}", files={"file": ("a.bin", content)})
        assert answer.status_code == 201
        made = answer.json()
        assert made == {
            "id": made["id"],
            "name": "a.bin",
            "media_type": "application/octet-stream",
            "size": len(content),
            "kind": "file",
        }
        read = await api.get(f"/api/attachments/{made['id']}")
        assert read.content == content
        assert read.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("page.html", "text/html"),
        ("page.svg", "image/svg+xml"),
        ("a.xhtml", "application/xhtml+xml"),
        ("x.png", "image/png"),
    ],
)
async def test_html_is_inert_whatever_it_claims_to_be(site: Site, name: str, media_type: str) -> None:
    made = (await upload(site, name, HTML, media_type)).json()
    assert made["kind"] == "file"
    async with site.api() as api:
        read = await api.get(f"/api/attachments/{made['id']}")
    assert read.headers["content-type"] == "text/plain; charset=utf-8"
    assert read.headers["content-disposition"].startswith("attachment")
    assert read.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in read.headers["content-security-policy"]
    assert "allow-scripts" not in read.headers["content-security-policy"]
    assert "script-src" not in read.headers["content-security-policy"]


async def test_picture_is_known_by_its_bytes(site: Site) -> None:
    made = (await upload(site, "x.txt", PNG, "text/plain")).json()
    assert (made["kind"], made["media_type"]) == ("image", "image/png")
    async with site.api() as api:
        read = await api.get(f"/api/attachments/{made['id']}")
    assert read.headers["content-type"] == "image/png"
    assert read.headers["content-disposition"].startswith("inline")
    assert "sandbox" in read.headers["content-security-policy"]


NAMES = [
    ("../../etc/passwd", "passwd"),
    ("C:\\Windows\\a.txt", "a.txt"),
    ("..", "file"),
    ("a\u202etxt.exe", "atxt.exe"),
    ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
    ("x" * 500 + ".txt", "x" * 196 + ".txt"),
    ('a";b.txt', 'a";b.txt'),
    ("naïve 文.txt", "naïve 文.txt"),
]


async def test_names_are_made_safe(site: Site) -> None:
    async with site.api() as api:
        for given, kept in NAMES:
            made = (await upload(site, given, b"text")).json()
            assert made["name"] == kept
            read = await api.get(f"/api/attachments/{made['id']}")
            assert read.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(kept, safe='')}"
            assert "set-cookie" not in read.headers


async def test_large_file_is_refused_with_its_limit(site: Site) -> None:
    answer = await upload(site, "big", b"x" * (32 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "attachment_too_large")
    assert answer.json()["error"]["data"]["limit"] == 32 * 1024 * 1024


async def test_long_paste_keeps_its_kind(site: Site) -> None:
    answer = await upload(site, "paste.txt", b"long text", "text/plain", data={"kind": "paste"})  # type: ignore[arg-type]
    assert answer.json()["kind"] == "paste"


GARBAGE = [
    (b"", "application/json"),
    (b"{}", "application/json"),
    (b"", "multipart/form-data"),
    (b"garbage", "multipart/form-data; boundary=x"),
    (b"--x\r\n\r\nno name\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ncut', "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\na\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b"--x\r\n" + b"A" * 99_999 + b": b\r\n\r\n", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\r\n--x--\r\n', "multipart/form-data; boundary=x"),
]


async def test_garbage_upload_is_refused_with_a_sentence(site: Site) -> None:
    async with site.api() as api:
        for body, media_type in GARBAGE:
            answer = await api.post("/api/attachments", content=body, headers={"content-type": media_type})
            assert answer.status_code == 422, (body[:60], answer.text)
            assert answer.json()["error"]["message"].endswith(".")


async def test_attachment_in_use_stays_and_unused_one_goes(site: Site, place: Place) -> None:
    used, unused = [(await upload(site, f"{n}.txt", b"text")).json()["id"] for n in range(2)]
    async with site.api() as api:
        body = {"client_id": str(uuid4()), "text": "see", "attachments": [{"attachment_id": used}]}
        sent = await api.post(f"/api/chats/{place.chat_id}/messages", json=body)
        assert sent.json()["message"]["parts"][0]["attachment_id"] == used
        refused = await api.delete(f"/api/attachments/{used}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "attachment_in_use")
        assert (await api.delete(f"/api/attachments/{unused}")).status_code == 204
        assert (await api.get(f"/api/attachments/{unused}")).status_code == 404


async def test_unknown_attachments_and_parts_are_not_found(site: Site) -> None:
    async with site.api() as api:
        for path in (
            f"/api/attachments/{uuid4()}",
            f"/api/parts/{uuid4()}/output",
            f"/api/parts/{uuid4()}/images/{'0' * 64}",
        ):
            assert (await api.get(path)).status_code == 404
        for path in ("/api/attachments/..%2f..%2fetc%2fpasswd", f"/api/parts/{uuid4()}/images/..%2f..%2ftoken"):
            assert (await api.get(path)).status_code in (404, 422)
        assert (await api.post(f"/api/attachments?chat_id={uuid4()}", files={"file": b"x"})).status_code == 404


async def test_whole_output_and_pictures_of_a_part_are_served_inert(site: Site, place: Place) -> None:
    blobs = BlobStore(site.db, site.services.settings.data_dir)
    output, picture, other = await blobs.put(HTML * 50_000), await blobs.put(PNG), await blobs.put(PNG + b"other")
    message_id, part_id = new_id(), new_id()
    await site.db.execute(
        "insert into messages (id, chat_id, role) values (%s, %s, 'assistant')", (message_id, place.chat_id)
    )
    data = {"call_part_id": str(new_id()), "text": "cut", "output_blob": output, "images": [picture]}
    await site.db.execute(
        "insert into parts (id, message_id, index, type, data) values (%s, %s, 0, 'tool_result', %s::jsonb)",
        (part_id, message_id, orjson.dumps(data).decode()),
    )
    async with site.api() as api:
        whole = await api.get(f"/api/parts/{part_id}/output")
        assert whole.content == HTML * 50_000
        assert whole.headers["content-type"] == "text/plain; charset=utf-8"
        assert "sandbox" in whole.headers["content-security-policy"]
        shown = await api.get(f"/api/parts/{part_id}/images/{picture}")
        assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
        assert (await api.get(f"/api/parts/{part_id}/images/{other}")).status_code == 404
