"""In all but precision it is ``torch.optim.AdamW``."""

from __future__ import annotations

import copy
import io
import multiprocessing
import pickle
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.optim import AdamW

from settled.lab.optim import AdamW8bit

SETTINGS = {"lr": 0.01, "weight_decay": 0.1}


def parameters(*shapes: tuple[int, ...], dtype: torch.dtype = torch.float32) -> list[nn.Parameter]:
    generator = torch.Generator().manual_seed(1)
    return [nn.Parameter(torch.randn(shape, generator=generator).to(dtype)) for shape in shapes]


def set_gradients(ps: list[nn.Parameter], seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for p in ps:
        p.grad = torch.randn(p.shape, generator=generator).to(p.dtype)


def stepped(
    make: Callable[..., torch.optim.Optimizer], steps: int = 1, **settings: object
) -> list[nn.Parameter]:
    ps = parameters((64, 80), (7,), ())
    optimizer = make(ps, **{**SETTINGS, **settings})
    for step in range(steps):
        set_gradients(ps, step)
        optimizer.step()
    return ps


@pytest.mark.parametrize(
    "settings", [{}, {"maximize": True}, {"betas": (0.0, 0.0)}, {"eps": 1e-3}, {"weight_decay": 0}]
)
def test_the_first_step_is_adamws(settings: dict[str, object]) -> None:
    for ours, theirs in zip(stepped(AdamW8bit, **settings), stepped(AdamW, **settings), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-7)


def test_later_steps_stay_near_adamws() -> None:
    for ours, theirs in zip(stepped(AdamW8bit, 50), stepped(AdamW, 50), strict=True):
        apart = (ours - theirs).abs().max() / 50
        assert apart < 0.1 * SETTINGS["lr"]
    torch.testing.assert_close(stepped(AdamW8bit, 50)[1], stepped(AdamW, 50)[1], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1e25])
@pytest.mark.parametrize("size", [(96, 96), (30,)])
def test_what_is_not_finite_is_treated_as_adamw_does(value: float, size: tuple[int, ...]) -> None:
    both = []
    for make in (AdamW8bit, AdamW):
        (p,) = parameters(size)
        optimizer = make([p], **SETTINGS)
        for step in range(3):
            set_gradients([p], step)
            if step == 1:
                assert p.grad is not None
                p.grad.view(-1)[17] = value
            optimizer.step()
        both.append(p.detach())
    assert torch.equal(both[0].isnan(), both[1].isnan())
    assert torch.allclose(both[0], both[1], atol=0.01, equal_nan=True)


def test_memory_layout_does_not_matter() -> None:
    plain = parameters((96, 64))[0]
    turned = nn.Parameter(plain.detach().t().contiguous().t())
    channels = nn.Parameter(plain.detach().reshape(2, 48, 8, 8).to(memory_format=torch.channels_last))
    assert not turned.is_contiguous()
    for step in range(3):
        for p, shape in ((plain, (96, 64)), (turned, (96, 64)), (channels, (2, 48, 8, 8))):
            generator = torch.Generator().manual_seed(step)
            p.grad = torch.randn((96, 64), generator=generator).reshape(shape)
        if step == 1:
            assert turned.grad is not None
            turned.grad = turned.grad.t().contiguous().t()
        for p in (plain, turned, channels):
            optimizer = HELD.setdefault(id(p), AdamW8bit([p], **SETTINGS))
            optimizer.step()
    assert torch.equal(plain, turned)
    assert torch.equal(plain.reshape(2, 48, 8, 8), channels)


HELD: dict[int, AdamW8bit] = {}


def test_parameters_without_gradients_are_left_alone() -> None:
    first, second = parameters((5000,), (5000,))
    optimizer = AdamW8bit([first, second], **SETTINGS)
    set_gradients([first], 0)
    before = second.detach().clone()
    optimizer.step()
    assert torch.equal(second, before)
    assert second not in optimizer.state


def test_groups_have_their_own_rates_and_steps() -> None:
    first, second = parameters((5000,), (5000,))
    groups = [{"params": [first], "lr": 0.5, "betas": (0.5, 0.9)}, {"params": [second], "maximize": True}]
    alone = parameters((5000,), (5000,))
    optimizer = AdamW8bit(copy.copy(groups), **SETTINGS)
    for step in range(3):
        set_gradients([first], step)
        if step == 1:
            set_gradients([second], 9)
        optimizer.step()
        second.grad = None
    one = AdamW8bit([alone[0]], lr=0.5, betas=(0.5, 0.9), weight_decay=0.1)
    for step in range(3):
        set_gradients([alone[0]], step)
        one.step()
    assert torch.equal(first, alone[0])
    set_gradients([alone[1]], 9)
    AdamW8bit([alone[1]], maximize=True, **SETTINGS).step()
    assert torch.equal(second, alone[1])


def test_closures_hooks_and_schedulers_work() -> None:
    (p,) = parameters((5000,))
    optimizer = AdamW8bit([p], **SETTINGS)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.1)
    seen: list[str] = []
    optimizer.register_step_pre_hook(lambda *_: seen.append("before"))
    optimizer.register_step_post_hook(lambda *_: seen.append("after"))

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = p.square().sum()
        loss.backward()
        seen.append("closure")
        return loss

    loss = optimizer.step(closure)
    schedule.step()
    assert seen == ["before", "closure", "after"]
    assert loss.item() > p.square().sum().item()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.001)


