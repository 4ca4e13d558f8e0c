"""From a field's verdicts to what further evidence is expected to do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from settled import __version__
from settled.errors import InputError
from settled.indicators import Indicator, all_indicators
from settled.indicators.rows import Rows
from settled.indicators.thinning import Recorded
from settled.pipeline.tool import Settled
from settled.records import (
    EvidenceKind,
    Field,
    FurtherEvidence,
    Outlook,
    Profile,
    Simulation,
    SourceEstimate,
)
from settled.verdict.disagreement import WIDEST
from settled.verdict.information import UNITS_OF_A_SOURCE, of_another_source, of_more_units
from settled.verdict.pooling import pool
from settled.verdict.preposterior import SIMULATIONS, Standing, expected, standing, today
from settled.verdict.reweighing import leaderless
from settled.verdict.source_logits import source_logits

_YEAR_DAYS = 365
# Of these, another year shows the units again that are counted already.
_SAME_UNITS = ("code", "packages")
_REPOSITORIES = "code"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A kind of further evidence.

    Attributes:
        precision: of one technology, by indicator.
        units: independent ones of one technology.
    """

    kind: EvidenceKind
    subject: str
    needs: str
    precision: Callable[[str], Mapping[str, float]]
    units: Callable[[str], float]


def simulate(tool: Settled, name: str, profile: str = "standard") -> Simulation:
    """What further evidence is expected to do to a field's verdicts, that which tells the most first.

    Raises:
        InputError: no such field or profile, or none of its technologies has a degree.
    """
    field, weights = tool.field_of(name), tool.profile(profile)
    verdicts = tool.verdicts_of_today(field, profile)
    judged = [one for one in verdicts if one.degree is not None]
    if not judged:
        raise _no_degrees(tool, field, name)
    known = {
        one.technology: standing(one, weights, tool.catalog.levels, leaderless(one, verdicts))
        for one in judged
    }
    now = tuple(today(one) for one in known.values())
    context = _Context(tool, field, weights)
    found = [_further(one, known, now) for one in context.candidates()]
    return Simulation(
        field=field.id,
        as_of=tool.as_of,
        profile=weights.id,
        simulations=SIMULATIONS,
        today=now,
        silent=tuple(one.technology for one in verdicts if one.degree is None),
        evidence=tuple(sorted(found, key=lambda one: (-one.surer, -one.narrower, one.kind, one.subject))),
        unmoved=tuple(source for source in context.sources() if _same_units(source)),
        ledger_digest=tool.ledger_digest,
        version=__version__,
    )


def _no_degrees(tool: Settled, field: Field, name: str) -> InputError:
    if field.status == "history":
        return InputError(name, "a contest of the past has no degrees", f"hint: settled field {field.id}")
    what = f"no technology of it has evidence by {tool.as_of}"
    return InputError(name, what, "add evidence: settled scan --help")


def _same_units(source: str) -> bool:
    return source.partition("/")[0].partition(":")[0] in _SAME_UNITS


def _further(candidate: _Candidate, known: Mapping[str, Standing], now: Sequence[Outlook]) -> FurtherEvidence:
    label = f"{candidate.kind} {candidate.subject}"
    precisions = {technology: candidate.precision(technology) for technology in known}
    then = tuple(expected(one, precisions[technology], label) for technology, one in known.items())
    pairs = list(zip(now, then, strict=True))
    told = {name for own in precisions.values() for name, value in own.items() if value > 0.0}
    return FurtherEvidence(
        kind=candidate.kind,
        subject=candidate.subject,
        indicators=tuple(sorted(told)),
        needs=candidate.needs,
        units=median(candidate.units(technology) for technology in known),
        expected=then,
        narrower=sum(before.width - after.width for before, after in pairs) / len(pairs),
        surer=sum(before.entropy - after.entropy for before, after in pairs) / len(pairs),
    )


