r"""Two formulas said to differ that are the same; indices of a written matrix product.

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
from typing import Any

from settled.records.audit import AuditedDocument, Finding, Judgement, MathFormula

CHECK = "formula"
_LONGEST, _DEEPEST, _MOST_SYMBOLS = 300, 8, 24
_MOST_READ = (
    16  # formulas of a document that are compared: SymPy's grammar takes about a tenth of a second for each
)
_DIFFERENCE = re.compile(
    r"区别|差异|不同|对比"
    r"|\bdiffer(?:s|ent|ence)?\b|\bvs\.?\b|\bversus\b|\bcompared\b",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\\(?:left|right|[bB]igl?|[bB]igr?|quad|qquad|,|;|!|:)(?![A-Za-z])|\\ |[&$]")
_SYMBOL = re.compile(
    r"(?P<accent>\\(?:hat|bar|tilde|vec|mathbf|mathrm|text)\s?\{[^{}]{1,40}\})"
    r"|\\(?P<command>[A-Za-z]+)|(?P<letter>[A-Za-zα-ωΑ-Ω])"
)
_SUBSCRIPT = re.compile(r"\s?_(?:\{[^{}]{1,30}\}|[A-Za-z0-9])")
_PRIMES = re.compile(r"\^(?:\*|\{\*\}|\\ast)")
_STRUCTURE = ("frac", "sqrt", "cdot", "times", "log", "exp")
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho "
    "sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_GREEK = frozenset(_GREEK_NAMES.split())
_EXPONENT = re.compile(r"\^(?:[0-9]|\{[0-9]\}|x_\{\d+\}|\{x_\{\d+\}\})")
_JOIN = re.compile(r"(?<=[\d})])\s*(?=x_\{|\(|\\frac|\\sqrt|\\log|\\exp)")


def check_formula(document: AuditedDocument) -> Iterator[Finding]:
    """Displayed formulas of one quantity in one section, and sums that write out a product with a
    transpose.
    """
    groups: dict[tuple[tuple[str, ...], str], list[tuple[MathFormula, str]]] = defaultdict(list)
    for formula in document.formulas:
        yield from _indices(formula)
        sides = formula.source.split("=")
        if len(sides) == 2 and formula.name and len(formula.source) <= _LONGEST:
            groups[formula.section, _bare(sides[0])].append((formula, sides[1]))
    left = _MOST_READ
    for group in groups.values():
        told = any(_DIFFERENCE.search(topic) for formula, _ in group for topic in formula.topics)
        if told and 1 < len(group) <= left:
            left -= len(group)
            yield from _compared(group)


def _bare(text: str) -> str:
    return "".join(_SPACES.sub("", text).split())


def _compared(group: Sequence[tuple[MathFormula, str]]) -> Iterator[Finding]:
    symbols: dict[str, int] = {}
    read = [(formula, read_latex(side, symbols)) for formula, side in group]
    for (one, first), (other, second) in pairwise(read):
        if one.name == other.name:
            continue
        if first is None or second is None:
            yield _finding(one if first is None else other, "unverifiable", "formula.unread")
        elif are_equal(first, second):
            yield _finding(one, "contradicted", "formula.not_different", other=other.line)
            yield _finding(other, "contradicted", "formula.not_different", other=one.line)


def _finding(
    formula: MathFormula, verdict: Judgement, reason: str, *, other: int = 0, **more: str
) -> Finding:
    fillings = {"other": str(other), **more}
    return Finding(
        file="",
        line=formula.line,
        kind="formula",
        text=" ".join(formula.source.split())[:120],
        subject=formula.name.strip(" :：*")[:120],
        attribute="formula",
        value=None,
        unit="",
        check=CHECK,
        verdict=verdict,
        computed=more.get("expected", ""),
        reason=reason,
        fillings=tuple(fillings.items()),
        others=(other,) if other else (),
    )


# --- reading LaTeX


def read_latex(source: str, symbols: dict[str, int]) -> Any | None:
    """A formula as a SymPy expression; ``None`` if it is not of the small subset that is read.

    Args:
        source: LaTeX, one side of an equation; ``symbols``: numbers of the symbols met so far, added to.

    When not to trust it: a letter before a bracket is read as a factor, unless it is a capital one.
    """
    plain = plain_latex(source, symbols)
    if plain is None:
        return None
    try:
        from lark.exceptions import LarkError
        from sympy import Expr
        from sympy.parsing.latex import parse_latex
    except ImportError:
        return None  # the extra `formulas` is not installed
    try:
        expression = parse_latex(plain, backend="lark")
    except (LarkError, ValueError, TypeError, RecursionError, MemoryError, KeyError, IndexError):
        return None
    return expression if isinstance(expression, Expr) else None


def plain_latex(source: str, symbols: dict[str, int]) -> str | None:
    """A formula with every symbol as ``x_{n}`` and every product written out; ``None``: out of bounds."""
    text = _PRIMES.sub("", _SPACES.sub(" ", source)).replace("{ }", " ").strip(" .,")
    if not text or len(text) > _LONGEST or _depth(text) > _DEEPEST or re.search(r"\d{7}|[\[\]|!<>]", text):
        return None
    parts, at = [], 0
    for found in _SYMBOL.finditer(text):
        if found.start() < at:
            continue
        if found["command"] in _STRUCTURE:
            continue
        if found["command"] and found["command"] not in _GREEK:
            return None
        subscript = _SUBSCRIPT.match(text, found.end())
        end = subscript.end() if subscript else found.end()
        if (found["letter"] or "").isupper() and text[end:].lstrip().startswith("("):
            return None
        name = "".join(text[found.start() : end].split())
        parts += [text[at : found.start()], f"x_{{{symbols.setdefault(name, len(symbols) + 1)}}}"]
        at = end
    plain = "".join((*parts, text[at:])).replace(r"\times", r"\cdot")
    if len(symbols) > _MOST_SYMBOLS or plain.count("^") != len(_EXPONENT.findall(plain)):
        return None
    return _JOIN.sub(r" \\cdot ", _spaced(plain))


def _spaced(plain: str) -> str:
    """Without the spaces in which a product may hide; ``\\frac{a}{b}`` keeps its two groups together."""
    return re.sub(r"(?<=[\d})])\s+(?=[x(\\])(?!\\cdot)", r" \\cdot ", plain)


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "{(") - (sign in "})")
        deepest = max(deepest, depth)
    return deepest


_POINTS = (0.3, 0.7, 1.1, 1.9, 0.53, 1.37)


def are_equal(one: Any, other: Any) -> bool:
    """Whether two expressions have one value on each of a few fixed points that are in no simple relation."""
    names = sorted(one.free_symbols | other.free_symbols, key=str)
    for shift, start in enumerate(_POINTS):
        point = {
            name: start + 0.6180339887 * ((place * (shift + 2)) % 7) + 0.0137 * place
            for place, name in enumerate(names)
        }
        first, second = one.evalf(15, subs=point), other.evalf(15, subs=point)
        if not (first.is_number and second.is_number and first.is_finite and second.is_finite):
            return False
        if abs(first - second) > 1e-9 * max(1, abs(first)):
            return False
    return True


# --- indices

_PRODUCT = re.compile(r"\((?P<a>[A-Z])(?P<b>[A-Z])\^\{?(?:T|\\top)\}?\)_\{(?P<i>[a-z])(?P<k>[a-z])\}")
_SUM = re.compile(
    r"\\sum_\{(?P<j>[a-z])=[^{}]{1,12}\}\^\{?[\w{}]{1,12}?\}?(?P<a>[A-Z])_\{(?P<a1>[a-z])(?P<a2>[a-z])\}(?P<b>[A-Z])_\{(?P<b1>[a-z])(?P<b2>[a-z])\}"
)


def _indices(formula: MathFormula) -> Iterator[Finding]:
    r"""``(A B^T)_{ik}`` written out is the sum of ``A_{ij} B_{kj}``: the second matrix is summed over
    its columns.
    """
    bare = _bare(formula.source)
    for product in _PRODUCT.finditer(bare):
        for written in _SUM.finditer(bare):
            i, k, j = product["i"], product["k"], written["j"]
            same = (written["a"], written["b"]) == (product["a"], product["b"])
            if not same or len({i, j, k}) < 3 or (written["a1"], written["a2"]) != (i, j):
                continue
            expected = f"{product['a']}_{{{i}{j}}} {product['b']}_{{{k}{j}}}"
            if (written["b1"], written["b2"]) == (j, k):
                name = f"{product['a']}{product['b']}^T"
                yield _finding(
                    formula,
                    "contradicted",
                    "formula.index",
                    index=j,
                    matrix=product["b"],
                    product=name,
                    expected=expected,
                )
                return
