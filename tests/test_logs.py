"""A line of the log has fields of the list and no others, whoever writes it."""

from __future__ import annotations

import ast
import json
import logging
from pathlib import Path

import pytest

from gapcheck import logs, paths
from gapcheck.encryption import Keyring
from gapcheck.logs import FIELDS
from tests.conftest import private_in_log

CANARY = "Quokkabay"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]):
    """What was logged until now, line by line."""
    logs.configure()
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_field_that_is_not_listed_is_left_out(lines) -> None:
    logs.structlog.get_logger().info("saved", answer=CANARY, email="a@b.example", path="/i/gc1_x", status=200)
    [line] = lines()
    assert {name: line[name] for name in line if name != "at"} == {"event": "saved", "level": "info", "status": 200}


def test_a_value_is_one_short_line_or_the_name_of_its_type(lines) -> None:
    logs.structlog.get_logger().info("x", error=f"a\r\n{'b' * 500}", place={"answer": CANARY}, kind=b"bytes")
    [line] = lines()
    assert line["error"] == f"a??{'b' * 197}"
    assert (line["place"], line["kind"]) == ("dict", "bytes")


def test_what_other_libraries_say_is_cut_down_to_where_they_said_it(lines) -> None:
    logging.getLogger("gunicorn.error").addHandler(logging.StreamHandler())
    logs.configure()
    logging.getLogger("gunicorn.error").warning("Invalid request: GET /i/gc1_%s", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("sqlalchemy").exception("with %s", CANARY)
    logging.getLogger("anything").info(CANARY)
    found = lines()
    assert CANARY not in str(found)
    assert [(line["library"], line["level"], line.get("error")) for line in found] == [
        ("gunicorn.error", "warning", None),
        ("sqlalchemy", "error", "ValueError"),
    ]


def test_a_link_or_an_address_in_a_line_of_the_log_fails_the_test_that_wrote_it(lines) -> None:
    token = Keyring(bytes(32), "s").link_token("seat", "person", 1)
    for private in (token, f"/i/{token}", "ana@northmoor.example"):
        logs.structlog.get_logger().info("x", kind=private)
        assert len(private_in_log(json.dumps(lines()[0]))) == 1
    logs.structlog.get_logger().info("x", route="/i/<token>", kind="invitation", workspace="gc1_x" * 4)
    assert private_in_log(json.dumps(lines()[0])) == []


def test_every_line_that_the_program_writes_has_listed_fields_only() -> None:
    """Also where a line is written that no test reaches; a value is never put into the text of an event."""
    calls = 0
    for path in Path(paths.PACKAGE).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_log."):
                calls += 1
                where = f"{path.name}:{call.lineno}"
                assert {keyword.arg for keyword in call.keywords} <= FIELDS, where
                assert [type(argument) for argument in call.args] == [ast.Constant], where
    assert calls > 8