def test_a_changed_parameter_is_known_to_autograd() -> None:
    (p,) = parameters((5000,))
    loss = p.square().sum()
    set_gradients([p], 0)
    AdamW8bit([p]).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_a_state_dict_goes_on_where_it_was_saved(tmp_path: object) -> None:
    ps = parameters((64, 80), (7,))
    optimizer = AdamW8bit(ps, **SETTINGS)
    set_gradients(ps, 0)
    optimizer.step()
    file = io.BytesIO()
    torch.save(optimizer.state_dict(), file)
    file.seek(0)
    others = [nn.Parameter(p.detach().clone()) for p in ps]
    other = AdamW8bit(others, lr=123.0)
    other.load_state_dict(torch.load(file, weights_only=True))
    for given in (ps, others):
        set_gradients(given, 1)
    optimizer.step()
    other.step()
    assert all(torch.equal(a, b) for a, b in zip(ps, others, strict=True))
    assert other.param_groups[0]["lr"] == SETTINGS["lr"]
    assert not any(a is b for a in optimizer.state[ps[0]].values() for b in other.state[others[0]].values())


def test_state_dict_hooks_see_and_change_the_state() -> None:
    ps = parameters((5000,))
    optimizer = AdamW8bit(ps)
    set_gradients(ps, 0)
    optimizer.step()
    other = AdamW8bit(ps)
    seen: list[torch.dtype] = []

    def before(_: object, given: dict[str, dict[int, dict[str, Tensor]]]) -> None:
        given["state"][0]["step"] = torch.tensor(41.0)

    other.register_load_state_dict_pre_hook(before)
    other.register_load_state_dict_post_hook(lambda made: seen.append(made.state[ps[0]]["exp_avg"].dtype))
    other.load_state_dict(optimizer.state_dict())
    assert seen == [torch.uint8]
    assert other.state[ps[0]]["step"] == 41.0
    assert len(other._optimizer_load_state_dict_pre_hooks) == 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_states_convert_from_and_to_adamw(dtype: torch.dtype) -> None:
    ps = parameters((64, 80), (7,), dtype=dtype)
    plain = AdamW(ps, lr=0.02, betas=(0.8, 0.95))
    for step in range(3):
        set_gradients(ps, step)
        plain.step()
    ours = AdamW8bit(ps)
    ours.load_state_dict(plain.state_dict())
    assert ours.param_groups[0]["betas"] == (0.8, 0.95)
    assert ours.state[ps[0]]["exp_avg"].dtype == torch.uint8
    assert ours.state[ps[1]]["exp_avg"].dtype == torch.float32
    again = AdamW(ps)
    again.load_state_dict(ours.adamw_state_dict())
    for name in ("exp_avg", "exp_avg_sq"):
        # Codes are an eighth apart; bfloat16 rounds once more.
        torch.testing.assert_close(again.state[ps[0]][name], plain.state[ps[0]][name], rtol=0.13, atol=1e-5)
        torch.testing.assert_close(again.state[ps[1]][name], plain.state[ps[1]][name])
    assert again.param_groups[0]["lr"] == 0.02
    assert again.state[ps[0]]["step"] == 3
    set_gradients(ps, 4)
    again.step()
    ours.step()


def test_conversion_is_exact_where_codes_hold_the_value() -> None:
    ps = parameters((300, 1000))
    ours = AdamW8bit(ps)
    for step in range(2):
        set_gradients(ps, step)
        ours.step()
    other = AdamW8bit(ps)
    other.load_state_dict(ours.adamw_state_dict())
    # A first moment's codes may move: they are counted from a floor that the block's largest chooses.
    kept = [optimizer.adamw_state_dict()["state"][0]["exp_avg_sq"] for optimizer in (ours, other)]
    assert torch.equal(*kept)


def test_it_pickles_and_copies() -> None:
    ps = parameters((5000,))
    optimizer = AdamW8bit(ps, **SETTINGS)
    set_gradients(ps, 0)
    optimizer.step()
    for other in (pickle.loads(pickle.dumps(optimizer)), copy.deepcopy(optimizer)):
        (p,) = other.param_groups[0]["params"]
        set_gradients([p], 1)
        other.step()
        kept = p
    set_gradients(ps, 1)
    optimizer.step()
    assert torch.equal(ps[0], kept)


def _large(threads: int) -> Tensor:
    """A parameter of several tables after a step; PyTorch's own work is on one thread."""
    ps = parameters((1_200_000,))
    set_gradients(ps, 0)
    torch.set_num_threads(threads)
    AdamW8bit(ps).step()
    torch.set_num_threads(1)
    return ps[0].detach()


def _in_child(answers: multiprocessing.SimpleQueue, wanted: Tensor) -> None:
    answers.put(torch.equal(_large(2), wanted))


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_steps_with_threads_of_its_own() -> None:
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=_in_child, args=(answers, _large(2)))
    child.start()
    child.join(60)
    if child.is_alive():
        child.kill()
    assert child.exitcode == 0
    assert answers.get()


def test_it_learns() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(16, 300), nn.Tanh(), nn.Linear(300, 16))
    optimizer = AdamW8bit(model.parameters(), lr=0.01)
    inputs = torch.randn(256, 16)
    losses = []
    for _ in range(200):
        optimizer.zero_grad()
        loss = (model(inputs) - inputs.roll(1, 1)).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.01 * losses[0]
