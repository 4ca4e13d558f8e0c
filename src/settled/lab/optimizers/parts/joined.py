"""Several optimizers, each for its own parameters, stepped as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Joined:
    """What training needs of an optimizer, done by each member."""

    def __init__(self, members: Sequence[Any]) -> None:
        self.members = members
        self.param_groups = [group for member in members for group in member.param_groups]

    def step(self) -> None:
        """One step of each."""
        for member in self.members:
            member.step()

    @property
    def state(self) -> dict[Any, Any]:
        """The states of all, by parameter."""
        return {parameter: state for member in self.members for parameter, state in member.state.items()}
