"""What a mixer costs: bytes are exact, seconds are there."""

from __future__ import annotations

import pytest
import torch

from settled.lab import mixers
from settled.lab.costs import cost, most_alive


def test_bytes_are_those_alive_at_once() -> None:
    kept: list[torch.Tensor] = []

    def run() -> None:
        kept.append(torch.zeros(1000))  # 4,000 bytes, kept
        for _ in range(3):
            torch.ones(500)  # 2,000 at a time, gone again
        kept[0].add_(1.0)
        kept[0].view(10, 100)

    assert most_alive(run) == 6000


def test_what_was_there_before_is_not_counted() -> None:
    there = torch.zeros(10_000)
    assert most_alive(lambda: there.view(100, 100).mul_(2.0)) == 0


@pytest.mark.parametrize("name", mixers.names())
def test_every_mixer_has_a_cost(name: str) -> None:
    told = cost({"mixer": name, "length": 96, "width": 16, "heads": 2, "repeats": 2}, 0)
    assert len(told["forward_seconds"]) == len(told["backward_seconds"]) == 2
    assert min(told["forward_seconds"] + told["backward_seconds"]) >= 0
    # At least the output is alive: 96 positions of 16 single-precision numbers.
    assert 96 * 16 * 4 <= told["forward_bytes"] <= told["bytes"]
    assert (
        told["bytes"]
        == cost({"mixer": name, "length": 96, "width": 16, "heads": 2, "repeats": 1}, 1)["bytes"]
    )


@pytest.mark.parametrize("name", mixers.names())
def test_a_core_alone_needs_less_than_its_layer(name: str) -> None:
    config = {"mixer": name, "length": 96, "width": 16, "heads": 2, "repeats": 1}
    core, layer = cost({**config, "part": "core"}, 0), cost(config, 0)
    assert 0 < core["forward_bytes"] <= layer["forward_bytes"]
    assert core["bytes"] <= layer["bytes"]


def test_memory_of_scores_grows_with_the_square_and_of_tiles_does_not() -> None:
    def most(length: int, **more: str) -> int:
        return int(
            cost({"mixer": "softmax", "length": length, "width": 16, "heads": 2, "repeats": 1, **more}, 0)[
                "bytes"
            ]
        )

    assert most(1024, form="materialised") > 3.5 * most(512, form="materialised")
    assert most(1024) < 2.2 * most(512)


@pytest.mark.parametrize("name", [name for name in mixers.names() if name != "softmax"])
def test_memory_of_every_other_mixer_grows_with_the_length(name: str) -> None:
    few, many = (
        cost({"mixer": name, "length": length, "width": 16, "heads": 2, "repeats": 1}, 0)["bytes"]
        for length in (1024, 2048)
    )
    assert many < 2.3 * few
