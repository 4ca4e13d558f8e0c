"""Where trials run: what every engine offers, and the choice of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from settled.lab.crew import crew
from settled.lab.experiment import Outcome, Trial, UserFile
from settled.lab.hardware import hardware

EngineName = Literal["local", "ray"]


class Engine(Protocol):
    """Hands trials to whatever runs them, and says what became of each, once."""

    @property
    def idle(self) -> int:
        """Trials that may be handed out now."""
        ...

    @property
    def in_hand(self) -> list[Trial]:
        """Trials that are running."""
        ...

    def hand(self, trial: Trial, limit: float) -> None:
        """Have a trial run; it may take ``limit`` seconds."""
        ...

    def wait(self, until: float) -> Outcome | None:
        """The next outcome; ``None`` if there is none by ``until`` on the monotonic clock, or earlier if
        further trials may be handed out."""
        ...


Starting = Callable[[], AbstractContextManager[Engine]]
"""What starts an engine, which lasts as long as the ``with`` block."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run's trials run.

    Attributes:
        address: of a cluster; ``local`` has none.
    """

    engine: EngineName = "local"
    address: str = ""

    def starting(self, user_files: Sequence[UserFile]) -> Starting:
        """What starts the engine; starting ``ray`` raises InputError where there is no Ray or no cluster."""
        if self.engine == "local":
            return crew
        from settled.lab.cluster import Cluster

        return lambda: Cluster(self.address, user_files)

    def hardware(self) -> dict[str, str | int]:
        """What the trials will run on.

        Raises:
            InputError: there is no Ray, or no cluster.
        """
        if self.engine == "local":
            return hardware()
        from settled.lab.cluster import Cluster

        with Cluster(self.address) as cluster:
            return cluster.hardware()


LOCAL = Place()
