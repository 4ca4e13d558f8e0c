"""Two small problems with noisy targets, where decay pays, for many runs: [seeds, runs, parameters]."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class NoisyFit(Protocol):
    """A training problem with an exact or well measured risk, independent over seeds."""

    samples: int

    def start(self, runs: int) -> Array:
        """First parameters [seeds, runs, P], the same for all runs of a seed."""
        ...

    def gradient(self, theta: Array, rows: NDArray[np.int64]) -> Array:
        """The gradient of half the mean squared error on the rows: the shape of ``theta``."""
        ...

    def risk(self, theta: Array) -> Array:
        """The expected squared error beyond the noise: [seeds, runs]."""
        ...


class Regression:
    """As many parameters as samples, features of very unequal sizes; the risk is exact."""

    samples = 30

    def __init__(self, seeds: int, rng: np.random.Generator) -> None:
        size = self.samples
        self.scales = np.geomspace(1.0, 0.1, size)
        self.data = rng.standard_normal((seeds, size, size)) * self.scales
        self.truth = rng.standard_normal((seeds, size))
        noise = rng.standard_normal((seeds, size))
        self.targets = np.einsum("snp,sp->sn", self.data, self.truth) + noise

    def start(self, runs: int) -> Array:
        """All zero."""
        return np.zeros((len(self.data), runs, self.samples))

    def gradient(self, theta: Array, rows: NDArray[np.int64]) -> Array:
        """``X^T (X theta - y) / rows``."""
        seen = self.data[:, rows]
        error = theta @ seen.transpose(0, 2, 1) - self.targets[:, None, rows]
        return np.asarray(error @ seen / len(rows))

    def risk(self, theta: Array) -> Array:
        """``sum of scale_j^2 (theta_j - truth_j)^2``."""
        return np.asarray((((theta - self.truth[:, None]) * self.scales) ** 2).sum(-1))


class Network:
    """A tanh network of one hidden layer that learns a smaller one from few noisy samples."""

    samples = 40
    inputs, hidden, fresh = 6, 12, 400

    def __init__(self, seeds: int, rng: np.random.Generator) -> None:
        size = self.inputs * self.hidden
        self.first = np.concatenate(
            [
                rng.standard_normal((seeds, size)) / self.inputs**0.5,
                rng.standard_normal((seeds, self.hidden)) / self.hidden**0.5,
            ],
            axis=1,
        )
        teacher = rng.standard_normal((seeds, self.inputs, 3)) / self.inputs**0.5
        self.data = rng.standard_normal((seeds, self.samples, self.inputs))
        self.test = rng.standard_normal((seeds, self.fresh, self.inputs))
        self.targets = np.tanh(self.data @ teacher).sum(-1)
        self.targets = self.targets + 0.5 * rng.standard_normal(self.targets.shape)
        self.wanted = np.tanh(self.test @ teacher).sum(-1)

    def start(self, runs: int) -> Array:
        """Scaled normal weights."""
        return np.repeat(self.first[:, None], runs, axis=1)

    def _parts(self, theta: Array, data: Array) -> tuple[Array, Array, Array]:
        """Output weights [s, r, h], hidden values [s, r, n, h] and outputs [s, r, n]."""
        size = self.inputs * self.hidden
        weights = theta[..., :size].reshape(*theta.shape[:2], self.inputs, self.hidden)
        output = theta[..., size:]
        values = np.tanh(data[:, None] @ weights)
        return output, values, np.asarray((values @ output[..., None])[..., 0])

    def gradient(self, theta: Array, rows: NDArray[np.int64]) -> Array:
        """By the chain rule."""
        data = self.data[:, rows]
        output, values, given = self._parts(theta, data)
        error = (given - self.targets[:, None, rows]) / len(rows)
        back = error[..., None] * output[:, :, None] * (1 - values**2)
        first = data.transpose(0, 2, 1)[:, None] @ back
        last = (error[:, :, None] @ values)[:, :, 0]
        return np.concatenate([first.reshape(*theta.shape[:2], -1), last], axis=-1)

    def risk(self, theta: Array) -> Array:
        """Mean squared error on fresh inputs without noise."""
        given = self._parts(theta, self.test)[2]
        return np.asarray(((given - self.wanted[:, None]) ** 2).mean(-1))
