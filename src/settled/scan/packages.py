"""What a published package shows: the technologies that it defines for others, and the packages it requires.

Two kinds of sighting come of it. Role ``defines``: a framework of the field defines one of a technology's
``code`` names in its public interface (found by reading, see :mod:`settled.scan.python_names`), itself or by
handing on that of a package that it requires; this is native support. Role ``uses``: the metadata of a
package require one of a technology's ``packages``; source ``packages/metadata``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from settled.records import Field, Signatures, Technology
from settled.scan.package_metadata import Need, Purpose, read_requirements
from settled.scan.python_names import Definition, Elsewhere, PackageNames
from settled.scan.sightings import build

SCANNER = "packages"
SCANNER_VERSION = 1

METADATA_SOURCE = "packages/metadata"

# What a requirement must be for, to speak to a field; to all others those speak that the package runs with.
_PURPOSE: dict[str, Purpose] = {"python-build-backend": "build"}

# Fields with a rival that comes with Python and is never declared (unittest): metadata would show the others
# alone, and make them win.
_UNDECLARED = frozenset({"python-test-framework"})


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan of packages gives.

    Attributes:
        sightings: sorted by field, technology, unit, path and line.
        released: per unit that was read, its package and the day of its release: the denominators.
    """

    sightings: pa.RecordBatch
    released: dict[str, tuple[str, date]]


@dataclass(frozen=True, slots=True)
class _Release:
    unit: str
    unit_key: int
    source: str
    period: date
    project: str
    version: Version


@dataclass(frozen=True, slots=True)
class _Rival:
    """A technology, or a variant of it, with one of its code names."""

    field: str
    technology: str
    variant: str | None
    name: str


@dataclass(frozen=True, slots=True)
class _HandedOn:
    """A name that a release takes from a package that it requires."""

    release: _Release
    rival: _Rival
    place: Elsewhere
    need: Need


