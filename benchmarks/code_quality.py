"""How well the reader of code sees what a person sees, on files labelled by hand; and what text search sees.

The labels name a repository, a commit, a path and a line; the files themselves are not kept here: set
``SETTLED_REPOSITORIES`` to a folder of git directories ``OWNER+NAME``. A file is judged by its set of
(technology, role); what a technology is called in text search is its catalog's code names, each one's last
part, as a whole word.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Two draws served development: the second was held out once, and scored before its faults were looked at.
PARTS = ("development", "second draw", "held-out")
LABELS = Path(__file__).parents[1] / "tests" / "labels" / "code.csv"
SECOND = LABELS.with_name("code_second.csv")  # the held-out files, labelled a second time, blind to the first
WORST = 10
ROLES = ("uses", "selects", "defines")
# Of these the catalog counts layers alone (functions are gates and outputs); labellers mark every call.
GATES = frozenset({"activation/sigmoid", "activation/tanh"})
Said = tuple[str, str]


@dataclass(slots=True)
class Tally:
    """Hits, false alarms and misses."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.false)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, 2 * self.hit + self.false + self.missed)


@dataclass(slots=True)
class Quality:
    """What one part of the labelled files shows.

    Attributes:
        confusion: (labelled role, found role) by how often, of one technology in one file; ``nothing`` where
            the other side is silent.
    """

    files: int = 0
    by_role: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    without_gates: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    technologies: Tally = field(default_factory=Tally)
    text_search: Tally = field(default_factory=Tally)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Labelled:
    repository: str
    commit: str
    path: str
    part: str
    said: frozenset[Said]


def labelled(labels: Path = LABELS) -> list[Labelled]:
    """The labelled files, each with its set of (field/technology, role)."""
    said: dict[tuple[str, str, str, str], set[Said]] = {}
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = said.setdefault((row["repository"], row["commit"], row["path"], row["part"]), set())
            if row["role"] in ROLES:
                known.add((f"{row['field']}/{row['technology']}", row["role"]))
    return [Labelled(*place, frozenset(found)) for place, found in said.items()]


def agreement() -> tuple[int, Tally]:
    """How many files were labelled twice, each time blind to the other, and how the marks compare."""
    first = {(one.repository, one.path): one.said for one in labelled()}
    second = labelled(SECOND)
    tally = Tally()
    for one in second:
        _count(tally, set(first[one.repository, one.path]), set(one.said))
    return len(second), tally


def contents(files: list[Labelled], folder: Path) -> Iterator[tuple[Labelled, bytes]]:
    """The files' contents, those that the folder's repositories hold."""
    import pygit2

    for one in files:
        place = folder / one.repository.replace("/", "+")
        place = place / "repo" if (place / "repo").exists() else place
        if place.exists():
            tree: Any = pygit2.Repository(str(place))[one.commit].peel(pygit2.Tree)
            yield one, tree[one.path].data


def measure(part: str, folder: Path) -> Quality:
    """Judge the files of one part."""
    from settled import catalog
    from settled.scan.code.kinds import kind_of
    from settled.scan.code.lexicon import Lexicon
    from settled.scan.code.python.vocabulary import vocabulary_of
    from settled.scan.code.readers import reader_of

    fields = ("optimizer", "sequence-mixing", "normalization", "activation", "fine-tuning")
    loaded = catalog.load().fields
    lexicon = Lexicon(tuple(loaded[name] for name in fields))
    words = _search_words(lexicon)
    quality = Quality()
    for one, content in contents([file for file in labelled() if file.part == part], folder):
        reader = reader_of(kind_of(one.path) or "")
        facts = reader(content, lexicon) if reader else []
        found = {(f"{f.field}/{f.technology}", f.role) for f in facts if f.said == "sighting"}
        found |= {
            (_who(match), f.role)
            for f in facts
            if f.said == "pending"
            for match in vocabulary_of(lexicon).meant(f.target)
        }
        _judge(quality, one, found, {who for word, who in words if re.search(word, content)})
    return quality


