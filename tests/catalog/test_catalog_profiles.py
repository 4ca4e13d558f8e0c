"""A wrong weight profile or level is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_files import written

from settled.catalog import reading, validation
from settled.errors import CatalogError

PROFILE = """\
[[profile]]
id = "mine"
name = "Mine"
weight = [
    { indicator = "adoption", weight = 0.5, reason = "use" },
    { indicator = "controversy", weight = 0.5, inverted = true, reason = "dispute" },
]
"""

PROFILE_FAULTS: dict[str, tuple[str, str, int, str]] = {
    "weights that do not sum to 1": ("0.5, reason", "0.6, reason", 1, "weights sum to 1.1, not 1"),
    "negative weight": ("0.5, reason", "-0.5, reason", 5, "weight -0.5 is outside 0..1"),
    "unknown indicator": (
        '"adoption"',
        '"adopton"',
        5,
        "unknown indicator 'adopton'; hint: did you mean 'adoption'",
    ),
    "indicator twice": ('"controversy"', '"adoption"', 6, "'adoption' is weighed twice"),
    "no reason": (', reason = "use"', "", 5, "'reason' is missing"),
    "unknown key": ("inverted", "inverse", 6, "unknown key 'inverse'; hint: did you mean 'inverted'"),
    "profile twice": (PROFILE, PROFILE + PROFILE, 9, "profile 'mine' stands twice"),
    "no profile": (PROFILE, "", 1, "'profile' is missing"),
}


@pytest.mark.parametrize("case", PROFILE_FAULTS)
def test_a_wrong_profile_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    old, new, line, message = PROFILE_FAULTS[case]
    path = written(tmp_path, PROFILE.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        reading.read(path, validation.profiles)
    assert raised.value.place == f"{path}:{line}"
    assert message in str(raised.value)


LEVELS = "".join(
    f'[[level]]\nid = "{level}"\nabove = {above}\nname = "x"\n'
    for level, above in [("L4", 0.95), ("L3", 0.8), ("L2", 0.6), ("L1", 0.3), ("L0", 0.0)]
)

LEVEL_FAULTS: dict[str, tuple[str, str, int, str]] = {
    "unknown level": ('"L3"', '"L5"', 6, "unknown id 'L5'"),
    "not below the one before": ("above = 0.8", "above = 0.96", 7, "does not stand below the one before it"),
    "above 1": ("above = 0.95", "above = 95", 3, "above 95 is outside 0..1"),
    "one too few": (
        '[[level]]\nid = "L0"\nabove = 0.0\nname = "x"\n',
        "",
        1,
        "4 levels; hint: give all of L0",
    ),
}


@pytest.mark.parametrize("case", LEVEL_FAULTS)
def test_a_wrong_level_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    old, new, line, message = LEVEL_FAULTS[case]
    path = written(tmp_path, LEVELS.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        reading.read(path, validation.levels)
    assert raised.value.place == f"{path}:{line}"
    assert message in str(raised.value)
