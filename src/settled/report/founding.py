"""The audit of the founding document that ships: figures by line, put into rows and sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from settled.report import founding_words
from settled.report.audit_words import VERDICTS, reasons
from settled.report.documents.text import Document

SHIPPED = "founding_audit.json"
VERDICT_ORDER = ("contradicted", "imprecise", "holds", "unverifiable")


@dataclass(frozen=True, slots=True)
class Row:
    """One claim as it is shown.

    Attributes:
        verdict: its id, and ``verdict_word``. ``about``: technology and indicator, or what kind of figure.
        agrees: with the measured estimate; ``None``: not measured.
        whys: a sentence a finding, with the lines that it speaks of.
        anchor: of the line's first claim, else empty.
    """

    anchor: str
    line: int
    about: str
    stated: str
    computed: tuple[str, ...]
    measured: str
    agrees: bool | None
    as_of: str
    verdict: str
    verdict_word: str
    whys: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the document, with the claims that it states."""

    number: int
    first: int
    last: int
    rows: tuple[Row, ...]


@cache
def shipped_founding_audit() -> Document:
    """What ``settled.pipeline.founding_audit`` wrote."""
    document: Document = json.loads(files("settled.report").joinpath(SHIPPED).read_text(encoding="utf-8"))
    return document


def summary(document: Document, language: str) -> str:
    """How many claims there are, how many were checked and measured, and what came of them."""
    claims = document["claims"]
    count = {name: sum(one["verdict"] == name for one in claims) for name in VERDICT_ORDER}
    checked = len(claims) - count["unverifiable"]
    measured = [one["measured"] for one in claims if one["measured"]]
    agree = sum(one["agrees"] for one in measured)
    return founding_words.speaker(language)(
        "founding.counts",
        claims=len(claims),
        checked=checked,
        checked_rate=_rate(checked, len(claims)),
        contradicted=count["contradicted"],
        contradicted_rate=_rate(count["contradicted"], checked),
        imprecise=count["imprecise"],
        holds=count["holds"],
        measured=len(measured),
        agree=agree,
        agree_rate=_rate(agree, len(measured)),
    )


def _rate(part: int, whole: int) -> str:
    return f"{part / whole * 100:.0f}" if whole else "0"


def chapters(document: Document, language: str, names: Mapping[str, str]) -> list[Chapter]:
    """The document's chapters that state a figure.

    Args:
        names: of technologies and indicators, by id; an id without one is shown itself.
    """
    starts = document["chapters"]
    made = []
    seen: set[int] = set()
    for number, (first, after) in enumerate(
        zip(starts, [*starts[1:], document["lines"] + 1], strict=True), start=1
    ):
        rows = []
        for claim in document["claims"]:
            if first <= claim["line"] < after:
                anchor = "" if claim["line"] in seen else f"line-{claim['line']}"
                seen.add(claim["line"])
                rows.append(_row(claim, anchor, language, names))
        if rows:
            made.append(Chapter(number, first, after - 1, tuple(rows)))
    return made


def _row(claim: Document, anchor: str, language: str, names: Mapping[str, str]) -> Row:
    say = founding_words.speaker(language)
    about = [names.get(one, one) for one in (claim["technology"], claim["indicator"]) if one]
    measured = claim["measured"]
    judged = [one for one in claim["findings"] if one["verdict"] == claim["verdict"]]
    return Row(
        anchor,
        claim["line"],
        ": ".join(about) or claim["kind"],
        _stated(claim, say),
        tuple(dict.fromkeys(one["working"] or one["computed"] for one in judged if one["computed"])),
        _estimate(measured) if measured else "",
        measured["agrees"] if measured else None,
        say("founding.as_of", day=measured["as_of"]) if measured else "",
        claim["verdict"],
        VERDICTS[language][claim["verdict"]],
        tuple((_why(one, language), tuple(one["others"])) for one in judged),
    )


def _stated(claim: Document, say: Callable[..., str]) -> str:
    """As written, where that is in figures; else the value."""
    if claim["stated"]:
        return str(claim["stated"]).lstrip("= ")
    if claim["value"] is None:
        own = [one["fillings"].get("own") for one in claim["findings"]]
        return next((one for one in own if one), say("founding.formula"))
    return f"{claim['value']:g}"


def _estimate(measured: Document) -> str:
    low, high = measured["low"] * 100, measured["high"] * 100
    return f"{measured['median'] * 100:.0f} % ({low:.0f}–{high:.0f})"


def _why(finding: Document, language: str) -> str:
    """The reason's sentence; one of the page's own where the usual one needs the document's words."""
    say, key = founding_words.speaker(language), f"why.{finding['reason']}"
    try:
        return reasons()[finding["reason"]][language].format(**finding["fillings"])
    except KeyError:
        if founding_words.has(key):
            return say(key, **finding["fillings"])
        return say("why.else", check=finding["check"])
