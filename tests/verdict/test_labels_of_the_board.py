"""The board's labels, on the evidence that ships."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from settled.pipeline import Settled
from settled.verdict.labels import label, quarter_end_before


@pytest.fixture
def opened(home):
    return lambda day: Settled.open(home, as_of=day)


def test_the_level_before_is_the_one_that_was_judged_then(opened):
    day = date(2025, 11, 24)
    end = quarter_end_before(day)
    for field in ("optimizer", "serving", "sparsity", "js-bundler"):
        now = opened(day).field(field, series=False).verdicts
        then = opened(end).field(field, series=False).verdicts
        assert [verdict.label_before for verdict in now] == [verdict.level for verdict in then]
        for old, new in zip(then, now, strict=True):
            if new.level_probability is not None:
                assert new.label == label(old.level_probability, new.level_probability)


def test_a_label_changes_no_more_often_than_the_level(opened):
    """Month by month over a year: labels flip less than the most probable levels do."""
    levels, labels = [], []
    for month in range(12):
        day = date(2025, month + 1, 28)
        verdicts = opened(day).field("optimizer", series=False).verdicts
        levels.append([verdict.level for verdict in verdicts])
        labels.append([verdict.label for verdict in verdicts])

    def flips(history):
        return sum(a != b for one, other in pairwise(history) for a, b in zip(one, other, strict=True))

    assert flips(labels) <= flips(levels)
