"""The rules of roles, read from ``roles.toml``."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from settled.errors import CatalogError, did_you_mean
from settled.records import ROLES, Role
from settled.scan.text.boundaries import Mask
from settled.scan.text.lexicon import Spelled, Spelling, spelled
from settled.scan.text.spans import Ints

_CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Cues:
    """Phrases that tell a role.

    Attributes:
        spelled: the phrases; their senses number the rows below.
        role: shape [C]; number of the role in ``records.ROLES``.
        before: shape [C]; whether the phrase stands before the name.
        reach: shape [C]; how far from the name, in bytes; ``weight``: shape [C]; heavier ones decide.
        priority: roles, the strongest first.
    """

    spelled: Spelled
    role: Ints
    before: Mask
    reach: Ints
    weight: Ints
    priority: tuple[Role, ...]


def choices(phrase: str) -> Iterator[str]:
    """Every reading of a phrase with choices.

    >>> list(choices("we (propose|introduce) (a|)"))
    ['we propose a', 'we propose', 'we introduce a', 'we introduce']
    """
    parts = _CHOICE.split(phrase)
    options = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    for chosen in itertools.product(*options):
        text = "".join(chosen)
        yield re.sub(r" +", " ", text).rstrip() if "(" in phrase else text


@cache
def load() -> Cues:
    """The rules that ship with the package.

    Raises:
        CatalogError: a role or side that does not exist.
    """
    return parse(resources.files("settled.scan").joinpath("roles.toml").read_text("utf-8"), "roles.toml")


def parse(text: str, place: str) -> Cues:
    """Rules from TOML; see the head of ``roles.toml``."""
    document = tomllib.loads(text)
    groups: dict[Spelling, list[int]] = {}
    rows: list[tuple[int, bool, int, int]] = []
    for cue in document["cue"]:
        role, side = cue["role"], cue["side"]
        if role not in ROLES:
            raise CatalogError(place, f"no role '{role}'", did_you_mean(role, ROLES))
        if side not in ("before", "after"):
            raise CatalogError(place, f"no side '{side}'", did_you_mean(side, ("before", "after")))
        row = (ROLES.index(role), side == "before", int(cue["reach"]), int(cue.get("weight", 1)))
        for phrase in cue["phrases"]:
            rows.append(row)
            for reading in choices(phrase):
                groups.setdefault(_spelling(reading), []).append(len(rows) - 1)
    table = np.array(rows, np.int64)
    return Cues(
        spelled(groups), table[:, 0], table[:, 1] == 1, table[:, 2], table[:, 3], tuple(document["priority"])
    )


def _spelling(phrase: str) -> Spelling:
    stem = phrase.removesuffix("*")
    return Spelling(
        raw=stem.lower().encode(),
        exact=False,
        open_start=not stem[0].isalnum(),
        open_end=stem != phrase or not stem[-1].isalnum(),
        plural=False,
    )
