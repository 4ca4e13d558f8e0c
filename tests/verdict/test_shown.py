"""What a reader sees of a verdict: units and their worth, the next source, the label."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from settled.records import Estimate, Verdict
from settled.report import wording
from settled.report.documents import estimate_document, verdict_document
from settled.report.tables import verdict_text


def made(label: str | None, before: str | None) -> Verdict:
    probability = {"L0": 0.0, "L1": 0.1, "L2": 0.42, "L3": 0.48, "L4": 0.0}
    adoption = Estimate(
        0.8, 0.6, 0.9, 73, 112, ("code/repositories",), 3,
        latest=date(2026, 9, 30), n_effective=21.4, tau2=0.9, prediction=(0.3, 0.95),
    )  # fmt: skip
    return Verdict(
        "f", "t", date(2026, 11, 24), "standard", adoption, "L3", probability, {"adoption": adoption},
        (), None, (), label, before,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("label", "before", "said"),
    [
        ("L3", "L3", "L3 (48 %)"),
        ("L3", "L2", "L3 (was L2)"),
        ("L2", "L2", "L2 (42 %)"),
        ("L3", None, "L3 (48 %)"),
        (None, None, "L3 (48 %)"),
    ],
)
def test_a_board_says_the_label(label, before, said):
    assert wording.board_level(made(label, before)) == said


def test_units_are_shown_with_their_worth():
    assert wording.counts_and_worth(made("L3", "L3").indicators["adoption"]) == "73 of 112 (~21)"
    text = verdict_text(made("L2", "L2"), explain=True)
    assert "73 of 112 (~21)" in text
    assert "worth 21 independent units of the 112 counted" in text
    assert "one further source would say: [0.30-0.95]" in text
    assert "a board says L2 as at the quarter's end" in text


def test_the_document_has_them_too():
    document = verdict_document(made("L2", "L2"), explain=True)
    assert document["indicators"]["adoption"]["n_effective"] == 21.4
    assert (document["level"], document["label"], document["label_before"]) == ("L3", "L2", "L2")
    assert document["because"]["adoption"]["tau2"] == 0.9
    assert document["because"]["adoption"]["prediction"] == [0.3, 0.95]
    unknown = replace(made(None, None).indicators["adoption"], n_effective=None, n=None, k=None)
    assert estimate_document(unknown)["n_effective"] is None
