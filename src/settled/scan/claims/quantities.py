"""Every quantity as a document writes it, with its unit, bound and precision: ``$10M``, ``50万+``, ``10x``,
``1e-4``.

The one parser of numbers; ``numbers`` keeps of its findings what may be a share.
Versions, dates, identifiers and ordinals are no quantities. No expression here can back-track: each
repetition is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from settled.records.audit import Quantity
from settled.scan.claims.bounds import AFTER, bound_before
from settled.scan.claims.digits import DIGITS, LETTER, decimal_of, half_width, point_for_comma

_SCALES = {
    "k": 3, "m": 6, "b": 9, "g": 9, "t": 12, "bn": 9, "mn": 6, "thousand": 3, "million": 6, "billion": 9,
    "trillion": 12, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12,
}  # fmt: skip
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_EXPONENT = (
    r"(?:[eE](?P<{0}e>[+\-−]?\d{{1,3}})"
    # A power of ten by itself: 10^-8, 10⁻⁸.
    r"|(?<=10)(?<![\d.,]10)(?:\^\{{?(?P<{0}a>[+\-−]?\d{{1,3}})\}}?|(?P<{0}b>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))"
    r"|\s?[×*]\s?10(?:\^\{{?(?P<{0}p>[+\-−]?\d{{1,3}})\}}?|(?P<{0}s>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})))?"
)
_SCALE = (
    r"(?:\s?(?P<{0}scale>万亿|千万|百万|[万亿千]|thousand|million|billion|trillion)"
    r"|(?P<{0}letter>bn|mn|[KkMBTG])(?![A-Za-z0-9]))?"
)
_PERCENT = r"\\?%|‰|个?百分点|percentage points?|per ?cent|pp(?![A-Za-z])"
_UNIT = (
    r"µs|us|ms|ns|sec(?:onds?)?|s|min(?:utes?)?|hours?|hrs?|days?|h|[KMGT]i?B(?:/s)?|FPS|fps|[KMG]?Hz|W|kWh|MWh|GWh"
    r"|tokens?/s|tok/s|TFLOPS?|GFLOPS?|FLOPS?|USD|EUR|GBP|RMB|CNY|美元|元|人民币|人次?|家|篇|个|款|次|项|台|套|种|名|亩|吨"
)
_QUANTITY = re.compile(
    rf"(?:(?<![{LETTER}.,/:#^)\]}}%+\-−–])(?P<sign>[+\-−–±])|(?<![{LETTER}.,/:#^+\-−–±]))(?P<money>US\$|[$¥€£])?\s?"
    rf"(?P<low>{DIGITS}){_EXPONENT.format('l')}{_SCALE.format('l')}(?P<low_percent>\s?\\?%)?"
    rf"(?:\s?(?:-|–|—|~|～|(?P<word>至|到|to))\s?(?P<money2>US\$|[$¥€£])?(?P<high>{DIGITS}){_EXPONENT.format('h')}{_SCALE.format('h')})?"
    rf"(?P<plus_first>\+)?(?:\s?(?:(?P<percent>{_PERCENT})|(?P<factor>[x×X](?![\w])|倍|-?fold\b|times\b)"
    rf"|(?P<unit>{_UNIT})(?![A-Za-z])))?(?P<per>/[A-Za-z\u4e00-\u9fff]{{1,12}})?"
    r"(?:\s?(?P<after>\+|以上|以下|以内|左右|or more|or less))?"
    rf"(?:\s?(?:±|\\pm)\s?(?P<spread>{DIGITS})(?:\s?%)?)?",
)
_WRONG_AFTER = re.compile(
    rf"[{LETTER}]|(?<=\d)\^[\d{{+\-−]|[,.:\-–/]\d|-[A-Za-z]|\.[a-z]|[%°]|\s?(?:年|月|日|号|章|节|位(?!数)|th\b|st\b|nd\b|rd\b)"
)
_CHANGE = re.compile(r"(?:\bfrom|从|由)\s{0,3}$", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:第|top|no\.|figure|fig\.|table|section|chapter|step|version|level|phase|part|equation|eq\.|page|图|表)[\s\-]?$",
    re.IGNORECASE,
)
_POINTS = ("百分点", "point", "pp")
_REACH = 12
_COLON = "∶"  # a Chinese colon stands before a figure; an ASCII one may stand inside an identifier
_OR_EQUAL = (
    "≥", "⩾", "≤", "⩽", "at least", "no less than", "at most", "no more than", "up to",
    "不低于", "不少于", "至少", "不超过", "至多", "最多",
)  # fmt: skip


def quantities(text: str, *, decimal_comma: bool = False) -> Iterator[Quantity]:
    """The quantities in ``text``, left to right; places are those in ``text``.

    Args:
        text: of a document; ``decimal_comma``: whether its numbers are written like ``1.234,5``.

    >>> [(q.value, q.unit, q.bound) for q in quantities("$10M, < 1%, 1e-4 到 3e-4, $0.001/token")]
    [(10000000.0, '$', '='), (0.01, 'share', '<'), (0.0002, '', '~'), (0.001, '$/token', '=')]
    >>> [q.value for q in quantities("10^-8, 10⁻⁸, 2 × 10^3, 12\\u202f345")]
    [1e-08, 1e-08, 2000.0, 12345.0]
    >>> list(quantities("v2.0 of 2025-01-15, arXiv:2001.08361, GPT-4, 7Bx"))
    []
    """
    return (quantity for quantity, _ in read_quantities(text, decimal_comma=decimal_comma))


def read_quantities(text: str, *, decimal_comma: bool = False) -> Iterator[tuple[Quantity, bool]]:
    """As ``quantities``; each with whether it is plain: without sign, exponent, scale or spread."""
    plain = half_width(text.replace("：", _COLON))
    plain = point_for_comma(plain) if decimal_comma else plain
    at = 0
    while (found := _QUANTITY.search(plain, at)) is not None:
        at = max(found.end(), found.start() + 1)
        if _WRONG_AFTER.match(plain, found.end()):
            at = _past(plain, found.end())
            continue
        is_share = found["percent"] or found["low_percent"]
        if not is_share and _ORDINAL.search(plain, max(0, found.start() - _REACH), found.start()):
            continue
        quantity = _quantity(plain, found, text)
        if quantity is not None:
            yield quantity, not any(found[name] for name in _NOT_PLAIN)


_LARGEST = Decimal("1e300")  # about what a float holds; what is larger is no quantity

_NOT_PLAIN = (
    "sign",
    "spread",
    *(f"{end}{part}" for end in "lh" for part in ("e", "a", "b", "p", "s", "scale", "letter")),
)
_WORD = re.compile(rf"[{LETTER}.,:/\-]*")


def _past(text: str, at: int) -> int:
    """Past the rest of an identifier, so that no part of it is taken for a quantity."""
    found = _WORD.match(text, at)
    return max(found.end() if found else at, at)


def _quantity(text: str, found: re.Match[str], written: str) -> Quantity | None:
    low, step, rough = _number(found, "low", "l", found["hscale"], found["hletter"])
    high = low
    bound, start = bound_before(text, found.start())
    or_equal = text[start : found.start()].strip().lower().startswith(_OR_EQUAL)
    if found["plus_first"] or found["after"]:
        bound, or_equal = AFTER[(found["after"] or "+").lower()], True
    if found["high"]:
        high, step, rough = _number(found, "high", "h", None, None)
        if high < low or (found["low_percent"] and not found["percent"]):
            return None
        if found["word"] and _CHANGE.search(text, max(0, start - _REACH), start):
            return None
        bound = "~"
    if found["sign"] in ("-", "−", "–"):
        low, high = -high, -low
    unit, factor = _unit(found)
    if found["spread"]:
        step = max(step, 2 * decimal_of(found["spread"]))
    low, high, step, rough = (each * factor for each in (low, high, step, rough))
    if max(abs(low), abs(high)) > _LARGEST:
        return None
    if or_equal:
        bound = {"<": "≤", ">": "≥"}.get(bound, bound)
    return Quantity(
        float((low + high) / 2), float(low), float(high), float(step), float(max(rough, step)), unit, bound,
        written[start : found.end()].strip(), start, found.end(),
    )  # fmt: skip


def _number(
    found: re.Match[str], name: str, prefix: str, scale: str | None, letter: str | None
) -> tuple[Decimal, Decimal, Decimal]:
    """A number, one unit of its last digit, and of its last digit that is not a trailing zero."""
    is_power = found[f"{prefix}a"] or found[f"{prefix}b"]
    value = Decimal(1) if is_power else decimal_of(found[name])
    digits = str(value)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits else 0
    rough = Decimal(1).scaleb(zeros) if value and zeros else step
    raised = found[f"{prefix}b"] or found[f"{prefix}s"] or "0"
    power = found[f"{prefix}e"] or found[f"{prefix}p"] or found[f"{prefix}a"] or raised.translate(_POWERS)
    shift = int(power.replace("−", "-"))
    words = found[f"{prefix}scale"] or scale
    letters = found[f"{prefix}letter"] or letter
    shift += _SCALES.get((words or letters or "").lower(), 0)
    return value.scaleb(shift), step.scaleb(shift), rough.scaleb(shift)


def _unit(found: re.Match[str]) -> tuple[str, Decimal]:
    """The unit, and by what a number in it is multiplied."""
    percent = found["percent"] or found["low_percent"]
    if percent:
        is_points = any(word in percent for word in _POINTS)
        return ("points" if is_points else "share"), Decimal("0.001" if percent == "‰" else "0.01")
    if found["factor"]:
        return "factor", Decimal(1)
    return f"{found['money'] or found['unit'] or ''}{found['per'] or ''}", Decimal(1)
