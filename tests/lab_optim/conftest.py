"""Tensors of awkward sizes and magnitudes, and the two ways to step them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Tests that set the number of threads leave it as it was."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def wild() -> Callable[..., Tensor]:
    """Float32 values from 1e-30 to 1e30 and zeros, by shape and seed."""

    def made(*shape: int, seed: int = 0) -> Tensor:
        generator = np.random.default_rng(seed)
        size = 10.0 ** generator.uniform(-30, 30, shape) * generator.choice([-1.0, 1.0], shape)
        values: NDArray[np.float64] = np.where(generator.random(shape) < 0.1, 0.0, size)
        return torch.from_numpy(values.astype(np.float32))

    return made
