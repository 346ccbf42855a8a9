"""The configuration file of providers."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from boocode.contracts.wire.providers import ProviderConfig
from boocode.providers.config_file import ProvidersFile
from boocode.providers.errors import BadProviderConfig, ConfigUnwritable
from boocode.providers.redaction import MASK

MINE = {"custom": True, "command": ["my-agent", "--acp"], "env": {"A_KEY": "very-secret"}}


@pytest.fixture
def file(tmp_path: Path) -> ProvidersFile:
    return ProvidersFile(tmp_path / "providers.json")


def test_what_is_set_is_there_for_the_next_server_and_private(file: ProvidersFile) -> None:
    file.change({"mine": MINE, "goose": {"enabled": False}})
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    again = ProvidersFile(file.path)
    assert again.providers() == {
        "mine": ProviderConfig(custom=True, command=["my-agent", "--acp"], env={"A_KEY": "very-secret"}),
        "goose": ProviderConfig(enabled=False),
    }
    file.change({"mine": None})
    assert set(again.providers()) == {"goose"}  # it follows the disk


def test_without_a_file_everything_is_as_built_in(file: ProvidersFile) -> None:
    assert (file.problem, file.providers()) == (None, {})


BROKEN = [
    ("{not json", "it is not JSON"),
    ("[]", "is not used"),
    ('{"providers": {"goose": {"enabeld": true}}}', "`providers.goose.enabeld`: there is no such key"),
    ('{"providers": {}, "provider": {}}', "`provider`: there is no such key"),
    ('{"providers": {"goose": {"command": "goose acp"}}}', "`providers.goose.command`"),
    ('{"providers": {"goose": {"enabled": "yes"}}}', "`providers.goose.enabled`"),
    ('{"providers": {"nobody": {"enabled": true}}}', "There is no such provider"),
    ('{"providers": {"mine": {"custom": true}}}', "needs a command"),
]


@pytest.mark.parametrize(("content", "said"), BROKEN)
def test_broken_file_leaves_the_built_in_ones_says_why_and_is_not_overwritten(
    file: ProvidersFile, content: str, said: str
) -> None:
    file.path.write_text(content)
    assert file.providers() == {}
    assert said in (file.problem or "")
    with pytest.raises(BadProviderConfig, match="Correct or remove it first"):
        file.change({"goose": {"enabled": False}})
    assert file.path.read_text() == content
    file.path.write_text('{"providers": {"goose": {"enabled": false}}}')
    assert file.problem is None
    assert file.providers()["goose"].enabled is False


UNUSABLE: list[tuple[str, object, str]] = [
    ("boocode", {"enabled": False}, "providers.boocode"),
    ("nobody", {"enabled": False}, "providers.nobody"),
    ("Mine", MINE, "providers.Mine"),
    ("../x", MINE, "providers.../x"),
    ("goose", MINE, "providers.goose"),
    ("mine", {"custom": True}, "providers.mine.command"),
    ("mine", {"custom": True, "command": []}, "providers.mine.command"),
    ("mine", {"custom": True, "command": "my-agent"}, "providers.mine.command"),
    ("mine", {"custom": True, "command": ["./my-agent"]}, "providers.mine.command"),
    ("mine", {"custom": True, "command": ["x", 5]}, "providers.mine.command.1"),
    ("mine", {**MINE, "env": {"A=B": "c"}}, "providers.mine.env"),
    ("mine", {**MINE, "env": {"": "c"}}, "providers.mine.env"),
    ("mine", {**MINE, "env": {"A": "c\0"}}, "providers.mine.env"),
    ("mine", {**MINE, "env": {"A": MASK}}, "providers.mine.env"),
    ("mine", {**MINE, "account": "local"}, "providers.mine.account"),
    ("gemini", {"account": "local"}, "providers.gemini.account"),
    ("goose", {"account": "theirs"}, "providers.goose.account"),
    ("goose", {"typo": 1}, "providers.goose.typo"),
    ("goose", {"label": "x" * 101}, "providers.goose.label"),
    ("goose", 5, "providers.goose"),
]


@pytest.mark.parametrize(("provider_id", "config", "field"), UNUSABLE)
def test_what_could_never_run_is_refused_with_the_name_of_the_field(
    file: ProvidersFile, provider_id: str, config: object, field: str
) -> None:
    with pytest.raises(BadProviderConfig) as refused:
        file.change({"qwen": {"enabled": False}, provider_id: config})
    assert (refused.value.status, refused.value.data["field"]) == (400, field)
    assert not file.path.exists()  # all or nothing


def test_masked_secret_keeps_the_one_that_is_there(file: ProvidersFile) -> None:
    file.change({"mine": MINE})
    file.change({"mine": {**MINE, "env": {"A_KEY": MASK, "OTHER": "x"}}})
    assert file.providers()["mine"].env == {"A_KEY": "very-secret", "OTHER": "x"}


def test_directory_that_cannot_be_written_is_said_and_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file")
    file = ProvidersFile(tmp_path / "occupied" / "providers.json")
    with pytest.raises((ConfigUnwritable, BadProviderConfig), match="cannot be"):
        file.change({"goose": {"enabled": False}})
