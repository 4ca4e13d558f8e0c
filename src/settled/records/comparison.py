"""Technologies side by side, and what those of a level look like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from settled.records.claims import Claim
from settled.records.verdicts import Verdict
from settled.records.words import Level

QUANTITIES = ("degree", "adoption", "standardization", "controversy", "research_share")
"""What the technologies of levels are compared by."""
STATED_OF = {"level_adoption": "adoption", "level_degree": "degree"}
"""Of what is stated of levels, by a claim's attribute, the quantity that it is of."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The mean of a quantity over the technologies of a level.

    Attributes:
        mean: of the medians; ``low`` and ``high`` its 90 % interval, technologies drawn with replacement;
            ``None`` of fewer than two.
        n: technologies that have it.
    """

    quantity: str
    mean: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class LevelLooks:
    """One level: who is judged there, what they look like, and what is stated of it.

    Attributes:
        technologies: (field, id) of those whose most probable level it is.
    """

    level: Level
    technologies: tuple[tuple[str, str], ...]
    looks: tuple[Looks, ...]
    stated: tuple[Claim, ...]

    def of(self, quantity: str) -> Looks | None:
        """What is known of one quantity; ``None``: no technology of the level has it."""
        return next((one for one in self.looks if one.quantity == quantity), None)


@dataclass(frozen=True, slots=True)
class Together:
    """Whether two quantities go together: Spearman's rank correlation over technologies.

    Attributes:
        low: with ``high`` its 90 % interval, by the bootstrap.
        above: of those with the first quantity above ``first_above``, how many have the second above
            ``second_above``; ``of``: how many those are.
    """

    first: str
    second: str
    rho: float
    low: float
    high: float
    n: int
    first_above: float
    second_above: float
    above: int
    of: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Verdicts side by side, or levels; one of them is empty."""

    as_of: date
    profile: str
    verdicts: tuple[Verdict, ...] = ()
    levels: tuple[LevelLooks, ...] = ()
    together: Together | None = None
    stated: tuple[Claim, ...] = ()
