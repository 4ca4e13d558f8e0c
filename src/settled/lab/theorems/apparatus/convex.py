"""Convex problems with exact optima, for the rate of a stochastic method."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["least squares", "absolute error", "logistic", "hinge"]
KINDS: tuple[Kind, ...] = ("least squares", "absolute error", "logistic", "hinge")


class Convex(NamedTuple):
    """A mean over samples of a convex loss of ``data @ theta`` and targets.

    Attributes:
        data: [N, p].
        targets: [N], real for regression and +-1 for classification.
    """

    kind: Kind
    data: Array
    targets: Array

    def loss(self, theta: Array) -> Array:
        """The mean loss at each of the parameters [..., p]: [...]."""
        return np.asarray(self._each(theta @ self.data.T).mean(-1))

    def _each(self, score: Array) -> Array:
        y = self.targets
        if self.kind == "least squares":
            return np.asarray(0.5 * (score - y) ** 2)
        if self.kind == "absolute error":
            return np.abs(score - y)
        if self.kind == "logistic":
            return np.asarray(np.logaddexp(0.0, -y * score))
        return np.maximum(0.0, 1 - y * score)

    def gradient(self, theta: Array, rows: NDArray[np.int64]) -> Array:
        """A subgradient at theta [S, p] on one sample each, rows [S]: [S, p]."""
        x, y = self.data[rows], self.targets[rows]
        score = (theta * x).sum(-1)
        if self.kind == "least squares":
            slope = score - y
        elif self.kind == "absolute error":
            slope = np.sign(score - y)
        elif self.kind == "logistic":
            slope = -0.5 * y * (1 - np.tanh(0.5 * y * score))
        else:
            slope = np.where(y * score < 1, -y, 0.0)
        return np.asarray(slope[:, None] * x)

    def optimum(self) -> Array:
        """A minimiser [p]: by linear algebra, a linear programme, or Newton's method."""
        if self.kind == "least squares":
            return np.asarray(np.linalg.lstsq(self.data, self.targets, rcond=None)[0])
        if self.kind == "logistic":
            return self._newton()
        return self._programme()

    def _newton(self) -> Array:
        theta = np.zeros(self.data.shape[1])
        for _ in range(50):
            p = 0.5 * (1 - np.tanh(0.5 * self.targets * (self.data @ theta)))
            gradient = -(self.data.T @ (self.targets * p)) / len(p)
            hessian = (self.data.T * (p * (1 - p))) @ self.data / len(p)
            theta = theta - np.linalg.solve(hessian, gradient)
        return np.asarray(theta)

    def _programme(self) -> Array:
        """min mean(u), u >= +-(X theta - y), or u >= 1 - y X theta and u >= 0."""
        from scipy.optimize import linprog

        n, p = self.data.shape
        one = np.eye(n)
        if self.kind == "absolute error":
            rows = np.block([[self.data, -one], [-self.data, -one]])
            bound = np.concatenate([self.targets, -self.targets])
        else:
            rows, bound = np.block([-self.targets[:, None] * self.data, -one]), -np.ones(n)
        cost = np.concatenate([np.zeros(p), np.full(n, 1 / n)])
        limits = [(None, None)] * p + [(0, None)] * n
        return np.asarray(linprog(cost, A_ub=rows, b_ub=bound, bounds=limits).x[:p])


def random_problem(kind: Kind, rng: np.random.Generator, samples: int = 100, size: int = 8) -> Convex:
    """Normal data, a normal truth with noise; labels that overlap, so that a minimum exists."""
    data = rng.standard_normal((samples, size))
    score = data @ rng.standard_normal(size) + rng.standard_normal(samples) * 2
    regression = kind in ("least squares", "absolute error")
    return Convex(kind, data, score if regression else np.where(score > 0, 1.0, -1.0))
