"""The public repositories whose histories ship as evidence: which, how each was drawn, at which commit."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from settled.errors import InputError
from settled.records import Origin

_FILE = Path(__file__).with_name("drawn.csv")
_MIRRORED_ON = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A repository of the sample.

    Attributes:
        name: ``OWNER/NAME``.
        stratum: what kind of repository it was drawn as (``training-library``).
        how: by which procedure it was drawn.
        commit: id of the newest commit that was read.
    """

    name: str
    stratum: str
    how: str
    commit: str


@cache
def drawn() -> tuple[Drawn, ...]:
    """The sample, by name."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        found = [Drawn(row["repository"], row["stratum"], row["drawn"], row["commit"]) for row in rows]
    return tuple(sorted(found, key=lambda one: one.name))


def git_directory(folder: Path, repository: Drawn) -> Path:
    """Where a folder of ``OWNER+NAME`` git directories holds a repository.

    Raises:
        InputError: it does not.
    """
    place = folder / repository.name.replace("/", "+")
    for found in (place / "repo", place):
        if (found / "HEAD").is_file() or (found / ".git").is_dir():
            return found
    hint = f"clone https://github.com/{repository.name} to {place.name} there (git clone --bare)"
    raise InputError(str(folder), f"holds no {place.name}", hint)


def origin_of(repository: Drawn) -> Origin:
    """Whose the repository is."""
    return Origin(
        source="code",
        producer=f"the authors of {repository.name}",
        title=repository.name,
        licence="the repository's own; counts and ids only",
        url=f"https://github.com/{repository.name}",
        date_published="",
        date_accessed=_MIRRORED_ON,
        citation=f"{repository.stratum}; {repository.how}",
    )
