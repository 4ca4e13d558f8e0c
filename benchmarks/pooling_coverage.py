"""How often the intervals of pooled shares hold the truth, by simulation; the table of ``docs/method.md``.

Fields of technologies are drawn whose sources' logits scatter with a known tau^2 around a mean, and whose
counts are binomial; each technology is pooled by the rules below, and it is counted how often the 90 %
interval of the mean holds the true one, and how wide it is (median, as a share). What is known of other
fields is estimated from simulated fields too, about as many as the shipped evidence has for adoption.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from settled.records import SourceEstimate
from settled.verdict.disagreement import Disagreement, known_disagreement
from settled.verdict.pooling import Pooled, paule_mandel, pool
from settled.verdict.source_logits import source_logits

TRIALS = 1000
SOURCES = (1, 2, 3, 4, 6)
TAU = (0.0, 0.5, 1.0, 1.5)
KNOWN_FIELDS = 10  # fields with several sources, as the shipped evidence has for adoption
UNITS = (15, 250)  # least and most independent units of a source
PAGE = Path(__file__).parents[1] / "docs" / "method.md"
MARK = re.compile(r"(<!-- measured: pooling_coverage -->\n).*?(<!-- /measured -->)", re.S)

Floats = NDArray[np.float64]
Row = tuple[int, float, list[tuple[float, float]]]
RULES = ("normal", "HKSJ, m - 1 degrees", "with other fields", "with other fields at τ / 2")


def _draw(rng: np.random.Generator, k: int, tau: float) -> tuple[float, list[SourceEstimate]]:
    """The true mean share of a technology, and what its k sources say."""
    mean = float(rng.normal(0.0, 1.2))
    shares = 1.0 / (1.0 + np.exp(-rng.normal(mean, tau, k)))
    units = np.exp(rng.uniform(np.log(UNITS[0]), np.log(UNITS[1]), k)).astype(int)
    hits = rng.binomial(units, shares)
    said = [
        SourceEstimate(f"source-{i}", int(hit), int(n), date(2026, 1, 1), hit + 0.5, n - hit + 0.5)
        for i, (hit, n) in enumerate(zip(hits, units, strict=True))
    ]
    return mean, said


def _known(rng: np.random.Generator, tau: float) -> Disagreement:
    """What ten other fields of four technologies and two or three sources tell of tau."""
    fields = {
        f"field-{i}": [_draw(rng, int(rng.choice([2, 2, 3])), tau)[1] for _ in range(4)]
        for i in range(KNOWN_FIELDS)
    }
    return known_disagreement({"adoption": {**fields, "this": []}})["adoption"]["this"]


def _student(pooled: Pooled) -> list[float]:
    reach = t.ppf(0.95, pooled.freedom) * pooled.standard_error
    return [pooled.mean - reach, pooled.mean + reach]


def _normal(means: Floats, variances: Floats) -> list[float]:
    """The interval of DerSimonian and Laird's kind: as if tau^2 were known."""
    weights = 1.0 / (variances + paule_mandel(means, variances))
    mean = float(np.average(means, weights=weights))
    reach = norm.ppf(0.95) * float(weights.sum()) ** -0.5
    return [mean - reach, mean + reach]


def _intervals(said: list[SourceEstimate], known: Disagreement, half: Disagreement) -> Floats:
    """Low and high logit by each rule, shape [rules, 2]; NaN where a rule says nothing."""
    means, variances = source_logits(said)
    plain = _student(pool(means, variances)) if len(said) > 1 else [np.nan, np.nan]
    informed = [_student(pool(means, variances, one)) for one in (known, half)]
    return np.array([_normal(means, variances), plain, *informed])


def run() -> list[Row]:
    """Per number of sources and tau: coverage and median width of each rule's 90 % interval."""
    rows: list[Row] = []
    for k in SOURCES:
        for tau in TAU:
            rng = np.random.default_rng([k, int(100 * tau)])
            truth, ends = np.zeros(TRIALS), np.zeros((TRIALS, len(RULES), 2))
            for trial in range(TRIALS):
                if trial % 20 == 0:
                    known, half = _known(rng, tau), _known(rng, tau / 2)
                truth[trial], said = _draw(rng, k, tau)
                ends[trial] = _intervals(said, known, half)
            holds = (ends[:, :, 0] <= truth[:, None]) & (truth[:, None] <= ends[:, :, 1])
            shares = 1.0 / (1.0 + np.exp(-ends))
            width = np.median(shares[:, :, 1] - shares[:, :, 0], axis=0)
            told = ~np.isnan(ends[0, :, 0])
            share = np.where(told, holds.mean(axis=0), np.nan)
            rows.append((k, tau, list(zip(share.tolist(), width.tolist(), strict=True))))
    return rows


def _cell(coverage: float, width: float) -> str:
    return "" if np.isnan(coverage) else f"{coverage * 100:.0f} % ({width:.2f})"


def table(rows: list[Row]) -> str:
    """Markdown of the rows."""
    head = f"| sources m | τ | {' | '.join(RULES)} |"
    lines = [f"| {k} | {tau:g} | {' | '.join(_cell(*cell) for cell in cells)} |" for k, tau, cells in rows]
    return "\n".join([head, f"|---:|---:|{'---:|' * len(RULES)}", *lines])


def render(rows: list[Row]) -> str:
    """The section of the results; writes the same table to the page on the method."""
    text = PAGE.read_text(encoding="utf-8")
    shown = MARK.sub(lambda found: f"{found[1]}{table(rows)}\n{found[2]}", text)
    PAGE.write_text(shown, encoding="utf-8")
    said = f"Coverage of the 90 % interval (and its median width), {TRIALS:,} simulated technologies a row."
    return f"## Coverage of pooled intervals\n\n{said}\n\n{table(rows)}"
