"""Repositories by quarter: who is counted, who is new, what is canonical."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from settled import catalog
from settled.pipeline.code import period_ends
from settled.scan.counting import count_repositories
from settled.scan.sightings import schema

UNTIL = date(2026, 11, 24)


def sightings(*rows: tuple[str, date, str, str, bool | None], field: str = "optimizer") -> pl.DataFrame:
    empty = pl.DataFrame(schema().empty_table())
    named = [
        {
            "unit": unit, "unit_key": 0, "source": "code/repositories", "period": day, "field": field,
            "technology": technology, "role": role, "canonical": canonical,
        }
        for unit, day, technology, role, canonical in rows
    ]  # fmt: skip
    return pl.concat([empty, pl.DataFrame(named, schema_overrides=empty.schema)], how="diagonal")


def counted(
    frame: pl.DataFrame, field: str = "optimizer"
) -> dict[tuple[str, str, date], tuple[int | None, int | None]]:
    fields = [catalog.load().fields[field]]
    return {
        (one.measure, one.technology, one.period_end): (one.k, one.n)
        for one in count_repositories(frame, fields, "snapshot", UNTIL)
    }


FIRST, SECOND = date(2026, 3, 31), date(2026, 6, 30)


def test_a_repository_counts_in_each_quarter_and_is_new_in_its_first():
    found = counted(
        sightings(
            ("code:a/b:2026q1", FIRST, "adamw", "uses", True),
            ("code:a/b:2026q2", SECOND, "adamw", "uses", True),
            ("code:c:2026q2", SECOND, "sgd", "selects", None),
        )
    )
    assert found["adoption", "adamw", FIRST] == (1, 1)
    assert found["adoption", "adamw", SECOND] == (1, 2)
    assert found["adoption", "sgd", SECOND] == (1, 2)
    assert found["new_adoption", "adamw", FIRST] == (1, 1)
    assert found["new_adoption", "adamw", SECOND] == (0, 1)
    assert found["new_adoption", "sgd", SECOND] == (1, 1)


def test_a_rival_that_nobody_uses_is_zero_of_all():
    found = counted(sightings(("code:a:2026q1", FIRST, "adamw", "uses", True)))
    assert found["adoption", "sgd", FIRST] == (0, 1)


def test_an_adopter_with_a_canonical_use_is_canonical_and_a_config_alone_cannot_tell():
    found = counted(
        sightings(
            ("code:a:2026q1", FIRST, "adamw", "uses", True),
            ("code:a:2026q1", FIRST, "adamw", "defines", False),
            ("code:b:2026q1", FIRST, "adamw", "defines", False),
            ("code:c:2026q1", FIRST, "adamw", "selects", None),
        )
    )
    assert found["canonical", "adamw", FIRST] == (1, 2)


def test_where_nothing_is_canonical_nothing_tells_how_standard_its_use_is():
    name = "training-paradigm"
    rows = sightings(("code:a:2026q1", FIRST, "pretrain-finetune", "uses", False), field=name)
    found = counted(rows, name)
    assert found["adoption", "pretrain-finetune", FIRST] == (1, 1)
    assert not any(measure == "canonical" for measure, _, _ in found)


def test_what_is_merely_mentioned_adopts_nothing():
    assert not counted(sightings(("code:a:2026q1", FIRST, "adamw", "mentions", None)))


@pytest.mark.parametrize(
    ("first", "last", "months", "ends"),
    [
        (date(2025, 5, 2), date(2025, 11, 24), 3, ["2025-06-30", "2025-09-30", "2025-11-24"]),
        (date(2024, 12, 31), date(2025, 1, 1), 1, ["2024-12-31", "2025-01-01"]),
        (date(2023, 6, 1), date(2025, 2, 3), 12, ["2023-12-31", "2024-12-31", "2025-02-03"]),
        (date(2025, 5, 2), date(2025, 5, 2), 3, ["2025-05-02"]),
        (date(2025, 5, 2), date(2025, 4, 2), 3, ["2025-04-02"]),
    ],
)
def test_periods_end_with_the_calendar_and_the_newest_at_the_last_day(first, last, months, ends):
    assert [day.isoformat() for day in period_ends(first, last, months)] == ends
