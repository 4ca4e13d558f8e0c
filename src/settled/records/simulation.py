"""What further evidence is expected to do to a field's verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

EvidenceKind = Literal["source", "year", "repositories"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of one technology's degree, today or expected with further evidence.

    Attributes:
        width: of the 90 % interval of the degree.
        entropy: of the level, in bits: 0 where it is certain.
        changes: probability that another level than today's will be the most probable one; 0 for today.
    """

    technology: str
    width: float
    entropy: float
    changes: float


@dataclass(frozen=True, slots=True)
class FurtherEvidence:
    """One kind of further evidence, and what it is expected to do.

    Attributes:
        kind: ``source``: another one, of ``subject``, an indicator; ``year``: one more of ``subject``, a
            source; ``repositories``: twice as many.
        indicators: ids of what it speaks to.
        needs: what can be such a source, or why there is none; empty for the other kinds.
        units: independent units that it is worth, the median over technologies.
        expected: with it, by technology, in the order of the field.
        narrower: how much narrower the degree's interval becomes, ``surer``: by how many bits the level, both
            the mean over technologies.
    """

    kind: EvidenceKind
    subject: str
    indicators: tuple[str, ...]
    needs: str
    units: float
    expected: tuple[Outlook, ...]
    narrower: float
    surer: float

    @property
    def most_changed(self) -> Outlook:
        """The technology whose level is the most likely to change."""
        return max(self.expected, key=lambda one: one.changes)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What further evidence is expected to do to a field's verdicts, that which tells the most first.

    Attributes:
        simulations: how often each kind of evidence was made up for each technology.
        today: by technology; those without a degree are in ``silent``.
        unmoved: sources of which another year shows the same units again.
        ledger_digest: of the evidence that was read; ``version``: of the tool.
    """

    field: str
    as_of: date
    profile: str
    simulations: int
    today: tuple[Outlook, ...]
    silent: tuple[str, ...]
    evidence: tuple[FurtherEvidence, ...]
    unmoved: tuple[str, ...]
    ledger_digest: str
    version: str
