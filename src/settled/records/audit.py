"""What an audit works on: a document's quantities, tables, calculations and definitions, and what came
of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Judgement = Literal["holds", "contradicted", "imprecise", "unverifiable"]
JUDGEMENTS: tuple[Judgement, ...] = ("contradicted", "imprecise", "holds", "unverifiable")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a document writes it.

    Attributes:
        value: in ``unit``; of a range, its middle. ``low`` and ``high``: its ends, else the value twice.
        step: one unit of the last digit written; ``rough``: of the last that is not a trailing zero.
        unit: ``share`` (written in per cent; 1 is the whole), ``points`` (percentage points, as a share),
            ``factor``
            (10x, 10 倍), a unit as written (``ms``, ``$``, ``$/token``), or empty.
        bound: ``=``, ``<``, ``>`` or ``~`` as written; ``≤`` and ``≥`` where it says so. ``text``: as
        written. start: offset of its first character, its qualifier included; ``end``: past its last.
    """

    value: float
    low: float
    high: float
    step: float
    rough: float
    unit: str
    bound: str
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity with what it is of.

    Attributes:
        subject: whom it is about, in the document's words; ``attribute``: what of it. Empty: not understood.
        technology: id in the catalog, and ``indicator``: what the catalog calls the attribute; else empty.
        near: the words that it stands among: its sentence, or its row's and column's.
        section: the headings above it, outermost first.
        kind: ``cell``, ``prose`` or ``formula``: where it stands.
    """

    line: int
    quantity: Quantity
    subject: str
    attribute: str
    kind: str
    technology: str = ""
    indicator: str = ""
    near: str = ""
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        role: ``label``, ``part`` (of a whole), ``cumulative``, ``change``, ``weight``, ``total``, ``mean``,
            ``rank`` or ``value``.
        year: that heads it, if one does. ``falls``: a change that is called a reduction.
    """

    title: str
    role: str
    year: int | None = None
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: ``role`` is ``total``, ``mean``, ``rest`` (others) or ``part``; a cell may be
    ``None``.
    """

    line: int
    label: str
    role: str
    cells: tuple[Statement | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells are read; ``topics``: the short paragraphs of its section above it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    section: tuple[str, ...]
    caption: str
    topics: tuple[str, ...] = ()

    def filled(self, column: int) -> list[tuple[Row, Statement]]:
        """The rows that state a quantity in a column, with it."""
        found = []
        for row in self.rows:
            cell = row.cells[column] if column < len(row.cells) else None
            if cell is not None:
                found.append((row, cell))
        return found


@dataclass(frozen=True, slots=True)
class Expression:
    """A written calculation: ``operator`` and its operands, or a number (``operator`` empty).

    Attributes:
        is_percent: the number was written in per cent; ``value`` is then the share.
    """

    operator: str
    operands: tuple[Expression, ...] = ()
    value: float = 0.0
    step: float = 0.0
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Equation:
    """A calculation and what it is said to give: each result with its sign (``=``, ``~``)."""

    line: int
    text: str
    expression: Expression
    results: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A formula for an attribute: a weighted ``sum`` or a ``product`` of attributes.

    Attributes:
        terms: (attribute, is it one minus it); ``weights``: one a term, ``None`` where not stated.
        stated: the figure that stands beside it, if one does; ``weights_line``: where the weights stand.
        owner: the attribute that it defines, its key; ``name``: in the document's words.
    """

    line: int
    text: str
    owner: str
    name: str
    form: str
    terms: tuple[tuple[str, bool], ...]
    weights: tuple[float, ...] | None
    section: tuple[str, ...]
    technology: str = ""
    weights_line: int = 0
    stated: Statement | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A stated class and the values that it has: ``attribute`` ``bound`` ``value`` for what is of
    ``name``.
    """

    line: int
    name: str
    indicator: str
    bound: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class MathFormula:
    """A displayed formula as LaTeX, with what it is called by the words just before it.

    Attributes:
        topics: the short paragraphs of its section above it.
    """

    line: int
    source: str
    name: str
    section: tuple[str, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A work that a document cites: by title, with the year that it is given."""

    line: int
    title: str
    year: int
    text: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """A sentence that ranks what a table states: ``names`` have the ``most`` or the ``least`` of a column.

    Attributes:
        names: as written, from the first one down. ``column``: in the sentence's words.
        way: ``most``, ``least``, or ``either`` where a rank alone does not say (``ranks first``).
    """

    line: int
    text: str
    names: tuple[str, ...]
    column: str
    way: str
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a document that is too large to be read: ``what`` it is, in words."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class AuditedDocument:
    """All that a document states, ready to be checked; ``language`` is ``en`` or ``zh``."""

    file: str
    language: str
    statements: tuple[Statement, ...]
    grids: tuple[Grid, ...] = ()
    equations: tuple[Equation, ...] = ()
    definitions: tuple[Definition, ...] = ()
    rules: tuple[Rule, ...] = ()
    formulas: tuple[MathFormula, ...] = ()
    citations: tuple[Citation, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    skipped: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the evidence says of an indicator of a technology: a 90 % interval, as of a date."""

    median: float
    low: float
    high: float
    as_of: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known from outside the document; empty where nothing was handed in.

    Attributes:
        measured: by (technology, indicator, year); the year is ``None`` for today, the value where it is not
            measured. ``has_evidence``: whether to compare at all.
        works: the year of a work by the key of its title (lower case, letters and digits only).
    """

    measured: Mapping[tuple[str, str, int | None], Measurement | None] = field(default_factory=dict)
    has_evidence: bool = False
    works: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says about one claim.

    Attributes:
        kind: what the claim is (``share``, ``sum``, ``change``, ``formula`` ...); ``check``: which judged it.
        text: the claim as written; ``computed``: the value that follows, with the working, or empty.
        reason: key of the sentence that says why, and ``fillings``: what fills it.
        others: further lines that the finding speaks about.
    """

    file: str
    line: int
    kind: str
    text: str
    subject: str
    attribute: str
    value: float | None
    unit: str
    check: str
    verdict: Judgement
    computed: str
    reason: str
    fillings: tuple[tuple[str, str], ...] = ()
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings of one or more documents, by file and line.

    Attributes:
        languages: of each document, by file; ``skipped``: files that were not read, with the reason.
        texts: of each document that is text, by file; only where they were asked for.
    """

    findings: tuple[Finding, ...]
    languages: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    def count(self, verdict: Judgement) -> int:
        """How many findings have a verdict."""
        return sum(finding.verdict == verdict for finding in self.findings)
