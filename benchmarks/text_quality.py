"""How often the text scan is right: against papers labelled by hand, blind to its answers.

Labels are ``tests/labels/papers*.csv``: unit, technology (``FIELD/TECHNOLOGY``), whether it is meant, the
paper's role towards it, and the split. Rules were tuned on ``dev`` alone.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from settled.catalog import load
from settled.records import Field, Signatures, Technology
from settled.scan.text import TextScanner, paper_roles

LABELS = Path(__file__).parents[1] / "tests" / "labels"
ROLES = ("proposes", "contests", "uses", "compares", "mentions")


@dataclass(frozen=True, slots=True)
class Label:
    """One paper and technology: the label, and the scan's answer (``None``: not meant)."""

    unit: str
    technology: str
    true: str | None
    found: str | None
    split: str


@dataclass(frozen=True, slots=True)
class Score:
    """Right, wrongly found and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else None

    def figures(self) -> dict[str, float | int | None]:
        """As a dictionary."""
        support = self.right + self.missed
        return {"n": support, "precision": self.precision, "recall": self.recall, "f1": self.f1}


def labelled(split: str | None = None) -> list[dict[str, str]]:
    """Rows of the label files, of one split or of all."""
    rows: list[dict[str, str]] = []
    for path in sorted(LABELS.glob("papers*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows.extend(row for row in csv.DictReader(lines) if split is None or row["split"] == split)
    return rows


def papers(units: Iterable[str]) -> pa.RecordBatch:
    """The labelled papers of the data folder, as they were shown: also those that stand there twice."""
    unit = pl.format("papers:{}:{}:{}", "venue", "year", pl.coalesce(_id("paper_id"), _id("title_key")))
    return (
        pl.scan_parquet(Path(os.environ["SETTLED_DATA"]) / "papers.parquet")
        .with_columns(unit=unit, unit_key=pl.lit(0), source="venue", period=pl.date("year", 1, 1))
        .filter(pl.col("unit").is_in(sorted(set(units))), pl.col("abstract").is_not_null())
        .unique("unit", keep="first", maintain_order=True)
        .select("unit", "unit_key", "source", "period", "title", "abstract")
        .collect()
        .to_arrow()
        .combine_chunks()
        .to_batches()[0]
    )


def _id(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)


def answered(rows: Sequence[dict[str, str]], batch: pa.RecordBatch) -> list[Label]:
    """Each label with the scan's answer."""
    found = paper_roles(TextScanner(list(load().fields.values())).scan(batch))
    roles = {(row["unit"], f"{row['field']}/{row['technology']}"): row["role"] for row in found.to_pylist()}
    return [
        Label(
            row["unit"],
            row["technology"],
            row["role"] if row["meant"] == "yes" else None,
            roles.get((row["unit"], row["technology"])),
            row["split"],
        )
        for row in rows
    ]


def meant_score(labels: Iterable[Label]) -> Score:
    """How well the scan tells whether a technology is meant."""
    kinds = Counter((label.true is not None, label.found is not None) for label in labels)
    return Score(kinds[True, True], kinds[False, True], kinds[True, False])


def role_score(labels: Iterable[Label], role: str) -> Score:
    """How well the scan tells a role, among technologies that are meant and found."""
    kinds = Counter(
        (label.true == role, label.found == role) for label in labels if label.true and label.found
    )
    return Score(kinds[True, True], kinds[False, True], kinds[True, False])


def _unconditional(fields: Sequence[Field]) -> list[Field]:
    """Fields with only the ambiguous aliases, without their conditions."""

    def bare(signatures: Signatures) -> Signatures:
        asked = [alias for alias in signatures.aliases if alias.context or alias.unless]
        return Signatures(aliases=tuple(replace(alias, context=(), within=0, unless=()) for alias in asked))

    def stripped(technology: Technology) -> Technology:
        variants = [replace(variant, signatures=bare(variant.signatures)) for variant in technology.variants]
        return replace(technology, signatures=bare(technology.signatures), variants=tuple(variants))

    return [replace(field, technologies=tuple(map(stripped, field.technologies))) for field in fields]


def by_alias(labels: Sequence[Label], batch: pa.RecordBatch) -> dict[str, Score]:
    """How well the scan tells whether it is meant, where an ambiguous alias of the technology stands."""
    seen = TextScanner(_unconditional(list(load().fields.values()))).scan(batch)
    aliases: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in seen.to_pylist():
        aliases[row["unit"], f"{row['field']}/{row['technology']}"].add(row["text"].lower())
    groups: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        for alias in aliases[label.unit, label.technology]:
            groups[alias].append(label)
    return {alias: meant_score(group) for alias, group in sorted(groups.items())}


def measure(split: str) -> dict[str, Any]:
    """All figures of one split."""
    rows = labelled(split)
    if not rows:
        return {}
    batch = papers(row["unit"] for row in rows)
    labels = answered(rows, batch)
    both = [label for label in labels if label.true and label.found]
    roles = {role: role_score(labels, role).figures() for role in ROLES}
    known = [roles[role]["f1"] for role in ROLES if roles[role]["n"]]
    return {
        "papers": len({label.unit for label in labels}),
        "pairs": len(labels),
        "meant": meant_score(labels).figures(),
        "aliases": {alias: score.figures() for alias, score in by_alias(labels, batch).items()},
        "roles": roles,
        "role_accuracy": sum(label.true == label.found for label in both) / len(both) if both else None,
        "role_macro_f1": sum(f1 or 0.0 for f1 in known) / len(known) if known else None,
        "confusion": {
            f"{true}>{found}": count
            for (true, found), count in sorted(Counter((label.true, label.found) for label in both).items())
        },
    }


def run() -> dict[str, Any]:
    """Figures by split; a split without labels is left out."""
    return {split: figures for split in ("dev", "test") if (figures := measure(split))}


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _row(name: str, figures: dict[str, Any]) -> str:
    shares = " | ".join(_share(figures[key]) for key in ("precision", "recall", "f1"))
    return f"| {name} | {figures['n']} | {shares} |"


def _confusion(counts: dict[str, int]) -> list[str]:
    lines = ["| labelled \\ found | " + " | ".join(ROLES) + " |", "| --- |" + " ---: |" * len(ROLES)]
    for true in ROLES:
        row = " | ".join(str(counts.get(f"{true}>{found}", 0)) for found in ROLES)
        lines += [f"| {true} | {row} |"]
    return lines


def render(figures: dict[str, Any]) -> str:
    """A section of Markdown."""
    lines = ["## Text scan: quality", ""]
    lines += ["Against papers labelled by hand, blind to the scan. Rules were tuned on `dev` only.", ""]
    for split, found in figures.items():
        lines += [
            f"### {split}: {found['papers']} papers, {found['pairs']} pairs of paper and technology",
            "",
        ]
        lines += ["| | n | precision | recall | F1 |", "| --- | ---: | ---: | ---: | ---: |"]
        lines += [_row("meant", found["meant"])]
        lines += [_row(f"role: {role}", found["roles"][role]) for role in ROLES]
        lines += ["", f"Roles: accuracy {_share(found['role_accuracy'])}, "]
        lines[-1] += f"mean F1 of roles {_share(found['role_macro_f1'])}."
        lines += ["", *_confusion(found["confusion"]), ""]
        lines += ["Is an ambiguous name meant?", ""]
        lines += ["| alias | n | precision | recall | F1 |", "| --- | ---: | ---: | ---: | ---: |"]
        lines += [_row(f"`{alias}`", score) for alias, score in found["aliases"].items()]
        lines += [""]
    return "\n".join(lines)


if __name__ == "__main__":
    print(render(run()))
