"""Experiments and runs of the lab for the terminal, made from their documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from settled.report.columns import WIDTH, grid, wrap

if TYPE_CHECKING:  # the package of documents brings NumPy
    from settled.report.documents.text import Document

OTHER_CODE = (
    "measured with other code than this version's: run it again before you rely on it (`settled lab run`)"
)


def list_text(document: Document) -> str:
    """The experiments: question, claims, and what each budget takes."""
    return "\n\n".join("\n".join(_listed(one)) for one in document["experiments"])


def _listed(one: Document) -> list[str]:
    field = f" (field {one['field']})" if one["field"] else ""
    lines = [*wrap(f"{one['experiment']}{field}: {one['question']}", WIDTH)]
    rows = [(budget["budget"], _seconds(budget["seconds"]), budget["says"]) for budget in one["budgets"]]
    lines += grid(rows, (10, 8, 76), right=frozenset({1}))
    claims = [claim["id"] for claim in one["claims"]]
    return [*lines, *wrap(f"{len(claims)} claims: {', '.join(claims)}", WIDTH, "  ")]


def runs_text(document: Document) -> str:
    """The runs, one a line."""
    if not document["runs"]:
        return "no runs yet; `settled lab run` starts one"
    rows = [
        (
            one["run"],
            one["started"],
            "complete" if one["complete"] else "to be resumed",
            f"{one['trials']:,} trials",
        )
        for one in document["runs"]
    ]
    return "\n".join(grid(rows, (40, 10, 14, 16), indent=""))


def run_text(document: Document) -> str:
    """What a run found: claims with their verdicts, comparisons, results, and what did not end well."""
    blocks = [
        _head(document),
        _claims(document["claims"]),
        comparison_lines(document["comparisons"]),
        _results(document["results"]),
        _failures(document["trials"]),
        [text for note in document["notes"] for text in wrap(f"- {note}", WIDTH)],
        _foot(document),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _head(document: Document) -> list[str]:
    plan = document["plan"]
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in document["counts"].items())
    other = [] if document.get("same_code", True) else wrap(OTHER_CODE, WIDTH)
    return [
        *wrap(f"{document['experiment']}: {document['question']}", WIDTH),
        *other,
        f"run {document['run']}, budget {plan['budget']}, seed {plan['seed']}; trials: {counts or 'none'}",
    ]


def _claims(claims: Sequence[Document]) -> list[str]:
    rows = [
        (one["id"], one["verdict"].replace("_", " "), one["because"])
        for one in claims
        if one["verdict"] != "not_tested"
    ]
    untested = [one["id"] for one in claims if one["verdict"] == "not_tested"]
    lines = grid([("claim", "verdict", "because"), *rows], (34, 13, 400), indent="") if rows else []
    return [*lines, *(wrap(f"not tested: {', '.join(untested)}", WIDTH) if untested else [])]


def comparison_lines(comparisons: Sequence[Document]) -> list[str]:
    """Comparisons as a table; none: no line."""
    head = ("workload", "challenger", "against", "difference [90 %]", "P(better by > delta)", "finding")
    rows = [
        (
            one["workload"],
            one["technology"],
            one["against"],
            f"{one['difference']:+.4g} [{one['low']:.3g}, {one['high']:.3g}] {one['unit']}".rstrip(),
            f"{one['p_better']:.2f} (> {one['smallest']:g})",
            f"{one['word']} (n={one['n']})",
        )
        for one in comparisons
    ]
    return grid([head, *rows], (22, 22, 20, 36, 20, 30), indent="") if rows else []


def _results(results: Sequence[Document]) -> list[str]:
    head = ("workload", "technology", "metric", "mean", "90 %", "n")
    rows = [
        (
            one["workload"],
            one["technology"],
            one["metric"],
            f"{one['mean']:.4g} {one['unit']}".rstrip(),
            "" if one["low"] is None else f"[{one['low']:.3g}, {one['high']:.3g}]",
            str(one["n_seeds"]),
        )
        for one in results
    ]
    return grid([head, *rows], (28, 24, 36, 22, 20, 4), indent="") if rows else []


def _failures(trials: Sequence[Document]) -> list[str]:
    """A line for each thing that went wrong, however many trials it befell."""
    befell: dict[tuple[str, str], list[str]] = {}
    for one in trials:
        if one["status"] != "done":
            befell.setdefault((one["status"].replace("_", " "), one["because"]), []).append(one["id"])
    return [
        text
        for (status, because), ids in befell.items()
        for text in wrap(f"{_first_of(ids)}: {status}: {because}", WIDTH)
    ]


def _first_of(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"


def _foot(document: Document) -> list[str]:
    machine, versions = document["hardware"], document["versions"]
    torch = f", torch {versions['torch']}" if "torch" in versions else ""
    text = (
        f"{machine['processor']}, {machine['cores']} cores; settled {versions['settled']}{torch}; "
        f"code {document['code'][:12]}; {_seconds(document['seconds'])}"
    )
    lines = wrap(text, WIDTH)
    if not document["complete"]:
        lines.append(f"not complete: `settled lab resume {document['run']}` goes on")
    return lines


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
