"""Adam's family of update rules on arrays of any shape, many independent problems at a time.

Kingma and Ba, https://arxiv.org/abs/1412.6980, 2015, algorithm 1; decay apart after Loshchilov and Hutter,
https://arxiv.org/abs/1711.05101, 2019, algorithm 2, in the form that multiplies it by the step; AMSGrad after
Reddi, Kale and Kumar, https://arxiv.org/abs/1904.09237, 2018, algorithm 2. All as PyTorch's have them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]
Decay = Literal["decoupled", "coupled"]


@dataclass(slots=True)
class Adam:
    """One rule and its state; a fresh one starts at step 0.

    Args:
        decay: "decoupled" subtracts ``eta * amount * theta`` beside the adaptive step (AdamW), "coupled" adds
            ``amount * theta`` to the gradient (L2 inside Adam).
        amsgrad: whether the second moment's greatest value so far is used.

    >>> rule = Adam()
    >>> float(rule.step(np.array(1.0), np.array(5.0), eta=0.1))  # the first step has the size eta
    0.9000000002
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    decay: Decay = "decoupled"
    amsgrad: bool = False
    count: int = 0
    first: Array = field(default_factory=lambda: np.zeros(()))
    second: Array = field(default_factory=lambda: np.zeros(()))
    greatest: Array = field(default_factory=lambda: np.zeros(()))

    def step(self, theta: Array, gradient: Array, eta: ArrayLike, amount: ArrayLike = 0.0) -> Array:
        """The next parameters; ``eta`` (step) and ``amount`` (decay) broadcast against ``theta``."""
        rate, weight = np.asarray(eta), np.asarray(amount)
        g = gradient + weight * theta if self.decay == "coupled" else gradient
        self.count += 1
        self.first = self.beta1 * self.first + (1 - self.beta1) * g
        self.second = self.beta2 * self.second + (1 - self.beta2) * g * g
        if self.amsgrad:
            self.greatest = np.maximum(self.greatest, self.second)
        seen = self.greatest if self.amsgrad else self.second
        mean = self.first / (1 - self.beta1**self.count)
        size = np.sqrt(seen / (1 - self.beta2**self.count)) + self.epsilon
        moved = theta - rate * mean / size
        return np.asarray(moved - rate * weight * theta if self.decay == "decoupled" else moved)
