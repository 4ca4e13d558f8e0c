"""What a document states."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """A number or formula that a document states.

    Attributes:
        subject: technology id; ``attribute``: indicator id, ``degree``, ``share`` ...
        value: as a share in [0, 1], or in ``unit``; ``bound``: ``=``, ``<``, ``>`` or ``~`` as written.
        inputs: for a written calculation, the (indicator, weight, value) triples that it computes with.
    """

    file: str
    line: int
    kind: str
    subject: str
    attribute: str
    value: float
    unit: str
    bound: str = "="
    source: str = ""
    inputs: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class StatedDegree:
    """A degree recomputed from what a document states, beside what the document prints.

    Attributes:
        inputs: (indicator, weight, value as stated) of each term, in the profile's order.
        degree: their weighted sum; ``None`` where a weighted indicator is not stated (see ``missing``).
        printed: the degrees that the document prints for the technology.
    """

    field: str
    technology: str
    profile: str
    inputs: tuple[tuple[str, float, float], ...]
    degree: float | None
    missing: tuple[str, ...]
    printed: tuple[Claim, ...]
