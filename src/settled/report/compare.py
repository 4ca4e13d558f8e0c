"""Technologies side by side, and levels by what they look like: as documents, and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from settled.records import LEVELS, Claim, Estimate, Verdict
from settled.records.comparison import QUANTITIES, STATED_OF, Comparison, LevelLooks, Looks, Together
from settled.report import wording
from settled.report.columns import WIDTH, grid, wrap
from settled.report.documents.text import Document
from settled.report.documents.verdicts import verdict_document

_ROWS = ("adoption", "standardization", "controversy", "research_share", "download_share", "theory")
_NAMES = {"research_share": "research share", "download_share": "download share"}
_LABEL_CELLS = 16


def compare_document(found: Comparison) -> Document:
    """Verdicts side by side, or levels."""
    return {
        "schema": "settled/comparison/1",
        "as_of": found.as_of.isoformat(),
        "profile": found.profile,
        "technologies": [verdict_document(one) for one in found.verdicts],
        "levels": [_level(one) for one in found.levels],
        "together": None if found.together is None else asdict(found.together),
        "stated": [_claim(one) for one in found.stated],
    }


def _level(one: LevelLooks) -> Document:
    return {
        "level": one.level,
        "technologies": [{"field": field, "technology": name} for field, name in one.technologies],
        "looks": [asdict(looks) for looks in one.looks],
        "stated": [_claim(claim) for claim in one.stated],
    }


def _claim(one: Claim) -> Document:
    return {
        "level": one.subject,
        "quantity": STATED_OF[one.attribute],
        "value": one.value,
        "bound": one.bound,
        "source": one.source,
        "line": one.line,
    }


# --- the terminal


def compare_text(found: Comparison) -> str:
    """A column a technology, or a block a level."""
    head = f"as of {found.as_of}, profile {found.profile}; 90 % intervals"
    blocks = _levels(found) if found.levels else _technologies(found)
    return "\n\n".join("\n".join(block) for block in ([head], *blocks))


def _technologies(found: Comparison) -> list[list[str]]:
    verdicts = found.verdicts
    width = max(14, min(24, (WIDTH - _LABEL_CELLS) // len(verdicts) - 2))
    rows = [
        ("", *(one.technology for one in verdicts)),
        ("field", *(one.field for one in verdicts)),
        ("degree", *(_told(one.degree) for one in verdicts)),
        ("level", *(_level_of(one) for one in verdicts)),
        *((_NAMES.get(name, name), *(_told(one.indicators.get(name)) for one in verdicts)) for name in _ROWS),
        ("trend", *(_trend(one) for one in verdicts)),
    ]
    return [grid(rows, (_LABEL_CELLS, *(width for _ in verdicts)), indent=""), _said(found.stated)]


def _told(estimate: Estimate | None) -> str:
    return "no evidence" if estimate is None else wording.interval(estimate)


def _level_of(one: Verdict) -> str:
    if one.level is None or one.level_probability is None:
        return "no evidence"
    return f"{one.level} ({wording.percent(one.level_probability[one.level])})"


def _trend(one: Verdict) -> str:
    return "-" if one.trend is None else f"{one.trend.slope_per_year:+.2f}/yr"


def _levels(found: Comparison) -> list[list[str]]:
    rows = [("level", "judged", *(_NAMES.get(name, name) for name in QUANTITIES))]
    rows += [
        (one.level, str(len(one.technologies)), *(_interval(one.of(name)) for name in QUANTITIES))
        for one in found.levels
    ]
    empty = [one.level for one in found.levels if not one.technologies]
    notes = [f"no technology is judged {', '.join(empty)}"] if empty else []
    blocks = [[*grid(rows, (6, 7, 17, 17, 17, 17, 17), indent=""), *notes], _said(found.stated)]
    if found.together is not None:
        blocks.append(wrap(go_together(found.together), WIDTH))
    return blocks


def _interval(looks: Looks | None) -> str:
    if looks is None:
        return "-"
    known = "" if looks.low is None or looks.high is None else f" [{looks.low:.2f}-{looks.high:.2f}]"
    return f"{looks.mean:.2f}{known}"


def _said(stated: Sequence[Claim]) -> list[str]:
    """What documents state of levels, a line each."""
    lines = []
    for level in reversed(LEVELS):
        if told := stated_of([one for one in stated if one.subject == level]):
            lines += wrap(f"stated of {level}: {told}", WIDTH)
    return lines


def stated_of(claims: Sequence[Claim]) -> str:
    """What is stated of one level, each with its file and line."""
    return ", ".join(
        f"{STATED_OF[one.attribute]} {wording.claimed(one)} ({one.file}:{one.line})" for one in claims
    )


def go_together(one: Together) -> str:
    """Whether two quantities go together, in a sentence."""
    return (
        f"Over {one.n} technologies {one.first} and {one.second} have a rank correlation of {one.rho:.2f} "
        f"[{one.low:.2f} to {one.high:.2f}]; of {one.of} with {one.first} of {one.first_above:g} or more, "
        f"{one.above} have a {one.second} of {one.second_above:g} or more."
    )
