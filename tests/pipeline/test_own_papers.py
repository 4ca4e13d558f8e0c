"""A user's own papers, from the file to the verdict, through a real ledger."""

from __future__ import annotations

from datetime import date

import pytest

from settled.errors import InputError
from settled.ledger import SHIPPED
from settled.pipeline.scanning import scan_papers
from settled.pipeline.verifying import verify

FILLER = "We report results on several benchmarks and discuss the limits of the study in detail."
PAPERS = [
    ("A study of language models", f"All models are trained with AdamW. {FILLER}", "2024-03"),
    (
        "Faster training",
        f"We propose a new optimizer that outperforms AdamW on every task. {FILLER}",
        "2025-06",
    ),
    ("On small networks", f"We train with stochastic gradient descent (SGD) throughout. {FILLER}", "2025-07"),
    ("A note on birds", f"Nothing of interest to this field is named here. {FILLER}", "2025-08"),
]


@pytest.fixture
def papers(written):
    return written("mine.csv", PAPERS)


def test_papers_become_a_verdict(tool, papers):
    found = scan_papers(tool(), papers, workers=1)
    assert found.outcome == "added"
    assert found.snapshot.units == 4
    verdict = tool(as_of="2026-01-01").assess("adamw")
    share = verdict.indicators["research_share"]
    assert (share.k, share.n) == (2, 3)
    assert share.sources == ("papers",)
    controversy = verdict.indicators["controversy"]
    assert (controversy.k, controversy.n) == (1, 2)
    assert verdict.degree is not None
    assert any(sentence.startswith("adoption") for sentence in verdict.missing)


def test_the_same_content_again_adds_nothing(tool, papers):
    first = scan_papers(tool(), papers, workers=1)
    before = tool().ledger.digest()
    again = scan_papers(tool(), papers, workers=1)
    assert (first.outcome, again.outcome) == ("added", "known")
    assert again.observations == 0
    assert again.snapshot == first.snapshot
    kept = {(s["unit"], s["technology"], s["role"]) for s in first.sightings.to_pylist()}
    assert {(s["unit"], s["technology"], s["role"]) for s in again.sightings.to_pylist()} == kept
    assert tool().ledger.digest() == before


def test_a_paper_that_another_file_held_is_not_counted_again(tool, written, papers):
    scan_papers(tool(), papers, workers=1)
    more = written("more.csv", [*PAPERS[:2], ("Another one", PAPERS[0][1], "2025-09")])
    found = scan_papers(tool(), more, workers=1)
    assert found.again == 2
    share = tool(as_of="2026-01-01").assess("adamw").indicators["research_share"]
    assert (share.k, share.n) == (3, 4)


def test_what_was_not_known_then_does_not_count_then(tool, papers):
    scan_papers(tool(), papers, workers=1)
    then = tool(as_of="2024-12-31").assess("adamw").indicators["research_share"]
    assert (then.k, then.n) == (1, 1)
    assert tool(as_of="2023-12-31").assess("adamw").degree is None


def test_same_ledger_same_bits(tool, papers):
    scan_papers(tool(), papers, workers=1)
    one, two = tool(as_of="2026-01-01").board(), tool(as_of="2026-01-01").board()
    assert one == two
    assert one.ledger_digest == two.ledger_digest


def test_what_moved_names_the_evidence(tool, papers):
    scan_papers(tool(), papers, workers=1)
    moved = tool(as_of="2026-01-01").moved(date(2024, 12, 31))
    adamw = next(movement for movement in moved if movement.technology == "adamw")
    assert adamw.before.indicators["controversy"].k == 0
    assert adamw.after.indicators["controversy"].k == 1
    assert {(o.measure, o.k, o.n) for o in adamw.evidence} >= {("papers_about", 1, 2), ("contested", 1, 1)}


def test_moved_needs_an_earlier_date(tool):
    with pytest.raises(InputError, match="earlier"):
        tool(as_of="2024-01-01").moved(date(2024, 1, 1))


def test_evidence_is_the_very_units(tool, papers):
    scan_papers(tool(), papers, workers=1)
    found = tool(as_of="2026-01-01").evidence("adamw", indicator="research_share")
    assert [(item.role, str(item.period)[:7]) for item in found.items] == [
        ("contests", "2025-06"),
        ("uses", "2024-03"),
    ]
    assert found.total == 2
    assert {item.text for item in found.items} == {"AdamW"}


@pytest.mark.parametrize("indicator", ["research_share", "controversy"])
def test_evidence_has_as_many_units_as_the_estimate_counts_over_all_time(tool, papers, indicator):
    scan_papers(tool(), papers, workers=1)
    opened = tool(as_of="2026-01-01")
    estimate = opened.assess("adamw").indicators[indicator]
    counted = estimate.n if indicator == "controversy" else estimate.k
    assert opened.evidence("adamw", indicator=indicator).total == counted


def test_a_withdrawn_snapshot_no_longer_counts(tool, papers):
    found = scan_papers(tool(), papers, workers=1)
    tool().ledger.withdraw(found.snapshot.id, "a test")
    assert tool().assess("adamw").degree is None
    assert scan_papers(tool(), papers, workers=1).outcome == "withdrawn"


def test_the_ledger_counts_the_same_again(tool, papers):
    scan_papers(tool(), papers, workers=1)
    checked, problems = verify(tool())
    assert problems == []
    assert checked["snapshots"] == 1
    assert checked["observations"] > 0


def test_verify_of_an_empty_home_is_fine(tool):
    assert verify(tool()) == ({"snapshots": 0, "observations": 0, "sightings": 0}, [])


def test_own_evidence_lies_over_the_shipped_one(tool, papers):
    before = tool(shipped=SHIPPED, as_of="2026-11-24").assess("adamw").indicators["research_share"]
    scan_papers(tool(shipped=SHIPPED), papers, workers=1)
    after = tool(shipped=SHIPPED, as_of="2026-11-24").assess("adamw").indicators["research_share"]
    assert (after.k - before.k, after.n - before.n) == (1, 2)  # the third paper is older than the window


def test_two_processes_scan_as_one(tool, papers):
    serial = scan_papers(tool(), papers, workers=1).sightings
    parallel = scan_papers(tool(), papers, workers=2, rescan=True).sightings
    assert serial.equals(parallel)
