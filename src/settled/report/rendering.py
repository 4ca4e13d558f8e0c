"""Templates to files: escaping, links, and how records are put into words on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from settled.records import (
    Board,
    EvidenceItem,
    Field,
    FieldForecast,
    Figure,
    IndicatorSpec,
    LevelRule,
    Verdict,
)
from settled.records.comparison import Comparison
from settled.records.past import PastContest
from settled.records.prices import PriceHistory
from settled.records.sensitivity import Sensitivity
from settled.report.columns import clean
from settled.report.messages import Say, speaker

if TYPE_CHECKING:
    from jinja2 import Environment

NAVIGATION = (
    ("nav.board", "index.html"),
    ("nav.sources", "sources.html"),
    ("nav.method", "method.html"),
    ("nav.impact", "impact.html"),
    ("nav.prices", "prices.html"),
    ("nav.comparison", "comparison.html"),
    ("nav.lab", "lab.html"),
    ("nav.backtest", "backtest.html"),
    ("nav.founding", "founding.html"),
    ("nav.past", "past.html"),
    ("nav.glossary", "glossary.html"),
)


@dataclass(frozen=True, slots=True)
class File:
    """One file of the site: its path below the site's folder, with ``/``, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class Site:
    """All that the pages are made from.

    Attributes:
        evidence: items behind a number, by (technology, indicator).
        levels: rules of the levels, highest first.
        totals: how many items there are in all, where ``evidence`` may hold fewer; absent: not known.
        evidence_limit: items that a page lists of one indicator.
        past: contests of the past, for a page of their own.
        forecasts: by field; absent: nothing was counted of it by year.
        sensitivities: what a degree varies by, by (field, technology).
        lab: results of the lab's experiments, as their documents have them.
        impact: impact figures, those of one kind together; none: no page.
        prices: of one choice of models each; none: no page.
        comparison: of levels; ``None``: no page.
    """

    board: Board
    evidence: Mapping[tuple[str, str], Sequence[EvidenceItem]]
    levels: tuple[LevelRule, ...]
    specs: tuple[IndicatorSpec, ...]
    totals: Mapping[tuple[str, str], int] = field(default_factory=dict)
    language: str = "en"
    evidence_limit: int = 200
    past: tuple[PastContest, ...] = ()
    forecasts: Mapping[str, FieldForecast] = field(default_factory=dict)
    sensitivities: Mapping[tuple[str, str], Sensitivity] = field(default_factory=dict)
    lab: tuple[Mapping[str, Any], ...] = ()
    impact: tuple[Figure, ...] = ()
    prices: tuple[PriceHistory, ...] = ()
    comparison: Comparison | None = None

    @property
    def _absent(self) -> set[str]:
        """Pages that nothing was handed in for."""
        given = {
            "nav.impact": self.impact,
            "nav.prices": self.prices,
            "nav.comparison": self.comparison,
        }
        return {name for name, what in given.items() if not what}

    @cached_property
    def say(self) -> Say:
        """Texts in the site's language."""
        return speaker(self.language)

    @cached_property
    def spec_by_id(self) -> dict[str, IndicatorSpec]:
        """Specifications by the indicator's id."""
        return {spec.id: spec for spec in self.specs}

    @cached_property
    def borders(self) -> tuple[float, ...]:
        """Degrees at which one level ends and the next begins."""
        return tuple(rule.above for rule in self.levels if rule.above > 0)

    @cached_property
    def environment(self) -> Environment:
        """Jinja with everything escaped, and an error for a name that is not there."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        return Environment(
            loader=FileSystemLoader(str(files("settled.report") / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=printable,
        )

    def page(self, template: str, path: str, *, data_path: str | None = None, **context: Any) -> File:
        """Render ``template`` as the page at ``path``; ``data_path``: the JSON file of the same content."""
        from settled.report.phrases import phrases

        given = {
            **phrases(self),
            "board": self.board,
            "levels": self.levels,
            "language": self.language,
            "navigation": [one for one in NAVIGATION if one[0] not in self._absent],
            "path": path,
            "root": "../" * path.count("/"),
            "data_path": data_path,
        }
        return File(path, self.environment.get_template(template).render({**given, **context}))

    def technologies(self) -> Iterator[tuple[Field, Verdict]]:
        """Every verdict with its field, in the board's order."""
        for report in self.board.fields:
            for verdict in report.verdicts:
                yield report.field, verdict


def printable(value: object) -> object:
    """Text without what HTML forbids (control characters, surrogates, non-characters), composed (NFC).

    A per cent sign stays on the line of its number.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return _PER_CENT.sub("\u00a0%", normalize("NFC", _NONCHARACTERS.sub("\ufffd", clean(value))))


_PER_CENT = re.compile(r"(?<=\d) %")
_NONCHARACTERS = re.compile(
    "[\ufdd0-\ufdef]|["
    + "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_PLAIN_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def file_name(identity: str) -> str:
    """An id as the name of a file: itself if it is plain, else what is plain of it and a digest.

    >>> file_name("adamw"), file_name("../../etc")
    ('adamw', 'etc-b54b8ca8')
    """
    if _PLAIN_NAME.fullmatch(identity) and len(identity) <= 80:
        return identity
    kept = re.sub(r"[^a-z0-9]+", "-", identity.lower()).strip("-")[:40]
    digest = sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept}-{digest}" if kept else digest


def field_path(field: str) -> str:
    """Path of a field's page."""
    return f"fields/{file_name(field)}.html"


def technology_path(field: str, technology: str) -> str:
    """Path of a technology's page; the field stands in it, since two fields may share an id."""
    return f"technologies/{file_name(field)}/{file_name(technology)}.html"


def data_path(field: str) -> str:
    """Path of a field's JSON document."""
    return f"data/{file_name(field)}.json"


def forecast_path(field: str) -> str:
    """Path of the JSON document of a field's forecast."""
    return f"data/forecasts/{file_name(field)}.json"


def source_anchor(source: str) -> str:
    """Anchor of a source on the page of sources."""
    return f"source-{file_name(source)}"
