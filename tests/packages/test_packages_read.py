"""Releases are read file by file, from a cache that stands for the registry, and from the real one."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.catalog import load
from settled.errors import InputError, SourceError
from settled.scan.packages import scan
from settled.sources.archive import file_schema
from settled.sources.packages import read, shipped
from settled.sources.packages.read import is_wanted
from settled.sources.registry import Registry
from settled.sources.registry.transfer import Transfer

NOWHERE = "http://127.0.0.1:9/simple"


def wheel(files: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def sdist(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content.encode()))
    return packed.getvalue()


def cached(folder: Path, releases: dict[str, tuple[str, bytes]]) -> Registry:
    """A registry that is out of reach, with these files (name to upload day and content) in its cache."""
    registry = Registry(NOWHERE, folder, Transfer(timeout_s=1.0, attempts=1, backoff_s=0.0))
    by_project: dict[str, list[dict[str, Any]]] = {}
    for filename, (day, content) in releases.items():
        digest = hashlib.sha256(content).hexdigest()
        path = folder / "artefacts" / digest[:2] / digest / filename
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        entry = {"filename": filename, "url": filename, "hashes": {"sha256": digest}, "size": len(content)}
        by_project.setdefault(filename.split("-")[0], []).append(entry | {"upload-time": f"{day}T10:00:00Z"})
    for project, files in by_project.items():
        page = folder / "index" / hashlib.sha256(NOWHERE.encode()).hexdigest()[:16] / f"{project}.json"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(json.dumps({"files": files}))
    return registry


TOY = wheel(
    {
        "toy/__init__.py": "from .rules import A",
        "toy/rules.py": "class A: ...",
        "toy/core.pyi": "def f(): ...",
        "toy/core.so": b"\x7fELF",
        "toy-1.0.dist-info/METADATA": "Name: toy",
        "toy-1.0.dist-info/WHEEL": "Generator: flit 3",
        "toy-1.0.dist-info/RECORD": "",
    }
)


def test_a_row_is_a_file_of_a_release(tmp_path: Path) -> None:
    registry = cached(tmp_path, {"toy-1.0-py3-none-any.whl": ("2024-05-01", TOY)})
    reading = read(["toy==1"], registry)
    rows = [row for batch in reading.batches for row in batch.to_pylist()]
    assert [row["path"] for row in rows] == [
        "toy/__init__.py",
        "toy/rules.py",
        "toy/core.pyi",
        "toy-1.0.dist-info/METADATA",
        "toy-1.0.dist-info/WHEEL",
    ]
    assert {(row["unit"], row["source"], row["period"]) for row in rows} == {
        ("packages:toy:1.0", "packages/toy", date(2024, 5, 1))
    }
    assert rows[1]["content"] == b"class A: ..."
    assert (reading.source, reading.locator, reading.revision) == ("packages", "toy==1.0", "1.0")
    assert reading.origin.source == "packages"
    assert not reading.origin.redistributable


def test_a_source_distribution_is_read_too(tmp_path: Path) -> None:
    content = sdist(
        {
            "toy-1.0/PKG-INFO": "Name: toy",
            "toy-1.0/pyproject.toml": "",
            "toy-1.0/docs/pyproject.toml": "",
            "toy-1.0/src/toy/a.py": "",
        }
    )
    reading = read(["toy==1.0"], cached(tmp_path, {"toy-1.0.tar.gz": ("2024-05-01", content)}))
    (batch,) = reading.batches
    assert batch.column("path").to_pylist() == [
        "toy-1.0/PKG-INFO",
        "toy-1.0/pyproject.toml",
        "toy-1.0/src/toy/a.py",
    ]


def test_order_and_repetition_of_the_request_change_nothing(tmp_path: Path) -> None:
    releases = {
        "toy-1.0-py3-none-any.whl": ("2024-05-01", TOY),
        "toy-0.9-py3-none-any.whl": ("2023-05-01", wheel({"toy.py": "x = 1"})),
        "bell-2.0-py3-none-any.whl": ("2022-05-01", wheel({"bell.py": "x = 2"})),
    }
    registry = cached(tmp_path, releases)
    one = read(["toy==1.0", "bell==2", "toy==0.9", "TOY==1.0.0"], registry)
    other = read(["bell==2.0", "toy==0.9", "toy==1"], registry)
    assert one.locator == "bell==2.0 toy==0.9 toy==1.0"
    assert (one.locator, one.content_digest) == (other.locator, other.content_digest)
    assert list(one.batches) == list(other.batches)
    assert one.content_digest != read(["toy==1.0"], registry).content_digest


def test_the_key_is_of_the_package_not_of_the_release(tmp_path: Path) -> None:
    releases = {
        "toy-1.0-py3-none-any.whl": ("2024-05-01", TOY),
        "toy-0.9-py3-none-any.whl": ("2023-05-01", wheel({"toy.py": "x = 1"})),
    }
    reading = read(["toy==1.0", "toy==0.9"], cached(tmp_path, releases))
    assert len({key for batch in reading.batches for key in batch.column("unit_key").to_pylist()}) == 1


def test_a_huge_package_comes_in_bounded_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["settled.sources.packages.read"], "_BATCH_BYTES", 1000)
    content = wheel({f"toy/m{number}.py": "x" * 300 + str(number) for number in range(20)})
    reading = read(["toy==1.0"], cached(tmp_path, {"toy-1.0-py3-none-any.whl": ("2024-05-01", content)}))
    sizes = [sum(map(len, batch.column("content").to_pylist())) for batch in reading.batches]
    assert len(sizes) == 5
    assert max(sizes) < 1300


def test_what_is_too_large_to_read_is_counted(tmp_path: Path) -> None:
    text = "".join(f"x{number} = {number}\n" for number in range(350_000))
    content = wheel({"toy/big.py": text, "toy/small.py": "x = 1"})
    reading = read(["toy==1.0"], cached(tmp_path, {"toy-1.0-py3-none-any.whl": ("2024-05-01", content)}))
    assert [batch.column("path").to_pylist() for batch in reading.batches] == [["toy/small.py"]]
    assert reading.skipped == {"larger than the limit": 1}


def test_a_release_that_lacks_what_is_looked_for_gives_nothing(tmp_path: Path) -> None:
    content = wheel({"toy/data.bin": b"\0"})
    reading = read(["toy==1.0"], cached(tmp_path, {"toy-1.0-py3-none-any.whl": ("2024-05-01", content)}))
    result = scan(reading.batches, list(load().fields.values()))
    assert result.sightings.num_rows == 0


def test_a_path_that_leads_out_stops_the_reading(tmp_path: Path) -> None:
    content = wheel({"toy/__init__.py": "", "../../evil.py": "x = 1"})
    reading = read(["toy==1.0"], cached(tmp_path, {"toy-1.0-py3-none-any.whl": ("2024-05-01", content)}))
    with pytest.raises(SourceError, match="refused as hostile"):
        list(reading.batches)


@pytest.mark.parametrize("requirement", ["", "==1.0", "toy==", "  "])
def test_what_is_no_requirement_is_an_error(tmp_path: Path, requirement: str) -> None:
    with pytest.raises(InputError, match="give NAME or NAME==VERSION"):
        read([requirement], cached(tmp_path, {}))


def test_no_requirement_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no package is named"):
        read([], cached(tmp_path, {}))


@pytest.mark.parametrize("requirement", ["toy>=1", "toy 1", "git+https://example.org/toy", "../toy"])
def test_other_kinds_of_requirement_are_no_names(tmp_path: Path, requirement: str) -> None:
    with pytest.raises(SourceError, match="no name of a package"):
        read([requirement], cached(tmp_path, {}))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("torch/optim/adamw.py", True),
        ("mlx/core/fast.pyi", True),
        ("torch-2.9.0.dist-info/METADATA", True),
        ("torch-2.9.0.dist-info/WHEEL", True),
        ("torch-2.9.0.dist-info/RECORD", False),
        ("torch/METADATA", False),
        ("torch/_vendor/x.dist-info/METADATA", False),
        ("optax-0.2.4/PKG-INFO", True),
        ("optax-0.2.4/pyproject.toml", True),
        ("optax-0.2.4/optax.egg-info/PKG-INFO", False),
        ("torch/lib/libtorch.so", False),
    ],
)
def test_only_source_and_metadata_are_wanted(path: str, wanted: bool) -> None:
    assert is_wanted(path) is wanted


def test_the_shipped_list_pins_each_release_once() -> None:
    requirements = shipped()
    assert len(requirements) == len(set(requirements))
    assert all("==" in requirement for requirement in requirements)


def test_every_framework_of_the_catalog_is_read() -> None:
    read_names = {requirement.split("==")[0] for requirement in shipped()}
    wanted = {name for contest in load().fields.values() for name in contest.frameworks}
    assert wanted <= read_names


@pytest.mark.network
def test_real_packages_show_when_optax_and_keras_took_up_lion(tmp_path: Path) -> None:
    registry = Registry(Registry.from_environment().index_url, tmp_path)
    reading = read(["optax==0.1.4", "optax==0.1.7", "keras==2.11.0", "keras==3.0.2"], registry)
    result = scan(reading.batches, list(load().fields.values()))
    defined = {
        (row["technology"], row["unit"])
        for row in result.sightings.to_pylist()
        if row["field"] == "optimizer"
    }
    assert {unit for technology, unit in defined if technology == "lion"} == {
        "packages:optax:0.1.7",
        "packages:keras:3.0.2",
    }
    assert ("adamw", "packages:optax:0.1.4") in defined
    assert {day for _, day in result.released.values()} == {
        date(2022, 11, 21),
        date(2023, 7, 26),
        date(2022, 11, 14),
        date(2023, 12, 21),
    }


def test_the_columns_are_those_that_the_scanner_reads() -> None:
    assert file_schema().names == ["unit", "unit_key", "source", "period", "path", "content"]
