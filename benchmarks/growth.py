"""The growth model's fit beside NUTS, whether the two agree, and how long forecasts and the backtest take.

``SETTLED_NUMPYRO`` names the Python of an environment that has NumPyro; without it the section says that the
fit was not compared, and gives the times alone. What ships is measured: no other variable has a say. One core
is the last one that this process may use, by ``taskset`` where there is one.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from settled.growth.forecasting import forecast
from settled.growth.model import Posterior, discount, field_level, named, posterior
from settled.growth.naming import Floats
from settled.pipeline import Settled
from settled.pipeline.forecasting import ENOUGH_YEARS, Learned, forecast_board, learned
from settled.records import Entrants, ShareCounts
from settled.verdict.seeding import N_DRAWS

FIELD, MEASURE = "sequence-mixing", "papers_about"  # more units name one of its technologies than any other's
AS_OF = date(2026, 11, 24)
HORIZON, YEARS_AHEAD = 3, 5
SAMPLER = {"chains": 4, "warmup": 1000, "samples": 1000}
BOUNDS, GRID = (0.4, 6.0), 65  # volatilities between the least and the greatest that ship; steps of 4 %
FITS, BOARDS = 21, 5
CLEAR = 4.0  # Monte Carlo errors: of some tens of comparisons, none is farther by chance
AIMS = {"backtest": 600.0, "board": 2.0}
WHY_APART = (
    "The fit is a normal around the mode of the log-odds. Where few units name a technology, the posterior "
    "is skewed to lower ones, so that ours gives it a little more; what the few gain, the leading one loses."
)
NOBODY = Entrants(np.zeros((1, 200)), 1)  # newcomers are no part of what is fitted
NUTS = Path(__file__).with_name("_growth_nuts.py")

Times = dict[str, float]


# --- one field's fit, in a process of its own, on one core


def evidence(home: str) -> tuple[Settled, Learned, ShareCounts]:
    """What ships, what all fields tell of the prior, and the counts of the field that is compared."""
    tool = Settled.open(home, as_of=AS_OF)
    known = learned(tool)
    return tool, known, named(known.counts[FIELD][list(ENOUGH_YEARS).index(MEASURE)])


def timed(work: Callable[[], Any]) -> Times:
    """Seconds of one call, its children's too."""
    wall, used = time.perf_counter(), _processor()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": _processor() - used}


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _median(times: Sequence[Times]) -> Times:
    return {kind: statistics.median(one[kind] for one in times) for kind in ("wall", "cpu")}


def _moments(draws: Floats) -> dict[str, list[float]]:
    return {"mean": draws.mean(axis=-1).tolist(), "sd": draws.std(axis=-1).tolist()}


def _rates(fitted: Posterior) -> dict[str, list[float]]:
    """Mean and standard deviation of the last year's change, over the mixture of volatilities."""
    mean, variance = fitted.mean[:, 1::2], np.diagonal(fitted.covariance, axis1=1, axis2=2)[:, 1::2]
    whole = fitted.weights @ mean
    return {"mean": whole.tolist(), "sd": np.sqrt(fitted.weights @ (variance + (mean - whole) ** 2)).tolist()}


