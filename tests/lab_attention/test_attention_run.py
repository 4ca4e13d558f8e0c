"""The contest for real: trained in worker processes through the frame, at a few steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.lab import sessions
from settled.lab.asking import Asked, plan
from settled.lab.experiment import Outcome, Plan, Trial
from settled.lab.experiments import attention

pytestmark = pytest.mark.slow

MIXER = """
from torch import nn

class Mixer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.out = nn.Linear(width, width)

    def forward(self, x, lengths=None):
        return self.out(x)
"""
WORKLOAD = """
import torch

METRIC = "accuracy"

class Workload:
    splits = ("train", "valid", "test")
    vocabulary = 4

    def __init__(self, length):
        self.longest = length

    def batch(self, split, rows, generator):
        inputs = torch.randint(4, (rows, self.longest), generator=generator)
        return inputs, inputs
"""


class Tiny:
    """The contest with a few steps a run, and the shortest costs alone."""

    def __getattr__(self, name: str) -> Any:
        return getattr(attention, name)

    def trials(self, plan: Plan, outcomes: Sequence[Outcome]) -> list[Trial]:
        small = {"steps": 3, "rows": 4, "test_rows": 8}
        return [
            trial if trial.id.startswith("cost") else replace(trial, config={**trial.config, **small})
            for trial in attention.trials(plan, outcomes)
            if not trial.id.startswith("cost") or trial.config["length"] <= 512
        ]


def ran(tmp_path: Path, asked: Asked) -> dict[str, Any]:
    return sessions.start(tmp_path, Tiny(), plan(attention, asked), date(2026, 1, 1))


def test_two_mixers_are_tuned_compared_and_their_costs_measured(tmp_path: Path) -> None:
    document = ran(tmp_path, Asked("quick", ("state-space",), ("copying",), seconds=80.0))
    assert document["complete"]
    assert set(document["counts"]) == {"done"}
    (one,) = document["comparisons"]
    assert (one["technology"], one["against"], one["n"]) == ("state-space", "softmax-attention", 3)
    sizes = [trial["values"]["parameters"] for trial in document["trials"] if "hidden" in trial["values"]]
    assert max(sizes) <= 1.02 * min(sizes)
    verdicts = {claim["id"]: claim["verdict"] for claim in document["claims"]}
    assert verdicts["softmax-trains-stably"] == "holds"
    assert verdicts["unrivalled-on-text"] == "not_tested"
    assert any(one["metric"] == "time" for one in document["results"])


def test_files_of_the_users_own_take_part_and_one_that_raises_counts_as_the_worst(tmp_path: Path) -> None:
    for name, text in (
        ("mine", MIXER),
        ("broken", MIXER.replace("return self.out(x)", "raise ValueError('no')")),
        ("task", WORKLOAD),
    ):
        (tmp_path / f"{name}.py").write_text(text)
    mixers = (str(tmp_path / "mine.py"), str(tmp_path / "broken.py"))
    asked = Asked("quick", ("softmax-attention",), (str(tmp_path / "task.py"),), mixers, seconds=80.0)
    document = ran(tmp_path, asked)
    assert document["complete"]
    assert {one["workload"][:8] for one in document["comparisons"]} == {"own task"}
    means = {
        one["technology"].split()[1]: one["mean"] for one in document["results"] if "own" in one["technology"]
    }
    assert means["broken"] == 0.0 < means["mine"]
    assert document["counts"]["crashed"] == 5  # two settings and three seeds
    crashed = [one["because"] for one in document["trials"] if one["status"] == "crashed"]
    assert all("broken.py" in because and "no" in because for because in crashed)
    assert any("own broken" in note and "worst score" in note for note in document["notes"])