@dataclass(slots=True)
class _State:
    """What is kept from one release to the next: what it defines and requires, not its files."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    released: dict[str, tuple[str, date]] = field(default_factory=dict)
    defined: dict[_Release, set[_Rival]] = field(default_factory=dict)
    handed_on: list[_HandedOn] = field(default_factory=list)
    newest: dict[str, tuple[_Release, list[Need]]] = field(default_factory=dict)


def scan(batches: Iterable[pa.RecordBatch], fields: Sequence[Field]) -> Scan:
    """Sightings of every field's technologies in package releases.

    Args:
        batches: one row a file, with ``unit`` (``packages:NAME:VERSION``), ``unit_key``, ``source``,
            ``period``, ``path`` and ``content``; the files of a release follow one another.
        fields: whose ``frameworks``, ``code`` and ``packages`` are looked for.
    """
    state = _State()
    for release, files in _releases(batches):
        state.released[release.unit] = (release.project, release.period)
        needs = read_requirements(files)
        _look_for_definitions(release, files, needs, fields, state)
        known = state.newest.get(release.project)
        if known is None or known[0].version < release.version:
            state.newest[release.project] = (release, needs)
    rows = [*state.rows, *_handed_on_rows(state), *_requirement_rows(state, fields)]
    rows.sort(
        key=lambda row: (row["field"], row["technology"], row["unit"], row["path"], row["line"], row["text"])
    )
    columns = {name: [row.get(name) for row in rows] for name in rows[0]} if rows else {}
    return Scan(build(columns, len(rows)), state.released)


def _releases(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[_Release, dict[str, bytes]]]:
    release: _Release | None = None
    files: dict[str, bytes] = {}
    for batch in batches:
        for row in batch.to_pylist():
            if release is None or row["unit"] != release.unit:
                if release is not None:
                    yield release, files
                release, files = _release(row), {}
            files[row["path"]] = row["content"]
    if release is not None:
        yield release, files


def _release(row: dict[str, Any]) -> _Release:
    _, project, version = row["unit"].split(":")
    return _Release(row["unit"], row["unit_key"], row["source"], row["period"], project, Version(version))


# --- native support ---------------------------------------------------------------------------------


def _look_for_definitions(
    release: _Release, files: dict[str, bytes], needs: Sequence[Need], fields: Sequence[Field], state: _State
) -> None:
    names = PackageNames(files)
    defined = state.defined.setdefault(release, set())
    for rival in _rivals(release.project, fields, names.import_names):
        found = names.find(rival.name)
        if isinstance(found, Definition):
            defined.add(rival)
            state.rows.append(_definition_row(release, rival, found.path, found.line, found.name))
        elif isinstance(found, Elsewhere):
            provider = canonicalize_name(found.name.partition(".")[0])
            need = next((need for need in needs if need.name == provider and need.purpose == "run"), None)
            if need:
                state.handed_on.append(_HandedOn(release, rival, found, need))


def _rivals(project: str, fields: Sequence[Field], import_names: set[str]) -> Iterator[_Rival]:
    for contest in fields:
        if project not in contest.frameworks:
            continue
        for technology in contest.technologies:
            for variant, signatures in _forms(technology):
                for name in signatures.code:
                    if name.partition(".")[0] in import_names:
                        yield _Rival(contest.id, technology.id, variant, name)


def _forms(technology: Technology) -> Iterator[tuple[str | None, Signatures]]:
    yield None, technology.signatures
    yield from ((variant.id, variant.signatures) for variant in technology.variants)


def _handed_on_rows(state: _State) -> Iterator[dict[str, Any]]:
    """A name that is handed on is supported if the release that it comes from defines it."""
    for handed in state.handed_on:
        provider = _provider(handed, state.defined)
        if provider and any(_same(handed, rival) for rival in state.defined[provider]):
            via = f"{provider.project}=={provider.version}: {handed.place.name}"
            yield _definition_row(handed.release, handed.rival, handed.place.path, handed.place.line, via)


def _provider(handed: _HandedOn, releases: Iterable[_Release]) -> _Release | None:
    """The newest allowed release that was read and was out by then, else the first one after."""
    try:
        allowed = SpecifierSet(handed.need.specifier)
    except InvalidSpecifier:
        return None
    fitting = sorted(
        (
            r
            for r in releases
            if r.project == handed.need.name and allowed.contains(r.version, prereleases=True)
        ),
        key=lambda release: release.version,
    )
    earlier = [release for release in fitting if release.period <= handed.release.period]
    return earlier[-1] if earlier else next(iter(fitting), None)


def _same(handed: _HandedOn, rival: _Rival) -> bool:
    wanted = (handed.rival.field, handed.rival.technology, handed.place.name.rpartition(".")[2])
    return (rival.field, rival.technology, rival.name.rpartition(".")[2]) == wanted


def _definition_row(release: _Release, rival: _Rival, path: str, line: int, via: str) -> dict[str, Any]:
    return {
        "unit": release.unit,
        "unit_key": release.unit_key,
        "source": release.source,
        "period": release.period,
        "field": rival.field,
        "technology": rival.technology,
        "variant": rival.variant,
        "role": "defines",
        "canonical": True,
        "path": path,
        "line": line,
        "text": rival.name,
        "via": via,
    }


# --- requirements -----------------------------------------------------------------------------------


def _requirement_rows(state: _State, fields: Sequence[Field]) -> Iterator[dict[str, Any]]:
    """Each package counts once, by its newest release that was read.

    Only fields whose incumbent is a package are judged so: where some rivals are packages and others are
    not (an attention kernel, say), requirements would show the packaged ones alone.
    """
    declared = [contest for contest in fields if contest.id not in _UNDECLARED]
    contests = [contest for contest in declared if contest.incumbent.signatures.packages]
    for release, needs in state.newest.values():
        for contest in contests:
            yield from _required_rivals(release, needs, contest)


def _required_rivals(release: _Release, needs: Sequence[Need], contest: Field) -> Iterator[dict[str, Any]]:
    purpose = _PURPOSE.get(contest.id, "run")
    for technology in contest.technologies:
        for variant, signatures in _forms(technology):
            for need in needs:
                if (
                    need.name in signatures.packages
                    and need.purpose == purpose
                    and need.name != release.project
                ):
                    rival = _Rival(contest.id, technology.id, variant, need.name)
                    row = _definition_row(release, rival, need.path, need.line, need.via)
                    yield row | {"role": "uses", "canonical": None, "source": METADATA_SOURCE}
