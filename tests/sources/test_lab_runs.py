"""Results of the lab as a source: read, counted, and seen in a verdict."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from settled import catalog
from settled.errors import InputError
from settled.ledger import Ledger
from settled.pipeline.scanning import scan_lab
from settled.pipeline.tool import Settled
from settled.scan.lab_findings import UNKNOWN, count_findings
from settled.sources import lab_runs
from settled.sources.lab_runs.read import NO_THEOREM, NOT_JUDGED

CATALOG = catalog.load()
FIELDS = list(CATALOG.fields.values())


def claim(name: str, verdict: str, *technologies: str, stance: str = "for", theorem: bool = True) -> Any:
    return {
        "id": name,
        "verdict": verdict,
        "technologies": list(technologies),
        "stance": stance,
        "theorem": theorem,
    }


def contest(technology: str, word: str, workload: str = "copying") -> Any:
    return {"technology": technology, "against": "softmax-attention", "workload": workload, "word": word}


def result(tmp_path: Path, **changed: Any) -> Path:
    document = {
        "schema": "settled/lab-run/1",
        "run": "theory-quick-1",
        "experiment": "theory",
        "started": "2026-03-01",
        "code": "0" * 64,
        "complete": True,
        "claims": [],
        "comparisons": [],
    }
    path = tmp_path / "result.json"
    path.write_text(json.dumps(document | changed), encoding="utf-8")
    return path


def counted(path: Path) -> tuple[dict[tuple[str, str], tuple[int | None, int | None]], Counter[str]]:
    reading = lab_runs.read(path)
    observations = count_findings(reading.batches, FIELDS, "s1", reading.skipped)
    return {(one.technology, one.measure): (one.k, one.n) for one in observations}, reading.skipped


@pytest.mark.parametrize(
    ("verdict", "stance", "found"),
    [
        ("holds", "for", (1, 1)),
        ("fails", "for", (0, 1)),
        ("holds_only_if", "for", (0, 1)),
        ("holds", "against", (0, 1)),
        ("fails", "against", (1, 1)),
        ("holds_only_if", "against", (0, 1)),
        ("undecided", "for", None),
        ("not_tested", "against", None),
    ],
)
def test_what_a_theorem_counts_to(tmp_path: Path, verdict: str, stance: str, found: Any) -> None:
    counts, skipped = counted(result(tmp_path, claims=[claim("one", verdict, "adamw", stance=stance)]))
    assert counts.get(("adamw", "theorems")) == found
    assert skipped[NOT_JUDGED] == (found is None)


def test_theorems_add_up_per_technology_and_others_are_said(tmp_path: Path) -> None:
    claims = [
        claim("one", "holds", "adamw", "adam"),
        claim("two", "fails", "adamw"),
        claim("three", "holds", "no-such-thing"),
        claim("four", "holds", "adamw", theorem=False),
    ]
    counts, skipped = counted(result(tmp_path, claims=claims))
    assert counts == {("adamw", "theorems"): (1, 2), ("adam", "theorems"): (1, 1)}
    assert skipped == {UNKNOWN: 1, NO_THEOREM: 1}


def test_contests_contest_the_loser(tmp_path: Path) -> None:
    comparisons = [
        contest("linear-attention", "worse"),
        contest("linear-attention", "better", "recall"),
        contest("linear-attention", "shown equal", "induction"),
        contest("state-space", "no difference found"),
    ]
    counts, _ = counted(result(tmp_path, comparisons=comparisons))
    assert counts == {
        ("linear-attention", "contested"): (1, 3),
        ("softmax-attention", "contested"): (1, 3),
    }


def test_a_mixer_counts_for_its_technology_and_what_is_of_none_against_nobody(tmp_path: Path) -> None:
    comparisons = [
        contest("linear-attention/delta_rule", "better"),
        contest("hybrid", "better"),
        contest("position alibi", "better"),
    ]
    counts, skipped = counted(result(tmp_path, comparisons=comparisons))
    assert counts == {
        ("linear-attention", "contested"): (0, 1),
        ("softmax-attention", "contested"): (1, 1),
    }
    assert skipped == {UNKNOWN: 2}


def test_a_technologys_forms_against_one_another_are_no_contest(tmp_path: Path) -> None:
    comparisons = [contest("softmax-attention/windowed", "worse"), contest("linear-attention", "worse")]
    counts, _ = counted(result(tmp_path, comparisons=comparisons))
    assert counts == {
        ("linear-attention", "contested"): (1, 1),
        ("softmax-attention", "contested"): (0, 1),
    }


def test_a_runs_folder_is_read_as_its_result(tmp_path: Path) -> None:
    path = result(tmp_path, claims=[claim("one", "holds", "adamw")])
    assert lab_runs.read(tmp_path).content_digest == lab_runs.read(path).content_digest
    reading = lab_runs.read(path)
    assert (reading.source, reading.locator, reading.origin.producer) == (
        "lab/theory",
        "theory-quick-1",
        "the user's own file",
    )
    rows = pa.Table.from_batches(list(reading.batches)).to_pylist()
    assert [row["unit"] for row in rows] == ["lab:theory:one:adamw"]
    assert rows[0]["period"] == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"schema": "settled/lab-run/9"}, "is of the schema 'settled/lab-run/9'"),
        ({"claims": 3}, "is no result of a run"),
        ({"claims": [{}]}, "is no result of a run: KeyError: 'verdict'"),
        ({"claims": [claim("one", "proved", "adamw")]}, "'proved' stands where a word should"),
        ({"claims": [claim("one", "holds", 7)]}, "'7' stands where a word should"),  # type: ignore[arg-type]
        ({"comparisons": [contest("adamw", "best")]}, "'best' stands where a word should"),
        ({"started": "yesterday"}, "is no result of a run: ValueError"),
        ({"code": None}, "'None' stands where a word should"),
        ({"complete": False}, "is of a run that is not complete; `settled lab resume theory-quick-1`"),
    ],
)
def test_what_is_no_result_is_one_line(tmp_path: Path, changed: Any, said: str) -> None:
    with pytest.raises(InputError) as told:
        lab_runs.read(result(tmp_path, **changed))
    assert said in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("junk", [b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_json_of_ours_is_refused(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(junk)
    with pytest.raises(InputError, match=r"is not JSON|is of the schema"):
        lab_runs.read(path)


def test_a_run_in_the_ledger_is_seen_in_the_verdict_and_counted_once(tmp_path: Path) -> None:
    path = result(tmp_path, claims=[claim("one", "holds", "adamw"), claim("two", "fails", "adamw")])
    as_of = date(2026, 11, 24)
    tool = Settled(tmp_path, as_of, CATALOG, Ledger.open(tmp_path, shipped=None))
    first = scan_lab(tool, path)
    assert (first.outcome, first.observations, first.snapshot.units) == ("added", 1, 2)
    assert first.snapshot.retrieved_at == "2026-03-01"
    assert scan_lab(tool, path).outcome == "known"
    verdict = Settled(tmp_path, as_of, CATALOG, Ledger.open(tmp_path, shipped=None)).assess(
        "adamw", profile="optimizer"
    )
    assert "theory" not in verdict.missing
    theory = verdict.indicators["theory"]
    assert theory is not None
    assert (theory.sources, theory.k, theory.n) == (("lab/theory",), 1, 2)


@pytest.mark.parametrize("path", lab_runs.shipped(), ids=lambda path: path.stem)
def test_what_ships_is_read_as_the_projects_own_with_its_machine(path: Path) -> None:
    reading = lab_runs.read(path)
    assert reading.origin.producer == "the settled project"
    assert " cores" in reading.origin.title
    assert sum(batch.num_rows for batch in reading.batches) > 0