def part(home: str) -> None:
    """Fit the field, print how long that takes, what it finds, and the question that NUTS is asked."""
    tool, known, counts = evidence(home)
    prior = known.prior
    fitted = posterior(counts, prior)
    drawn = forecast(counts, HORIZON, prior, NOBODY).draws[:, :-1]
    factors = np.geomspace(*BOUNDS, GRID)
    wide = replace(prior, volatilities=tuple(factors.tolist()), odds=(1.0,) * GRID)
    free = posterior(counts, wide).weights
    centre = float(free @ np.log(factors))
    worth = discount(counts.n, prior.correlation, counts.shared)
    k, n, first = counts.k * worth[:, None], counts.n * worth, (counts.k > 0.0).argmax(axis=0)
    answer = {
        "times": _median([timed(lambda: forecast(counts, HORIZON, prior, NOBODY)) for _ in range(FITS)]),
        "rate": _rates(fitted),
        "share": _moments(drawn[0]),
        "later": _moments(drawn[HORIZON]),
        "weights": fitted.weights.tolist(),
        "log_factor": {"mean": centre, "sd": float(free @ (np.log(factors) - centre) ** 2) ** 0.5},
        "technologies": counts.technologies,
        "last": np.rint(counts.k[-1]).astype(int).tolist(),
        "units": round(float(counts.n.sum())),
        "years": (int(counts.years[0]), int(counts.years[-1])),
        "source": counts.source,
        "digest": tool.ledger_digest,
    }
    question = (
        asdict(prior) | SAMPLER | {"from_counts": True, "runs": 1, "horizon": HORIZON, "bounds": BOUNDS}
    )
    question |= {"k": k.tolist(), "n": n.tolist(), "first": first.tolist(), "level": field_level(k, n, first)}
    print(json.dumps({"ours": answer, "question": question}))


