"""``python -m bench`` answers for itself, as every other command does."""

from __future__ import annotations

import pytest

import bench.__main__ as bench

NAMES = [*bench.PARTS, *bench.ON_REQUEST]


def test_help_has_every_bench_on_a_line_with_what_it_measures(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["--help"])
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line.strip()]
    said = {words[0]: words[1] for words in lines if len(words) == 2}
    assert ended.value.code == 0
    assert all(said[name].endswith(".") and len(said[name].split()) > 5 for name in NAMES)


def test_an_unknown_name_is_one_line_that_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["engine", "speed"])
    printed, said = capsys.readouterr()
    assert (ended.value.code, printed, said.count("\n")) == (2, "", 1)
    assert all(name in said for name in ("speed", *NAMES))


def test_a_bench_is_named_in_one_word() -> None:
    assert [name for name in NAMES if len(name.split()) != 1] == []
