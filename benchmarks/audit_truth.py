"""What ``settled audit`` finds: in the founding document, in made-up ones with one number changed; and how
long it takes.

The founding document does not ship: ``SETTLED_DATA`` names the folder of data that it stands beside.
"""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks._audit_made import MAKERS, changed_line, report
from settled.audit import audit
from settled.catalog import load
from settled.records import Field
from settled.records.audit import AuditedDocument, Finding
from settled.scan.claims.formats import blocks_of
from settled.scan.claims.statements import find_statements

SLIPS = Path(__file__).parent.parent / "tests/labels/founding_slips.csv"
FAILS = ("contradicted", "imprecise")
EACH = 200
FILES, FILE_SIZE = 1000, 20_000
SIZES_MB = (0.1, 1.0, 4.0, 10.0)


def run() -> dict[str, Any]:
    """Measure all.

    Returns:
        ``founding``: as of ``_founding``, or ``None`` without the document; ``kinds``: by kind, how many
        changes were found, how many at their line, and how many true documents were accused; ``tree`` and
        ``lengths``: seconds of wall clock and of processor time of the whole process.
    """
    fields = [field for field in load().fields.values() if field.status == "current"]
    with TemporaryDirectory() as folder:
        return {
            "founding": _founding(fields),
            "kinds": {name: _kind(name, fields) for name in MAKERS},
            "tree": _tree(Path(folder)),
            "lengths": [{"mb": size, **_length(Path(folder), size)} for size in SIZES_MB],
        }


def _read(name: str, content: bytes, fields: list[Field]) -> tuple[AuditedDocument, list[Finding]]:
    document = find_statements(blocks_of(name, content), name, fields)
    return document, [one for one in audit(document) if one.verdict in FAILS]


def _founding(fields: list[Field]) -> dict[str, Any] | None:
    """Slips found of those listed, by line and check; correct lines accused, of all that state a figure."""
    data = os.environ.get("SETTLED_DATA")
    path = Path(data).parent / "seed" / "convergence-L4.zh.md" if data else None
    if path is None or not path.exists():
        return None
    with SLIPS.open(encoding="utf-8", newline="") as file:
        listed = {(int(row["line"]), row["check"]) for row in csv.DictReader(file)}
    document, failing = _read("founding.md", path.read_bytes(), fields)
    slips = {line for line, _ in listed}
    correct = {statement.line for statement in document.statements} - slips
    return {
        "listed": len(listed),
        "found": len(listed & {(one.line, one.check) for one in failing}),
        "correct": len(correct),
        "accused": len({one.line for one in failing} - slips),
        "runs": [_timed(path) for _ in range(3)],
    }


def _kind(name: str, fields: list[Field]) -> dict[str, int]:
    counts = {"made": EACH, "found": 0, "at_line": 0, "accused": 0}
    random = Random(f"audit {name}")
    for _ in range(EACH):
        pair = MAKERS[name](random)
        failing = {one.line for one in _read("made.md", pair[1].encode(), fields)[1]}
        counts["found"] += bool(failing)
        counts["at_line"] += changed_line(pair) in failing
        counts["accused"] += bool(_read("made.md", pair[0].encode(), fields)[1])
    return counts


def _tree(folder: Path) -> dict[str, float]:
    """Many files at once, as a user runs it."""
    random = Random("audit tree")
    tree = folder / "tree"
    tree.mkdir()
    for at in range(FILES):
        (tree / f"{at:04}.md").write_text(report(random, FILE_SIZE), encoding="utf-8")
    return _timed(tree)


def _length(folder: Path, size: float) -> dict[str, float]:
    path = folder / f"{size}.md"
    path.write_text(report(Random(f"audit {size}"), int(size * 1e6)), encoding="utf-8")
    return _timed(path)


def _timed(path: Path) -> dict[str, float]:
    """The whole process of ``settled audit``, which exits with 0 or 1."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "settled", "audit", str(path)], stdout=subprocess.DEVNULL, check=False
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"settled audit {path.name} ended with {done.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu}


def render(figures: dict[str, Any]) -> str:
    """The section of the results."""
    return "\n".join(
        [
            "## Audit: what it finds, and how fast",
            "",
            *_founding_lines(figures["founding"]),
            "",
            f"Made-up documents, {EACH} of each kind (seeded): a true one, and the same with one number "
            "changed by more than rounding explains. At its line: the line of the changed number is named.",
            "",
            "| one number changed in | found | rate | at its line | unchanged ones accused |",
            "| --- | ---: | ---: | ---: | ---: |",
            *(_kind_line(name, counts) for name, counts in figures["kinds"].items()),
            "",
            *_speed_lines(figures),
        ]
    )


def _founding_lines(founding: dict[str, Any] | None) -> list[str]:
    if founding is None:
        return ["The founding document was not at hand."]
    listed, found = founding["listed"], founding["found"]
    best = min(founding["runs"], key=lambda run: run["wall"])
    return [
        "The founding document, its slips listed by hand (`tests/labels/founding_slips.csv`):",
        "",
        "| | found | aim |",
        "| --- | ---: | ---: |",
        f"| listed slips found, by line and check | {found} of {listed} ({found / listed:.3f}) | 0.95 |",
        f"| correct lines accused | {founding['accused']} of {founding['correct']} "
        f"({founding['accused'] / founding['correct']:.3f}) | 0.05 |",
        f"| whole process, best of 3 | {best['wall']:.2f} s ({best['cpu']:.2f} s of processor) | 2 s |",
    ]


def _kind_line(name: str, counts: dict[str, int]) -> str:
    made, found = counts["made"], counts["found"]
    return f"| {name} | {found} of {made} | {found / made:.3f} | {counts['at_line']} | {counts['accused']} |"


def _speed_lines(figures: dict[str, Any]) -> list[str]:
    lines = [
        "Whole process of `settled audit` on made-up Markdown without a slip:",
        "",
        "| input | wall, s | processor, s | MB/s of processor | aim |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    sizes = [
        (f"{FILES:,} files of {FILE_SIZE // 1000} kB", FILES * FILE_SIZE / 1e6, figures["tree"], "60 s"),
        *((f"one file of {one['mb']:g} MB", one["mb"], one, "linear") for one in figures["lengths"]),
    ]
    return lines + [
        f"| {name} | {one['wall']:.1f} | {one['cpu']:.1f} | {mb / one['cpu']:.2f} | {aim} |"
        for name, mb, one, aim in sizes
    ]


if __name__ == "__main__":
    print(render(run()))
