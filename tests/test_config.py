"""Settings come from defaults, file and variables, in that order, and every bad value is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gapcheck import config
from gapcheck.faults import InputFaults

KEY = "ab" * 32


def load(tmp_path: Path, **variables: str) -> config.Settings:
    return config.load({"GAPCHECK_INSTANCE": str(tmp_path), **variables})


def test_without_anything_set_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'gapcheck.db'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.retention_months == 24
    assert settings.key is None
    assert not settings.secure


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('retention_months = 12\ntimezone = "Europe/Vienna"\n')
    settings = load(tmp_path, GAPCHECK_RETENTION_MONTHS="6")
    assert settings.retention_months == 6
    assert settings.timezone.key == "Europe/Vienna"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GAPCHECK_DATABASE_URL", "mysql://somewhere"),
        ("GAPCHECK_BASE_URL", "gapcheck.example.org"),
        ("GAPCHECK_BASE_URL", "https://example.org/path"),
        ("GAPCHECK_BASE_URL", "http://[broken"),
        ("GAPCHECK_SMTP_URL", "localhost:25"),
        ("GAPCHECK_TIMEZONE", "Mars/Base"),
        ("GAPCHECK_TIMEZONE", "../etc"),
        ("GAPCHECK_RETENTION_MONTHS", "two"),
        ("GAPCHECK_RETENTION_MONTHS", "0"),
        ("GAPCHECK_PROXY_HOPS", "-1"),
        ("GAPCHECK_SECRET_KEY", "short"),
        ("GAPCHECK_KEY", "not hexadecimal"),
        ("GAPCHECK_KEY", "abcd"),
        ("GAPCHECK_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_bad_value_is_refused_with_its_variables_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(InputFaults) as refused:
        load(tmp_path, **{variable: value})
    assert [fault.place for fault in refused.value.faults] == [variable]


def test_all_bad_values_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputFaults) as refused:
        load(tmp_path, GAPCHECK_BASE_URL="x", GAPCHECK_PROXY_HOPS="x", GAPCHECK_KEY="x")
    assert {fault.place for fault in refused.value.faults} == {
        "GAPCHECK_BASE_URL",
        "GAPCHECK_PROXY_HOPS",
        "GAPCHECK_KEY",
    }


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("retention_months = = 3")
    with pytest.raises(InputFaults, match=r"config\.toml"):
        load(tmp_path)


def test_the_key_is_read_from_a_file_outside_the_instance(tmp_path: Path) -> None:
    key_file = tmp_path / "elsewhere"
    key_file.write_text(KEY + "\n")
    assert load(tmp_path, GAPCHECK_KEY_FILE=str(key_file)).key == bytes.fromhex(KEY)


def test_the_clock_can_be_moved_in_tests_only(tmp_path: Path) -> None:
    assert load(tmp_path, GAPCHECK_CLOCK_FILE="clock").clock_file is None
    assert load(tmp_path, GAPCHECK_CLOCK_FILE="clock", GAPCHECK_TESTING="1").clock_file == Path("clock")


def test_behind_tls_cookies_may_demand_it(tmp_path: Path) -> None:
    settings = load(tmp_path, GAPCHECK_BASE_URL="https://gapcheck.example.org/")
    assert settings.secure
    assert settings.host == "gapcheck.example.org"
    assert settings.base_url == "https://gapcheck.example.org"


def test_the_token_of_a_monitor_comes_from_its_variable_alone_and_is_never_repeated(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'metrics_token = "{"a" * 32}"\n')
    assert load(tmp_path).metrics_token is None
    assert load(tmp_path, GAPCHECK_METRICS_TOKEN="").metrics_token is None
    assert load(tmp_path, GAPCHECK_METRICS_TOKEN="b" * 32).metrics_token == "b" * 32
    for unusable in ("c" * 31, f"{'c' * 32} {'c' * 32}", f"{'c' * 20}={'c' * 20}", "ç" * 40):
        with pytest.raises(InputFaults) as refused:
            load(tmp_path, GAPCHECK_METRICS_TOKEN=unusable)
        [fault] = refused.value.faults
        assert fault.place == "GAPCHECK_METRICS_TOKEN"
        assert unusable not in fault.message


def test_settings_that_are_printed_show_no_secret(tmp_path: Path) -> None:
    secrets = {
        "GAPCHECK_DATABASE_URL": "postgresql+psycopg://gapcheck:canary@db.example/gapcheck",
        "GAPCHECK_SMTP_URL": "smtps://gapcheck:canary@mail.example",
        "GAPCHECK_SECRET_KEY": "canary" * 6,
        "GAPCHECK_KEY": KEY,
        "GAPCHECK_OLDER_KEYS": KEY,
        "GAPCHECK_RATELIMIT_STORAGE": "redis://:canary@redis.example",
        "GAPCHECK_METRICS_TOKEN": "canary" * 6,
    }
    printed = repr(load(tmp_path, **secrets))
    assert "canary" not in printed
    assert repr(bytes.fromhex(KEY)) not in printed
