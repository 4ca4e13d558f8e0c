"""What a fixed accuracy takes: read, shipped, and its fall by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.indicators.price_index import frontier
from settled.pipeline.prices.evidence import accuracy_cost
from settled.sources.prices.accuracy import (
    read_accuracy,
    read_shipped_accuracy,
    write_shipped_accuracy,
)

FIRST, SECOND, THIRD = date(2022, 12, 30), date(2023, 5, 24), date(2025, 10, 30)


def test_the_least_so_far_by_hand() -> None:
    found = frontier(
        [FIRST, FIRST, SECOND, THIRD, THIRD], ["a", "b", "c", "a", "c"], [10.0, 20.0, 8.0, 9.0, 6.0]
    )
    assert found is not None
    assert found.least == (10.0, 8.0, 6.0)
    assert found.reduction == pytest.approx(0.4)
    assert found.low <= found.high


def test_two_families_are_no_basis() -> None:
    assert frontier([FIRST, SECOND], ["a", "b"], [2.0, 1.0]) is None
    assert frontier([FIRST, FIRST, FIRST], ["a", "b", "c"], [3.0, 2.0, 1.0]) is None


ROWS = st.lists(
    st.tuples(st.sampled_from([FIRST, SECOND, THIRD]), st.sampled_from("abcde"), st.floats(1.0, 1e9)),
    min_size=3,
)


@given(ROWS)
def test_the_least_never_rises(rows: list[tuple[date, str, float]]) -> None:
    found = frontier(*zip(*rows, strict=True))
    if found is not None:
        assert all(later <= before for before, later in zip(found.least, found.least[1:], strict=False))
        assert 0.0 <= found.reduction < 1.0
        assert ((found.drawn >= 0.0) & (found.drawn < 1.0)).all()


def test_a_results_table_is_read(tmp_path: Path) -> None:
    results = {
        "model": ["resnet50.a1_in1k", "resnet18.x", "tf_vit_small.y", "vit_tiny.z", "test_vit.r", "bad"],
        "top1": [80.5, 79.0, 85.5, 75.1, 99.0, 90.0],
        "param_count": ["25.56", "11.69", "1,022.0", "5.7", "0.3", "many"],
        "first_in_results": [
            "2022-12-30",
            "2022-12-30",
            "2023-05-24",
            "2025-10-30",
            "2022-12-30",
            "2022-12-30",
        ],
    }
    pq.write_table(pa.table(results), tmp_path / "timm_imagenet_results.parquet")
    models = {
        "model": ["ResNet-50", "Other"],
        "publication_date": ["2015-12-10", "2015-12-10"],
        "parameters": [2.5e7, None],
        "training_compute_flop": [1e18, 1e18],
    }
    pq.write_table(pa.table(models), tmp_path / "epoch_models.parquet")
    found = read_accuracy(tmp_path)
    assert found.models == 4
    assert found.computed == (("ResNet-50", date(2015, 12, 10), 1e18, 80.5),)
    assert [(one.top1, one.family, one.parameters) for one in found.reached] == [
        (75.0, "resnet", 11.69e6),  # the smaller of one family and day
        (75.0, "vit", 1022e6),
        (75.0, "vit", 5.7e6),
        (80.0, "resnet", 25.56e6),
        (80.0, "vit", 1022e6),
        (85.0, "vit", 1022e6),
    ]


@pytest.mark.data
def test_what_ships_is_what_the_data_say(data_folder: Path, tmp_path: Path) -> None:
    fresh, shipped = read_accuracy(data_folder), read_shipped_accuracy()
    assert fresh == shipped
    write_shipped_accuracy(fresh, tmp_path / "one.json")
    write_shipped_accuracy(shipped, tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_the_shipped_table_has_a_fall_at_eighty_per_cent() -> None:
    found = accuracy_cost(read_shipped_accuracy())
    size = found.sizes[80.0]
    assert size.least[0] / 1e6 == pytest.approx(7.79)
    assert size.least[-1] / 1e6 == pytest.approx(5.39)
    assert size.low < size.reduction < size.high
    assert np.quantile(size.drawn, 0.05) == size.low
    assert found.computed < 20 < found.models
