"""Two runs side by side, and whether a field has an effective alternative."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lab_trials import Small, draws, trial

from settled.errors import InputError
from settled.lab import running, sessions
from settled.lab.alternatives import newest_results, shipped_results, verdict_document
from settled.lab.comparing import compare_document
from settled.lab.documents import list_document
from settled.lab.experiments import experiments
from settled.lab.statistics import Pairing, judge
from settled.report.lab_contests import compare_text, verdict_text
from settled.report.schemas import schema

ROOT = Path(__file__).resolve().parents[2]


def valid(document: Any, name: str) -> None:
    jsonschema.validate(json.loads(json.dumps(document)), schema(name))


def test_true_documents_are_as_published(tmp_path: Path, run: Any) -> None:
    valid(list_document(list(experiments().values())), "lab-list")
    bad = [trial("raises"), trial("not_finite"), trial("hangs", cost=500.0)]
    valid(run(bad, seconds=20.0), "lab-run")
    done = run(draws(3))
    valid(done, "lab-run")
    valid(sessions.runs_document(tmp_path), "lab-runs")
    valid(sessions.compared(tmp_path, done["run"], done["run"]), "lab-compare")


def test_the_same_run_twice_differs_in_nothing(run: Any) -> None:
    one, two = run(draws(3)), run(draws(3))
    document = compare_document(one, two)
    assert document["grounds"] == []
    assert not any(claim["changed"] for claim in document["claims"])
    assert document["results"][0]["first"] == document["results"][0]["second"]
    text = compare_text(document)
    assert "same code, plan, versions and hardware" in text
    assert "all 2 claims have the same verdict" in text


def test_what_changed_is_told_with_its_grounds(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = run(draws(3))
    monkeypatch.setattr(running, "code_digest", lambda *_: "0" * 64)
    two = run([*draws(3).asked, trial("raises")])
    document = compare_document(one, two)
    valid(document, "lab-compare")
    assert [ground["what"] for ground in document["grounds"]] == ["code"]
    assert document["claims"][0] == {
        "id": "all-done",
        "first": "holds",
        "second": "fails",
        "changed": True,
    }
    assert "all-done" in compare_text(document)


def test_runs_of_two_experiments_are_not_compared(tmp_path: Path, run: Any) -> None:
    class Other(Small):
        NAME = "other"

    one = run(draws(2))
    run_of_other = sessions.Run.create(tmp_path, "other", sessions.Plan("quick"), {"started": "2026-01-01"})
    run_of_other.conclude({**one, "experiment": "other"})
    with pytest.raises(
        InputError, match="other-quick-1: is a run of other, and theory-quick-1 one of theory"
    ):
        sessions.compared(tmp_path, one["run"], "other-quick-1")


def contest(run: Any, *pairs: tuple[str, str, list[float]]) -> dict[str, Any]:
    """A run's document with comparisons of (technology, workload, differences)."""
    from dataclasses import asdict

    pairings = [Pairing(one, "old", workload, "loss", "nats", given, 0.1) for one, workload, given in pairs]
    return {**run(draws(2)), "comparisons": [asdict(one) for one in judge(pairings)]}


UP, DOWN, NOISE = [1.0, 1.1, 0.9, 1.05, 0.95], [-1.0, -1.1, -0.9, -1.05, -0.95], [1.0, -1.0, 2.0, -2.0, 0.5]


def test_an_effective_alternative_is_better_somewhere_and_worse_nowhere(run: Any) -> None:
    found = contest(
        run,
        ("good", "copying", UP),
        ("good", "recall", NOISE),
        ("mixed", "copying", UP),
        ("mixed", "recall", DOWN),
        ("unclear", "copying", NOISE),
    )
    document = verdict_document("sequence-mixing", [found], [])
    valid(document, "lab-verdict")
    (told,) = document["contests"]
    assert {one["technology"]: one["effective"] for one in told["challengers"]} == {
        "good": True,
        "mixed": False,
        "unclear": False,
    }
    text = verdict_text(document)
    assert "good is an effective alternative to old" in text
    assert "unclear is not shown to be an effective alternative" in " ".join(text.split())


def test_without_a_contest_there_is_no_evidence(run: Any) -> None:
    document = verdict_document("positions", [contest(run, ("good", "copying", UP))], shipped_results())
    valid(document, "lab-verdict")
    assert document["contests"] == []
    assert verdict_text(document).startswith("positions: no evidence")


def test_the_newest_complete_run_counts(tmp_path: Path, run: Any) -> None:
    assert newest_results(tmp_path) == []
    for _ in range(10):
        last = run(draws(1))
    run([trial("hangs", cost=500.0)], seconds=20.0)
    assert [one["run"] for one in newest_results(tmp_path)] == [last["run"]] == ["theory-quick-10"]


@pytest.mark.parametrize("document", shipped_results(), ids=lambda one: one["experiment"])
def test_what_ships_is_as_published(document: dict[str, Any]) -> None:
    valid(document, "lab-run")
    assert document["complete"]


@pytest.mark.parametrize("name", ["lab-list", "lab-run", "lab-runs", "lab-compare", "lab-verdict"])
def test_schemas_are_published(name: str) -> None:
    published = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    assert published == schema(name)
    jsonschema.Draft202012Validator.check_schema(published)
