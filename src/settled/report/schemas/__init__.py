"""The JSON Schemas of the documents in ``settled.report.documents``, one file a document.

Each file is complete in itself. ``python -m settled.report.schemas FOLDER`` copies them for publication.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from settled.errors import InputError, did_you_mean


def names() -> list[str]:
    """Names of all documents, sorted (``board``, ``catalog`` ...)."""
    return sorted(
        entry.name.removesuffix(".json")
        for entry in files(__name__).iterdir()
        if entry.name.endswith(".json")
    )


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document called ``name``."""
    if name not in names():
        raise InputError("schema", f"no document is called '{name}'", did_you_mean(name, names()))
    loaded: dict[str, Any] = json.loads(_text(name))
    return loaded


def copy_to(folder: Path) -> list[Path]:
    """Copy every schema to ``folder``; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.json" for name in names()]
    for path in written:
        path.write_text(_text(path.stem), encoding="utf-8", newline="\n")
    return written


def _text(name: str) -> str:
    return files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