def _search_words(lexicon: Any) -> list[tuple[bytes, str]]:
    return [
        (rb"\b" + re.escape(name.rpartition(".")[2]).encode() + rb"\b", _who(match))
        for name, matches in (*lexicon.names.items(), *lexicon.own.items())
        for match in matches
    ]


def _who(match: Any) -> str:
    return f"{match.rival.field}/{match.rival.technology}"


def _judge(quality: Quality, one: Labelled, found: set[Said], searched: set[str]) -> None:
    quality.files += 1
    for role in ROLES:
        true, given = ({said for said in side if said[1] == role} for side in (one.said, found))
        _count(quality.by_role[role], true, given)
        _count(
            quality.without_gates[role],
            *({one for one in side if one[0] not in GATES} for side in (true, given)),
        )
    technologies, seen = ({who for who, _ in side} for side in (one.said, found))
    _count(quality.technologies, technologies, seen)
    _count(quality.text_search, technologies, searched)
    for who in sorted(technologies | seen):
        labels, roles = ("+".join(sorted(r for name, r in side if name == who)) for side in (one.said, found))
        quality.confusion[labels or "nothing", roles or "nothing"] += 1
        if labels != roles:
            place = f"{one.repository}@{one.commit[:8]}:{one.path}"
            quality.wrong.append((place, who, labels, roles))


def _count(tally: Tally, true: set[Any], found: set[Any]) -> None:
    tally.hit += len(true & found)
    tally.false += len(found - true)
    tally.missed += len(true - found)


def run() -> dict[str, Quality]:
    """All parts; none where the repositories are not at hand."""
    folder = os.environ.get("SETTLED_REPOSITORIES", "")
    return {part: measure(part, Path(folder)) for part in PARTS} if folder else {}


def render(qualities: dict[str, Quality]) -> str:
    """Tables of precision, recall and F1."""
    lines = ["## Code: what the reader sees against labels by hand", ""]
    if not qualities:
        return "\n".join(
            [*lines, "Not measured in this run: SETTLED_REPOSITORIES names no repositories.", ""]
        )
    for part, quality in qualities.items():
        lines += [f"{part}: {quality.files} files", ""]
        lines += ["| | precision | recall | F1 | labelled |", "|---|---|---|---|---|"]
        rows = [*((role, quality.by_role[role]) for role in ROLES), ("any role", quality.technologies)]
        for name, tally in (*rows, ("text search, same names", quality.text_search)):
            shares = f"{tally.precision:.3f} | {tally.recall:.3f} | {tally.f1:.3f}"
            lines.append(f"| {name} | {shares} | {tally.hit + tally.missed} |")
        lines += ["", f"F1 without sigmoid and tanh, of which only layers count: {_beside(quality)}."]
        common = ", ".join(f"{a} as {b} {n}" for (a, b), n in quality.confusion.most_common() if a != b)
        lines += ["", f"Confusion, labelled as found: {common or 'none'}.", ""]
        lines += [f"Most frequent faults: {_worst(quality)}.", ""]
    files, tally = agreement()
    lines += [
        f"{files} of the held-out files were labelled twice, blind to each other and to the reader: "
        f"{tally.hit} marks in common, {tally.missed} of the first alone, {tally.false} of the second alone.",
        "",
    ]
    return "\n".join(lines)


def _beside(quality: Quality) -> str:
    tallies = ((role, quality.without_gates[role]) for role in ROLES)
    return ", ".join(f"{role} {tally.f1:.3f} (of {tally.hit + tally.missed})" for role, tally in tallies)


def _worst(quality: Quality) -> str:
    kinds = Counter((who, labels or "nothing", found or "nothing") for _, who, labels, found in quality.wrong)
    return "; ".join(f"{who} {a} as {b} {n}" for (who, a, b), n in kinds.most_common(WORST)) or "none"
