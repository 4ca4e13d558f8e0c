"""What further evidence is expected to do to a field's verdicts: as a JSON document, and as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from settled.records import Field, FurtherEvidence, Outlook, Simulation
from settled.report import wording
from settled.report.columns import WIDTH, line, widths_of, wrap
from settled.report.documents.text import Document
from settled.report.explanation import foot
from settled.report.tables import name_of

RARELY = 0.05  # a change that is no more probable is none to reckon with
_HEAD = ("further evidence", "worth", "interval", "level", "most likely to change a level")
_MOST = (34, 7, 9, 10, 44)


def simulation_document(found: Simulation) -> Document:
    """What further evidence is expected to do to a field's verdicts."""
    return {
        "schema": "settled/simulation/1",
        "field": found.field,
        "as_of": found.as_of.isoformat(),
        "profile": found.profile,
        "ledger_digest": found.ledger_digest,
        "simulations": found.simulations,
        "today": [_outlook(one) for one in found.today],
        "silent": list(found.silent),
        "evidence": [_evidence(one) for one in found.evidence],
        "unmoved": list(found.unmoved),
        "changes_a_level": changes_a_level(found),
    }


def _outlook(one: Outlook) -> Document:
    return {
        "technology": one.technology,
        "width": one.width,
        "entropy": one.entropy,
        "changes": one.changes,
    }


def _evidence(one: FurtherEvidence) -> Document:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "indicators": list(one.indicators),
        "needs": one.needs,
        "units": one.units,
        "narrower": one.narrower,
        "surer": one.surer,
        "expected": [_outlook(outlook) for outlook in one.expected],
    }


def changes_a_level(found: Simulation) -> bool:
    """Whether any evidence changes a level in more than one of twenty simulations."""
    return any(outlook.changes > RARELY for one in found.evidence for outlook in one.expected)


def simulation_text(found: Simulation, field: Field) -> str:
    """What further evidence is expected to do to a field's verdicts, for the terminal."""
    names = {one.id: one.name for one in field.technologies}
    blocks = [_title(found, field), _grid(found.evidence, names), _said(found, field), _notes(found)]
    blocks.append([foot(found.ledger_digest, found.version)])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _title(found: Simulation, field: Field) -> list[str]:
    count = len(found.today)
    many = "its one technology" if count == 1 else f"the mean of {count} technologies"
    head = wrap(f"{field.name}: what evidence would tell the most", WIDTH)
    basis = (
        f"as of {found.as_of.isoformat()}, profile {found.profile}; expected over {found.simulations} "
        f"simulations: how much narrower the degree's 90 % interval, how many bits surer the level; {many}"
    )
    return [*head, *wrap(basis, WIDTH)]


def _grid(evidence: Sequence[FurtherEvidence], names: Mapping[str, str]) -> list[str]:
    rows = [
        (_what(one), _worth(one), _less(one.narrower), _bits(one.surer), _change(one, names))
        for one in evidence
    ]
    widths = widths_of([_HEAD, *rows], _MOST)
    right = frozenset({1, 2, 3})
    return [line(row, widths, right) for row in (_HEAD, *rows)]


def _what(one: FurtherEvidence) -> str:
    if one.kind == "source":
        return f"another source of {one.subject.replace('_', ' ')}"
    return f"another year of {one.subject}" if one.kind == "year" else "twice the repositories"


def _worth(one: FurtherEvidence) -> str:
    return f"~{one.units:,.0f}"


def _less(width: float) -> str:
    """A reduction; what rounds to nothing is nothing, either way."""
    return f"{-width:+.3f}" if abs(width) >= 0.0005 else "0"


def _bits(surer: float) -> str:
    return f"{surer:+.3f}" if abs(surer) >= 0.0005 else "0"


def _change(one: FurtherEvidence, names: Mapping[str, str]) -> str:
    most = one.most_changed
    if most.changes <= RARELY:
        return "none"
    return f"{wording.percent(most.changes)} {names.get(most.technology, most.technology)}"


def _said(found: Simulation, field: Field) -> list[str]:
    """In one sentence: what would change a level, or that nothing would."""
    if not changes_a_level(found):
        text = "None of this would change a level: each stays in at least 95 % of the simulations."
        return wrap(text, WIDTH)
    best = found.evidence[0]
    first = found.today[0]
    then = next(one for one in best.expected if one.technology == first.technology)
    name = name_of(field, first.technology)
    text = (
        f"{_what(best).capitalize()} would tell the most; of {name} it would make the interval "
        f"{first.width:.2f} -> {then.width:.2f} wide, and change the level with a probability of "
        f"{wording.percent(then.changes)}."
    )
    return wrap(text, WIDTH)


def _notes(found: Simulation) -> list[str]:
    lines = []
    for one in found.evidence:
        if one.needs:
            lines += wrap(f"- {_what(one)}: {one.needs}", WIDTH)
    if found.unmoved:
        seen = ", ".join(found.unmoved)
        lines += wrap(f"- another year of {seen} shows the same units again, and so is not listed", WIDTH)
    if found.silent:
        lines += wrap(f"- without a degree, and so left out: {', '.join(found.silent)}", WIDTH)
    return lines
