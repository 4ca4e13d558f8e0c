"""LaTeX, brought to a small subset, as SymPy's expressions; two of them compared in numbers."""

from __future__ import annotations

import re
from typing import Any

LONGEST, _DEEPEST, _MOST_SYMBOLS = 300, 8, 24
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


def bare(text: str) -> str:
    """A formula without what is only for the eye."""
    return "".join(_SPACES.sub("", text).split())


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
    if not text or len(text) > LONGEST or _depth(text) > _DEEPEST or re.search(r"\d{7}|[\[\]|!<>]", text):
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
