"""Confidence as one to five stars: five, less one for each named doubt of one table.

In the spirit of GRADE (Guyatt et al., "GRADE: an emerging consensus on rating quality of evidence", BMJ 336,
2008): its imprecision, indirectness and inconsistency, with independence and recency in place of the doubts
that belong to clinical trials. ``DOUBTS`` is the one place where a rule, its threshold and its words stand:
the reasons that a verdict gives and the table of the documentation are both made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from settled.records import FigureSpec, IndicatorSpec, SourceEstimate
from settled.verdict.disagreement import Disagreement

MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class Basis:
    """What an estimate rests on.

    Attributes:
        sources: at least one.
        i2: of the sources, in [0, 1]; ``None``: one source.
        width: of the 90 % interval, in [0, 1].
        known: what sources disagree by elsewhere; ``None``: it was not reckoned with.
    """

    spec: IndicatorSpec | FigureSpec
    sources: Sequence[SourceEstimate]
    i2: float | None
    width: float
    as_of: date
    known: Disagreement | None = None

    @property
    def units(self) -> float | None:
        """Independent units of all sources; ``None`` where no source counts any."""
        counts = [one.n_effective for one in self.sources if one.n_effective is not None]
        return sum(counts) if counts else None

    @property
    def age_days(self) -> int:
        """Days from the end of the evidence to the verdict's date."""
        return (self.as_of - max(source.latest for source in self.sources)).days


@dataclass(frozen=True, slots=True)
class Doubt:
    """One downgrade: it costs a star.

    Attributes:
        rule: when it is raised, with ``{limit}`` for the threshold.
        limit: the threshold; ``why``: why it is there.
        found: what is to be said of a basis, ``None`` where it gives no cause.
    """

    name: str
    rule: str
    limit: float | None
    why: str
    found: Callable[[Basis, float], str | None]

    @property
    def words(self) -> str:
        """The rule with its threshold."""
        return self.rule if self.limit is None else self.rule.format(limit=f"{self.limit:g}")

    def reason(self, basis: Basis) -> str | None:
        """The doubt as a verdict states it; ``None``: no doubt."""
        found = self.found(basis, self.limit if self.limit is not None else 0.0)
        return None if found is None else f"{self.name}: {found}"


def _wide(basis: Basis, limit: float) -> str | None:
    return f"the 90 % interval is {basis.width:.2f} wide, over {limit:g}" if basis.width > limit else None


def _few(basis: Basis, limit: float) -> str | None:
    few = basis.units is not None and basis.units < limit
    return f"worth {basis.units:.0f} independent ones, under {limit:g}" if few else None


def _alone(basis: Basis, _: float) -> str | None:
    if len(basis.sources) > 1:
        return None
    widened = f"; widened {basis.known.words}" if basis.known else ""
    return f"{basis.sources[0].source}{widened}"


def _indirect(basis: Basis, _: float) -> str | None:
    said = [why for source, why in basis.spec.indirect if any(source == s.source for s in basis.sources)]
    return "; ".join(why.removeprefix("indirect: ") for why in said) or None


def _old(basis: Basis, limit: float) -> str | None:
    latest = max(source.latest for source in basis.sources)
    return f"the evidence ends {latest.isoformat()}" if basis.age_days > limit else None


def _apart(basis: Basis, limit: float) -> str | None:
    return f"I² = {basis.i2:.2f}, over {limit:g}" if basis.i2 is not None and basis.i2 > limit else None


DOUBTS = (
    Doubt(
        "imprecise",
        "the 90 % interval is wider than {limit}",
        0.25,
        "at the largest weight, 0.4, it moves the degree by 0.1: half of L2 or L3",
        _wide,
    ),
    Doubt(
        "very imprecise",
        "the 90 % interval is wider than {limit}; a second star",
        0.5,
        "at the largest weight it moves the degree by a whole level",
        _wide,
    ),
    Doubt(
        "few units",
        "the units are worth fewer than {limit} independent ones",
        30,
        "below it the prior still moves a share by more than a point",
        _few,
    ),
    Doubt("one source only", "only one source speaks", None, "nobody confirms it", _alone),
    Doubt(
        "indirect",
        "a source shows something near to what is asked, not that itself",
        None,
        "each indicator declares for which sources",
        _indirect,
    ),
    Doubt(
        "old",
        "the evidence ends more than {limit} days before the verdict's date",
        730,
        "two years, as long as the window that is counted",
        _old,
    ),
    Doubt(
        "the sources disagree",
        "I² is above {limit}",
        0.5,
        "more of the spread is disagreement than chance",
        _apart,
    ),
)


def confidence(basis: Basis) -> tuple[int, tuple[str, ...]]:
    """Stars in 1..5 and the doubts that cost them, in words."""
    reasons = tuple(reason for doubt in DOUBTS if (reason := doubt.reason(basis)) is not None)
    return max(1, MOST_STARS - len(reasons)), reasons
