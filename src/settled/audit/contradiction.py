"""The same attribute of the same subject has two values, or two formulas, in one document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from settled.audit.findings import found, of_definition, shown
from settled.audit.intervals import meet, values_of
from settled.records.audit import AuditedDocument, Definition, Finding, Grid, Judgement, Quantity, Statement

CHECK = "contradiction"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASIDE = re.compile(r"[（(][^（）()]{0,200}[）)]")
_NOT_WORDS = re.compile(r"[\W_]+")
# The title of a column whose rows are attributes, not things.
_OF = re.compile(
    r"维度|指标|项目|属性|方面"
    r"|\b(?:metric|measure|dimension|attribute|aspect|indicator|quantity|property|figure)s?\b",
    re.IGNORECASE,
)
_METRIC = re.compile(r"指标|metric|\bmeasure\b|indicator", re.IGNORECASE)
_STARTS = re.compile(r"(?:^|[:∶,，、])\s*[\"'“”]?\s*$")
_MOST_OTHERS = 12
_MOST_KINDS = 200  # ways to write a figure of one thing; more is no thing
# What the catalog's indicators are called: a document has one formula for each, wherever it stands.
INDICATORS = frozenset({"degree", "adoption", "standardization", "controversy", "theory"})


def check_contradiction(document: AuditedDocument) -> Iterator[Finding]:
    """Figures of one technology and indicator, figures of one name in one section, formulas of one attribute.

    Two figures contradict each other where no value rounds to both. A figure of all or nothing (100 %)
    beside a
    bound that stops short of it (95 %+) is ``imprecise``. Figures headed by different years are not compared.
    """
    for group in (*_of_technologies(document), *_of_names(document)):
        yield from _figures(group)
    yield from _formulas(document.definitions)


# --- which figures are of the same thing


def _of_technologies(document: AuditedDocument) -> Iterator[list[Statement]]:
    groups: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in document.statements:
        if statement.technology and statement.indicator and statement.quantity.unit in ("share", ""):
            dated = _YEAR.search(statement.attribute) if statement.kind == "cell" else None
            year = dated.group() if dated else ""
            groups[statement.technology, statement.indicator, year].append(statement)
    for (technology, indicator, year), group in groups.items():
        # A column headed by a year is compared with figures of no year, not with another year's.
        undated = groups.get((technology, indicator, ""), []) if year else []
        yield [*group, *undated]


def _of_names(document: AuditedDocument) -> Iterator[list[Statement]]:
    """The row of a table of attributes with the sentences of its section that give the same name a figure.

    A name that only sentences give is of many things (``accuracy: 94%``, run by run); so it is where they
    give it several figures.
    """
    told: dict[tuple[tuple[str, ...], str], list[Statement]] = defaultdict(list)
    for statement in document.statements:
        if statement.kind == "prose" and statement.quantity.unit == "share" and _is_defined(statement):
            told[statement.section, name_key(statement.attribute)].append(statement)
    for grid in document.grids:
        for names, row in _named_rows(grid):
            group = [statement for name in sorted(names) for statement in told.get((grid.section, name), ())]
            if group and len({round(one.quantity.value, 9) for one in group}) == 1:
                yield [row, *group]


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which two spellings of a name are equal.

    >>> name_key("CR4 (of 2025)") == name_key("cr4")
    True
    """
    return _NOT_WORDS.sub("", _ASIDE.sub("", name)).casefold()


def _is_defined(statement: Statement) -> bool:
    """Whether a sentence gives its figure to a name at its beginning, or right after a colon or comma."""
    at = statement.near.find(statement.attribute) if statement.attribute else -1
    return at >= 0 and len(name_key(statement.attribute)) >= 3 and bool(_STARTS.search(statement.near[:at]))


def _named_rows(grid: Grid) -> Iterator[tuple[set[str], Statement]]:
    """The rows of a table with one column of figures: each with its label, and what its metric is called."""
    columns = [place for place in range(len(grid.columns)) if grid.filled(place)]
    metrics = [
        place
        for place, column in enumerate(grid.columns)
        if _METRIC.search(column.title) and place not in columns
    ]
    if len(columns) != 1 or not any(
        column.role == "label" and _OF.search(column.title) for column in grid.columns
    ):
        return
    for row, cell in grid.filled(columns[0]):
        if cell.quantity.unit == "share" and not cell.technology:
            names = {
                name_key(row.label),
                *(name_key(row.words[place]) for place in metrics if place < len(row.words)),
            }
            yield {name for name in names if len(name) >= 3}, cell


