"""Indices: those of a written matrix product, and the range of a sum whose terms are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.audit.formula.latex import bare
from settled.audit.formula.speaking import on_formula
from settled.records.audit import Finding, MathFormula

_PRODUCT = re.compile(r"\((?P<a>[A-Z])(?P<b>[A-Z])\^\{?(?:T|\\top)\}?\)_\{(?P<i>[a-z])(?P<k>[a-z])\}")
_SUM = re.compile(
    r"\\sum_\{(?P<j>[a-z])=[^{}]{1,12}\}\^\{?[\w{}]{1,12}?\}?(?P<a>[A-Z])_\{(?P<a1>[a-z])(?P<a2>[a-z])\}(?P<b>[A-Z])_\{(?P<b1>[a-z])(?P<b2>[a-z])\}"
)


def matrix_indices(formula: MathFormula) -> Iterator[Finding]:
    r"""``(A B^T)_{ik}`` written out is the sum of ``A_{ij} B_{kj}``: the second matrix is summed over
    its columns.
    """
    flat = bare(formula.source)
    for product in _PRODUCT.finditer(flat):
        for written in _SUM.finditer(flat):
            i, k, j = product["i"], product["k"], written["j"]
            same = (written["a"], written["b"]) == (product["a"], product["b"])
            if not same or len({i, j, k}) < 3 or (written["a1"], written["a2"]) != (i, j):
                continue
            expected = f"{product['a']}_{{{i}{j}}} {product['b']}_{{{k}{j}}}"
            if (written["b1"], written["b2"]) == (j, k):
                name = f"{product['a']}{product['b']}^T"
                yield on_formula(
                    formula,
                    "contradicted",
                    "formula.index",
                    index=j,
                    matrix=product["b"],
                    product=name,
                    expected=expected,
                )
                return


_RANGE = re.compile(
    r"\\sum_\{(?P<i>[a-z])=(?P<low>\d{1,3})\}\^\{?(?P<high>\d{1,3}|[A-Za-z])\}?(?P<x>[A-Za-z])_\{?(?P=i)\}?="
    r"(?P<terms>[^=]{3,200})$"
)
_INDEXED = re.compile(r"(?P<x>[A-Za-z])_(?:\{(?P<long>[^{}]{1,12})\}|(?P<short>\w))")
_DOTS = re.compile(r"\\(?:cdots|dots|ldots)|\.\.\.|…|⋯")
_MOST_TERMS = 40


def index_range(formula: MathFormula) -> Iterator[Finding]:
    r"""``\sum_{i=1}^{3} x_i`` written out is ``x_1 + x_2 + x_3``: no term less, none more."""
    found = _RANGE.search(bare(formula.source))
    if found is None:
        return
    terms = found["terms"].rstrip(".,").split("+")
    indices = [_index(term, found["x"]) for term in terms]
    dotted = [bool(_DOTS.fullmatch(term)) for term in terms]
    own = [index for index in indices if index is not None]
    if len(terms) > _MOST_TERMS or len(own) + sum(dotted) != len(terms) or len(own) < 2 or dotted[-1]:
        return
    low, high = found["low"], found["high"]
    if not any(dotted):
        expected = [str(index) for index in range(int(low), int(high) + 1)] if high.isdigit() else own
        agrees = own == expected
    else:
        agrees = (own[0], own[-1]) == (low, high)
    if not agrees and own[0].isdigit():
        yield on_formula(
            formula, "contradicted", "formula.range", first=low, last=high, own_first=own[0], own_last=own[-1]
        )


def _index(term: str, letter: str) -> str | None:
    """The index of a term that is the letter with an index, and nothing more."""
    found = _INDEXED.fullmatch(term)
    return (found["long"] or found["short"]) if found is not None and found["x"] == letter else None
