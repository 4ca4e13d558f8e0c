"""Long convolution: one filter as long as the sequence for each channel, between two gates.

``y = x2 * (h conv (x1 * v))``, the Hyena operator of order 2 (Poli et al., Hyena Hierarchy,
https://arxiv.org/abs/2302.10866, 2023, definition 3.1). The filter is made by a small network from the
position and faded out exponentially (section 3.3), so that it has no fixed length; the convolution is done by
Fourier transforms of twice the length, which makes it causal.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from settled.lab.mixers.parts.base import SequenceMixer, wide
from settled.lab.mixers.parts.short_convolution import ShortConvolution

TECHNOLOGY = "convolution"
VARIANT = "hyena"
POSITIONS = ()

FADE = (0.3, 1.5)
"""Fastest and slowest channel have faded to 1 % after these shares of the span (section 3.3's window)."""


def naive(u: Tensor, taps: Tensor) -> Tensor:
    """y_t = sum_s taps_s u_{t-s}, one position after the other: the truth.

    Args:
        u: [B, T, D]; taps: [T, D], the filter from distance 0 on.

    Returns:
        [B, T, D].
    """
    dtype, (u, taps) = u.dtype, (wide(u), wide(taps))
    outputs = [(u[:, : t + 1] * taps[: t + 1].flip(0)).sum(1) for t in range(u.shape[1])]
    return torch.stack(outputs, 1).to(dtype)


def parallel(u: Tensor, taps: Tensor) -> Tensor:
    """``naive`` by fast Fourier transforms: time T log T."""
    time, dtype = u.shape[1], u.dtype
    size = 1 << (2 * time - 1).bit_length()
    # Transforms run along the last dimension in memory.
    spectrum = torch.fft.rfft(wide(u).transpose(1, 2), size) * torch.fft.rfft(wide(taps).T, size)
    mixed: Tensor = torch.fft.irfft(spectrum, size)[..., :time].transpose(1, 2).to(dtype)
    return mixed


class Filter(nn.Module):
    """The filter of any length, from positions.

    Args:
        bands: frequencies that the network sees of a position.
        hidden: its hidden width.
        span: positions in which the slowest sinusoid has one period, and by which fading is measured.
    """

    rates: Tensor
    fades: Tensor

    def __init__(self, width: int, bands: int = 8, hidden: int = 32, span: int = 256) -> None:
        super().__init__()
        self.first = nn.Linear(2 * bands, hidden)
        self.second = nn.Linear(hidden, width)
        fastest, slowest = (-math.log(0.01) / (share * span) for share in FADE)
        self.register_buffer("rates", 2.0 * math.pi * torch.arange(1, bands + 1) / span)
        self.register_buffer("fades", torch.linspace(fastest, slowest, width))

    def forward(self, time: int) -> Tensor:
        """Taps at distances 0 to T - 1, [T, D]."""
        steps = torch.arange(time, device=self.rates.device, dtype=self.rates.dtype)[:, None]
        angles = steps * self.rates
        seen = torch.cat([angles.sin(), angles.cos()], -1)
        taps: Tensor = self.second(self.first(seen).sin()) * (-steps * self.fades).exp()
        return taps


class Mixer(SequenceMixer):
    """The Hyena operator of order 2.

    Args:
        heads: not used: every channel has its own filter.
        convolution: positions that the short convolution before it sees.
    """

    def __init__(
        self,
        width: int,
        heads: int,  # noqa: ARG002 - as every mixer
        convolution: int = 3,
        bands: int = 8,
        hidden: int = 32,
        span: int = 256,
    ) -> None:
        super().__init__()
        self.core = parallel
        self.into = nn.Linear(width, 3 * width, bias=False)
        self.short = ShortConvolution(3 * width, convolution)
        self.filter = Filter(width, bands, hidden, span)
        self.skip = nn.Parameter(torch.ones(width))
        self.out = nn.Linear(width, width, bias=False)

    def mix(self, x: Tensor) -> Tensor:
        """[B, T, D] to [B, T, D]."""
        outer, inner, v = self.short(self.into(x)).chunk(3, -1)
        u = inner * v
        mixed: Tensor = self.out(outer * (self.core(u, self.filter(x.shape[1])) + self.skip * u))
        return mixed
