"""Observations with some of them left out: what would be measured without them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from settled.indicators.rows import Observed, Rows


class Thinned(Observed):
    """Observations without some rows of one field, technology and measure.

    What is known of all others (how alike units of one cluster are) stays as it is.
    """

    def __init__(self, whole: Observed, triple: tuple[str, str, str], kept: NDArray[np.bool_]) -> None:
        """``kept``: of the rows of ``triple`` (field, technology, measure), shape [R]."""
        self.__dict__.update(vars(whole))
        self._triple, self._kept_rows = triple, kept

    def rows(self, field: str, technology: str, measure: str) -> Rows:
        """The observations of one technology and measure, less those that are left out."""
        found = super().rows(field, technology, measure)
        return found.where(self._kept_rows) if (field, technology, measure) == self._triple else found


class Recorded(Observed):
    """Observations that note which measures are asked for.

    Attributes:
        read: the measures, each once, in the order of the first question.
    """

    def __init__(self, whole: Observed) -> None:
        self.__dict__.update(vars(whole))
        self.read: list[str] = []

    def rows(self, field: str, technology: str, measure: str) -> Rows:
        """The observations of one technology and measure."""
        if measure not in self.read:
            self.read.append(measure)
        return super().rows(field, technology, measure)
