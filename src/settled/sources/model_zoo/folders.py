"""Which folders of a release are models, and which files say what a model is built of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ROOT = "transformers/models/"
_COPY = re.compile(r"modeling_(?:tf|flax)_")
_BORROWED = re.compile(
    rb"^from (?:\.\.|transformers\.models\.)(\w+)\.((?:modeling|configuration)_\w+) import", re.MULTILINE
)
_NO_MODEL = frozenset({"auto", "deprecated"})


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """The Python files under ``transformers/models`` of one release, by path in the wheel."""

    content: Mapping[str, bytes]

    def folders(self) -> dict[str, list[str]]:
        """Paths of each folder's files, sorted; deprecated ones under ``deprecated/NAME``."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.content):
            found.setdefault(path.removeprefix(_ROOT).rpartition("/")[0], []).append(path)
        return found


@dataclass(frozen=True, slots=True)
class Unit:
    """A model's folder, and the files that are read for it: its own, then those that it builds on."""

    folder: str
    files: tuple[tuple[str, bytes], ...]


def units_of(
    release: ReleaseFiles, known: set[str], passed_over: set[str], skipped: Counter[str]
) -> list[Unit]:
    """The models that this release holds and none before it did.

    Args:
        known: folders that were units before; the new ones are added.
        passed_over: folders that were counted as skipped before; likewise.
        skipped: counts folders and files that are not read, by reason.
    """
    units = []
    for folder, paths in release.folders().items():
        if folder in known:
            continue
        if reason := _no_unit(folder, paths):
            skipped[reason] += folder not in passed_over
            passed_over.add(folder)
            continue
        known.add(folder)
        own = list(_own_files(paths, skipped))
        names = [*own, *_borrowed(own, release)]
        units.append(Unit(folder, tuple((path, release.content[path]) for path in names)))
    return units


def _no_unit(folder: str, paths: list[str]) -> str:
    if folder in _NO_MODEL:
        return "folder holds no model of its own"
    if folder.startswith("deprecated/"):
        return "folder deprecated"
    return (
        "" if any(_file(path).startswith("modeling_") for path in paths) else "folder without a modeling file"
    )


def _own_files(paths: list[str], skipped: Counter[str]) -> Iterator[str]:
    has_pytorch = any(_is_pytorch(path) for path in paths)
    for path in paths:
        if _file(path).startswith("configuration_") or _is_pytorch(path):
            yield path
        elif not _COPY.match(_file(path)):
            skipped["file without a model"] += 1
        elif has_pytorch:
            skipped["copy of a PyTorch module"] += 1
        else:
            yield path


def _borrowed(own: list[str], release: ReleaseFiles) -> Iterator[str]:
    """Files of other folders whose classes the own files import, and those that these import in turn."""
    seen, waiting = set(own), list(own)
    while waiting:
        for folder, module in _BORROWED.findall(release.content[waiting.pop()]):
            path = f"{_ROOT}{folder.decode()}/{module.decode()}.py"
            if path in release.content and path not in seen and folder.decode() not in _NO_MODEL:
                seen.add(path)
                waiting.append(path)
    yield from sorted(seen.difference(own))


def _is_pytorch(path: str) -> bool:
    return _file(path).startswith("modeling_") and not _COPY.match(_file(path))


def _file(path: str) -> str:
    return path.rpartition("/")[2]
