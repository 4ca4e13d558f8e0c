"""What a degree varies by: as a JSON document, and as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from settled.records import Field, Reading, Sensitivity, VarianceShare
from settled.report import wording
from settled.report.columns import WIDTH, cells, line, pad, widths_of, wrap
from settled.report.documents.explanation import reading_document
from settled.report.documents.text import Document
from settled.report.explanation import foot
from settled.report.readings import readings_table
from settled.report.tables import name_of

BAR = 30
_HEAD = ("technology", "weights", "all else", "greatest of it", "level", "worst", "best")
_EXTREMES = "worst, best: weights of the least and the greatest degree, each within what the profiles give it"
_MOST = (26, 8, 9, 21, 10, 10, 10)


def sensitivity_document(found: Sensitivity) -> Document:
    """What the degree of one technology varies by."""
    return {"schema": "settled/sensitivity/1", **sensitivity_body(found)}


def sensitivity_body(found: Sensitivity) -> Document:
    """The same without the name of a schema, as it stands in a list."""
    return {
        "field": found.field,
        "technology": found.technology,
        "as_of": found.as_of.isoformat(),
        "profile": found.profile,
        "ledger_digest": found.ledger_digest,
        "concentration": found.concentration,
        "variance": found.variance,
        "weights": {"first": found.weights.first, "total": found.weights.total},
        "inputs": [_input(one) for one in found.inputs],
        "profiles": [reading_document(one) for one in found.profiles],
        "around": reading_document(found.around),
        "worst": reading_document(found.worst),
        "best": reading_document(found.best),
    }


def _input(one: VarianceShare) -> Document:
    return {
        "indicator": one.name,
        "weight": one.weight,
        "weight_deviation": one.deviation,
        "first": one.first,
        "total": one.total,
        "missing": one.is_missing,
    }


def sensitivity_text(found: Sensitivity, field: Field | None = None) -> str:
    """What the degree of one technology varies by, for the terminal."""
    name = name_of(field, found.technology)
    head = wrap(f"{name} ({found.field}): {in_one_line(found)}", WIDTH)
    head += wrap(_basis(found), WIDTH)
    blocks = [
        head,
        list(_shares(found)),
        [*readings_table(_readings(found)), *_extremes(found)],
        [foot(found.ledger_digest, found.version)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def in_one_line(found: Sensitivity) -> str:
    """The reading of the variance in one sentence: ``7 % of the variance is the choice of weights``."""
    greatest = _greatest(found)
    rest = f"; of the rest, {_named(greatest)} makes the most, {wording.percent(greatest.first)}"
    return f"{wording.percent(found.weights.first)} of the variance is the choice of weights{rest}"


def _greatest(found: Sensitivity) -> VarianceShare:
    return max(found.inputs, key=lambda one: one.first)


def _named(one: VarianceShare) -> str:
    return f"{one.name.replace('_', ' ')}{' (missing)' if one.is_missing else ''}"


def _basis(found: Sensitivity) -> str:
    return (
        f"as of {found.as_of.isoformat()}; weights around the profile {found.profile}: Dirichlet, "
        f"concentration {found.concentration:.3g}; standard deviation of the degree {found.variance**0.5:.2f}"
    )


def _shares(found: Sensitivity) -> Iterator[str]:
    """Each input's part of the variance: alone, and with what it makes together with others."""
    rows = [("choice of weights", "", found.weights)]
    rows += [(_named(one), f"{one.weight:.2f} ± {one.deviation:.2f}", one) for one in found.inputs]
    width = max(cells(name) for name, _, _ in rows)
    yield f"{pad('part of the variance', width)}  {pad('weight', 11)}  {'alone':>6}  {'in all':>6}"
    for name, weight, one in rows:
        bar = "#" * round(one.first * BAR) + "." * (round(one.total * BAR) - round(one.first * BAR))
        first, total = wording.percent(one.first), wording.percent(one.total)
        yield f"{pad(name, width)}  {pad(weight, 11)}  {first:>6}  {total:>6}  {bar}".rstrip()
    alone = found.weights.first + sum(one.first for one in found.inputs)
    yield from wrap(
        f"in all: with its part in what inputs make together, {wording.percent(max(0.0, 1 - alone))}", WIDTH
    )


def _readings(found: Sensitivity) -> list[tuple[str, Reading]]:
    rows = [(f"profile {one.name}", one) for one in found.profiles]
    rows.append((f"weights around {found.profile}", found.around))
    return [*rows, ("worst defensible weights", found.worst), ("best defensible weights", found.best)]


def _extremes(found: Sensitivity) -> Iterator[str]:
    """Which weights the worst and the best are, and what makes them defensible."""
    for name, one in (("worst", found.worst), ("best", found.best)):
        given = ", ".join(f"{indicator.replace('_', ' ')} {weight:.2f}" for indicator, weight in one.weights)
        yield from wrap(f"{name}: {given}", WIDTH)
    yield "defensible: each weight is one that some profile gives its indicator, or between two such"


# --- many technologies ------------------------------------------------------------------------------


def sensitivities_document(found: Sequence[Sensitivity]) -> list[Document]:
    """One document a technology, in the order of the catalog."""
    return [sensitivity_document(one) for one in found]


def sensitivities_table(found: Sequence[Sensitivity], fields: Sequence[Field]) -> str:
    """A line a technology: the part of the weights, the greatest other, and levels under other weights."""
    if not found:
        return "no technology of the catalog has evidence"
    known = {field.id: field for field in fields}
    rows = [_row(one, known.get(one.field)) for one in found]
    widths = widths_of([_HEAD, *rows], _MOST)
    head = wrap(f"{_basis(found[0]).partition('; standard')[0]}; of the degree's variance", WIDTH)
    note = wrap(_EXTREMES, WIDTH)
    right = frozenset({1, 2})
    grid = [line(row, widths, right) for row in (_HEAD, *rows)]
    return "\n".join([*head, "", *grid, "", *note, foot(found[0].ledger_digest, found[0].version)])


def _row(found: Sensitivity, field: Field | None) -> tuple[str, ...]:
    greatest = _greatest(found)
    return (
        name_of(field, found.technology),
        wording.percent(found.weights.first),
        wording.percent(1.0 - found.weights.first),
        f"{greatest.name.replace('_', ' ')} {wording.percent(greatest.first)}",
        *(_level(one) for one in (found.profiles[0], found.worst, found.best)),
    )


def _level(reading: Reading) -> str:
    return f"{reading.level} {wording.percent(reading.level_probability[reading.level])}"
