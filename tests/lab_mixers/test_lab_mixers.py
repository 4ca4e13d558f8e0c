"""The common suite: every mixer that the package holds, found by listing it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import Tensor, nn

import settled
from settled.errors import InputError
from settled.lab import mixers

WIDTH, HEADS = 16, 2
LENGTHS = (1, 7, 64, 150)  # less than a chunk, a chunk, and no multiple of one
TIGHT = {"rtol": 1e-9, "atol": 1e-10}

every_mixer = pytest.mark.parametrize("name", mixers.names())


def made(name: str, seed: int = 0, dtype: torch.dtype = torch.float64, **settings: object) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        mixer: nn.Module = mixers.load(name).Mixer(WIDTH, HEADS, **settings)
    return mixer.to(dtype)


def drawn(time: int, rows: int = 2, dtype: torch.dtype = torch.float64, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(rows, time, WIDTH, generator=generator, dtype=torch.float64).to(dtype)


def value_and_gradients(mixer: nn.Module, x: Tensor) -> list[Tensor]:
    x = x.clone().requires_grad_()
    mixer.zero_grad()
    out = mixer(x)
    weights = torch.linspace(-1.0, 1.0, out.numel(), dtype=torch.float64).view_as(out)
    (out.double() * weights).sum().backward()
    of_parameters = [parameter.grad for parameter in mixer.parameters()]
    assert all(gradient is not None for gradient in (x.grad, *of_parameters))
    return [out, x.grad, *of_parameters]


@pytest.fixture
def memory_of_nan() -> Iterator[None]:
    """What PyTorch allocates without writing to it is NaN."""
    before = torch.utils.deterministic.fill_uninitialized_memory
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = True
    assert torch.empty(3).isnan().all()
    yield
    torch.utils.deterministic.fill_uninitialized_memory = before
    torch.use_deterministic_algorithms(False)


def module_and_fast(name: str) -> tuple[ModuleType, nn.Module]:
    module = mixers.load(name)
    mixer = made(name)
    assert mixer.core is module.parallel
    return module, mixer


@every_mixer
@pytest.mark.parametrize("time", LENGTHS)
def test_value_and_gradient_are_those_of_the_naive_form(name: str, time: int) -> None:
    module, mixer = module_and_fast(name)
    fast = value_and_gradients(mixer, drawn(time))
    mixer.core = module.naive
    for one, true in zip(fast, value_and_gradients(mixer, drawn(time)), strict=True):
        torch.testing.assert_close(one, true, **TIGHT)


@every_mixer
def test_single_precision_is_close_to_the_naive_form_in_double(name: str) -> None:
    module, mixer = module_and_fast(name)
    mixer.core = module.naive
    true = value_and_gradients(mixer, drawn(150))
    single = value_and_gradients(made(name, dtype=torch.float32), drawn(150).float())
    for one, right in zip(single, true, strict=True):
        assert one.dtype == torch.float32
        scale = right.abs().max()
        assert (one.double() - right).abs().max() <= 1e-4 * scale + 1e-5


@every_mixer
def test_half_precision_stays_near(name: str) -> None:
    out = made(name, dtype=torch.bfloat16)(drawn(150, dtype=torch.bfloat16))
    assert out.dtype == torch.bfloat16
    true = made(name)(drawn(150))
    assert out.isfinite().all()
    # bfloat16 has 8 bits; a handful of roundings in a row may lose three of them.
    assert (out.double() - true).square().mean().sqrt() < 0.03 * true.square().mean().sqrt()


@every_mixer
def test_nothing_is_left_on_another_device(name: str) -> None:
    # On the meta device nothing is computed, but a tensor of the CPU among its tensors is an error.
    mixer, x = made(name).to("meta"), torch.empty(2, 70, WIDTH, dtype=torch.float64, device="meta")
    out = mixer(x.requires_grad_(), torch.tensor([70, 3], device="meta"))
    assert out.shape == x.shape
    assert out.device.type == "meta"
    out.sum().backward()
    assert x.grad is not None


@every_mixer
@pytest.mark.parametrize("at", [0, 63, 64, 100])
def test_the_future_changes_nothing_past(name: str, at: int) -> None:
    mixer, x = made(name), drawn(150)
    changed = x.clone()
    changed[:, at + 1 :] += 3.0 * drawn(150, seed=2)[:, at + 1 :]
    torch.testing.assert_close(mixer(changed)[:, : at + 1], mixer(x)[:, : at + 1], **TIGHT)
    assert not torch.allclose(mixer(changed)[:, at + 1], mixer(x)[:, at + 1])


@every_mixer
def test_no_gradient_comes_from_the_future(name: str) -> None:
    mixer, x = made(name), drawn(150).requires_grad_()
    (gradient,) = torch.autograd.grad(mixer(x)[:, 70].sum(), x)
    # A Fourier transform leaves a rounding error where another form leaves an exact zero.
    assert gradient[:, 71:].abs().max() < 1e-12
    assert gradient[:, 70].abs().max() > 1e-6


@every_mixer
def test_a_prefix_gives_the_prefix(name: str) -> None:
    mixer, x = made(name), drawn(150)
    torch.testing.assert_close(mixer(x[:, :77]), mixer(x)[:, :77], **TIGHT)


@every_mixer
def test_something_of_the_past_is_used(name: str) -> None:
    mixer, x = made(name), drawn(40)
    changed = x.clone()
    changed[:, 30] += 1.0
    assert (mixer(changed)[:, 31] - mixer(x)[:, 31]).abs().max() > 1e-6


@every_mixer
def test_padding_is_never_read_and_gives_zeros(name: str) -> None:
    mixer, x, lengths = made(name), drawn(90, rows=4), torch.tensor([90, 33, 1, 0])
    padded = x.clone()
    for row, length in enumerate(lengths):
        padded[row, length:] = torch.nan
    padded.requires_grad_()
    out = mixer(padded, lengths)
    for row, length in enumerate(lengths.tolist()):
        assert (out[row, length:] == 0).all()
        if length:
            torch.testing.assert_close(out[row, :length], mixer(x[row : row + 1, :length])[0], **TIGHT)
    (gradient,) = torch.autograd.grad(out.square().sum(), padded)
    assert gradient.isfinite().all()
    assert (gradient[1, 33:] == 0).all()


@every_mixer
def test_rows_do_not_see_one_another(name: str) -> None:
    mixer, x = made(name), drawn(50, rows=3)
    torch.testing.assert_close(mixer(x)[1:2], mixer(x[1:2]), **TIGHT)


@every_mixer
@pytest.mark.usefixtures("memory_of_nan")
def test_fresh_memory_is_never_read(name: str) -> None:
    for time in (1, 65):
        for part in value_and_gradients(made(name), drawn(time)):
            assert part.isfinite().all()


@every_mixer
def test_large_inputs_stay_finite(name: str) -> None:
    for part in value_and_gradients(made(name, dtype=torch.float32), 100.0 * drawn(150).float()):
        assert part.isfinite().all()


@every_mixer
def test_the_seed_decides_every_bit(name: str) -> None:
    x = drawn(100)
    first, again, other = made(name, 5), made(name, 5), made(name, 6)
    assert torch.equal(first(x), again(x))
    assert not torch.equal(first(x), other(x))


@every_mixer
def test_parameters_are_of_the_order_of_the_width_squared(name: str) -> None:
    count = sum(parameter.numel() for parameter in mixers.load(name).Mixer(64, 4).parameters())
    assert 3 * 64**2 < count < 12 * 64**2


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("softmax", 4 * 64**2),
        ("linear", 4 * 64**2),
        ("sparse_window", 4 * 64**2),
        ("sparse_block", 4 * 64**2),
        ("hybrid", 4 * 64**2),
        ("gated_linear", 5 * 64**2 + 2 * 16 * 64 + 64 + 16),  # and decays, of rank 16, and a norm a head
        ("delta_rule", 4 * 64**2 + 5 * 3 * 64 + 65 * 4 + 16),  # and a convolution, rates, a norm a head
        ("lstm", 9 * 64**2 + 8 * 64),
        ("gated_recurrence", 3 * 64**2 + 5 * 64 + 2 * 64 * 16 + 3 * 64),
    ],
)
def test_parameters_are_those_of_the_paper(name: str, count: int) -> None:
    assert sum(parameter.numel() for parameter in mixers.load(name).Mixer(64, 4).parameters()) == count


@every_mixer
def test_its_card_names_what_the_catalog_has(name: str) -> None:
    card, module = mixers.card(name), mixers.load(name)
    field = Path(settled.__file__).parent / "catalog" / "fields" / "sequence-mixing.toml"
    technologies = {one["id"]: one for one in tomllib.loads(field.read_text(encoding="utf-8"))["technology"]}
    assert set(card.parts) <= set(technologies)
    assert card.technology in card.parts
    variants = {one["id"] for one in technologies[card.technology].get("variant", [])}
    assert card.variant in {"", *variants}
    assert (card.technology, card.variant) == (module.TECHNOLOGY, module.VARIANT)
    assert card.says


@pytest.mark.parametrize("name", sorted(set(mixers.names()) - {"lstm", "long_convolution"}))
@pytest.mark.parametrize("heads", [0, 3])
def test_heads_that_the_width_cannot_give_are_refused(name: str, heads: int) -> None:
    with pytest.raises(ValueError, match=f"a width of (16|32) has no {heads} heads"):
        mixers.load(name).Mixer(WIDTH, heads)


def test_each_position_of_a_card_is_one_the_mixer_takes() -> None:
    for card in mixers.cards():
        for position in card.positions:
            assert made(card.name, position=position)(drawn(9)).isfinite().all()


def test_an_unknown_mixer_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no mixer 'softmx'; hint: did you mean 'softmax'"):
        mixers.load("softmx")
