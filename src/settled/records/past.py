"""Contests of the past, judged at the ends of decades."""

from __future__ import annotations

from dataclasses import dataclass

from settled.records.boards import SharePoint
from settled.records.fields import Field
from settled.records.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class PastContest:
    """A contest of the past with its share levels as of several days.

    Attributes:
        judged: for each day, ascending, the verdicts on the field's technologies, in the field's order; days
            on which no technology has a share are left out.
        shares: its shares by year, as of the last day.
    """

    field: Field
    judged: tuple[tuple[Verdict, ...], ...]
    shares: tuple[SharePoint, ...]
