"""The width of the good region of settings, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from settled.report.columns import WIDTH, grid, wrap

if TYPE_CHECKING:  # the package of documents brings NumPy
    from settled.report.documents.text import Document

_HOW = (
    "Good: the trial reaches the target. Width: decades between the lowest and the highest good value, a "
    "tenth of the good trials cut off on either side; in brackets the decades searched. A width near those "
    "searched says that the space may end before the good region does; each optimizer's space is its own."
)


def sensitivity_text(document: Document) -> str:
    """A table a workload, the widest first, and the standard settings beneath it."""
    whose = "your run" if document["origin"] == "own" else "shipped"
    head = (
        f"{document['experiment']}: how wide is the good region of settings? ({whose} {document['run']}, "
        f"budget {document['budget']}, {document['hardware']['processor']})"
    )
    blocks = [wrap(head, WIDTH), *map(_workload, document["workloads"]), wrap(_HOW, WIDTH)]
    return "\n\n".join("\n".join(block) for block in blocks)


def _workload(one: Document) -> list[str]:
    rows = [
        (
            optimizer["technology"],
            f"{optimizer['good']} of {optimizer['trials']}",
            *(_width(setting) for setting in optimizer["settings"]),
            _range(optimizer["settings"][0]),
        )
        for optimizer in one["optimizers"]
    ]
    table = [("technology", "good", "rate", "decay", "1 - momentum", "good rates"), *rows]
    return [
        f"{one['workload']} (target {one['target']:.4g} {one['unit']})",
        *grid(table, (24, 9, 12, 12, 13, 22), indent=""),
        *_standard(one["standard"]),
    ]


def _width(setting: Document) -> str:
    searched = f"({setting['searched']:.1f})"
    return f"- {searched}" if setting["decades"] is None else f"{setting['decades']:.1f} {searched}"


def _range(setting: Document) -> str:
    return "" if setting["low"] is None else f"{setting['low']:.2g} to {setting['high']:.2g}"


def _standard(standard: Document | None) -> list[str]:
    if standard is None:
        return []
    if standard["tuned"] is None:
        return ["at the standard settings: no study in which both end"]
    text = (
        f"adamw at the standard settings: final score {standard['standard']:.4g} {standard['unit']}, tuned "
        f"{standard['tuned']:.4g} (medians over {standard['studies']} studies); "
        f"{standard['reached_share']:.0%} of its trials reach the target"
    )
    return wrap(text, WIDTH)
