"""How a number is written, the same in the terminal and on the site."""

from __future__ import annotations

from settled.records import Claim, Estimate, Trend, Verdict

FULL_STAR, EMPTY_STAR = "★", "☆"
PAST = "a contest of the past: levels of its share of papers, no degree"


def share(value: float) -> str:
    """A share with two decimals: ``0.93``.

    >>> share(0.9345)
    '0.93'
    """
    return f"{value:.2f}"


def interval(estimate: Estimate, dash: str = "-") -> str:
    """A median with its 90 % interval: ``0.93 [0.90-0.95]``."""
    return f"{share(estimate.median)} [{share(estimate.low)}{dash}{share(estimate.high)}]"


def percent(probability: float) -> str:
    """A probability in whole per cent; what is neither impossible nor certain never reads so.

    >>> percent(0.82), percent(0.999), percent(0.001), percent(1.0)
    ('82 %', '>99 %', '<1 %', '100 %')
    """
    if 0 < probability < 0.005:
        return "<1 %"
    if 0.995 <= probability < 1:
        return ">99 %"
    return f"{probability * 100:.0f} %"


def magnitude(value: float) -> str:
    """A large number with at most three digits: ``7B``, ``340M``, ``1.76T``.

    >>> magnitude(7e9), magnitude(1.76e12), magnitude(340_250_000), magnitude(999_999), magnitude(17)
    ('7B', '1.76T', '340M', '1M', '17')
    """
    for letter, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3), ("", 1.0)):
        shown = float(f"{value:.3g}")
        if shown >= size:
            return f"{shown / size:.3g}{letter}"
    return f"{value:.3g}"


def level(verdict: Verdict) -> str:
    """The most probable level with its probability: ``L3 (82 %)``; empty without one."""
    if verdict.level is None or verdict.level_probability is None:
        return ""
    return f"{verdict.level} ({percent(verdict.level_probability[verdict.level])})"


def share_level(verdict: Verdict) -> str:
    """The share level of a contest of the past with its probability: ``L0 (97 %)``; empty without one."""
    found = verdict.share_level
    return f"{found.level} ({percent(found.probability[found.level])})" if found else ""


def board_level(verdict: Verdict) -> str:
    """The level as a board labels it: ``L3 (82 %)``; one that has just changed ``L3 (was L2)``."""
    if verdict.label is None or verdict.level_probability is None:
        return level(verdict)
    if verdict.label_before not in (None, verdict.label):
        return f"{verdict.label} (was {verdict.label_before})"
    return f"{verdict.label} ({percent(verdict.level_probability[verdict.label])})"


def slope(trend: Trend | None, minus: str = "-") -> str:
    """A trend in share per year: ``+0.02/yr``, a small one ``+0.004/yr``; empty without one."""
    if trend is None:
        return ""
    for digits in (2, 3):
        written = f"{trend.slope_per_year:+.{digits}f}"
        if float(written) != 0:
            return f"{written}/yr".replace("-", minus)
    return "0.00/yr"


def direction(trend: Trend) -> str:
    """``rising``, ``falling`` or ``steady``: only an interval that excludes zero has a direction."""
    if trend.low > 0:
        return "rising"
    return "falling" if trend.high < 0 else "steady"


def stars(count: int) -> str:
    """Confidence as five stars, ``count`` of them full.

    >>> stars(3)
    '★★★☆☆'
    """
    return FULL_STAR * count + EMPTY_STAR * (5 - count)


def counts(estimate: Estimate) -> str:
    """``412 of 443``; empty where the estimate is not a proportion."""
    if estimate.k is None or estimate.n is None:
        return ""
    return f"{estimate.k:,} of {estimate.n:,}"


def counts_and_worth(estimate: Estimate) -> str:
    """``412 of 443 (~87)``: k of n, and how many independent units n are worth."""
    if estimate.n_effective is None:
        return counts(estimate)
    return f"{counts(estimate)} (~{estimate.n_effective:,.0f})"


def bound(claim: Claim) -> str:
    """What stands before a stated value: ``"> "``; nothing before one that is stated as such."""
    return "" if claim.bound == "=" else f"{claim.bound} "


def claimed(claim: Claim) -> str:
    """A stated value with its bound and unit: ``> 0.95``, ``0.992``."""
    unit = "" if claim.unit in ("", "share") else f" {claim.unit}"
    return f"{bound(claim)}{claim.value:.4g}{unit}"
