"""What a verdict is made of, as blocks of text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

from settled.records import Contribution, Estimate, Explanation, Influence, PooledSource, Verdict
from settled.report import wording
from settled.report.columns import WIDTH, cells, clean, fit, line, pad, widths_of, wrap
from settled.report.readings import readings_table

_UNIT = 1000  # contributions are shown in thousandths
_DIGEST = 16  # digits that a foot shows


def explanation_blocks(verdict: Verdict, why: Explanation) -> list[list[str]]:
    """What adds up to the degree, how sources were pooled, what it stands on, and other profiles."""
    return [_sum(why), _sources(verdict, why), _influences(why), _profiles(why)]


def foot(digest: str, version: str = "", draws: int | None = None) -> str:
    """What the figures were made of: evidence by its digest, the tool's version, draws.

    >>> foot("0123456789abcdef0123", "0.1.0")
    'evidence 0123456789abcdef, settled 0.1.0'
    """
    made = f", settled {version}" if version else ""
    drawn = f", {draws:,} draws seeded by name" if draws else ""
    return f"evidence {digest[:_DIGEST]}{made}{drawn}"


def shown_sum(parts: Sequence[float], whole: float) -> list[str]:
    """Parts of a whole in thousandths that add up to the whole as shown.

    Each is rounded down, and what is left goes to those that lost the most.

    >>> shown_sum([0.2104, 0.3104, 0.2004], 0.7212)
    ['0.211', '0.310', '0.200']
    """
    exact = [part * _UNIT for part in parts]
    units = [floor(part) for part in exact]
    left = round(float(f"{whole:.3f}") * _UNIT) - sum(units)
    lost = sorted(range(len(parts)), key=lambda place: (units[place] - exact[place], place))
    for place in lost[: max(0, left)]:
        units[place] += 1
    return [f"{unit / _UNIT:.3f}" for unit in units]


def _term(one: Contribution) -> str:
    name = one.indicator.replace("_", " ")
    return f"1 - {name}" if one.is_inverted else name


def _sum(why: Explanation) -> list[str]:
    skew = why.median - why.mean
    shown = shown_sum([*(one.amount for one in why.contributions), skew], why.median)
    rows = [
        (
            _term(one),
            f"{one.weight:.2f}",
            "unknown" if one.is_missing else f"{one.value:.3f}",
            amount,
            f"[{one.low:.2f}-{one.high:.2f}]",
        )
        for one, amount in zip(why.contributions, shown, strict=False)
    ]
    head = ("what adds up to the degree", "weight", "mean", "adds", "90 %")
    rows.append(("median less mean", "", "", shown[-1], ""))
    rows.append(("degree", "", "", f"{why.median:.3f}", ""))
    widths, right = widths_of([head, *rows], (40, 8, 8, 8, 12)), frozenset({1, 2, 3})
    return [line(row, widths, right) for row in (head, *rows)]


def _sources(verdict: Verdict, why: Explanation) -> list[str]:
    lines = ["how the sources were pooled"]
    for indicator in dict.fromkeys(one.indicator for one in why.sources):
        own = [one for one in why.sources if one.indicator == indicator]
        lines += wrap(f"{indicator.replace('_', ' ')}{_pooling(verdict.indicators.get(indicator))}", WIDTH)
        lines += _of_sources(own)
    return lines if len(lines) > 1 else []


def _pooling(estimate: Estimate | None) -> str:
    """τ² and I², as far as they are known."""
    if estimate is None:
        return ""
    said = []
    if estimate.tau2 is not None:
        said.append(f"τ² {estimate.tau2:.2f}")
    if estimate.i2 is not None:
        said.append(f"I² {wording.percent(estimate.i2)}")
    return f": {', '.join(said)}" if said else ": one source alone"


def _of_sources(sources: Sequence[PooledSource]) -> Iterator[str]:
    width = max(cells(clean(one.source)) for one in sources)
    for one in sources:
        weight = pad(wording.percent(one.weight), 5, right=True)
        counted = "" if one.n is None else f"  {one.k:,} of {one.n:,} (~{one.n_effective or 0:,.0f})"
        share = wording.share(one.share)
        name = pad(clean(one.source), width)
        yield fit_line(f"  {name}  {weight}  {share}{counted}  up to {one.latest.isoformat()}")


def fit_line(text: str) -> str:
    """A line no wider than the page, its leading spaces kept."""
    indent = len(text) - len(text.lstrip(" "))
    return " " * indent + fit(text[indent:], WIDTH - indent)


def _influences(why: Explanation) -> list[str]:
    if not why.influences:
        return []
    lines = [f"what matters most, of {why.left_out:,} groups of observations left out one at a time"]
    for one in why.influences:
        lines += wrap(_influence(one), WIDTH, "  ")
    return lines


def _influence(one: Influence) -> str:
    whose = f" of {one.owner}" if one.owner else ""
    counted = f"{one.measure.replace('_', ' ')}, {one.source}{whose}, {one.start} to {one.end}"
    without = "no degree" if one.degree is None else f"{one.degree:.2f}"
    if one.level is not None and one.probability is not None:
        without += f", {one.level} ({wording.percent(one.probability)})"
    return f"{one.change:+.3f}: {counted}: {one.k:,} of {one.n:,}; without it {without}"


def _profiles(why: Explanation) -> list[str]:
    names = [(f"profile {one.name}", one) for one in why.profiles]
    return ["the verdict under each profile", *readings_table(names)]
