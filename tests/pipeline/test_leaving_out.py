"""What the verdict would be without some observations is what it is without them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from settled.pipeline import Settled
from settled.pipeline.explaining import explain
from settled.records import Observation, Snapshot

AS_OF = date(2026, 11, 24)
TECHNOLOGIES = ("adamw", "adam", "sgd")
# (technology, measure, source, first day, k, n)
COUNTED = [
    ("adamw", "adoption", "models/one", date(2026, 1, 1), 30, 40),
    ("adam", "adoption", "models/one", date(2026, 1, 1), 8, 40),
    ("adamw", "adoption", "models/one", date(2025, 4, 1), 9, 20),
    ("adam", "adoption", "models/one", date(2025, 4, 1), 9, 20),
    ("adamw", "adoption", "models/two", date(2026, 4, 1), 20, 60),
    ("adam", "adoption", "models/two", date(2026, 4, 1), 30, 60),
    ("adamw", "contested", "papers/a", date(2026, 1, 1), 2, 30),
    ("adamw", "contested", "papers/b", date(2026, 4, 1), 9, 12),
    ("adam", "contested", "papers/a", date(2026, 1, 1), 5, 30),
    ("adam", "contested", "papers/b", date(2026, 4, 1), 3, 12),
    ("adamw", "native_support", "packages/torch", date(2026, 1, 1), 1, 1),
    ("adamw", "native_support", "packages/jax", date(2026, 1, 1), 0, 1),
]


def _tool(home, rows) -> Settled:
    tool = Settled.open(home, as_of=AS_OF, shipped=None)
    numbers = count(1)
    for source in sorted({row[2].split("/")[0] for row in COUNTED}):
        number = next(numbers)
        snapshot = Snapshot(
            id=f"{number:016x}",
            source=source,
            locator=f"file-{number}",
            revision="",
            retrieved_at="2026-11-24",
            content_digest=f"{number:064x}",
            scanner="test",
            scanner_version=1,
            signature_digest="0" * 64,
            tool_version="0",
            units=100,
        )
        observations = [
            Observation(
                "optimizer", technology, measure, start, date(start.year, start.month + 2, 28), k, n, None,
                None, part, snapshot.id,
            )
            for technology, measure, part, start, k, n in rows
            if part.split("/")[0] == source
        ]  # fmt: skip
        tool.ledger.append(snapshot, observations)
    return Settled.open(home, as_of=AS_OF, shipped=None)


def test_without_a_group_it_is_the_verdict_of_a_ledger_without_it(tmp_path):
    tool = _tool(tmp_path / "whole", COUNTED)
    verdict = tool.assess("adamw")
    why = explain(tool, verdict)
    assert why.left_out == 7  # adoption 3, controversy 2, native support 2
    for place, one in enumerate(why.influences):
        left = [
            row
            for row in COUNTED
            if not (row[0] == "adamw" and row[1:3] == (one.measure, one.source) and row[3] == one.start)
        ]
        assert len(left) == len(COUNTED) - 1
        without = _tool(tmp_path / str(place), left).assess("adamw")
        assert without.degree.median == one.degree
        assert (without.level, without.level_probability[without.level]) == (one.level, one.probability)
        assert one.change == pytest.approx(verdict.degree.median - without.degree.median)


def test_a_group_names_what_was_counted(tmp_path):
    tool = _tool(tmp_path, COUNTED)
    influences = explain(tool, tool.assess("adamw")).influences
    counted = {(row[1], row[2], row[3]): row[4:] for row in COUNTED if row[0] == "adamw"}
    for one in influences:
        assert (one.k, one.n) == counted[one.measure, one.source, one.start]
        assert one.owner is None


def test_the_last_of_an_indicator_leaves_it_missing(tmp_path):
    tool = _tool(tmp_path, COUNTED[:2])
    [one] = explain(tool, tool.assess("adamw")).influences
    assert one.degree is None
    assert one.level is None


def test_owners_stand_and_fall_as_one(tmp_path):
    tool = Settled.open(tmp_path, as_of=AS_OF, shipped=None)
    base = Snapshot("0" * 16, "code", "", "", "2026-11-24", "0" * 64, "test", 1, "0" * 64, "0", 1)
    for number, locator in enumerate(("acme/one", "acme/two", "other/three"), 1):
        snapshot = replace(base, id=f"{number:016x}", locator=locator, content_digest=f"{number:064x}")
        rows = [
            Observation(
                "optimizer", technology, "adoption", date(2026, 1, 1), date(2026, 3, 31), k, 1, None, None,
                "code/repositories", snapshot.id,
            )
            for technology, k in (("adamw", int(number < 3)), ("adam", int(number == 3)))
        ]  # fmt: skip
        tool.ledger.append(snapshot, rows)
    tool = Settled.open(tmp_path, as_of=AS_OF, shipped=None)
    why = explain(tool, tool.assess("adamw"))
    assert why.left_out == 2
    assert {(one.owner, one.k, one.n) for one in why.influences} == {("acme", 2, 2), ("other", 0, 1)}
