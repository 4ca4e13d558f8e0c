"""Columns made without ``pyarrow.array`` are what it would have made."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from settled.scan.code import columns

MADE = [
    (columns.texts, pa.string(), ["a", None, "", "\u00fc"]),
    (columns.numbers, pa.int32(), [0, -1, 2**31 - 1]),
    (columns.flags, pa.bool_(), [True, None, False, True, True, None, False, False, True]),
    (columns.keys, pa.int64(), [0, -(2**63), 2**63 - 1]),
    (columns.days, pa.date32(), [date(1970, 1, 1), date(1969, 12, 31), date(2026, 11, 24), date.max]),
]


@pytest.mark.parametrize(("make", "kind", "values"), MADE)
def test_a_column_holds_its_values(make, kind, values):
    made = make(value for value in values)
    made.validate(full=True)
    assert made.equals(pa.array(values, kind))
    assert len(make(iter(()))) == 0
