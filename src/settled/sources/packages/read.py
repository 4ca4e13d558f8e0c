"""Read published package releases: one row a file, of the few kinds of file that the scanner looks at."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from settled.errors import InputError
from settled.records import unit_key
from settled.sources import Progress, Reading, read_origin
from settled.sources.archive import batch_of, members
from settled.sources.registry import Artefact, Registry

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE = "packages"
# A batch is closed once it holds this much content, so that memory is bounded by it and not by a package.
_BATCH_BYTES = 32 << 20
_METADATA_FILES = ("METADATA", "WHEEL", "top_level.txt", "entry_points.txt")
_SDIST_FILES = ("PKG-INFO", "pyproject.toml")


def read(requirements: Sequence[str], registry: Registry | None = None) -> Reading:
    """Fetch releases and read their Python source and metadata; nothing of them is built, imported or run.

    Args:
        requirements: ``NAME==VERSION``, or ``NAME`` for the newest release; given twice counts once.
        registry: where from; by default the one that the environment names.

    Returns:
        Batches with ``unit`` (``packages:torch:2.9.0``), ``unit_key`` (int64 of the package's name),
        ``source`` (``packages/torch``), ``period`` (day of upload, UTC), ``path`` (in the archive) and
        ``content``. The files of a release follow one another, in the archive's order; releases in order
        of name and day.

    Raises:
        InputError: a requirement is not of that form, or there is none.
        SourceError: a release is unknown or cannot be fetched; and, while the batches are consumed, an
            archive is damaged or hostile.
    """
    if not requirements:
        raise InputError("packages", "no package is named", "give NAME or NAME==VERSION")
    source = registry or Registry.from_environment()
    fetched = {_unit(artefact): artefact for artefact in _fetch_all(requirements, source)}
    artefacts = sorted(fetched.values(), key=lambda a: (a.project, a.released, a.version))
    skipped: Counter[str] = Counter()
    progress = Progress("releases", total=len(artefacts))
    return Reading(
        origin=read_origin(Path(__file__).parent),
        source=SOURCE,
        locator=" ".join(f"{artefact.project}=={artefact.version}" for artefact in artefacts),
        revision=artefacts[0].version if len(artefacts) == 1 else "",
        content_digest=_digest(artefacts),
        batches=_batches(artefacts, skipped, progress),
        skipped=skipped,
        progress=progress,
    )


def shipped() -> list[str]:
    """The releases that the shipped evidence is read from, as requirements: ``shipped.toml``."""
    listed = tomllib.loads((Path(__file__).parent / "shipped.toml").read_text(encoding="utf-8"))
    return [f"{entry['name']}=={version}" for entry in listed["package"] for version in entry["versions"]]


def _fetch_all(requirements: Sequence[str], registry: Registry) -> Iterator[Artefact]:
    for requirement in requirements:
        name, separator, version = (part.strip() for part in requirement.partition("=="))
        if not name or (separator and not version):
            raise InputError(requirement or "packages", "not a package", "give NAME or NAME==VERSION")
        yield registry.fetch(name, version or None)


def _batches(
    artefacts: Sequence[Artefact], skipped: Counter[str], progress: Progress
) -> Iterator[pa.RecordBatch]:
    for artefact in artefacts:
        paths: list[str] = []
        contents: list[bytes] = []
        held = 0
        for path, content in members(artefact.path, is_wanted, skipped):
            paths.append(path)
            contents.append(content)
            held += len(content)
            if held >= _BATCH_BYTES:
                yield _batch(artefact, paths, contents)
                paths, contents, held = [], [], 0
        progress.done += 1
        if paths:
            yield _batch(artefact, paths, contents)


def is_wanted(path: str) -> bool:
    """Whether the scanner looks at a file of that path: Python source, stubs, and a package's metadata."""
    name = path.rpartition("/")[2]
    if name.endswith((".py", ".pyi")):
        return True
    if name in _SDIST_FILES:
        return path.count("/") == 1
    return name in _METADATA_FILES and path.count("/") == 1 and path.split("/")[0].endswith(".dist-info")


def _batch(artefact: Artefact, paths: list[str], contents: list[bytes]) -> pa.RecordBatch:
    rows = len(paths)
    columns = (
        [_unit(artefact)] * rows,
        [unit_key(artefact.project)] * rows,
        [f"{SOURCE}/{artefact.project}"] * rows,
        [artefact.released] * rows,
        paths,
        contents,
    )
    return batch_of(columns)


def _unit(artefact: Artefact) -> str:
    return f"{SOURCE}:{artefact.project}:{artefact.version}"


def _digest(artefacts: Sequence[Artefact]) -> str:
    lines = "".join(f"{a.project} {a.version} {a.released} {a.sha256}\n" for a in artefacts)
    return hashlib.sha256(lines.encode()).hexdigest()
