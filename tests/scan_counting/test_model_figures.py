"""What tables of released models state of access and size, and what is counted from it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.scan.counting import LEAST_MODELS, count_stated
from settled.scan.model_figures import ACCESS_UNKNOWN, SIZE_UNKNOWN, columns_by_table, none, stated
from settled.scan.sightings import schema
from settled.sources import models
from settled.sources.models.read import TABLES

UNTIL = date(2026, 11, 24)
DAY = date(2024, 5, 1)


def figures_of(table: str, **cells: str) -> tuple[bool | None, float | None, Counter[str]]:
    batch = pa.RecordBatch.from_pydict(
        {"unit": ["u"], "source": [f"models/{table}"], "attributes": [json.dumps(cells)]}
    )
    skipped: Counter[str] = Counter()
    [(unit, opened, size)] = stated(batch, skipped).iter_rows()
    assert unit == "u"
    return opened, size, skipped


ACCESS = {
    "unrestricted": ("epoch", "model_accessibility", "Open weights (unrestricted)", True),
    "restricted": ("epoch", "model_accessibility", "Open weights (restricted use)", True),
    "not for money": ("epoch", "model_accessibility", "Open weights (non-commercial)", True),
    "api": ("epoch", "model_accessibility", "API access", False),
    "hosted": ("epoch", "model_accessibility", "Hosted access (no API)", False),
    "unreleased": ("epoch", "model_accessibility", "Unreleased", False),
    "open": ("ecosystem", "access", "open", True),
    "Open": ("ecosystem", "access", "Open", True),
    "limited": ("ecosystem", "access", "limited", False),
    "closed": ("ecosystem", "access", "closed", False),
}


@pytest.mark.parametrize(("table", "column", "word", "opened"), ACCESS.values(), ids=ACCESS)
def test_access_as_the_tables_write_it(table, column, word, opened):
    assert figures_of(table, **{column: word}) == (opened, None, Counter())


@pytest.mark.parametrize(
    ("table", "cells"),
    [("epoch", {}), ("ecosystem", {}), ("timm", {}), ("timm", {"access": "open"})],
)
def test_what_is_not_stated_is_missing_and_no_fault(table, cells):
    assert figures_of(table, **cells) == (None, None, Counter())


@pytest.mark.parametrize("word", ["open weights", "OPEN", "Open weights (", "yes", " "])
def test_a_word_that_we_do_not_know_is_missing_and_counted(word):
    opened, _, skipped = figures_of("epoch", model_accessibility=word)
    assert (opened, skipped) == (None, {ACCESS_UNKNOWN: 1})


SIZES = {
    "a count": ("epoch", "parameters", "102000000000", 102e9),
    "with an exponent": ("epoch", "parameters", "1.02e11", 102e9),
    "one": ("ecosystem", "parameters", "1", 1.0),
    "millions": ("timm", "param_count", "2.35", 2_350_000.0),
    "thousands of millions": ("timm", "param_count", "1,014.45", 1_014_450_000.0),
}


@pytest.mark.parametrize(("table", "column", "cell", "size"), SIZES.values(), ids=SIZES)
def test_size_as_the_tables_write_it(table, column, cell, size):
    assert figures_of(table, **{column: cell}) == (None, pytest.approx(size), Counter())


@pytest.mark.parametrize("cell", ["0", "-7", "nan", "inf", "1e300", "7B", "many", ""])
def test_what_is_no_size_is_missing_and_counted(cell):
    assert figures_of("epoch", parameters=cell) == (None, None, {SIZE_UNKNOWN: 1})


def sightings(units: list[tuple[str, str, date]], technology: str = "t", role: str = "uses") -> pl.DataFrame:
    kinds = pl.DataFrame(schema().empty_table()).schema
    same = {"field": "f", "technology": technology, "role": role}
    rows = [{"unit": unit, "source": source, "period": day} | same for unit, source, day in units]
    return pl.DataFrame(rows, schema=kinds)


def table_of(rows: list[tuple[str, bool | None, float | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=none().schema, orient="row")


def counted(frame: pl.DataFrame, figures: pl.DataFrame) -> dict:
    return {
        (o.measure, o.period_start, o.period_end): (o.k, o.n) if o.value is None else (o.value, o.unit)
        for o in count_stated(frame, figures, "s", UNTIL)
    }


FEW = [(str(number), "models/epoch", DAY) for number in range(LEAST_MODELS)]
Q2 = (date(2024, 4, 1), date(2024, 6, 30))
Y2024 = (date(2024, 1, 1), date(2024, 12, 31))


def test_open_of_those_that_state_it_by_quarter():
    figures = table_of([("0", True, None), ("1", False, None), ("2", None, None), ("unseen", True, None)])
    assert counted(sightings(FEW), figures) == {("open_weights", *Q2): (1, 2)}


def test_the_median_of_those_that_state_it_by_year():
    figures = table_of([(unit, None, 10.0**place) for place, (unit, _, _) in enumerate(FEW)])
    assert counted(sightings(FEW), figures) == {("parameters", *Y2024): (100.0, "parameters")}


def test_the_median_of_a_few_is_not_told():
    figures = table_of([(unit, None, 1e9) for unit, _, _ in FEW[:-1]])
    assert counted(sightings(FEW), figures) == {}


def test_quarters_of_a_year_make_one_median_and_a_year_ends_with_the_reading():
    days = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2026, 10, 2)]
    units = [(str(number), "models/epoch", day) for number, day in enumerate(days)]
    figures = table_of([(unit, None, float(place + 1)) for place, (unit, _, _) in enumerate(units)])
    assert counted(sightings(units), figures) == {
        ("parameters", date(2026, 1, 1), UNTIL): (3.0, "parameters")
    }


def test_only_adopters_count_and_each_once():
    figures = table_of([("0", True, None)])
    mentioned = sightings(FEW, role="mentions")
    assert counted(mentioned, figures) == {}
    assert counted(pl.concat([sightings(FEW)] * 3), figures) == {("open_weights", *Q2): (1, 1)}


def test_nothing_is_nothing():
    assert counted(sightings([]), none()) == {}
    assert counted(sightings(FEW), none()) == {}


@given(
    st.lists(st.tuples(st.none() | st.booleans(), st.none() | st.floats(1, 1e15)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_order_is_irrelevant_and_a_median_is_within_its_models(rows, random):
    units = [(str(number), "models/epoch", DAY) for number in range(len(rows))]
    figures = table_of([(str(number), *row) for number, row in enumerate(rows)])
    found = counted(sightings(units), figures)
    random.shuffle(units)
    assert counted(sightings(units), figures) == found
    opened = [row[0] for row in rows if row[0] is not None]
    assert found.get(("open_weights", *Q2)) == ((sum(opened), len(opened)) if opened else None)
    sizes = [row[1] for row in rows if row[1] is not None]
    if len(sizes) >= LEAST_MODELS:
        assert min(sizes) <= found["parameters", *Y2024][0] <= max(sizes)
    else:
        assert ("parameters", *Y2024) not in found


@pytest.mark.data
def test_every_word_of_the_true_tables_is_understood(data_folder: Path):
    skipped: Counter[str] = Counter()
    for path in models.files(data_folder):
        reading = models.read(path, as_of=UNTIL)
        frame = pl.concat(stated(batch, skipped) for batch in reading.batches)
        table = reading.source.rpartition("/")[2]
        told = frame["open_weights"].drop_nulls()
        assert frame["parameters"].drop_nulls().len() > 200
        assert told.len() == 0 if table == "timm" else 0.3 < told.mean() < 0.8
    assert skipped == {}


def test_the_columns_are_those_that_the_source_reads():
    for name, columns in columns_by_table().items():
        read = next(table for table in TABLES if table.name == name).columns
        assert {columns.access, columns.size} - {""} <= set(read)


@pytest.mark.data
def test_models_that_we_know(data_folder: Path):
    known = {}
    for path in models.files(data_folder):
        for batch in models.read(path, as_of=UNTIL).batches:
            known |= {unit: row for unit, *row in stated(batch, Counter()).iter_rows()}
    assert known["models:epoch:AlexNet"][1] == pytest.approx(6e7)
    assert known["models:ecosystem:Grok-1"] == [True, 314e9]
    assert known["models:timm:efficientvit_m0.r224_in1k"] == [None, pytest.approx(2.35e6)]
    assert "models:ecosystem:Re-LAION-5B" not in known  # a data set, whose pairs stood as parameters
