"""Made-up releases of a model zoo, in the true shape."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest

from settled.sources.registry import Artefact

MakeRelease = Callable[[str, date, Mapping[str, str]], Artefact]
MakeBatch = Callable[[Mapping[str, Mapping[str, str | bytes]]], pa.RecordBatch]


@pytest.fixture
def make_release(tmp_path: Path) -> MakeRelease:
    """A wheel with the given files, as the registry's client hands it over."""

    def make(version: str, day: date, files: Mapping[str, str]) -> Artefact:
        path = tmp_path / f"transformers-{version}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return Artefact(path, sha256(path.read_bytes()).hexdigest(), "transformers", version, day)

    return make


@pytest.fixture
def make_batch() -> MakeBatch:
    """Rows as the source yields them, from {folder: {file: content}}; borrowed files by their full path."""

    def make(units: Mapping[str, Mapping[str, str | bytes]]) -> pa.RecordBatch:
        rows = [
            {
                "unit": f"model_zoo:transformers:{folder}",
                "unit_key": len(folder),
                "source": "model_zoo/transformers",
                "period": date(2024, 4, 23),
                "path": name if "/" in name else f"transformers/models/{folder}/{name}",
                "content": text.encode() if isinstance(text, str) else text,
            }
            for folder, files in units.items()
            for name, text in files.items()
        ]
        return pa.RecordBatch.from_pylist(rows)

    return make
