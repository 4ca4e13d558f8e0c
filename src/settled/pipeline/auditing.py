"""Documents against themselves, against the catalog's bibliography and, if asked, against the evidence."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from settled.audit import Told, audit, audit_set, told_by, work_key, years_of
from settled.catalog import load
from settled.errors import InputError
from settled.records import Field
from settled.records.audit import Audit, AuditedDocument, Finding, Known, Measurement

if TYPE_CHECKING:
    from settled.pipeline.tool import Settled

_MOST_FILES = 100_000
_MANY = 48  # documents; fewer are read sooner than other processes start
_AT_ONCE = 8
_FIRST_YEAR = 1990  # before it there is no evidence
_NO_TEXT = (".docx",)
_DECLARING = (".htm", ".html", ".xhtml", ".tex", ".latex")


def audit_documents(
    paths: Sequence[Path], *, against_ledger: bool = False, with_texts: bool = False
) -> Audit:
    """Judge what documents state, each against itself and all against one another.

    Args:
        paths: files, or folders, of which every document of a known format is read; no link is followed.
        against_ledger: whether figures are compared with the measured estimates, of the year that a claim
            names, else of today.
        with_texts: whether the documents' own lines are kept, to be shown.

    Raises:
        InputError: a path that was named does not exist or cannot be read.
    """
    fields = [field for field in load().fields.values() if field.status == "current"]
    evidence = _Evidence(fields) if against_ledger else None
    works = _works(fields)
    findings: list[Finding] = []
    told: list[Told] = []
    languages: list[tuple[str, str]] = []
    skipped: list[tuple[str, str]] = []
    texts: list[tuple[str, str]] = []
    documents = list(_documents(paths))
    judge = partial(_judged, fields=fields, works=works, evidence=evidence, with_text=with_texts)
    for (path, is_named), judged in zip(
        documents, _each(judge, [path for path, _ in documents]), strict=True
    ):
        if isinstance(judged, _Refused):
            if is_named:
                raise InputError(judged.place, judged.what, judged.hint)
            skipped.append((str(path), judged.what))
            continue
        languages.append((str(path), judged.language))
        findings += judged.findings
        told += judged.told
        if with_texts:
            texts.append((str(path), judged.text))
    return Audit(audit_set(findings, told), tuple(languages), tuple(skipped), tuple(texts))


@dataclass(frozen=True, slots=True)
class _Document:
    language: str
    findings: tuple[Finding, ...]
    told: tuple[Told, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Refused:
    place: str
    what: str
    hint: str


def _each(judge: partial[_Document | _Refused], paths: Sequence[Path]) -> Iterator[_Document | _Refused]:
    """Each document judged, in their order; many of them in a process a core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(paths) < _MANY or cores < 2 or judge.keywords["evidence"] is not None:
        yield from map(judge, paths)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Started anew, for a copy of a process that holds threads may hang.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from pool.map(judge, paths, chunksize=_AT_ONCE)


def _judged(
    path: Path, fields: Sequence[Field], works: dict[str, int], evidence: _Evidence | None, with_text: bool
) -> _Document | _Refused:
    """One document against itself and what is known; a fault is told, for the caller knows who named it."""
    try:
        content = _content(path)
        document, known = _read(path, content, fields, works, evidence)
    except InputError as fault:
        return _Refused(fault.place, fault.what, fault.hint)
    text = _text(path, content) if with_text else ""
    return _Document(document.language, audit(document, known), told_by(document), text)


def _text(path: Path, content: bytes) -> str:
    """What a document says, line by line; empty where its format is not text."""
    from settled.scan.claims.formats.encodings import decode

    is_text = path.suffix.lower() not in _NO_TEXT
    return decode(content, declares=path.suffix.lower() in _DECLARING) if is_text else ""


def _read(
    path: Path, content: bytes, fields: Sequence[Field], works: dict[str, int], evidence: _Evidence | None
) -> tuple[AuditedDocument, Known]:
    from settled.scan.claims.formats import blocks_of
    from settled.scan.claims.statements import find_statements

    document = find_statements(blocks_of(str(path), content), str(path), fields)
    if evidence is not None:
        evidence.learn(years_of(document))
    measured = evidence.measured if evidence is not None else {}
    return document, Known(measured=measured, has_evidence=evidence is not None, works=works)


def audit_with_evidence(path: Path, tool: Settled) -> tuple[AuditedDocument, Known, Audit]:
    """Judge one document as ``settled audit --against ledger`` does, and say what it was judged by.

    Args:
        tool: whose evidence, and the date that counts as today.

    Returns:
        the document as it was understood, what is known from outside it, and the findings.

    Raises:
        InputError: the document cannot be read.
    """
    fields = [field for field in load().fields.values() if field.status == "current"]
    evidence = _Evidence(fields, tool)
    document, known = _read(path, _content(path), fields, _works(fields), evidence)
    findings = audit_set(audit(document, known), told_by(document))
    return document, known, Audit(findings, ((str(path), document.language),))


def _content(path: Path) -> bytes:
    from settled.scan.claims.formats import LARGEST

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(
            str(path), f"cannot be read ({error.strerror})", "check the path and its rights"
        ) from error


def _documents(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """The files to read, each once, and whether a path named it."""
    from settled.scan.claims.formats import SUFFIXES

    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise InputError(str(path), "there is no such file or folder", "check the path")
        inside = _inside(path, SUFFIXES) if path.is_dir() else iter((path,))
        for file in inside:
            if file not in seen and len(seen) < _MOST_FILES:
                seen.add(file)
                yield file, file == path


def _inside(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """The documents in a folder, sorted; hidden folders and links are passed over."""
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if path.suffix.lower() in suffixes and not path.is_symlink() and path.is_file():
                yield path


def _works(fields: Sequence[Field]) -> dict[str, int]:
    born = [technology.born for field in fields for technology in field.technologies if technology.born]
    return {work_key(one.title): one.year for one in born if one.title}


class _Evidence:
    """The estimates that claims are held to: of today, and of the years that documents speak of."""

    def __init__(self, fields: Sequence[Field], tool: Settled | None = None) -> None:
        from settled.pipeline.tool import Settled

        self._tool = tool or Settled.open()
        self._fields = fields
        self._judged: set[tuple[str, int]] = set()
        self.measured: dict[tuple[str, str, int | None], Measurement | None] = {}
        for field in fields:
            self._measure(field, None)

    def learn(self, claimed: Iterable[tuple[str, int]]) -> None:
        """Measure what technologies are claimed for years: as of a year's last day, or of today in this year.

        Of a year to come nothing is measured.
        """
        for technology, year in sorted(claimed):
            field = next(
                (one for one in self._fields if technology in {t.id for t in one.technologies}), None
            )
            is_past = _FIRST_YEAR <= year <= self._tool.as_of.year
            if field is not None and is_past and (field.id, year) not in self._judged:
                self._judged.add((field.id, year))
                self._measure(field, year)

    def _measure(self, field: Field, year: int | None) -> None:
        as_of = self._tool.as_of if year is None else min(self._tool.as_of, date(year, 12, 31))
        tool = self._tool if as_of == self._tool.as_of else replace(self._tool, as_of=as_of)
        for verdict in tool.verdicts_of_today(field):
            for indicator, estimate in (*verdict.indicators.items(), ("degree", verdict.degree)):
                self.measured[verdict.technology, indicator, year] = (
                    Measurement(estimate.median, estimate.low, estimate.high, as_of.isoformat())
                    if estimate
                    else None
                )
