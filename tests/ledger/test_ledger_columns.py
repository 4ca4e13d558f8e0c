"""The arrays that indicators read: equal to plain SQL, to the day, whatever the order of appending."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_evidence import append, observations, snapshot

from settled.ledger import Columns, Ledger
from settled.records import MEASURES, Observation


def as_rows(columns: Columns) -> list[tuple[object, ...]]:
    def plain(number: float) -> float | None:
        return None if np.isnan(number) else float(number)

    return [
        (
            columns.fields[columns.field[row]],
            columns.technologies[columns.technology[row]],
            columns.measures[columns.measure[row]],
            (date(1970, 1, 1) + timedelta(int(columns.period_start[row]))).isoformat(),
            (date(1970, 1, 1) + timedelta(int(columns.period_end[row]))).isoformat(),
            plain(columns.k[row]),
            plain(columns.n[row]),
            plain(columns.value[row]),
            columns.units[columns.unit[row]] or None,
            columns.sources[columns.source[row]],
            columns.snapshots[columns.snapshot[row]],
        )
        for row in range(len(columns))
    ]


def by_sql(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as connection:
        return connection.execute("SELECT * FROM observations_readable").fetchall()


words = st.sampled_from(["a", "b", "注意力", "z z", ""]) | st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=4
)
days = st.dates() | st.dates(date(2020, 1, 1), date(2020, 1, 5))
counts = st.integers(0, 2**53) | st.integers(0, 9) | st.sampled_from([2**20 - 1, 2**20, 2**20 + 1])


@st.composite
def observation(draw: st.DrawFn) -> Observation:
    start, end = sorted((draw(days), draw(days)))
    k, n = sorted((draw(counts), draw(counts)))
    kind = draw(st.sampled_from(["count", "value", "both"]))
    value = draw(st.floats(allow_nan=False, allow_infinity=False))
    return Observation(
        field=draw(words), technology=draw(words), measure=draw(st.sampled_from(MEASURES)),
        period_start=start, period_end=end,
        k=None if kind == "value" else k, n=None if kind == "value" else n,
        value=None if kind == "count" else value, unit=draw(st.none() | words.filter(bool)),
        source=draw(words), snapshot="",
    )  # fmt: skip


def key_of(one: Observation) -> tuple[object, ...]:
    return one.field, one.technology, one.measure, one.source, one.unit, one.period_start, one.period_end


batches = st.lists(st.lists(observation(), max_size=8, unique_by=key_of), min_size=1, max_size=4)


def fill(home: Path, parts: list[tuple[int, list[Observation]]]) -> Ledger:
    ledger = Ledger.open(home, shipped=None)
    for number, part in parts:
        made = snapshot(number)
        ledger.append(made, [replace(one, snapshot=made.id) for one in part])
    return ledger


def same(one: Columns, other: Columns) -> bool:
    pairs = [(getattr(one, part.name), getattr(other, part.name)) for part in fields(one)]
    return all(
        a == b if isinstance(a, tuple) else a.dtype == b.dtype and a.tobytes() == b.tobytes()
        for a, b in pairs
    )


@settings(max_examples=25, deadline=None)
@given(batches, st.randoms(use_true_random=False))
def test_columns_equal_plain_sql_and_order_does_not_matter(
    parts: list[list[Observation]], random: object
) -> None:
    numbered = list(enumerate(parts))
    shuffled = [(number, random.sample(part, len(part))) for number, part in numbered]  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        one = fill(Path(folder) / "one", numbered)
        other = fill(Path(folder) / "other", shuffled)
        assert sorted(as_rows(one.columns()), key=repr) == sorted(by_sql(Path(folder) / "one"), key=repr)
        assert same(one.columns(), other.columns())
        assert one.digest() == other.digest()
        assert one.verify() == other.verify() == []
        for number, part in numbered:
            assert one.append(snapshot(number), part).outcome == "known"
        one.ship(Path(folder) / "shipped")
        shipped = Ledger.open(None, Path(folder) / "shipped")
        assert same(one.columns(), shipped.columns())
        half = len(numbered) // 2
        fill(Path(folder) / "half", numbered[:half]).ship(Path(folder) / "half shipped")
        fill(Path(folder) / "rest", numbered[half:])
        layered = Ledger.open(Path(folder) / "rest", Path(folder) / "half shipped")
        assert same(one.columns(), layered.columns())
        assert one.digest() == layered.digest()


def test_a_negative_zero_is_a_zero(ledger: Ledger) -> None:
    made = snapshot(1)
    one = replace(observations(made, 1)[-1], value=-0.0)
    ledger.append(made, [one])
    assert ledger.verify() == []
    assert not np.signbit(ledger.columns().value[0])


def test_rows_stand_in_order(ledger: Ledger) -> None:
    for number in (5, 2, 9):
        append(ledger, number)
    rows = [
        (f, t, m, s, u or "", a, b, snap) for f, t, m, a, b, _, _, _, u, s, snap in as_rows(ledger.columns())
    ]
    assert rows == sorted(rows)  # type: ignore[type-var]


def test_until_is_exact_to_the_day(ledger: Ledger) -> None:
    append(ledger, 1)
    whole = ledger.columns()
    ends = sorted({date(1970, 1, 1) + timedelta(int(day)) for day in whole.period_end})
    for position, end in enumerate(ends):
        assert len(ledger.columns(until=end)) == position + 1
        assert len(ledger.columns(until=end - timedelta(1))) == position
    assert ledger.observations(until=ends[2]).height == 3


def test_select_and_year(ledger: Ledger) -> None:
    append(ledger, 1)
    append(ledger, 2)
    columns = ledger.columns()
    assert columns.year.tolist() == [int(row[4][:4]) for row in as_rows(columns)]  # type: ignore[index]
    some = columns.select(field="field-1", measure="papers_about", source="papers/venue-2")
    wanted = [
        r for r in as_rows(columns) if (r[0], r[2], r[9]) == ("field-1", "papers_about", "papers/venue-2")
    ]
    assert as_rows(some) == wanted
    assert wanted
    assert len(columns.select(technology="no such")) == 0
    assert len(columns.select()) == len(columns)


def test_only_what_is_active_lends_its_words(ledger: Ledger) -> None:
    append(ledger, 1, content_digest="same")
    append(ledger, 3, content_digest="same", scanner_version=2)
    assert ledger.columns().sources == ("papers/venue-0",)
    assert ledger.columns().snapshots == (snapshot(3).id,)


def test_reading_columns_imports_no_frames() -> None:
    program = (
        "import sys, pathlib; from settled.ledger import Ledger; "
        "Ledger.open(pathlib.Path('absent')).columns(); "
        "print([name for name in ('polars', 'pyarrow', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("observations", "k"),
        ("snapshots", "units"),
        ("claims", "value"),
        ("withdrawals", "why"),
        ("words", "word"),
    ],
)
def test_nothing_is_changed_or_deleted(
    ledger: Ledger, home: Path, verb: str, table: str, column: str
) -> None:
    append(ledger, 1)
    ledger.withdraw(snapshot(1).id, "why")
    with (
        closing(sqlite3.connect(home / "ledger.sqlite")) as connection,
        pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"),
    ):
        connection.execute(verb.format(table=table, column=column))
