"""The growth model of one field written for NumPyro, and sampled by NUTS; a script of another environment.

    python _growth_nuts.py < question.json > answer.json

It imports nothing of ``settled``: the model is written afresh from the formulas that ``growth.naming`` and
``growth.paths`` state, and so are its forecasts. The parameters are the log-odds and their yearly changes
themselves (centred: the counts tell them well). Which volatility holds is summed out, or, where none are
listed, any between two bounds may hold, uniform on the logarithm.
"""

# NumPyro is not among what the project installs.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from jax.scipy.special import logsumexp
from numpyro import distributions as dist
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_uniform, init_to_value

SEED = 1

Given = dict[str, Any]


def _prior(states: Any, factor: Any, given: Given) -> Any:
    """Log prior density of states, shape [T, J, 2]: log-odds and yearly change; a rival starts when named."""
    years = jnp.arange(states.shape[0])[:, None]
    first = jnp.array(given["first"])
    level, slope = states[..., 0], states[..., 1]
    apart = dist.Normal(0.0, 1.0).log_prob(states).sum(-1)
    start = dist.Normal(given["level"] + given["start_mean"], given["start_sd"]).log_prob(level)
    start += dist.Normal(given["start_slope_mean"], given["start_slope_sd"]).log_prob(slope)
    moves = dist.Normal(level[:-1] + slope[:-1], factor * given["level_sd"]).log_prob(level[1:])
    moves += dist.Normal(given["damping"] * slope[:-1], factor * given["slope_sd"]).log_prob(slope[1:])
    fixed = jnp.where(years < first, apart, jnp.where(years == first, start, 0.0)).sum()
    return fixed + jnp.where(years[1:] > first, moves, 0.0).sum()


def _log_likelihood(eta: Any, given: Given) -> Any:
    """Of counts k of n units that each name one rival or more: sum k eta - n log(exp(S) - 1)."""
    k, n = jnp.array(given["k"]), jnp.array(given["n"])
    listed = jnp.arange(len(n))[:, None] >= jnp.array(given["first"])
    total = jnp.where(listed, jnp.logaddexp(0.0, eta), 0.0).sum(-1)
    any_listed = total > 0.0  # no unit of an earlier year names any
    log_partition = total + jnp.log(-jnp.expm1(-jnp.where(any_listed, total, 1.0)))
    return (k * eta).sum() - (n * jnp.where(any_listed, log_partition, 0.0)).sum()


def model(given: Given) -> None:
    """NumPyro's model."""
    shape = (*np.shape(given["k"]), 2)
    states = numpyro.sample("states", dist.ImproperUniform(dist.constraints.real, (), shape))
    if given["volatilities"]:
        factors = jnp.array(given["volatilities"])
        by_factor = jnp.log(jnp.array(given["odds"])) + jnp.stack(
            [_prior(states, factor, given) for factor in factors]
        )
        numpyro.deterministic("weights", jnp.exp(by_factor - logsumexp(by_factor)))
        numpyro.factor("prior", logsumexp(by_factor))
    else:
        log_factor = numpyro.sample("log_factor", dist.Uniform(*np.log(given["bounds"])))
        numpyro.factor("prior", _prior(states, jnp.exp(log_factor), given))
    numpyro.factor("counts", _log_likelihood(states[..., 0], given))


def _start(given: Given) -> Any:
    """Where chains start: NumPyro's own choice, or each year's counted shares as log-odds and no change."""
    if not given["from_counts"]:
        return init_to_uniform
    k, n = np.array(given["k"]), np.array(given["n"])[:, None]
    states = np.zeros((*k.shape, 2))
    states[..., 0] = np.log((k + 0.5) / (np.maximum(n - k, 0.0) + 0.5))
    return init_to_value(values={"states": jnp.array(states)})


def ahead(last: Any, weights: Any, given: Given) -> Any:
    """Draws of the log-odds some years on, shape [N, J], from draws of the last year's states, [N, J, 2]."""
    random = np.random.default_rng(SEED)
    chosen = [random.choice(len(one), p=one / one.sum()) for one in weights]
    level, slope = last[..., 0], last[..., 1]
    heavy = np.sqrt(given["freedom"] / random.chisquare(given["freedom"], level.shape))
    factor = np.array(given["volatilities"])[chosen][:, None] * heavy
    for _ in range(given["horizon"]):
        shock, turn = random.standard_normal((2, *level.shape)) * factor
        level = level + slope + given["level_sd"] * shock
        slope = given["damping"] * slope + given["slope_sd"] * turn
    return level


def shares(eta: Any) -> Any:
    """The share of units that name each rival, of those that name any: shape [..., J]."""
    log_none = np.logaddexp(0.0, eta).sum(axis=-1, keepdims=True)
    return 1.0 / (1.0 + np.exp(-eta)) / -np.expm1(-log_none)


def summed(draws: Any) -> dict[str, Any]:
    """Mean, standard deviation, effective sample size and split R-hat of draws of shape [C, N, ...]."""
    return {
        "mean": draws.mean((0, 1)).tolist(),
        "sd": draws.std((0, 1)).tolist(),
        "effective": effective_sample_size(draws).tolist(),
        "r_hat": split_gelman_rubin(draws).tolist(),
    }


def _timed(mcmc: Any, given: Given) -> dict[str, float]:
    wall, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    mcmc.run(jax.random.PRNGKey(SEED), given, extra_fields=("diverging", "num_steps"))
    jax.block_until_ready(mcmc.get_samples())
    now = resource.getrusage(resource.RUSAGE_SELF)
    spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return {"wall": time.perf_counter() - wall, "cpu": spent}


def sampled(given: Given) -> dict[str, Any]:
    """What NUTS finds; ``runs`` of one seed do the same work, of which the first alone compiles."""
    mcmc = MCMC(
        NUTS(model, init_strategy=_start(given)),
        num_warmup=given["warmup"],
        num_samples=given["samples"],
        num_chains=given["chains"],
        chain_method="sequential",
        progress_bar=False,
    )
    times = [_timed(mcmc, given) for _ in range(given["runs"])]
    drawn, extra = mcmc.get_samples(group_by_chain=True), mcmc.get_extra_fields()
    answer = {
        "times": times,
        "diverging": int(extra["diverging"].sum()),
        "steps": float(extra["num_steps"].mean()),
        "versions": {"NumPyro": numpyro.__version__, "JAX": jax.__version__},
    }
    if not given["volatilities"]:
        return answer | {"log_factor": summed(np.asarray(drawn["log_factor"]))}
    last, weights = np.asarray(drawn["states"])[:, :, -1], np.asarray(drawn["weights"])
    later = ahead(last.reshape(-1, *last.shape[2:]), weights.reshape(-1, weights.shape[-1]), given)
    return (
        answer
        | {
            "weights": weights.mean(1).tolist(),  # by chain
            "rate": summed(last[..., 1]),
            "share": summed(shares(last[..., 0])),
            "later": summed(shares(later).reshape(last.shape[:-1])),
        }
    )


if __name__ == "__main__":
    numpyro.enable_x64()
    json.dump(sampled(json.load(sys.stdin)), sys.stdout)
