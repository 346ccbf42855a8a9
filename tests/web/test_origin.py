"""Hosts and the origins that belong to them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from boocode.config import Settings
from boocode.web.origin import FrontDoor, Host


def door(*allowed: str, host: str = "127.0.0.1") -> FrontDoor:
    return FrontDoor(Settings(data_dir=Path("/nowhere"), host=host, allowed_hosts=allowed))


def known(front: FrontDoor, text: str, server: tuple[str, int]) -> bool:
    host = Host.parse(text)
    return host is not None and front.knows(host, server)


def test_server_is_known_by_the_address_that_was_connected_to() -> None:
    front = door(host="0.0.0.0")
    assert known(front, "192.168.1.5:9500", ("192.168.1.5", 9500))
    assert known(front, "192.168.1.5:9500", ("::ffff:192.168.1.5", 9500))
    assert known(front, "[fd00::5]:9500", ("fd00::5", 9500))
    assert not known(front, "192.168.1.6:9500", ("192.168.1.5", 9500))
    assert not known(front, "boo.lan:9500", ("192.168.1.5", 9500))


def test_configured_name_may_fix_port_and_scheme() -> None:
    front = door("boo.lan", "other.lan:8443", "https://safe.lan")
    server = ("10.0.0.1", 9500)
    assert [known(front, name, server) for name in ("boo.lan", "boo.lan:9500", "BOO.LAN", "boo.lan:1")] == [
        True,
        True,
        True,
        False,
    ]
    assert [known(front, name, server) for name in ("other.lan:8443", "other.lan")] == [True, False]
    assert front.matches("https://safe.lan", Host("safe.lan", None), "http")
    assert front.matches("https://safe.lan:443", Host("safe.lan", None), "http")
    assert not front.matches("http://safe.lan", Host("safe.lan", None), "http")
    assert not front.matches("http://boo.lan", Host("boo.lan", None), "https")


def test_bare_name_stands_for_the_default_port_only() -> None:
    assert known(door(), "localhost", ("127.0.0.1", 80))
    assert not known(door(), "localhost", ("127.0.0.1", 9500))


@given(st.text(max_size=40))
def test_no_other_text_is_our_origin(text: str) -> None:
    front = door("boo.lan")
    for host, own in [
        (Host("localhost", 9500), {"http://localhost:9500"}),
        (Host("boo.lan", None), {"http://boo.lan", "https://boo.lan", "http://boo.lan:80", "https://boo.lan:443"}),
    ]:
        for origin in (text, f"http://localhost:9500{text}", f"https://boo.lan{text}", f"http://{text}boo.lan"):
            if origin.lower() not in own:
                assert not front.matches(origin, host, "http")


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_as_host(text: str) -> None:
    host = Host.parse(text)
    if host is not None:
        assert not set("/\\@?# \r\n\x00") & set(host.name)
