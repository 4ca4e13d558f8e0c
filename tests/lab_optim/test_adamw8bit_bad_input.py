"""What is wrong is said in PyTorch's way, and a failed step changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from settled.lab.optim import AdamW8bit
from settled.lab.optim import adamw8bit as module


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lr": -1.0}, "Invalid learning rate: -1.0"),
        ({"lr": float("nan")}, "Invalid learning rate: nan"),
        ({"eps": -1e-8}, "Invalid epsilon value: -1e-08"),
        ({"betas": (1.0, 0.9)}, "Invalid beta parameter at index 0: 1.0"),
        ({"betas": (0.9, -0.1)}, "Invalid beta parameter at index 1: -0.1"),
        ({"weight_decay": -0.5}, "Invalid weight_decay value: -0.5"),
        ({"block_size": 100}, "Invalid block_size value: 100"),
        ({"amsgrad": True}, "does not support amsgrad"),
    ],
)
def test_hyperparameters_are_checked(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        AdamW8bit([nn.Parameter(torch.ones(3))], **settings)


def trained() -> tuple[list[nn.Parameter], AdamW8bit]:
    ps = [nn.Parameter(torch.ones(70, 80)), nn.Parameter(torch.ones(70, 80)), nn.Parameter(torch.ones(3))]
    optimizer = AdamW8bit(ps)
    for p in ps:
        p.grad = torch.ones_like(p)
    optimizer.step()
    return ps, optimizer


def sparse(p: nn.Parameter) -> None:
    p.grad = torch.ones(70, 80).to_sparse()


def shape(p: nn.Parameter) -> None:
    p.data = torch.ones(10, 10)
    p.grad = torch.ones(10, 10)


def gradient_shape(p: nn.Parameter) -> None:
    p.grad = torch.ones(70, 80)
    p.grad.data = torch.ones(80, 70)


def double(p: nn.Parameter) -> None:
    p.data = p.data.double()
    p.grad = torch.ones(70, 80).double()


def half(p: nn.Parameter) -> None:
    p.data = p.data.half()
    p.grad = torch.ones(70, 80).half()


def complex_(p: nn.Parameter) -> None:
    p.data = p.data.to(torch.complex64)
    p.grad = torch.ones(70, 80).to(torch.complex64)


def expanded(p: nn.Parameter) -> None:
    p.data = torch.ones(1, 80).expand(70, 80)
    p.grad = torch.ones(70, 80)


BAD_GRADIENTS = [
    (sparse, "does not support sparse gradients, please consider SparseAdam instead"),
    (shape, r"the size \[10, 10\]"),
    (gradient_shape, r"gradient \[80, 70\] must match the size of the parameter \[70, 80\]"),
    (double, "got torch.float64"),
    (half, "got torch.float16"),
    (complex_, "complex"),
    (expanded, "single memory location"),
]


@pytest.mark.parametrize(("spoil", "said"), BAD_GRADIENTS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_failed_step_changes_nothing(spoil: Any, said: str) -> None:
    ps, optimizer = trained()
    new = nn.Parameter(torch.ones(5000))
    optimizer.add_param_group({"params": [new]})
    optimizer.param_groups.reverse()  # the new one comes first, the bad one later
    new.grad = torch.ones(5000)
    spoil(ps[1])
    before = {
        p: {name: value.clone() for name, value in state.items()} for p, state in optimizer.state.items()
    }
    values = [p.detach().clone() for p in (ps[0], ps[2], new)]
    with pytest.raises(RuntimeError, match=said):
        optimizer.step()
    assert all(torch.equal(p, value) for p, value in zip((ps[0], ps[2], new), values, strict=True))
    assert set(optimizer.state) == set(before)
    assert all(
        torch.equal(optimizer.state[p][name], value) for p in before for name, value in before[p].items()
    )


def test_an_integer_gradient_is_refused() -> None:
    p = nn.Parameter(torch.ones(5000, dtype=torch.int32), requires_grad=False)
    p.grad = torch.ones(5000, dtype=torch.int32)
    with pytest.raises(RuntimeError, match="expects float32 or bfloat16 parameters"):
        AdamW8bit([p]).step()


def test_another_device_is_refused() -> None:
    p = nn.Parameter(torch.ones(5000, device="meta"))
    p.grad = torch.ones(5000, device="meta")
    with pytest.raises(RuntimeError, match="tensors on cpu, got meta"):
        AdamW8bit([p]).step()


def test_a_rate_that_turned_negative_is_refused() -> None:
    _, optimizer = trained()
    optimizer.param_groups[0]["lr"] = -0.1
    with pytest.raises(ValueError, match=r"Invalid learning rate: -0\.1"):
        optimizer.step()


def test_a_closure_that_fails_changes_nothing() -> None:
    ps, optimizer = trained()
    before = ps[0].detach().clone()

    def closure() -> float:
        raise KeyError("mine")

    with pytest.raises(KeyError):
        optimizer.step(closure)
    assert torch.equal(ps[0], before)
    assert optimizer.state[ps[0]]["step"] == 1


def spoilt(**changes: Any) -> dict[str, Any]:
    """A state dict with a value of its first state or of its group replaced, or removed where None."""
    given = trained()[1].state_dict()
    group, state = dict(given["param_groups"][0]), dict(given["state"][0])
    for name, value in changes.items():
        place = state if name in state or name == "max_exp_avg_sq" else group
        place[name] = value
        if value is None:
            del place[name]
    return {"state": {**given["state"], 0: state}, "param_groups": [group]}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "state version 2 of AdamW8bit, expected 1"),
        ({"block_size": 256}, "block_size=256, the optimizer has block_size=128"),
        ({"amsgrad": True}, "does not support amsgrad"),
        ({"max_exp_avg_sq": torch.ones(70, 80)}, "does not support amsgrad"),
        ({"lr": -1.0}, "Invalid learning rate"),
        ({"exp_avg_base": torch.zeros(3, dtype=torch.int16)}, r"'exp_avg_base' .* the size \[44\]"),
        ({"exp_avg_sq": torch.zeros(70, 80)}, "'exp_avg_sq' of torch.uint8, got torch.float32"),
        ({"exp_avg_sq": None}, "'exp_avg_sq' of torch.uint8, got NoneType"),
        ({"exp_avg": torch.zeros(7, 80, dtype=torch.uint8)}, r"'exp_avg' .* got \[7, 80\]"),
        ({"step": torch.tensor(-3.0)}, "'step' of at least 0"),
        ({"params": [0, 1]}, "doesn't match the size of optimizer's group"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_a_wrong_state_dict_is_refused_and_changes_nothing(changes: dict[str, Any], said: str) -> None:
    ps, optimizer = trained()
    before = optimizer.state[ps[0]]["exp_avg"].clone()
    with pytest.raises((ValueError, RuntimeError), match=said):
        optimizer.load_state_dict(spoilt(**changes))
    assert torch.equal(optimizer.state[ps[0]]["exp_avg"], before)
    assert optimizer.param_groups[0]["lr"] == 1e-3
    assert optimizer.param_groups[0]["block_size"] == 128
    optimizer.step()


def test_a_block_size_changed_under_a_state_is_refused() -> None:
    _, optimizer = trained()
    optimizer.param_groups[0]["block_size"] = 256
    with pytest.raises(RuntimeError, match="block_size=256"):
        optimizer.step()


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"requires llvmlite: pip install 'settled\[lab\]'"):
        AdamW8bit([nn.Parameter(torch.ones(3))])
