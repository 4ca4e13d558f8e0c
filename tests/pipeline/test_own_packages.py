"""A user's own scan of packages: what a package requires counts once, whatever releases of it are read."""

from __future__ import annotations

import hashlib
from datetime import date

import pyarrow as pa
import pytest

from settled.pipeline.scanning import scan_packages
from settled.sources import Reading, packages
from settled.sources.archive import file_schema

METADATA = "Metadata-Version: 2.1\nName: toy\nRequires-Dist: requests\n"


@pytest.fixture
def registry(monkeypatch):
    """A registry with a made-up package of as many releases as one asks for."""

    def read(requirements):
        rows = {name: [] for name in file_schema().names}
        for requirement in requirements:
            name, _, version = requirement.partition("==")
            rows["unit"].append(f"packages:{name}:{version}")
            rows["unit_key"].append(int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big"))
            rows["source"].append(f"packages/{name}")
            rows["period"].append(date(2025, int(version), 1))
            rows["path"].append(f"{name}-{version}.dist-info/METADATA")
            rows["content"].append(METADATA.encode())
        batch = pa.RecordBatch.from_pydict(rows, schema=file_schema())
        digest = hashlib.sha256(" ".join(requirements).encode()).hexdigest()
        return Reading(None, "packages", " ".join(requirements), "", digest, iter([batch]))

    monkeypatch.setattr(packages, "read", read)


def test_a_package_is_counted_once_over_releases_and_scans(registry, tool):
    first = scan_packages(tool(), ["toy==1"])
    again = scan_packages(tool(), ["toy==2", "other==3"])
    assert (first.again, again.again) == (0, 1)
    adoption = tool(as_of="2026-01-01").assess("requests").indicators["adoption"]
    assert (adoption.k, adoption.n) == (2, 2)


def test_the_same_packages_again_add_nothing(registry, tool):
    assert scan_packages(tool(), ["toy==1"]).outcome == "added"
    assert scan_packages(tool(), ["toy==1"]).outcome == "known"
