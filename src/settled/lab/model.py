"""The model that every contest of mixers uses: an embedding, blocks of mixer and perceptron, a head.

Only the mixer changes. Parameters are made equal by the perceptrons' hidden width, at the same width and
depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from settled.errors import InputError, did_you_mean
from settled.lab import mixers
from settled.lab.mixers.parts.base import EPSILON
from settled.lab.mixers.parts.positions import sinusoids
from settled.lab.mixers.parts.short_convolution import ShortConvolution

AT_EMBEDDING = ("none", "sinusoidal", "learned")
IN_MIXER = ("rope", "alibi")
POSITIONS = (*AT_EMBEDDING, *IN_MIXER)
TOLERANCE = 0.01
"""Parameters count as equal within this share."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a model is made of.

    Attributes:
        mixer: name, or path of a file of the user's own.
        vocabulary: symbols.
        longest: most positions it will see; matters to learned positions alone.
        hidden: hidden width of the perceptrons.
        position: one of ``POSITIONS``; "" leaves the mixer its own choice.
        convolution: positions of a short convolution in front of each mixer; 0: none.
        settings: of the mixer.
    """

    mixer: str
    vocabulary: int
    longest: int
    width: int = 64
    heads: int = 4
    layers: int = 2
    hidden: int = 256
    position: str = ""
    convolution: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


class Model(nn.Module):
    """Logits of the next symbol at every position.

    Raises:
        InputError: the mixer cannot do the position encoding, or there is none of that name.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        settings = {**shape.settings, **_position_setting(shape)}
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)
        self.sinusoidal = shape.position == "sinusoidal"
        self.positions: nn.Parameter | None = None
        if shape.position == "learned":
            self.positions = nn.Parameter(torch.randn(shape.longest, shape.width) * shape.width**-0.5)
        make = mixers.load(shape.mixer).Mixer
        self.blocks = nn.ModuleList(Block(shape, make, settings) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=EPSILON)

    def forward(self, symbols: Tensor, lengths: Tensor | None = None) -> Tensor:
        """[B, T] of int64 to logits [B, T, vocabulary]; ``lengths`` as in the mixers."""
        x: Tensor = self.embedding(symbols)
        time, width = x.shape[1:]
        if self.sinusoidal:
            x = x + sinusoids(time, width, x.device).to(x.dtype) * width**-0.5
        if self.positions is not None:
            x = x + self.positions[:time]
        for block in self.blocks:
            x = block(x, lengths)
        return functional.linear(self.norm(x), self.embedding.weight)


class Block(nn.Module):
    """x + mixer(norm(x)), then x + perceptron(norm(x))."""

    def __init__(self, shape: Shape, make: Any, settings: Mapping[str, Any]) -> None:
        super().__init__()
        self.before = nn.RMSNorm(shape.width, eps=EPSILON)
        self.short = ShortConvolution(shape.width, shape.convolution) if shape.convolution else nn.Identity()
        self.mixer: nn.Module = make(shape.width, shape.heads, **settings)
        self.between = nn.RMSNorm(shape.width, eps=EPSILON)
        self.perceptron = nn.Sequential(
            nn.Linear(shape.width, shape.hidden), nn.GELU(), nn.Linear(shape.hidden, shape.width)
        )

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        x = x + self.mixer(self.short(self.before(x)), lengths)
        mixed: Tensor = x + self.perceptron(self.between(x))
        return mixed


def _position_setting(shape: Shape) -> Mapping[str, str]:
    """What the mixer is told of positions: those of the embedding switch off its own."""
    if not shape.position:
        return {}
    if shape.position not in POSITIONS:
        raise InputError("lab", f"no position '{shape.position}'", did_you_mean(shape.position, POSITIONS))
    module = mixers.load(shape.mixer)
    able: tuple[str, ...] = getattr(module, "POSITIONS", ())
    wanted = shape.position if shape.position in IN_MIXER else "none"
    if wanted in able:
        return {"position": wanted}
    if wanted != "none":
        allowed = (*AT_EMBEDDING, *(one for one in able if one in IN_MIXER))
        raise InputError("lab", f"{shape.mixer} cannot do {wanted}", f"one of {', '.join(allowed)}")
    return {}


def parameters_of(shape: Shape) -> int:
    """Parameters that a model of the shape has, counted without making it."""
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in Model(shape).parameters())


def equalised(shape: Shape, parameters: int) -> Shape:
    """The shape with the hidden width that brings it within 1 % of so many parameters.

    >>> shape = Shape("lstm", vocabulary=32, longest=64)
    >>> parameters_of(equalised(shape, 100_000))
    99952

    Raises:
        InputError: the mixer alone has more, or a single hidden unit is more than 2 % of them.
    """
    least = parameters_of(replace(shape, hidden=1))
    step = parameters_of(replace(shape, hidden=2)) - least
    fitted = replace(shape, hidden=max(1, 1 + round((parameters - least) / step)))
    count = parameters_of(fitted)
    if abs(count - parameters) > TOLERANCE * parameters:
        what = f"{shape.mixer} has {count:,} parameters at the nearest to {parameters:,}"
        raise InputError("lab", what, "ask for more parameters, or for fewer layers")
    return fitted
