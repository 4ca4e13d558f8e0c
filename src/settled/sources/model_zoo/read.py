"""Read the models of published releases of ``transformers``, each at the first release that holds it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from settled.errors import SourceError
from settled.records import unit_key
from settled.sources import Progress, Reading, read_origin
from settled.sources.archive import Limits, batch_of, members
from settled.sources.model_zoo.folders import ReleaseFiles, Unit, units_of
from settled.sources.registry import Artefact, Registry

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE = "model_zoo/transformers"
_MODEL_FILE = re.compile(r"transformers/models/(?:deprecated/)?\w+/\w+\.py")
# The newest release has some 3,000 model files with 60 MB.
_LIMITS = Limits(read_bytes=400 << 20)
_FOLDER = Path(__file__).parent


def fetch(registry: Registry) -> list[Artefact]:
    """The chosen releases (``releases.toml``), oldest first, from the cache or the registry.

    Raises:
        SourceError: the registry cannot be reached or lacks a release.
    """
    chosen = tomllib.loads((_FOLDER / "releases.toml").read_text(encoding="utf-8"))
    return [registry.fetch(chosen["project"], version) for version in chosen["versions"]]


def read(releases: Sequence[Artefact], *, batch_units: int = 32) -> Reading:
    """Models of published releases, each once: at the first of these releases that holds a module of it.

    A unit is a folder under ``transformers/models`` with a modeling file; ``period`` is the day of that
    release, so a model may have been published up to one gap between the releases earlier, and those of the
    first release years earlier. Folders that only hold a tokenizer, the factory ``auto`` and ``deprecated``
    are skipped and counted; so are files that hold no model (tokenizers, converters) and the TensorFlow and
    Flax copies of a PyTorch module.

    Returns:
        Batches of files with ``unit`` (``model_zoo:transformers:FOLDER``), ``unit_key`` (int64), ``source``,
        ``period`` (date32), ``path`` (in the wheel) and ``content``. All files of a unit stand in one batch;
        where a module builds on another folder's, that one's files come with it, under their own path.

    Raises:
        SourceError: while batches are consumed: a file is damaged, hostile, or holds no model folders.
    """
    ordered = sorted(releases, key=lambda release: (release.released, release.version))
    skipped: Counter[str] = Counter()
    digest = sha256("\n".join(release.sha256 for release in ordered).encode()).hexdigest()
    versions = [release.version for release in ordered]
    span = f"transformers=={versions[0]}..{versions[-1]}" if versions else "transformers"
    progress = Progress("releases", total=len(ordered))
    batches = _batches(ordered, batch_units, skipped, progress)
    return Reading(read_origin(_FOLDER), SOURCE, span, " ".join(versions), digest, batches, skipped, progress)


def _batches(
    releases: Sequence[Artefact], batch_units: int, skipped: Counter[str], progress: Progress
) -> Iterator[pa.RecordBatch]:
    known: set[str] = set()
    passed_over: set[str] = set()
    for artefact in releases:
        release = _open(artefact, skipped)
        units = units_of(release, known, passed_over, skipped)
        progress.done += 1
        for start in range(0, len(units), batch_units):
            yield _batch(units[start : start + batch_units], artefact)


def _open(artefact: Artefact, skipped: Counter[str]) -> ReleaseFiles:
    content = dict(members(artefact.path, lambda name: bool(_MODEL_FILE.fullmatch(name)), skipped, _LIMITS))
    if not content:
        place = f"{artefact.project}=={artefact.version}"
        raise SourceError(place, "holds no file under transformers/models", "name a release from 4.0.0 on")
    return ReleaseFiles(content)


def _batch(units: Sequence[Unit], artefact: Artefact) -> pa.RecordBatch:
    rows = [(unit.folder, path, content) for unit in units for path, content in unit.files]
    names = [f"model_zoo:transformers:{folder}" for folder, _, _ in rows]
    columns: list[list[Any]] = [
        names,
        [unit_key(name) for name in names],
        [SOURCE] * len(rows),
        [artefact.released] * len(rows),
        [path for _, path, _ in rows],
        [content for _, _, content in rows],
    ]
    return batch_of(columns)
