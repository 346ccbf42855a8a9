"""What runs in a terminal, and where ssh may go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boocode.terminals.errors import BadHost
from boocode.terminals.launching import argv_of, checked_host, known_hosts, shell_environment

HOSTILE = [
    "-oProxyCommand=touch /tmp/x",
    "--",
    "a b",
    "a;b",
    "$(x)",
    "a\nb",
    "me@-oX",
    "@host",
    "me@",
    "a@b@c",
    "host:22",
    "a/b",
    "hö",
    "a%h",
    "",
    "x" * 300,
    "a\x00b",
    "#{x}",
]


@pytest.mark.parametrize("host", HOSTILE)
def test_what_ssh_could_take_for_something_else_is_refused(host: str) -> None:
    with pytest.raises(BadHost):
        checked_host(host)


@pytest.mark.parametrize("host", ["pi", "me@build.example.org", "_x", "10.0.0.1", "::1", "me@fe80::1", "a-b_c.d"])
def test_names_of_machines_are_taken(host: str) -> None:
    assert argv_of(host) == ["ssh", "-tt", host]


def test_hosts_come_from_the_settings_and_the_users_configuration(tmp_path: Path) -> None:
    config = tmp_path / "config"
    (tmp_path / "more.conf").write_text("Host inner\n  HostName 10.0.0.9\nInclude config\n")
    config.write_text(
        "# mine\nHost pi *.lan !x\n\tHostName=192.168.1.4\nHOST build\n  User me\nInclude more.conf missing/*\n"
        'Host "-oX" a;b\nMatch host x\n  HostName elsewhere\n'
    )
    found = known_hosts(["me@named", "-bad"], config)
    assert [(host.name, host.address, host.source) for host in found.hosts] == [
        ("me@named", None, "settings"),
        ("pi", "192.168.1.4", "ssh_config"),
        ("inner", "10.0.0.9", "ssh_config"),
        ("build", None, "ssh_config"),
    ]
    none = known_hosts([], tmp_path / "nothing")
    assert none.hosts == []
    assert "names no machines" in none.message


def test_terminals_get_no_secrets_and_nothing_of_what_boocode_runs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOOCODE_TOKEN", "DATABASE_URL", "OPENAI_API_KEY", "VIRTUAL_ENV", "TMUX", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    env = shell_environment(term="xterm-256color")
    assert "secret" not in env.values()
    assert (env["TERM"], env["COLORTERM"], env["LANG"]) == ("xterm-256color", "truecolor", "de_DE.UTF-8")
    assert os.path.isabs(env["SHELL"])
