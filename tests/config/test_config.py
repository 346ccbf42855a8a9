"""What a person may write as settings, and what they are told when it is wrong."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from boocode.config import BadSettings, Settings, load_settings, markdown_table, private_directory

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "boocode.toml"


def environment(file: Path, **variables: str) -> dict[str, str]:
    return {"BOOCODE_CONFIG": str(file), **variables}


def test_environment_wins_over_file_and_file_over_default(file: Path) -> None:
    file.write_text('port = 1234\nhost = "::1"\n')
    settings = load_settings(environment(file, BOOCODE_PORT="4321"))
    assert (settings.port, settings.host, settings.max_tool_rounds) == (4321, "::1", 50)


def test_models_and_database_have_their_customary_names(file: Path) -> None:
    file.write_text('default_model = "from-file"\n')
    settings = load_settings(environment(file, FAST_MODEL="small", DATABASE_URL="postgresql://x/y"))
    assert (settings.default_model, settings.fast_model) == ("from-file", "small")
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://x/y"


def test_empty_variable_counts_as_unset(file: Path) -> None:
    file.write_text("")
    assert load_settings(environment(file, BOOCODE_LLM_URL="", DEFAULT_MODEL="")) == Settings()


def test_unknown_variable_is_refused_naming_the_nearest_setting(file: Path) -> None:
    file.write_text("")
    with pytest.raises(BadSettings, match="BOOCODE_PROT is not a setting: did you mean BOOCODE_PORT"):
        load_settings(environment(file, BOOCODE_PROT="1"))


def test_unknown_variable_like_no_setting_is_told_where_they_are_listed(file: Path) -> None:
    file.write_text("")
    with pytest.raises(BadSettings, match=r"BOOCODE_FOO is not a setting\. `boo settings` lists them"):
        load_settings(environment(file, BOOCODE_FOO="1"))


def test_unknown_key_in_the_file_is_refused_naming_the_nearest_setting(file: Path) -> None:
    file.write_text('lm_url = "http://x"\n')
    with pytest.raises(BadSettings, match="did you mean llm_url"):
        load_settings(environment(file))


def test_broken_file_is_refused_with_its_place(file: Path) -> None:
    file.write_text("port = \n")
    with pytest.raises(BadSettings, match="line 1"):
        load_settings(environment(file))


def test_named_but_missing_file_is_refused(file: Path) -> None:
    with pytest.raises(BadSettings, match="does not exist"):
        load_settings(environment(file))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BOOCODE_PORT", "65536"),
        ("BOOCODE_PORT", "many"),
        ("BOOCODE_LLM_URL", "localhost:8080"),
        ("BOOCODE_TOKEN", "short"),
        ("BOOCODE_LOG_LEVEL", "loud"),
        ("BOOCODE_PROXY_ADDRESSES", "not-an-address"),
        ("BOOCODE_PROXY_SECRET", "without-any-addresses"),
    ],
)
def test_unusable_value_is_refused_naming_its_variable(file: Path, variable: str, value: str) -> None:
    file.write_text("")
    with pytest.raises(BadSettings, match=variable):
        load_settings(environment(file, **{variable: value}))


def test_lists_are_comma_separated_in_the_environment_and_arrays_in_the_file(file: Path) -> None:
    file.write_text('allowed_hosts = ["a.example", "b.example"]\n')
    settings = load_settings(
        environment(file, BOOCODE_PROXY_ADDRESSES="10.0.0.0/8, ::1", BOOCODE_PROXY_SECRET="12345678")
    )
    assert settings.allowed_hosts == ("a.example", "b.example")
    assert [str(network) for network in settings.proxy_addresses] == ["10.0.0.0/8", "::1/128"]


def test_secrets_do_not_show_when_settings_are_printed(file: Path) -> None:
    file.write_text("")
    settings = load_settings(
        environment(file, BOOCODE_TOKEN="very-secret-1", DATABASE_URL="postgresql://u:very-secret@h")
    )
    assert "very-secret" not in repr(settings)


def test_private_directory_is_made_for_its_owner_only(tmp_path: Path) -> None:
    made = private_directory(tmp_path / "a" / "b")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_empty_open_directory_is_made_private(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    assert stat.S_IMODE(private_directory(tmp_path).stat().st_mode) == 0o700


def test_open_directory_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    (tmp_path / "other").touch()
    with pytest.raises(BadSettings, match="chmod 700"):
        private_directory(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_directory_that_cannot_be_made_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="BOOCODE_DATA_DIR"):
        private_directory(tmp_path / "file" / "data")


def test_readme_lists_every_setting_as_the_code_has_it() -> None:
    text = README.read_text(encoding="utf-8")
    table = text.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]
    assert table.strip() == markdown_table().strip()