# --- whether they agree


def _figures(group: Sequence[Statement]) -> Iterator[Finding]:
    """Each figure of a group held to the others; figures written alike are compared once."""
    alike: dict[Quantity, list[Statement]] = defaultdict(list)
    for statement in dict.fromkeys(group):
        alike[replace(statement.quantity, start=0, end=0, text="")].append(statement)
    if sum(map(len, alike.values())) < 2:
        return
    kinds = list(alike)[:_MOST_KINDS]
    for one in kinds:
        against = [other for other in kinds if not meet(values_of(one), values_of(other))]
        short = [other for other in kinds if _stops_short(one, other)]
        verdict: Judgement = "contradicted" if against else "imprecise" if short else "holds"
        for statement in alike[one]:
            compared = [each for kind in against or short or kinds for each in alike[kind][:_MOST_OTHERS]]
            yield _compared(
                statement, [each for each in compared if each is not statement][:_MOST_OTHERS], verdict
            )


def _compared(statement: Statement, others: Sequence[Statement], verdict: Judgement) -> Finding:
    said = ", ".join(dict.fromkeys(f"{_figure(other)} (:{other.line})" for other in others))
    return found(
        statement,
        CHECK,
        verdict,
        f"contradiction.{verdict}",
        computed=said,
        others=[other.line for other in others],
        stated=_figure(statement),
        said=said,
    )


def _figure(statement: Statement) -> str:
    return statement.quantity.text.lstrip("=≈ ").replace("\\approx", "≈").replace("\\%", "%").strip()


def _stops_short(one: Quantity, other: Quantity) -> bool:
    """Whether one is all exactly, and the other a bound that leaves more open."""
    for exact, bound in ((one, other), (other, one)):
        if exact.bound == "=" and exact.value == 1.0 and bound.bound in ("≥", ">") and bound.value < 1.0:
            return True
    return False


# --- formulas


def _formulas(definitions: Sequence[Definition]) -> Iterator[Finding]:
    """Weighted sums of one attribute with other weights or terms; a product where a sum defines it.

    A formula of an attribute that is no indicator's counts for its own section only.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Definition]] = defaultdict(list)
    for definition in definitions:
        if definition.form == "product" or definition.weights is not None:
            is_known = definition.owner in INDICATORS
            groups[definition.owner, () if is_known else definition.section].append(definition)
    for group in groups.values():
        sums = [one for one in group if one.form == "sum"]
        alike = {_form(one): one for one in reversed(sums)}
        for definition in group:
            differing = [one for form, one in alike.items() if form != _form(definition)]
            compared = (differing or [one for one in sums[:2] if one is not definition])[:_MOST_OTHERS]
            if compared:
                yield _judged(definition, compared, "contradicted" if differing else "holds")


def _judged(definition: Definition, others: Sequence[Definition], verdict: Judgement) -> Finding:
    ordered = sorted(others, key=lambda each: each.line)
    return of_definition(
        definition,
        CHECK,
        verdict,
        f"contradiction.formula.{verdict}",
        computed="; ".join(f":{other.weights_line or other.line} {_form_words(other)}" for other in ordered),
        others=[other.weights_line or other.line for other in ordered],
        own=_form_words(definition),
    )


def _form(definition: Definition) -> tuple[str, frozenset[tuple[str, bool, float | None]]]:
    weights = definition.weights or (None,) * len(definition.terms)
    return definition.form, frozenset(
        (*term, weight) for term, weight in zip(definition.terms, weights, strict=True)
    )


def _form_words(definition: Definition) -> str:
    names = [f"(1 - {name})" if inverse else name for name, inverse in definition.terms]
    if definition.form == "product":
        return " × ".join(names)
    weights = definition.weights or ()
    return " + ".join(f"{shown(weight)} {name}" for weight, name in zip(weights, names, strict=True))
