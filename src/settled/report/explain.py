"""One verdict in plain text, short or with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from settled.records import LEVELS, Estimate, Explanation, Field, IndicatorSpec, Level, LevelRule, Verdict
from settled.report import wording
from settled.report.columns import GAP, WIDTH, cells, clean, fit, pad, wrap
from settled.report.explanation import explanation_blocks

BAR = 30
LABEL = 16


def verdict_text(
    verdict: Verdict,
    explain: bool = False,
    *,
    field: Field | None = None,
    levels: Sequence[LevelRule] = (),
    specs: Sequence[IndicatorSpec] = (),
    made_of: Explanation | None = None,
    basis: str = "",
) -> str:
    """A verdict for the terminal; on a contest of the past with its share level in place of a degree's.

    Args:
        explain: also why each estimate has its stars, what the levels' probabilities are, what each
            indicator asks and when not to trust it.
        field: names the technology; without it its id is shown.
        levels: names the levels.
        specs: what each indicator asks; without them the questions are left out.
        made_of: what the degree is made of; shown with ``explain``.
        basis: a last line that says what the figures were made of (``report.explanation.foot``).
    """
    names = {rule.level: rule.name for rule in levels}
    blocks = [_title(verdict, field, names), _estimates(verdict)]
    if verdict.past:
        names = {}  # they are what a degree of that level means
    if explain:
        blocks += [_levels(verdict, names), *(explanation_blocks(verdict, made_of) if made_of else ())]
        blocks += _reasons(verdict, {spec.id: spec for spec in specs})
    blocks += [_stated(verdict), _missing(verdict), [basis] if basis else []]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _title(verdict: Verdict, field: Field | None, names: Mapping[Level, str]) -> list[str]:
    name = verdict.technology
    for rival in field.technologies if field else ():
        name = rival.name if rival.id == verdict.technology else name
    if verdict.past:
        known = wording.share_level(verdict)
        said = f"share level {known}" if known else "no share level, for want of papers of late"
    elif verdict.level is None:
        said = "no verdict, for want of evidence"
    else:
        label = f", {names[verdict.level]}" if verdict.level in names else ""
        said = f"{wording.level(verdict)}{label}{_labelled(verdict)}"
    head = wrap(f"{name} ({verdict.field}): {said}", WIDTH)
    by = f"; {wording.PAST}" if verdict.past else f", profile {verdict.profile}"
    return [*head, *wrap(f"as of {verdict.as_of.isoformat()}{by}; 90 % intervals", WIDTH)]


def _labelled(verdict: Verdict) -> str:
    """What a board says instead of the most probable level, while a change has not lasted."""
    kept = verdict.label not in (None, verdict.level)
    return f"; a board says {verdict.label} as at the quarter's end" if kept else ""


def _estimates(verdict: Verdict) -> list[str]:
    rows = [] if verdict.past else [_estimate("degree", verdict.degree)]
    rows += [_estimate(name, estimate) for name, estimate in verdict.indicators.items()]
    if verdict.trend:
        trend = verdict.trend
        rows.append(
            f"{pad('trend', LABEL)}{GAP}{wording.slope(trend)} [{trend.low:+.2f} to {trend.high:+.2f}], "
            f"{wording.direction(trend)} ({trend.indicator.replace('_', ' ')})"
        )
    return rows


def _estimate(name: str, estimate: Estimate | None) -> str:
    label = pad(name.replace("_", " "), LABEL)
    if estimate is None:
        return f"{label}{GAP}no evidence"
    words = (
        pad(wording.interval(estimate), 16),
        wording.stars(estimate.stars),
        pad(wording.counts_and_worth(estimate), 24),
        ", ".join(estimate.sources),
    )
    return fit(f"{label}{GAP}{GAP.join(words)}".rstrip(), WIDTH)


def _levels(verdict: Verdict, names: Mapping[Level, str]) -> list[str]:
    shown = verdict.share_level.probability if verdict.share_level else verdict.level_probability
    if shown is None:
        return []
    width = max((cells(clean(name)) for name in names.values()), default=0)
    rows = []
    for level in reversed(LEVELS):
        probability = shown[level]
        bar = "#" * round(probability * BAR)
        words = (
            f"share level {level}" if verdict.past else level,
            pad(clean(names.get(level, "")), width),
            pad(wording.percent(probability), 5, right=True),
        )
        rows.append(f"{GAP.join(word for word in words if word)}{GAP}{bar}".rstrip())
    return rows


def _reasons(verdict: Verdict, specs: dict[str, IndicatorSpec]) -> list[list[str]]:
    blocks = []
    for name, estimate in {"degree": verdict.degree, **verdict.indicators}.items():
        block = _because(name, estimate, specs.get(name))
        if block:
            blocks.append([name.replace("_", " "), *block])
    return blocks


def _because(name: str, estimate: Estimate | None, spec: IndicatorSpec | None) -> list[str]:
    lines = wrap(spec.question, WIDTH, "  ") if spec else []
    if estimate is None:
        return [*lines, "  no evidence"] if name != "degree" else []
    lines += [f"  {wording.stars(estimate.stars)}"]
    for reason in estimate.reasons or ("nothing lowers the confidence",):
        lines += wrap(f"- {reason}", WIDTH, "  ")
    if estimate.n is not None and estimate.n_effective is not None:
        lines.append(f"  worth {estimate.n_effective:,.0f} independent units of the {estimate.n:,} counted")
    if estimate.i2 is not None:
        lines.append(f"  disagreement of the sources (I²): {wording.percent(estimate.i2)}")
    if estimate.prediction is not None:
        low, high = (wording.share(end) for end in estimate.prediction)
        lines.append(f"  one further source would say: [{low}-{high}]")
    if estimate.latest is not None:
        lines.append(f"  evidence up to {estimate.latest.isoformat()}")
    return [*lines, *(wrap(f"when not to trust it: {spec.distrust}", WIDTH, "  ") if spec else [])]


def _stated(verdict: Verdict) -> list[str]:
    rows = []
    for claim in verdict.stated:
        label = pad(claim.attribute.replace("_", " "), LABEL)
        rows.append(fit(f"{label}{GAP}{wording.claimed(claim)}{GAP}{claim.file}:{claim.line}", WIDTH))
    return ["stated by documents, not measured", *rows] if rows else []


def _missing(verdict: Verdict) -> list[str]:
    if not verdict.missing:
        return []
    return ["missing", *(text for item in verdict.missing for text in wrap(f"- {item}", WIDTH))]
