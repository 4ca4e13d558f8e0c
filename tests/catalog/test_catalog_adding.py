"""A field of one's own is added whole, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_files import GOOD, written

from settled import catalog
from settled.errors import CatalogError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "fields"


def test_a_field_of_ones_own_is_added_whole_and_loaded(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path, GOOD)
    assert catalog.add_field(path, folder).id == "pet"
    assert (folder / "pet.toml").read_bytes() == path.read_bytes()
    assert [file.name for file in folder.iterdir()] == ["pet.toml"]
    loaded = catalog.load(folder)
    assert loaded.find("house cat")[0].id == "pet"
    assert len(loaded.fields) == len(catalog.load().fields) + 1


def test_an_id_that_exists_is_refused(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path, GOOD)
    catalog.add_field(path, folder)
    with pytest.raises(CatalogError) as raised:
        catalog.add_field(path, folder)
    assert str(raised.value) == f"{path}:1: field 'pet' exists already; hint: give it another id"
    taken = written(tmp_path, "# a comment\n" + GOOD.replace('id = "pet"', 'id = "optimizer"'))
    with pytest.raises(CatalogError) as raised:
        catalog.add_field(taken, folder)
    assert raised.value.place == f"{taken}:2"


def test_a_wrong_field_is_not_added(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(CatalogError):
        catalog.add_field(written(tmp_path, GOOD.replace("year = 1890", "year = 0")), folder)
    assert not folder.exists()


def test_a_users_field_with_a_shipped_id_is_refused_at_loading(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace('id = "pet"', 'id = "optimizer"'))
    with pytest.raises(CatalogError) as raised:
        catalog.load(tmp_path)
    assert raised.value.place == f"{path}:1"


def test_a_folder_that_does_not_exist_holds_no_fields(tmp_path: Path) -> None:
    assert catalog.load(tmp_path / "none").fields == catalog.load().fields


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(CatalogError) as raised:
        catalog.add_field(written(tmp_path, GOOD), blocked)
    assert raised.value.place == str(blocked)
    assert "cannot write the field" in raised.value.what


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CatalogError, match="No space left on device"):
        catalog.add_field(written(tmp_path, GOOD), folder)
    assert list(folder.iterdir()) == []
