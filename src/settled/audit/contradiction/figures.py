"""Whether figures of one thing agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from settled.audit.findings import found
from settled.audit.intervals import meet, values_of
from settled.records.audit import Finding, Judgement, Quantity, Statement

CHECK = "contradiction"
MOST_OTHERS = 12
_MOST_KINDS = 200  # ways to write a figure of one thing; more is no thing


def compared_figures(group: Sequence[Statement]) -> Iterator[Finding]:
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
            compared = [each for kind in against or short or kinds for each in alike[kind][:MOST_OTHERS]]
            yield _compared(
                statement, [each for each in compared if each is not statement][:MOST_OTHERS], verdict
            )


def _compared(statement: Statement, others: Sequence[Statement], verdict: Judgement) -> Finding:
    said = ", ".join(dict.fromkeys(f"{figure_words(other)} (:{other.line})" for other in others))
    return found(
        statement,
        CHECK,
        verdict,
        f"contradiction.{verdict}",
        computed=said,
        others=[other.line for other in others],
        stated=figure_words(statement),
        said=said,
    )


def figure_words(statement: Statement) -> str:
    """A figure as written, without its sign of equality."""
    return statement.quantity.text.lstrip("=≈ ").replace("\\approx", "≈").replace("\\%", "%").strip()


def _stops_short(one: Quantity, other: Quantity) -> bool:
    """Whether one is all exactly, and the other a bound that leaves more open."""
    for exact, bound in ((one, other), (other, one)):
        if exact.bound == "=" and exact.value == 1.0 and bound.bound in ("≥", ">") and bound.value < 1.0:
            return True
    return False
