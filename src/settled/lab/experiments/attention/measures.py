"""What the workers of the contest call; imports PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from settled.lab import workloads
from settled.lab.training import train

_CURVES = ("curve", "seconds_per_step")  # one point, and time, which the outcome holds


def trained(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """One training run with ``body`` parameters besides the embedding, whatever the vocabulary.

    Returns:
        What ``train`` gives, without its curve, and the workload's ``metric``.
    """
    module = workloads.load(config["workload"])
    given = {key: value for key, value in config.items() if key != "body"}
    made = module.Workload(given["length"], **given["workload_settings"])
    given["parameters"] = config["body"] + made.vocabulary * given["width"]
    values = train(given, seed)
    kept = {key: value for key, value in values.items() if key not in _CURVES}
    return {**kept, "metric": module.METRIC}
