"""Length extrapolation: trained at one length, tested at that, twice and four times it.

The task inside is another workload's (induction heads, unless said otherwise), which is well defined at any
length; what changes is how far back the answer stands. Press et al., Train Short, Test Long,
https://arxiv.org/abs/2108.12409, 2022, ask it of position encodings. It is asked of each through the model's
``position``.
"""

from __future__ import annotations

from typing import Any

from torch import Generator, Tensor

from settled.lab import workloads

METRIC = "accuracy"
MULTIPLES = (1, 2, 4)


class Workload:
    """A task at several lengths; splits ``train`` and ``valid`` at 1x, and ``1x``, ``2x`` and ``4x`` to test.

    Args:
        length: positions trained at.
        task: name of the workload inside.
        settings: of that workload.
    """

    def __init__(self, length: int, task: str = "induction_heads", **settings: Any) -> None:
        inner = workloads.load(task).Workload
        self.tasks = {f"{multiple}x": inner(multiple * length, **settings) for multiple in MULTIPLES}
        first = self.tasks["1x"]
        train, valid, test = first.splits[:3]
        self.inner = {"train": train, "valid": valid} | dict.fromkeys(self.tasks, test)
        self.splits = tuple(self.inner)
        self.tasks |= {"train": first, "valid": first}
        self.vocabulary = first.vocabulary
        self.longest = max(task.longest for task in self.tasks.values())

    def batch(self, split: str, rows: int, generator: Generator) -> tuple[Tensor, Tensor]:
        """A batch of the task at the split's length."""
        inputs, targets = self.tasks[split].batch(self.inner[split], rows, generator)
        return inputs, targets
