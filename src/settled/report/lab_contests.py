"""Two runs side by side, and a field's alternatives, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from settled.report.columns import WIDTH, grid, wrap
from settled.report.lab import comparison_lines

if TYPE_CHECKING:  # the package of documents brings NumPy
    from settled.report.documents.text import Document


def compare_text(document: Document) -> str:
    """What changed between two runs: grounds, claims, results."""
    one, two = document["runs"]
    blocks = [
        wrap(f"{one['run']} ({one['started']}) and {two['run']} ({two['started']})", WIDTH),
        _grounds(document["grounds"]),
        _claims(document["claims"]),
        _results(document["results"]),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _grounds(grounds: list[Document]) -> list[str]:
    if not grounds:
        return ["same code, plan, versions and hardware"]
    rows = [(one["what"], _short(one["first"]), _short(one["second"])) for one in grounds]
    return grid([("differs", "first", "second"), *rows], (30, 34, 34), indent="")


def _claims(claims: list[Document]) -> list[str]:
    changed = [one for one in claims if one["changed"]]
    if not changed:
        return [f"all {len(claims)} claims have the same verdict"]
    rows = [(one["id"], _word(one["first"]), _word(one["second"])) for one in changed]
    return grid([("changed claim", "first", "second"), *rows], (44, 20, 20), indent="")


def _results(results: list[Document]) -> list[str]:
    rows = [
        (
            one["workload"],
            one["technology"],
            one["metric"],
            _interval(one["first"]),
            _interval(one["second"]),
            {True: "apart", False: "", None: ""}[one["apart"]],
        )
        for one in results
    ]
    head = ("workload", "technology", "metric", "first", "second", "")
    return grid([head, *rows], (26, 22, 30, 28, 28, 6), indent="") if rows else []


def _interval(result: Document | None) -> str:
    if result is None:
        return "-"
    known = "" if result["low"] is None else f" [{result['low']:.3g}, {result['high']:.3g}]"
    return f"{result['mean']:.4g}{known}"


def _word(verdict: str | None) -> str:
    return "-" if verdict is None else verdict.replace("_", " ")


def _short(value: object) -> str:
    text = "-" if value is None else str(value)
    return text[:12] if len(text) == 64 else text


def verdict_text(document: Document) -> str:
    """Whether the field's incumbent has an effective alternative, as each contest tells it."""
    if not document["contests"]:
        return f"{document['field']}: no evidence; `settled lab list` names the experiments that give some"
    blocks = [[f"{document['field']}: is there an effective alternative?"]]
    blocks += [_contest(one) for one in document["contests"]]
    blocks.append(wrap(document["rule"], WIDTH))
    return "\n\n".join("\n".join(block) for block in blocks)


def _contest(contest: Document) -> list[str]:
    whose = "your run" if contest["origin"] == "own" else "shipped"
    machine = contest["hardware"]["processor"]
    older = "" if contest["same_code"] else ", measured with other code than this version's"
    head = f"{contest['experiment']} ({whose} {contest['run']}, budget {contest['budget']}, {machine}{older})"
    said = [
        f"{one['technology']} {'is' if one['effective'] else 'is not shown to be'} an effective alternative "
        f"to {one['against']}: of {one['workloads']} workloads better on {one['better']}, worse on "
        f"{one['worse']}, shown equal on {one['shown_equal']}, no difference found on "
        f"{one['no_difference_found']}"
        for one in contest["challengers"]
    ]
    lines = [text for one in said for text in wrap(f"- {one}", WIDTH)]
    return [*wrap(head, WIDTH), *comparison_lines(contest["workloads"]), *lines, *_ranking(contest)]


def _ranking(contest: Document) -> list[str]:
    rows = [
        (
            one["technology"],
            f"{one['mean']:+.3g} {one['unit']}",
            f"{one['rank_low']} to {one['rank_high']}",
        )
        for one in contest["ranking"]
    ]
    if not rows:
        return []
    workloads = contest["ranking"][0]["workloads"]
    head = f"mean over {workloads} workload{'' if workloads == 1 else 's'}"
    table = grid([("ranked", head, "rank (90 %)"), *rows], (28, 24, 14), indent="")
    equal = [
        f"{one['technology']} ({one['workload']})"
        for one in contest["workloads"]
        if one["word"] == "shown equal"
    ]
    return [*table, *wrap(f"shown equal to the incumbent: {', '.join(equal) or 'none'}", WIDTH)]
