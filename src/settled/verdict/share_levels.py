"""Share levels: the bounds of the levels on a share of papers, for contests that have no degree.

Of a contest of the past there are papers only, so that a degree would be an interval over what is missing.
What can be judged is how far its papers agree: the bounds of the levels, applied to the share that a
technology has of the field's papers that name any of its technologies. A share is what is studied, not what
is used: a share level says nothing of a degree's level, and the rule of falling trends is not applied to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from settled.records import Draws, LevelRule, ShareLevel, Verdict
from settled.verdict.levels import level_probability, most_probable

SHARE = "research_share"


def share_level(draws: Draws, rules: Sequence[LevelRule]) -> ShareLevel:
    """The share level of a share known by its draws.

    Args:
        draws: shape [N], in [0, 1].
        rules: one a level, the same as for degrees.

    >>> import numpy as np
    >>> bounds = {"L4": 0.95, "L3": 0.8, "L2": 0.6, "L1": 0.3, "L0": 0.0}
    >>> rules = [LevelRule(level, above, level) for level, above in bounds.items()]
    >>> found = share_level(np.array([0.2, 0.7, 0.75, 0.8]), rules)
    >>> found.level, found.probability["L2"]
    ('L2', 0.75)
    """
    probability = level_probability(draws, rules)
    return ShareLevel(most_probable(probability), probability)


def of_the_past(verdict: Verdict, rules: Sequence[LevelRule]) -> Verdict:
    """The verdict with its share level in place of a degree and all that follows from one."""
    share = verdict.indicators.get(SHARE)
    draws = share.draws if share else None
    return replace(
        verdict,
        degree=None,
        level=None,
        level_probability=None,
        label=None,
        label_before=None,
        past=True,
        share_level=None if draws is None else share_level(draws, rules),
    )
