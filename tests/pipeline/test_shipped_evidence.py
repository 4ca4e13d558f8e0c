"""The evidence that ships: derived again it is the same, and it answers from the installed wheel alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

import settled
from settled.catalog import load
from settled.ledger import SHIPPED, Ledger
from settled.pipeline import Settled
from settled.pipeline.building import build
from settled.pipeline.verifying import verify
from settled.sources.code.drawn import drawn

ROOT = Path(__file__).parents[2]
LARGEST_BYTES = 10_000_000
FROM_THE_REGISTRY = ("zoo", "packages")


def shipped() -> Ledger:
    return Ledger.open(None)


@pytest.mark.data
@pytest.mark.slow
def test_what_the_data_folder_tells_is_the_same_to_the_bit(data_folder, tmp_path):
    build(data_folder, tmp_path / "built", offline=True)
    again = {held.snapshot: held for held in Ledger.open(None, tmp_path / "built").held()}
    kept = {h.snapshot: h for h in shipped().held() if h.snapshot.scanner not in FROM_THE_REGISTRY}
    assert set(again) == set(kept)
    for snapshot, held in kept.items():
        assert again[snapshot].observation_digest == held.observation_digest, snapshot.source
        assert again[snapshot].sightings_digest == held.sightings_digest, snapshot.source


def test_it_was_counted_with_the_catalog_that_ships():
    catalog = load()
    kinds = {
        "text": "aliases", "zoo": "zoo", "models": "models", "downloads": "downloads", "code": "repositories",
    }  # fmt: skip
    for snapshot in shipped().snapshots():
        if snapshot.scanner in kinds:
            assert snapshot.signature_digest == catalog.digest(kinds[snapshot.scanner]), snapshot.source


def test_it_counts_the_same_again(home):
    checked, problems = verify(Settled.open(home))
    assert problems == []
    assert checked["observations"] > 10_000


def test_it_is_small_and_holds_no_text_of_its_sources():
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()) <= LARGEST_BYTES
    words = pl.DataFrame(shipped().sightings())["text"].drop_nulls()
    assert words.str.len_chars().max() <= 80
    assert words.n_unique() < 10_000  # names of technologies as they are written, not sentences


def test_every_snapshot_names_its_origin():
    for snapshot in shipped().snapshots():
        assert snapshot.origin is not None
        assert snapshot.origin.licence
        assert "/" not in snapshot.locator or snapshot.scanner in ("packages", "code")


FIELDS = {
    "optimizer", "sequence-mixing", "training-paradigm", "fine-tuning", "position-encoding", "architecture",
    "sparsity", "normalization", "activation", "alignment", "framework", "serving", "image-generation",
    "python-build-backend", "python-http-client", "python-test-framework", "js-bundler", "js-test-framework",
}  # fmt: skip


def test_all_fields_stand_on_the_board_or_say_what_is_missing(home):
    board = Settled.open(home, as_of="2026-11-24").board(series=False)
    assert {report.field.id for report in board.fields} == FIELDS
    for report in board.fields:
        for verdict in report.verdicts:
            named = {sentence.partition(":")[0] for sentence in verdict.missing}
            weighted = {weight.indicator for weight in board.profile.weights}
            assert named == {name for name in weighted if verdict.indicators[name] is None}


@pytest.mark.parametrize("technology", ["adamw", "softmax-attention", "pretrain-finetune"])
def test_the_three_of_the_founding_document_have_three_indicators_and_what_is_stated(home, technology):
    verdict = Settled.open(home, as_of="2026-11-24").assess(technology)
    assert sum(estimate is not None for estimate in verdict.indicators.values()) >= 3
    assert {"adoption", "standardization", "controversy", "degree"} <= {c.attribute for c in verdict.stated}


def test_the_python_interface_is_the_documented_one(home):
    tool = settled.open(as_of="2026-11-24")
    assert tool.assess("adamw").technology == "adamw"
    assert len(tool.board().fields) == len(FIELDS)
    frame = tool.observations()
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns == [
        "field", "technology", "measure", "period_start", "period_end", "k", "n", "value", "unit", "source",
        "snapshot",
    ]  # fmt: skip
    assert frame.height > 10_000


def test_code_speaks_of_the_repositories_that_were_drawn_at_the_commits_that_were_read():
    read = {one.locator: one.revision for one in shipped().snapshots() if one.source == "code"}
    assert read.keys() <= {one.name for one in drawn()}
    assert len(read) >= 80
    assert all(read[one.name] == one.commit for one in drawn() if one.name in read)


@pytest.mark.parametrize(
    "field",
    ["optimizer", "sequence-mixing", "fine-tuning", "normalization", "activation", "framework",
     "python-test-framework", "python-http-client", "python-build-backend", "js-test-framework"],
)  # fmt: skip
def test_fields_of_code_carry_evidence_from_code(home, field):
    report = Settled.open(home, as_of="2026-11-24").field(field, series=False)
    adoption = report.verdicts[0].indicators["adoption"]
    assert adoption is not None
    assert "code/repositories" in adoption.sources


@pytest.mark.network
@pytest.mark.slow
def test_the_wheel_answers_by_itself(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), str(ROOT)],
        check=True,
    )
    (wheel,) = tmp_path.glob("settled-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "installed"),
        "SETTLED_HOME": str(tmp_path / "home"),
    }
    script = "import settled, sys; print(settled.__file__); sys.argv[1:] = ['board', '--json']; "
    script += "from settled.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, _, document = done.stdout.partition("\n")
    assert where.startswith(str(tmp_path))
    assert {field["field"] for field in json.loads(document)["fields"]} == FIELDS
