"""Sentences that tell a before, an after and their change: ``from 40 ms to 20 ms, a 50 % reduction``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.audit.change.agreement import Judged, agrees
from settled.records.audit import AuditedDocument, Column, Statement

_FROM = re.compile(r"(?:\bfrom|从|由)\s{0,3}(?:约|about|~)?\s{0,3}$", re.IGNORECASE)
_TO = re.compile(r"^[^,，。;；]{0,12}?(?:\bto\b|到|至|为)[^,，。;；\d]{0,10}$", re.IGNORECASE)
_CHANGES = (
    r"降低|下降|减少|降幅|增长|提[高升]|增加|上升|增幅|缩短|\b(?:increase|decrease|reduction|rise|drop|fall|growth|decline|"
    r"improvement|gain|saving|cut|down|up|higher|lower|less|more|faster|reduced|increased|grew|fell|rose|speedup)\b"
)
_SAYS = re.compile(_CHANGES, re.IGNORECASE)
# All that may stand between the after and its change. Any other word may name another thing, whose figure it
# then is; ``到`` and ``to`` make it a level.
_SAME_THING = re.compile(
    rf"^(?:[\s\W]|{_CHANGES}|\b(?:an?|the|of|by|in|or|so|about|roughly|around|nearly|almost|some|over|this|that|it|which|"
    r"i\.?e|is|was|are|being|represents|representing|corresponds|equal|equals|means|for|total|overall|net|relative|"
    r"absolute|year|cost|time)\b|了|约|大约|近|即|也就是|总共|总体|整体|相对|绝对|同比|环比|年|分别|实现|达|幅度|率|为|是)*$",
    re.IGNORECASE,
)
# A change by the year, or against something else than the before: nothing that the two figures give.
_OTHERWISE = re.compile(
    r"\b(?:CAGR|compound(?:ed)?|annual(?:ly|i[sz]ed)?|yearly|monthly|weekly|daily|per|each|every|yoy|qoq"
    r"|year[- ]o(?:n|ver)[- ]year"
    r"|compared|versus|vs|than|relative to|against|a (?:year|month|week|day|quarter))\b"
    r"|同比|环比|年均|复合|每[年月周日天]|逐年|相比|较",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,，;；:：。(（]|\.\s")
_OF_WHAT = re.compile(r"\b(?:in|of|for|to|on) (?:the |its |their |our )?([a-z][a-z\-]{2,30})", re.IGNORECASE)


def told_changes(document: AuditedDocument) -> Iterator[Judged]:
    """Sentences that tell a before, an after and a change: ``from 40 ms to 20 ms, a 50 % reduction``."""
    by_sentence: dict[tuple[str, tuple[str, ...]], list[Statement]] = {}
    for statement in document.statements:
        if statement.kind == "prose":
            by_sentence.setdefault((statement.near, statement.section), []).append(statement)
    for (sentence, _), statements in by_sentence.items():
        if 3 <= len(statements) <= 12:
            yield from _in_sentence(sentence, statements)


def _in_sentence(sentence: str, statements: Sequence[Statement]) -> Iterator[Judged]:
    places = _places(sentence, statements)
    for (first, at), (second, to), (stated, on) in zip(places, places[1:], places[2:], strict=False):
        between = sentence[at + len(first.quantity.text) : to]
        behind = sentence[to + len(second.quantity.text) : on]
        around = behind + sentence[on + len(stated.quantity.text) : on + len(stated.quantity.text) + 16]
        if first.quantity.unit != second.quantity.unit or stated.quantity.unit not in (
            "share",
            "factor",
            "points",
        ):
            continue
        if (
            _FROM.search(sentence[:at])
            and _TO.match(between)
            and _SAYS.search(around)
            and len(behind) <= 30
            and _SAME_THING.match(behind)
        ):
            verdict, value = agrees(first, second, stated, Column(around, "change"))
            after = _CLAUSE.split(sentence[on + len(stated.quantity.text) :], maxsplit=1)[0]
            if verdict in ("holds", "unverifiable") or not _is_of_another(sentence[:on], behind + after):
                yield first, second, stated, verdict, value


def _places(sentence: str, statements: Sequence[Statement]) -> list[tuple[Statement, int]]:
    places, at = [], 0
    for statement in sorted(statements, key=lambda each: each.quantity.start):
        place = sentence.find(statement.quantity.text, at)
        if place < 0:
            return []
        places.append((statement, place))
        at = place + len(statement.quantity.text)
    return places


def _is_of_another(before: str, words: str) -> bool:
    """Whether the words about a change make it one by the year, against another, or of another thing."""
    if _OTHERWISE.search(words):
        return True
    known = before.lower()
    return any(found[1].lower().rstrip("s") not in known for found in _OF_WHAT.finditer(words))
