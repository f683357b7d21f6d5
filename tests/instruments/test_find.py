"""A questionnaire is found by id@version among the shipped ones and an installation's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gapcheck.faults import InputFaults
from gapcheck.instruments.loader import available, find, json_schema, load, shipped
from tests.instruments.samples import SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.v1.toml").write_text(SMALL)
    return tmp_path


def test_the_shipped_questionnaire_is_listed() -> None:
    assert [each.key for each in shipped()] == ["cio-cso-partnership@1"]


def test_an_installations_own_is_found_behind_the_shipped(folder: Path) -> None:
    assert [each.key for each in available([folder])] == ["cio-cso-partnership@1", "small@1"]
    assert find("small@1", [folder]).key == "small@1"


def test_a_bare_id_means_the_newest_version(folder: Path) -> None:
    (folder / "small.v2.toml").write_text(SMALL.replace("version = 1", "version = 2"))
    (folder / "small.v10.toml").write_text(SMALL.replace("version = 1", "version = 10"))
    assert find("small", [folder]).version == 10
    assert find("small@2", [folder]).version == 2


@pytest.mark.parametrize("key", ["small@2", "small@", "@", "", "../small.v1.toml", "small.v1.toml", "\x1b[2J@1"])
def test_what_is_not_there_is_refused_with_what_there_is(folder: Path, key: str) -> None:
    with pytest.raises(InputFaults, match=r"There are: cio-cso-partnership@1, small@1\.") as found:
        find(key, [folder])
    assert str(found.value).isprintable()


def test_a_version_published_twice_is_refused(folder: Path) -> None:
    (folder / "copy.toml").write_text(SMALL)
    with pytest.raises(InputFaults, match="published once"):
        find("small@1", [folder])


def test_a_broken_file_does_not_hide_the_others(folder: Path) -> None:
    (folder / "broken.toml").write_text("id = ")
    assert [each.key for each in available([folder])] == ["cio-cso-partnership@1", None, "small@1"]
    assert find("small@1", [folder]).key == "small@1"


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert available([tmp_path / "none"]) == shipped()


def test_every_place_in_a_file_starts_with_its_name(folder: Path) -> None:
    path = folder / "bad.toml"
    path.write_text(SMALL.replace("version = 1", "version = 0"))
    with pytest.raises(InputFaults, match=r"^bad\.toml version: Give 'version'"):
        load(path)


def test_a_file_that_is_not_there_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="The file cannot be read"):
        load(tmp_path / "none.toml")


def test_the_json_schema_knows_every_type() -> None:
    schema = json_schema()
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert set(schema["$defs"]["ThemeTable"]["properties"]["item"]["items"]["discriminator"]["mapping"]) == {
        "single", "scale", "multi", "ranking", "top", "allocation", "number", "text",
    }  # fmt: skip


def test_a_file_with_a_sound_head_is_listed_and_its_faults_are_named_when_it_is_asked_for(folder: Path) -> None:
    (folder / "torn.toml").write_text(SMALL.replace('"small"', '"torn"') + "\n[[theme")
    assert "torn@1" in [each.key for each in available([folder])]
    with pytest.raises(InputFaults, match=r"torn\.toml end of the file"):
        find("torn@1", [folder])


def test_a_head_that_is_no_head_of_a_questionnaire_has_no_key(folder: Path) -> None:
    (folder / "odd.toml").write_text('id = "a b"\nversion = 1\n')
    (folder / "odder.toml").write_text('id = "odd"\nversion = "1"\n')
    assert [each.key for each in available([folder]) if each.path.name.startswith("odd")] == [None, None]