class _Context:
    """What the sources of one field's technologies say, indicator by indicator."""

    def __init__(self, tool: Settled, field: Field, profile: Profile) -> None:
        self._tool, self._field = tool, field
        self._specs: dict[str, Indicator] = {one.spec.id: one for one in all_indicators()}
        self._weighted = [weight.indicator for weight in profile.weights if weight.weight > 0.0]
        self._fresh: dict[tuple[str, str, str], float] = {}

    def candidates(self) -> Iterator[_Candidate]:
        """Another source of each indicator, another year of each source, and more repositories."""
        for indicator in self._weighted:
            if not self._without_rival(indicator):
                yield self._another_source(indicator)
        for source in self.sources():
            if not _same_units(source):
                yield self._another_year(source)
        if any(source.startswith(f"{_REPOSITORIES}/") for source in self.sources()):
            yield self._more_repositories()

    def sources(self) -> list[str]:
        """The sources of any weighted indicator and technology."""
        every = (self._said(i, t.id) for i in self._weighted for t in self._field.technologies)
        return sorted({source.source for said in every for source in said})

    def _without_rival(self, indicator: str) -> bool:
        found = self._specs.get(indicator)
        return found is not None and found.spec.trending and len(self._field.technologies) == 1

    def _said(self, indicator: str, technology: str) -> Sequence[SourceEstimate]:
        return self._tool.measured.sources.get(indicator, {}).get(self._field.id, {}).get(technology, ())

    def _tau2(self, indicator: str, technology: str) -> float:
        """The variance between sources that the verdict reckons with."""
        known = self._tool.measured.known.get(indicator, {}).get(self._field.id)
        said = self._said(indicator, technology)
        if known is None and len(said) < 2:
            return WIDEST.tau2
        return pool(*source_logits(said), known).tau2 if said else (known or WIDEST).tau2

    # --- another source

    def _another_source(self, indicator: str) -> _Candidate:
        found = self._specs.get(indicator)
        needs = found.spec.needs if found else "nothing measures it yet"
        units = self._typical_units(indicator)
        return _Candidate(
            "source",
            indicator,
            dict(self._field.unmeasured).get(indicator, needs),
            lambda technology: {
                indicator: of_another_source(
                    self._said(indicator, technology), self._tau2(indicator, technology), units
                )
            },
            lambda _: units,
        )

    def _typical_units(self, indicator: str) -> float:
        """Independent units of the median source: of this field, else of all fields."""
        everywhere = self._tool.measured.sources.get(indicator, {})
        for fields in ({self._field.id: everywhere.get(self._field.id, {})}, everywhere):
            counts = [
                source.n_effective
                for technologies in fields.values()
                for said in technologies.values()
                for source in said
                if source.n_effective is not None
            ]
            if counts:
                return median(counts)
        return UNITS_OF_A_SOURCE

    # --- more of the same sources

    def _another_year(self, source: str) -> _Candidate:
        def more(indicator: str, technology: str) -> Callable[[SourceEstimate], float]:
            return lambda one: self._of_a_year(indicator, technology, source) if one.source == source else 0.0

        return self._more("year", source, more)

    def _more_repositories(self) -> _Candidate:
        def more(_: str, __: str) -> Callable[[SourceEstimate], float]:
            return lambda one: 1.0 if one.source.startswith(f"{_REPOSITORIES}/") else 0.0

        return self._more("repositories", _REPOSITORIES, more)

    def _more(
        self,
        kind: EvidenceKind,
        subject: str,
        more: Callable[[str, str], Callable[[SourceEstimate], float]],
    ) -> _Candidate:
        def precision(technology: str) -> dict[str, float]:
            return {
                indicator: of_more_units(
                    self._said(indicator, technology),
                    self._tau2(indicator, technology),
                    more(indicator, technology),
                )
                for indicator in self._weighted
                if self._said(indicator, technology)
            }

        def units(technology: str) -> float:
            return sum(
                more(indicator, technology)(source) * (source.n_effective or 0.0)
                for indicator in self._weighted
                for source in self._said(indicator, technology)
            )

        return _Candidate(kind, subject, "", precision, units)

    def _of_a_year(self, indicator: str, technology: str, source: str) -> float:
        """The units of a source's last year, as a part of those that count today."""
        key = (indicator, technology, source)
        if key not in self._fresh:
            counted = sum(one.n or 0 for one in self._said(indicator, technology) if one.source == source)
            fresh = sum(int(rows.n.sum()) for rows in self._last_year(indicator, technology, source))
            self._fresh[key] = min(1.0, fresh / counted) if counted else 0.0
        return self._fresh[key]

    def _last_year(self, indicator: str, technology: str, source: str) -> Iterator[Rows]:
        observed, as_of = self._tool.observed, self._tool.as_of
        recorded = Recorded(observed)
        self._specs[indicator].measure(recorded, self._field.id, technology, as_of)
        for measure in recorded.read:
            rows = observed.rows(self._field.id, technology, measure).of_source(source)
            yield rows.recent(as_of, _YEAR_DAYS, (as_of - date.min).days)
