"""The model and the training run: equal parameters, the same bits, learning, and honest failure."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from settled.errors import InputError
from settled.lab import mixers
from settled.lab.model import POSITIONS, Model, Shape, equalised, parameters_of
from settled.lab.training import configured, schedule, train

TINY: dict[str, Any] = {
    "mixer": "softmax",
    "workload": "induction_heads",
    "length": 16,
    "width": 16,
    "heads": 2,
    "layers": 1,
    "hidden": 16,
    "steps": 6,
    "rows": 4,
    "points": 2,
    "test_rows": 8,
}

every_mixer = pytest.mark.parametrize("name", mixers.names())


def bits(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key != "seconds_per_step"}


@every_mixer
def test_parameters_are_equal_within_a_hundredth(name: str) -> None:
    shape = Shape(name, vocabulary=64, longest=64, position="")
    for target in (100_000, 150_000):
        fitted = equalised(shape, target)
        assert abs(parameters_of(fitted) - target) <= 0.01 * target
        made = Model(fitted)
        assert sum(parameter.numel() for parameter in made.parameters()) == parameters_of(fitted)


def test_parameters_that_cannot_be_met_are_told() -> None:
    with pytest.raises(InputError, match=r"lstm has .* parameters at the nearest to 1,000"):
        equalised(Shape("lstm", vocabulary=64, longest=64), 1000)


@every_mixer
def test_a_run_gives_the_same_bits_again(name: str) -> None:
    config = {**TINY, "mixer": name}
    first = train(config, 3)
    torch.manual_seed(99)  # nothing of the process's own state enters
    assert bits(train(config, 3)) == bits(first)
    assert bits(train(config, 4))["curve"] != first["curve"]
    assert [point[0] for point in first["curve"]] == [3, 6]
    assert not first["diverged"]


def test_a_run_says_what_was_best_and_what_came_last() -> None:
    result = train({**TINY, "steps": 20, "points": 5}, 0)
    losses = [point[1] for point in result["curve"]]
    assert result["valid_loss"] == losses[-1] != result["loss"]
    assert result["best_loss"] == min(losses)
    assert result["best_accuracy"] == max(point[2] for point in result["curve"])
    assert result["by_split"] == {"test": {"loss": result["loss"], "accuracy": result["accuracy"]}}
    assert result["steps"] == 20
    assert result["seconds_per_step"] > 0
    assert result["parameters"] == parameters_of(
        Shape("softmax", vocabulary=17, longest=16, width=16, heads=2, layers=1, hidden=16)
    )


def test_a_run_learns() -> None:
    config = {**TINY, "workload": "copying", "workload_settings": {"symbols": 4}, "length": 8, "width": 32}
    result = train({**config, "layers": 2, "hidden": 64, "steps": 300, "rows": 32, "learning_rate": 5e-3}, 0)
    assert result["accuracy"] > 0.9
    assert result["loss"] < 0.5 * math.log(4)


def test_without_a_position_linear_attention_cannot_tell_orders_apart() -> None:
    shape = Shape("linear", vocabulary=9, longest=16, width=16, heads=2, layers=1, position="none")
    torch.manual_seed(0)
    model = Model(shape).double()
    forward, other = torch.tensor([[1, 2, 3]]), torch.tensor([[2, 1, 3]])
    torch.testing.assert_close(model(forward)[:, 2], model(other)[:, 2])


@pytest.mark.parametrize("position", POSITIONS)
def test_each_position_tells_orders_apart_or_says_that_it_does_not(position: str) -> None:
    torch.manual_seed(0)
    model = Model(Shape("softmax", vocabulary=9, longest=16, width=16, heads=2, layers=1, position=position))
    forward, other = torch.tensor([[1, 2, 3]]), torch.tensor([[2, 1, 3]])
    same = torch.allclose(model(forward)[:, 2], model(other)[:, 2], atol=1e-6)
    assert same == (position == "none")


def test_a_position_that_the_mixer_cannot_do_is_told() -> None:
    with pytest.raises(InputError, match="lstm cannot do rope; one of none, sinusoidal, learned"):
        Model(Shape("lstm", vocabulary=9, longest=16, position="rope"))
    with pytest.raises(InputError, match="no position 'ropes'; hint: did you mean 'rope'"):
        Model(Shape("softmax", vocabulary=9, longest=16, position="ropes"))


def test_extrapolation_is_told_by_split() -> None:
    result = train({**TINY, "workload": "length_extrapolation", "position": "learned"}, 0)
    assert list(result["by_split"]) == ["1x", "2x", "4x"]
    assert result["digest"] == ""
    assert result["loss"] == result["by_split"]["1x"]["loss"]


def test_padding_changes_nothing_before_it_in_the_whole_model() -> None:
    torch.manual_seed(0)
    model = Model(Shape("state_space", vocabulary=9, longest=16, width=16, heads=2, convolution=3)).double()
    symbols = torch.randint(9, (2, 12))
    whole = model(symbols, torch.tensor([12, 5]))
    torch.testing.assert_close(whole[1, :5], model(symbols[1:, :5])[0], rtol=1e-9, atol=1e-10)


def test_a_loss_that_is_not_finite_ends_the_run_as_diverged(tmp_path: Path) -> None:
    own = tmp_path / "wild.py"
    own.write_text(
        "import torch\n"
        "class Mixer(torch.nn.Module):\n"
        "    def __init__(self, width, heads):\n"
        "        super().__init__()\n"
        "        self.calls = 0\n"
        "        self.out = torch.nn.Linear(width, width)\n"
        "    def forward(self, x, lengths=None):\n"
        "        self.calls += 1\n"
        "        return self.out(x) * (1.0 if self.calls < 6 else float('nan'))\n"
    )
    result = train({**TINY, "mixer": str(own)}, 0)
    assert result["diverged"]
    assert result["steps"] == 3
    assert math.isnan(result["loss"])
    assert math.isnan(result["valid_loss"])
    assert [point[0] for point in result["curve"]] == [3]


def test_a_workload_of_the_users_own_is_one_file(tmp_path: Path) -> None:
    own = tmp_path / "constant.py"
    own.write_text(
        "import torch\n"
        "METRIC = 'accuracy'\n"
        "class Workload:\n"
        "    vocabulary, splits = 3, ('train', 'valid', 'test')\n"
        "    def __init__(self, length):\n"
        "        self.longest = length\n"
        "    def batch(self, split, rows, generator):\n"
        "        ones = torch.ones(rows, self.longest, dtype=torch.int64)\n"
        "        return ones, ones\n"
    )
    result = train({**TINY, "workload": str(own), "steps": 40, "learning_rate": 1e-2}, 0)
    assert result["accuracy"] == 1.0


def test_a_file_without_the_name_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("")
    with pytest.raises(InputError, match=r"empty\.py: holds no 'Mixer'"):
        mixers.load(str(tmp_path / "empty.py"))
    with pytest.raises(InputError, match=r"gone\.py: cannot be read"):
        mixers.load(str(tmp_path / "gone.py"))


def test_what_a_users_file_raises_goes_through_and_is_not_kept(tmp_path: Path) -> None:
    own = tmp_path / "raises.py"
    own.write_text("raise ArithmeticError('mine')\n")
    for _ in range(2):
        with pytest.raises(ArithmeticError, match="mine"):
            mixers.load(str(own))


def test_settings_that_there_are_not_are_told() -> None:
    with pytest.raises(InputError, match="no setting 'step' of a training run; hint: did you mean 'steps'"):
        configured({**TINY, "step": 3})
    with pytest.raises(InputError, match="needs mixer"):
        configured({"workload": "copying"})


@given(st.integers(1, 500), st.floats(0.0, 0.5))
def test_the_schedule_rises_to_one_and_falls_to_a_tenth(steps: int, warmup: float) -> None:
    rates = [schedule(step, steps, warmup) for step in range(steps)]
    top = rates.index(max(rates))
    assert all(0.0 < rate <= 1.0 for rate in rates)
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] >= 0.1
