"""Same ledger, seed and version: same bits. And the past is judged again exactly."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from settled.ledger import SHIPPED
from settled.pipeline import Settled
from settled.pipeline.explaining import explain
from settled.pipeline.sensitivity import sensitivity
from settled.pipeline.simulating import simulate
from settled.records import Observation, Snapshot
from settled.report.documents import board_document, to_json, verdict_document
from settled.report.sensitivity import sensitivity_document
from settled.report.simulate import simulation_document

AS_OF = "2026-11-24"
COMMANDS = (
    ("assess", "softmax-attention", "--explain", "--json"),
    ("board", "--json"),
    ("sensitivity", "adamw", "--json"),
    ("simulate", "normalization", "--json"),
)
SCRIPT = """
import sys
from settled.cli import settled
for line in sys.stdin.read().splitlines():
    settled.main(line.split(), standalone_mode=False)
"""


def _printed(home, hash_seed: str, threads: str) -> bytes:
    """What the commands print in a process of their own."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    environment = {
        **os.environ,
        **dict.fromkeys(names, threads),
        "PYTHONHASHSEED": hash_seed,
        "SETTLED_HOME": str(home),
    }
    lines = "\n".join(" ".join((*command, "--as-of", AS_OF)) for command in COMMANDS)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=lines.encode(), env=environment, capture_output=True, check=True
    )
    return done.stdout


@pytest.mark.slow
def test_two_processes_print_the_same_bits(tmp_path):
    one, two = _printed(tmp_path, "1", "1"), _printed(tmp_path, "2", "2")
    assert len(one) > 100_000
    assert one == two


def _snapshot(number: int, source: str) -> Snapshot:
    return Snapshot(
        id=f"{number:016x}",
        source=source,
        locator=f"later/{number}",
        revision="",
        retrieved_at="2026-11-24",
        content_digest=f"{number:064x}",
        scanner="test",
        scanner_version=1,
        signature_digest="0" * 64,
        tool_version="0",
        units=40,
    )


def _later(field: str, technology: str, measure: str, source: str, snapshot: Snapshot) -> Observation:
    return Observation(
        field,
        technology,
        measure,
        date(2026, 4, 1),
        date(2026, 6, 30),
        1,
        40,
        None,
        None,
        source,
        snapshot.id,
    )


def _all_documents(tool: Settled) -> str:
    verdict = tool.assess("adamw")
    documents = [
        verdict_document(
            verdict, explain=True, ledger_digest=tool.ledger_digest, made_of=explain(tool, verdict)
        ),
        board_document(tool.board(series=False)),
        sensitivity_document(sensitivity(tool, "adamw")),
        simulation_document(simulate(tool, "optimizer")),
    ]
    return to_json(documents)


@pytest.mark.slow
@pytest.mark.parametrize("then", [date(2026, 3, 31), date(2022, 6, 30)])
def test_what_came_later_changes_no_past_verdict(home, then):
    before = _all_documents(Settled.open(home, as_of=then, shipped=SHIPPED))
    tool = Settled.open(home, as_of=date(2026, 11, 24), shipped=SHIPPED)
    now = to_json(verdict_document(tool.assess("adamw"), ledger_digest=tool.ledger_digest))
    added = (
        ("optimizer", "adamw", "adoption", "code/repositories"),
        ("optimizer", "adam", "adoption", "aaa/first-by-name"),  # before all others in any sorted list
        ("optimizer", "adamw", "contested", "papers/aaa"),
        ("a-new-field", "a-technology", "adoption", "code/repositories"),
        ("normalization", "layer-norm", "canonical", "model_zoo/another"),
    )
    for number, (field, technology, measure, source) in enumerate(added, 1):
        snapshot = _snapshot(number, source.split("/")[0])
        tool.ledger.append(snapshot, [_later(field, technology, measure, source, snapshot)])
    again = Settled.open(home, as_of=date(2026, 11, 24), shipped=SHIPPED)
    changed = to_json(verdict_document(again.assess("adamw"), ledger_digest=again.ledger_digest))
    assert changed != now  # it does count today
    assert _all_documents(Settled.open(home, as_of=then, shipped=SHIPPED)) == before


def test_an_earlier_verdict_needs_no_later_evidence_to_name_its_own(home):
    early, late = (Settled.open(home, as_of=day).ledger_digest for day in ("2022-06-30", "2026-11-24"))
    assert early != late
    assert Settled.open(home, as_of="2022-06-30").ledger_digest == early


def test_a_digest_is_of_what_was_counted_not_of_when_it_was_added(tmp_path):
    def digest(name: str, numbers: tuple[int, ...], k: int = 1) -> str:
        tool = Settled.open(tmp_path / name, as_of=AS_OF, shipped=None)
        for number in numbers:
            snapshot = _snapshot(number, "code")
            row = _later("optimizer", "adamw", "adoption", "code/repositories", snapshot)
            tool.ledger.append(snapshot, [replace(row, k=k)])
        return Settled.open(tmp_path / name, as_of=AS_OF, shipped=None).ledger_digest

    assert digest("one", (1, 2)) == digest("two", (2, 1))
    assert digest("three", (1, 2), k=2) != digest("one", ())
    assert digest("four", ()) != digest("one", ())