def _on_one_core(command: Sequence[str], given: str = "") -> dict[str, Any]:
    core = str(max(os.sched_getaffinity(0)))
    pinned = ["taskset", "-c", core, *command] if shutil.which("taskset") else list(command)
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        pinned,
        input=given,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-500:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _sampled(python: str, question: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return _on_one_core([python, str(NUTS)], json.dumps({**question, **changed}))


# --- all of it


def _forecasts(home: str) -> dict[str, Any]:
    """Times of a board from the evidence on disk, and of the forecasts of its fields on top of it."""
    made: dict[str, Any] = {}

    def judge() -> None:
        made["tool"] = Settled.open(home, as_of=AS_OF)
        made["board"] = made["tool"].board(series=False)

    def look_ahead() -> None:
        made["found"] = forecast_board(made["tool"], made["board"], AS_OF.year + YEARS_AHEAD)

    return {"board": timed(judge), "forecasts": timed(look_ahead), "fields": len(made["found"])}


def _of_product(home: str) -> dict[str, Any]:
    """Times of the backtest and of one field's forecast, whole processes, and of all fields' forecasts."""
    environment = {**os.environ, "SETTLED_HOME": home}

    def command(*words: str) -> Callable[[], Any]:
        called = [sys.executable, "-m", "settled", *words]
        return lambda: subprocess.run(called, env=environment, capture_output=True, check=True)

    rounds = [_forecasts(home) for _ in range(BOARDS)]
    one = command("forecast", FIELD, "--as-of", AS_OF.isoformat())
    return {
        "backtest": timed(command("backtest", "--json")),
        "one": _median([timed(one) for _ in range(BOARDS)]),
        "board": _median([one["board"] for one in rounds]),
        "forecasts": _median([one["forecasts"] for one in rounds]),
        "fields": rounds[0]["fields"],
    }


def run() -> dict[str, Any]:
    """Times, and what both methods find of the field; without NumPyro, the times alone."""
    python = os.environ.get("SETTLED_NUMPYRO")
    with tempfile.TemporaryDirectory() as home:
        script = "import sys; from benchmarks.growth import part; part(sys.argv[1])"
        told = _on_one_core([sys.executable, "-c", script, home])
        figures: dict[str, Any] = {"ours": told["ours"], "product": _of_product(home)}
    if python:
        question = told["question"]
        figures["prior"] = {"volatilities": question["volatilities"], "odds": question["odds"]}
        figures["nuts"] = _sampled(python, question, runs=2)
        figures["elsewhere"] = _sampled(python, question, from_counts=False)
        figures["free"] = _sampled(python, question, volatilities=[])
    return figures


# --- what it says


def render(figures: dict[str, Any]) -> str:
    """Tables of times, of what both methods find, and how far apart it is."""
    ours, product = figures["ours"], figures["product"]
    year, last = ours["years"]
    lines = [
        "## Growth: forecasts, and the fit beside NUTS",
        "",
        f"Evidence that ships as of {AS_OF.isoformat()}, ledger {ours['digest'][:12]}. CPU seconds count "
        "those of children; other work on the machine moves them less than the wall clock.",
        "",
        "| | wall, s | CPU, s | aim |",
        "|---|---:|---:|---|",
        _row("`settled backtest`, whole process", product["backtest"], AIMS["backtest"]),
        _row(f"`settled forecast {FIELD}`, whole process", product["one"]),
        _row(f"forecasts of {product['fields']} fields to {AS_OF.year + YEARS_AHEAD}", product["forecasts"],
             AIMS["board"]),
        _row("the board that they rest on", product["board"]),
        "",
        f"One fit: {FIELD}, research share of {ours['source']}, {year} to {last}, {ours['units']:,} units, "
        f"{len(ours['technologies'])} technologies; one core.",
        "",
    ]  # fmt: skip
    if "nuts" not in figures:
        return "\n".join([*lines, "Not compared: `SETTLED_NUMPYRO` names no Python that has NumPyro."])
    return "\n".join([*lines, *_compared_times(figures), "", *_agreement(figures), "", *_volatility(figures)])


def _row(name: str, spent: Times, aim: float | None = None) -> str:
    return f"| {name} | {spent['wall']:.2f} | {spent['cpu']:.2f} | {f'< {aim:g} s' if aim else ''} |"


def _compared_times(figures: dict[str, Any]) -> list[str]:
    ours, nuts = figures["ours"]["times"], figures["nuts"]
    first, again = nuts["times"]
    versions = ", ".join(f"{name} {version}" for name, version in nuts["versions"].items())
    return [
        "| | wall, s | CPU, s | to ours, CPU |",
        "|---|---:|---:|---:|",
        f"| ours: fit under {len(figures['ours']['weights'])} volatilities, {N_DRAWS:,} draws to +{HORIZON} "
        f"(median of {FITS}) | {ours['wall']:.3f} | {ours['cpu']:.3f} | 1 |",
        _ratio("NUTS, compiled", again, ours),
        _ratio("NUTS, with compiling", first, ours),
        "",
        f"NUTS: {versions}, double precision, {SAMPLER['chains']} chains one after the other of "
        f"{SAMPLER['warmup']:,} + {SAMPLER['samples']:,} draws, {nuts['steps']:.0f} steps a draw, "
        f"{nuts['diverging']} divergences; started at each year's counted log-odds; its draws to +{HORIZON} "
        "are not in its time. Same counts, likelihood and prior, written afresh; newcomers left out of both.",
    ]


def _ratio(name: str, spent: Times, ours: Times) -> str:
    return f"| {name} | {spent['wall']:.1f} | {spent['cpu']:.1f} | {spent['cpu'] / ours['cpu']:,.0f} |"


QUANTITIES = {"rate": "yearly change", "share": "share, last year", "later": f"share at +{HORIZON}"}


def _gaps(ours: dict[str, Any], theirs: dict[str, Any], drawn: bool) -> tuple[Floats, Floats, Floats]:
    """Gap of the means in standard deviations of NUTS, and in Monte Carlo errors; ratio of the deviations."""
    mean, sd, effective = (np.array(theirs[name]) for name in ("mean", "sd", "effective"))
    gap = (np.array(ours["mean"]) - mean) / sd
    ratio = np.array(ours["sd"]) / sd
    error = np.sqrt(1.0 / effective + (ratio**2 / N_DRAWS if drawn else 0.0))
    return gap, gap / error, ratio


def _agreement(figures: dict[str, Any]) -> list[str]:
    ours, nuts = figures["ours"], figures["nuts"]
    gaps = {name: _gaps(ours[name], nuts[name], name != "rate") for name in QUANTITIES}
    head = " | ".join(f"{said}: ours | NUTS | gap, sd | ratio of sds" for said in QUANTITIES.values())
    lines = [
        f"| technology (units in {ours['years'][1]}) | {head} |",
        f"|---|{'---:|' * 4 * len(QUANTITIES)}",
    ]
    for row, (technology, units) in enumerate(zip(ours["technologies"], ours["last"], strict=True)):
        means = {name: f"{ours[name]['mean'][row]:.4f} | {nuts[name]['mean'][row]:.4f}" for name in gaps}
        cells = [f"{means[name]} | {gap[row]:+.3f} | {sds[row]:.3f}" for name, (gap, _, sds) in gaps.items()]
        lines.append(f"| {technology} ({units}) | {' | '.join(cells)} |")
    effective = min(min(nuts[name]["effective"]) for name in QUANTITIES)
    r_hat = max(max(nuts[name]["r_hat"]) for name in QUANTITIES)
    return [
        *lines,
        "",
        "Yearly change is that of the log-odds in the last year; gaps are ours less NUTS, in standard "
        f"deviations of NUTS. Farthest: {'; '.join(_farthest(figures, name, gaps[name]) for name in gaps)}. "
        f"NUTS: effective sample size at least {effective:,.0f}, R-hat at most {r_hat:.3f}. "
        + _beyond(ours["technologies"], gaps),
    ]


def _farthest(figures: dict[str, Any], name: str, gaps: tuple[Floats, Floats, Floats]) -> str:
    """The largest gaps of a quantity, each over all technologies, in several units."""
    gap, errors, sds = gaps
    apart = np.array(figures["ours"][name]["mean"]) - np.array(figures["nuts"][name]["mean"])
    return (
        f"{QUANTITIES[name]} {np.abs(gap).max():.3f} sd, {np.abs(errors).max():.1f} Monte Carlo errors, "
        f"{np.abs(apart).max():.4f} in its own unit, sds {np.abs(sds - 1.0).max() * 100:.0f} %"
    )


def _beyond(technologies: Sequence[str], gaps: dict[str, tuple[Floats, Floats, Floats]]) -> str:
    """The means that differ by more than chance, by name."""
    found = [
        f"{QUANTITIES[name]} of {technologies[row]} ({gap[row]:+.3f} sd)"
        for name, (gap, errors, _) in gaps.items()
        for row in np.flatnonzero(np.abs(errors) > CLEAR).tolist()
    ]
    if not found:
        return f"No mean is more than {CLEAR:g} Monte Carlo errors apart."
    return f"More than {CLEAR:g} Monte Carlo errors apart: {', '.join(found)}. {WHY_APART}"


def _volatility(figures: dict[str, Any]) -> list[str]:
    """What both say of the volatility: NUTS cannot cross between those listed, so it is asked of any."""
    ours, free = figures["ours"]["log_factor"], figures["free"]["log_factor"]
    gap, error = (ours["mean"] - free["mean"]) / free["sd"], free["effective"] ** -0.5
    listed = ", ".join(f"{one:g}" for one in figures["prior"]["volatilities"])
    return [
        f"Volatilities {listed}: our weights are {_weights(figures['ours']['weights'])}. Summed out, each is "
        "a mode that NUTS does not leave: started at the counts, the weights are "
        f"{_by_chain(figures['nuts'])} chains; from NumPyro's own random start, "
        f"{_by_chain(figures['elsewhere'])}. So the marginal likelihood, which makes the weights, is checked "
        f"with the volatility free, uniform on the logarithm from {BOUNDS[0]:g} to {BOUNDS[1]:g}. Its "
        f"logarithm has mean {ours['mean']:.3f}, sd {ours['sd']:.3f} by ours ({GRID} values), "
        f"{free['mean']:.3f}, {free['sd']:.3f} by NUTS (effective sample size {free['effective']:,.0f}, "
        f"R-hat {free['r_hat']:.3f}): {gap:+.2f} sd apart, Monte Carlo error {error:.2f}.",
    ]


def _weights(weights: Sequence[float]) -> str:
    return ", ".join(f"{one:.3f}" for one in weights)


def _by_chain(found: dict[str, Any]) -> str:
    """The weights of each chain; said once where all chains have the same."""
    said = list(dict.fromkeys(_weights(chain) for chain in found["weights"]))
    return f"{said[0]} in all" if len(said) == 1 else f"{' and '.join(said)} in its"
