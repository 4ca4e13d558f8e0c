"""The words and signs that make a figure a bound: ``< 1%``, ``约 80%``, ``95%+``, ``at least 5``."""

from __future__ import annotations

import re

AFTER = {"+": ">", "以上": ">", "or more": ">", "以下": "<", "以内": "<", "or less": "<", "左右": "~"}
_REACH = 20  # characters before a figure in which a word may qualify it; the longest word is 17
_BEFORE = re.compile(
    r"(?P<less><|≤|⩽|less than|fewer than|no more than|under|below|at most|up to"
    r"|不到|不足|低于|少于|小于|至多|最多|不超过)"
    r"|(?P<more>>|≥|⩾|more than|no less than|over|above|at least|exceed(?:s|ed|ing)?"
    r"|不低于|不少于|超过|高于|大于|至少|逾)"
    r"|(?P<about>~|≈|∼|about|around|approximately|approx\.?|roughly|nearly|almost|circa|ca\.|大约|约|大概|接近|将近|近)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"=?\s{0,3}(?:为|是)?\s{0,3}$")


def bound_before(text: str, start: int) -> tuple[str, int]:
    """The bound that the words before a figure give it, and where they start."""
    first = max(0, start - _REACH)
    for word in _BEFORE.finditer(text[first:start]):
        if _BETWEEN.match(text[first + word.end() : start]):
            bound = "<" if word["less"] else ">" if word["more"] else "~"
            return bound, first + word.start()
    return "=", start
