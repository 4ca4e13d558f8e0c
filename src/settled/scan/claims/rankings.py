"""Sentences that rank: ``Acme has the highest revenue``, ``星火的营收最高``.

Only whole sentences of a few plain forms; one that limits what is compared (``among``, ``except``) is left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.records.audit import Ranking

_NAME = r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff .+\-/]{0,40}?"
_END = r"(?=\s?(?:[,，(（。.;；]|with\b|at\b|of all\b|in the table\b|$))"
_MOST, _LEAST = "highest|largest|greatest|biggest|高|大|多", "lowest|smallest|least|低|小|少"
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_WAY = rf"(?P<way>{_MOST}|{_LEAST})"
_NAMES, _COLUMN = rf"(?P<names>{_NAME})", rf"(?P<column>{_NAME})"
_HAS = r"(?:has|had|shows?|showed|achieves?|achieved|reaches|reached|holds?|held|records?|recorded)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^{_NAMES} {_HAS} (?:by far )?the {_WAY} {_COLUMN}{_END}",
        rf"^The {_WAY} {_COLUMN} (?:is|was|belongs to) (?:that of )?{_NAMES}{_END}",
        rf"^{_NAMES} (?:ranks?|ranked|is|was) (?:first|last) (?:in|by) {_COLUMN}{_END}",
        r"^The (?:top|first|largest) (?P<count>two|three|four|five|[2-9])(?: [a-z]+)?"
        rf" (?:by|in) {_COLUMN} (?:are|were) (?P<names>[^.;()]{{3,120}})$",
        rf"^{_NAMES}的{_COLUMN}最{_WAY}{_END}",
        rf"^{_COLUMN}最{_WAY}的[\u4e00-\u9fff]{{0,4}}?[是为]{_NAMES}{_END}",
        rf"^{_NAMES}的{_COLUMN}(?:排名|位居|位列|居)(?:第一|首位){_END}",
        rf"^{_COLUMN}(?:排名)?前(?P<count>[二两三四五2-9])[名大位]?[\u4e00-\u9fff]{{0,3}}?(?:分别)?[是为]"
        r"(?P<names>[^。；()（）]{3,120})$",
    )
)
_MAY_RANK = re.compile(
    r"\b(?:highest|largest|greatest|biggest|lowest|smallest|least|top|first|last)\b|最|第一|首位|前",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:among|except|excluding|besides|other than|apart|without|if|when|would|not|per|than)\b"
    r"|除|之外|以外|其中|如果|不|没|可能|(?:19|20)\d\d",
    re.IGNORECASE,
)
_AND = re.compile(r"\s?(?:,\s?and\s|,|，|、|\band\b|和|与|及)\s?")
_LONGEST = 200


def ranking(sentence: str) -> Ranking | None:
    """What a sentence ranks, or ``None``; its line and section are filled in by the caller.

    >>> found = ranking("Acme has the highest revenue, at $5M.")
    >>> found.names, found.column, found.way
    (('Acme',), 'revenue', 'most')
    >>> ranking("Acme has the highest revenue among small firms.")
    """
    text = sentence.strip(" .。\n")
    if len(text) > _LONGEST or not _MAY_RANK.search(text) or _LIMITS.search(text):
        return None
    found = next((found for form in _FORMS if (found := form.search(text))), None)
    if found is None:
        return None
    groups = found.groupdict()
    names = tuple(_names(groups["names"])) if groups.get("count") else (groups["names"].strip(),)
    if groups.get("count"):
        written = groups["count"].lower()
        if len(names) != _COUNTS.get(written, int(written) if written.isdigit() else 0):
            return None
    way = groups.get("way")
    said = "either" if way is None else "most" if way.lower() in _MOST.split("|") else "least"
    return Ranking(0, found.group().strip(), names, groups["column"].strip(), said)


def _names(listed: str) -> Iterator[str]:
    return (name.strip() for name in _AND.split(listed) if name.strip())
