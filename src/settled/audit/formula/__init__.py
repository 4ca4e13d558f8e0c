r"""Two formulas said to differ that are the same; indices; units of the two sides.

LaTeX is brought to a small subset and read by SymPy's grammar (lark): bounded in length, nesting and
exponents.
Nothing is evaluated as code; two formulas are compared in numbers, on fixed points, which no formula makes
slow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from settled.audit.formula.indices import index_range, matrix_indices
from settled.audit.formula.latex import LONGEST, are_equal, bare, read_latex
from settled.audit.formula.speaking import on_formula
from settled.audit.formula.units import units
from settled.records.audit import AuditedDocument, Finding, MathFormula

_MOST_READ = (
    16  # formulas of a document that are compared: SymPy's grammar takes about a tenth of a second for each
)
_DIFFERENCE = re.compile(
    r"区别|差异|不同|对比"
    r"|\bdiffer(?:s|ent|ence)?\b|\bvs\.?\b|\bversus\b|\bcompared\b",
    re.IGNORECASE,
)

__all__ = ["check_formula"]


def check_formula(document: AuditedDocument) -> Iterator[Finding]:
    """Displayed formulas of one quantity in one section, and sums that write out a product with a
    transpose.
    """
    groups: dict[tuple[tuple[str, ...], str], list[tuple[MathFormula, str]]] = defaultdict(list)
    for formula in document.formulas:
        yield from matrix_indices(formula)
        yield from index_range(formula)
        sides = formula.source.split("=")
        if len(sides) == 2 and formula.name and len(formula.source) <= LONGEST:
            groups[formula.section, bare(sides[0])].append((formula, sides[1]))
    yield from units(document)
    left = _MOST_READ
    for group in groups.values():
        told = any(_DIFFERENCE.search(topic) for formula, _ in group for topic in formula.topics)
        if told and 1 < len(group) <= left:
            left -= len(group)
            yield from _compared(group)


def _compared(group: Sequence[tuple[MathFormula, str]]) -> Iterator[Finding]:
    symbols: dict[str, int] = {}
    read = [(formula, read_latex(side, symbols)) for formula, side in group]
    for (one, first), (other, second) in pairwise(read):
        if one.name == other.name:
            continue
        if first is None or second is None:
            yield on_formula(one if first is None else other, "unverifiable", "formula.unread")
        elif are_equal(first, second):
            yield on_formula(one, "contradicted", "formula.not_different", other=other.line)
            yield on_formula(other, "contradicted", "formula.not_different", other=one.line)
