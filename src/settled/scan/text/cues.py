"""The rules of roles, read from ``roles.toml``."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from settled.errors import CatalogError, did_you_mean
from settled.records import ROLES, Role
from settled.scan.text.boundaries import Mask
from settled.scan.text.lexicon import Spelled, Spelling, spelled
from settled.scan.text.spans import Ints

_CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Unreached:
    """The role, as its number in ``records.ROLES``, of a name that no cue reaches, by where it stands.

    Attributes:
        title: in a title; ``title_head``: at its end or right before its colon, as what the paper is called.
        opening: within the first ``opening_bytes`` of an abstract; ``later``: after them.
    """

    title: int
    title_head: int
    opening: int
    opening_bytes: int
    later: int


@dataclass(frozen=True, slots=True)
class Cues:
    """Phrases that tell a role.

    Attributes:
        spelled: the phrases; their senses number the rows below.
        role: shape [C]; number of the role in ``records.ROLES``.
        before: shape [C]; whether the phrase stands before the name.
        reach: shape [C]; how far from the name, in bytes; ``weight``: shape [C]; heavier ones decide.
        priority: roles, the strongest first.
        unreached: what a name is that no cue reaches.
    """

    spelled: Spelled
    role: Ints
    before: Mask
    reach: Ints
    weight: Ints
    priority: tuple[Role, ...]
    unreached: Unreached


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
def load(title: bool = False) -> Cues:
    """The rules that ship with the package: those for abstracts, or those for titles.

    Raises:
        CatalogError: a role or side that does not exist.
    """
    text = resources.files("settled.scan").joinpath("roles.toml").read_text("utf-8")
    return parse(text, "roles.toml", title)


def parse(text: str, place: str, title: bool = False) -> Cues:
    """Rules from TOML for abstracts, or for titles; see the head of ``roles.toml``."""
    document = tomllib.loads(text)
    groups: dict[Spelling, list[int]] = {}
    rows: list[tuple[int, bool, int, int]] = []
    for cue in document["cue"]:
        role, side = cue["role"], cue["side"]
        if role not in ROLES:
            raise CatalogError(place, f"no role '{role}'", did_you_mean(role, ROLES))
        if side not in ("before", "after"):
            raise CatalogError(place, f"no side '{side}'", did_you_mean(side, ("before", "after")))
        if cue.get("title_only", False) and not title:
            continue
        row = (ROLES.index(role), side == "before", int(cue["reach"]), int(cue.get("weight", 1)))
        for phrase in cue["phrases"]:
            rows.append(row)
            if "*" in phrase[:-1]:
                raise CatalogError(
                    place, f"'*' inside '{phrase}'", "write it at the end, or name the choices"
                )
            for reading in choices(phrase):
                groups.setdefault(_spelling(reading), []).append(len(rows) - 1)
    table = np.array(rows, np.int64)
    return Cues(
        spelled=spelled(groups),
        role=table[:, 0],
        before=table[:, 1] == 1,
        reach=table[:, 2],
        weight=table[:, 3],
        priority=tuple(document["priority"]),
        unreached=_unreached(document["unreached"], place),
    )


def _unreached(table: dict[str, Any], place: str) -> Unreached:
    roles = {name: value for name, value in table.items() if name != "opening_bytes"}
    for role in roles.values():
        if role not in ROLES:
            raise CatalogError(place, f"no role '{role}'", did_you_mean(role, ROLES))
    return Unreached(
        opening_bytes=int(table["opening_bytes"]),
        **{name: ROLES.index(role) for name, role in roles.items()},
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
