"""Comments that allow a technology on their line: ``# settled: allow sgd because the baseline needs it``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.scan.code.config.reading import numbered
from settled.scan.code.facts import Fact

_ALLOW = re.compile(
    r"\bsettled:\s*allow\s+(?P<names>\*|[\w.-]+(?:[ \t]*,[ \t]*[\w.-]+)*)"
    r"(?:[ \t]+because[ \t:]+(?P<reason>[^\n]*))?",
    re.IGNORECASE,
)
# A comment of a configuration file or script begins its line or follows a blank.
_COMMENT = re.compile(r"(?:^|(?<=\s))(?:#|//|;)[^\n]*settled:[^\n]*", re.IGNORECASE | re.MULTILINE)


def allows(comment: str, line: int) -> list[Fact]:
    """What one comment allows, a fact for each technology; nothing where it says something else.

    Args:
        comment: its text, with or without the mark that opens it; one line.
        line: where it stands, 1-based: the line that it speaks of.

    >>> [(fact.text, fact.via) for fact in allows("# settled: allow sgd, adam because of the paper", 3)]
    [('sgd', 'of the paper'), ('adam', 'of the paper')]
    """
    found = _ALLOW.search(comment)
    if found is None:
        return []
    reason = (found["reason"] or "").strip().removesuffix("*/").removesuffix("-->").strip()
    names = [name.strip() for name in found["names"].split(",")]
    return [Fact("allow", line, text=name.lower(), via=reason) for name in dict.fromkeys(names)]


def allowed_in(text: str) -> Iterator[Fact]:
    """What the comments of a configuration file or script allow: those that ``#``, ``//`` or ``;`` opens."""
    if "settled:" not in text.lower():
        return
    for line, found in numbered(_COMMENT, text):
        yield from allows(found.group(), line)
