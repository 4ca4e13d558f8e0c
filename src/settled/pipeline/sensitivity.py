"""From verdicts to what they vary by: weights, and each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from settled import __version__
from settled.errors import InputError
from settled.pipeline.tool import Settled
from settled.records import Board, Field, Profile, Reading, Sensitivity, Verdict
from settled.verdict.reweighing import Mask, around, extreme, leaderless, under
from settled.verdict.sensitivity import check_concentration, shipped_concentration, variance_shares


def sensitivity(
    tool: Settled, technology: str, profile: str = "standard", concentration: float | None = None
) -> Sensitivity:
    """What the degree of one technology varies by.

    Args:
        concentration: of the weights around the profile; ``None``: as the profiles that ship scatter.

    Raises:
        InputError: no such technology or profile, no evidence of the technology, or a concentration that is
            not from 0.001 to 1e9.
    """
    field, wanted = tool.catalog.find(technology)
    weights = tool.profile(profile)
    kappa = _concentration(tool, weights, concentration)
    verdicts = tool.verdicts_of_today(field, profile)
    verdict = next(one for one in verdicts if one.technology == wanted.id)
    if verdict.degree is None:
        raise _no_degree(tool, technology, verdict)
    return _of(tool, weights, verdict, verdicts, kappa)


def _no_degree(tool: Settled, technology: str, verdict: Verdict) -> InputError:
    if verdict.past:
        what = "a contest of the past has levels of a share, and no degree to vary"
        return InputError(technology, what, f"hint: settled assess {verdict.technology}")
    why = verdict.missing[0] if verdict.missing else "no indicator has a weight"
    return InputError(technology, f"no evidence of it by {tool.as_of}, and so no degree to vary", why)


def sensitivities(
    tool: Settled, profile: str = "standard", concentration: float | None = None
) -> tuple[Sensitivity, ...]:
    """What the degree of every technology of today's catalog varies by; those without evidence are left out.

    Raises:
        InputError: no such profile, or a concentration that is not from 0.001 to 1e9.
    """
    weights = tool.profile(profile)
    kappa = _concentration(tool, weights, concentration)
    every = (tool.verdicts_of_today(field, profile) for field in _current(tool))
    return tuple(_judged(tool, weights, every, kappa))


def board_sensitivities(tool: Settled, board: Board) -> tuple[Sensitivity, ...]:
    """The same of a board of ``tool``, whose verdicts are not made again."""
    every = (report.verdicts for report in board.fields)
    return tuple(_judged(tool, board.profile, every, _concentration(tool, board.profile, None)))


def _judged(
    tool: Settled, weights: Profile, every: Iterable[Sequence[Verdict]], concentration: float
) -> Iterator[Sensitivity]:
    """Of the verdicts of each field, those with evidence."""
    for verdicts in every:
        for one in verdicts:
            if one.degree is not None:
                yield _of(tool, weights, one, verdicts, concentration)


def _current(tool: Settled) -> list[Field]:
    return [field for field in tool.catalog.fields.values() if field.status == "current"]


def _concentration(tool: Settled, weights: Profile, asked: float | None) -> float:
    if asked is None:
        return shipped_concentration(weights, tool.catalog.profiles.values())
    check_concentration(asked)
    return asked


def _of(
    tool: Settled, weights: Profile, verdict: Verdict, verdicts: Sequence[Verdict], concentration: float
) -> Sensitivity:
    alone = leaderless(verdict, verdicts)
    variance, together, inputs = variance_shares(weights, verdict.indicators, concentration)
    return Sensitivity(
        field=verdict.field,
        technology=verdict.technology,
        as_of=tool.as_of,
        profile=weights.id,
        concentration=concentration,
        variance=variance,
        weights=together,
        inputs=inputs,
        profiles=readings(tool, weights, verdict, alone),
        around=around(weights, verdict, concentration, tool.catalog.levels, alone),
        worst=_extreme(tool, weights, verdict, alone, best=False),
        best=_extreme(tool, weights, verdict, alone, best=True),
        ledger_digest=tool.ledger_digest,
        version=__version__,
    )


def readings(tool: Settled, weights: Profile, verdict: Verdict, alone: Mask | None) -> tuple[Reading, ...]:
    """The verdict under each profile that weighs any of its evidence, the chosen one first."""
    others = [one for one in tool.catalog.profiles.values() if one.id != weights.id]
    found = (under(one, verdict, tool.catalog.levels, alone) for one in (weights, *others))
    return tuple(reading for reading in found if reading is not None)


def _extreme(tool: Settled, weights: Profile, verdict: Verdict, alone: Mask | None, *, best: bool) -> Reading:
    defended = extreme(weights, tool.catalog.profiles.values(), verdict, best=best)
    found = under(defended, verdict, tool.catalog.levels, alone)
    if found is None:  # the weights are of the same indicators, of which one has evidence
        raise AssertionError(f"no reading of {verdict.technology}")
    return found
