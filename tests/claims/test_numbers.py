"""Figures as written, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.scan.claims.digits import half_width, has_decimal_comma
from settled.scan.claims.numbers import numbers
from settled.scan.claims.quantities import quantities
from settled.scan.claims.tables import figure

WRITTEN = [
    ("95%", 0.95, "="),
    ("95%+", 0.95, ">"),
    ("95+%", 0.95, ">"),
    ("95 %", 0.95, "="),
    ("< 1%", 0.01, "<"),
    ("＜ １％", 0.01, "<"),
    ("９９％", 0.99, "="),
    ("≤ 3%", 0.03, "<"),
    ("不到 5%", 0.05, "<"),
    ("不低于95%", 0.95, ">"),
    ("95%以上", 0.95, ">"),
    ("5%以下", 0.05, "<"),
    ("80%左右", 0.8, "~"),
    ("约 80%", 0.8, "~"),
    ("大约为 80%", 0.8, "~"),
    ("about 80 per cent", 0.8, "~"),
    ("over 90 percent", 0.9, ">"),
    ("less than 0.1%", 0.001, "<"),
    ("30-40%", 0.35, "~"),
    ("30%–40%", 0.35, "~"),
    ("30% 至 40%", 0.35, "~"),
    ("0.992", 0.992, "="),
    ("0.3-0.4", 0.35, "~"),
    ("≈ 0.9", 0.9, "~"),
    (".5", 0.5, "="),
    ("100%（实现层面）", 1.0, "="),
    ("It is 95%.", 0.95, "="),
    ("99.9%的研究", 0.999, "="),
]


@pytest.mark.parametrize(("text", "value", "bound"), WRITTEN)
def test_a_figure_is_read_as_written(text: str, value: float, bound: str) -> None:
    assert [(number.value, number.bound) for number in numbers(text)] == [(value, bound)]


@pytest.mark.parametrize(
    "text",
    [
        "v2.0",
        "2025-01-15",
        "2025年",
        "arXiv:2001.08361",
        "GPT-4",
        "10x",
        "1.5 倍",
        "$0.001",
        "110M-340M",
        "7B-405B",
        "1e-8",
        "10:30",
        "3/4",
        "1.2.3",
        "50万+",
        "±0.5%",
        "-5%",
        "5 percentage points",
        "0.95 s",
        "10^-8",
        "2^10",
        "从 30% 到 95%",
        "from 30% to 95%",
        "β2=0.9,0.999",
    ],
)
def test_what_is_no_figure_is_not_read(text: str) -> None:
    assert list(numbers(text)) == []


@pytest.mark.parametrize("text", ["Claude 3.5", "1,234 papers", "95"])
def test_a_plain_number_above_one_is_no_share(text: str) -> None:
    assert [number.share() for number in numbers(text)] == [None]


@given(st.integers(0, 1000), st.sampled_from(["{}%", "{} %", "**{}%**", "({}%)", "占{}%。", "x {}%, y"]))
def test_tenths_of_a_per_cent_come_back_exactly(tenths: int, frame: str) -> None:
    found = [number.value for number in numbers(frame.format(f"{tenths / 10:.1f}"))]
    assert found == [round(tenths / 1000, 4)]


@given(st.text(max_size=300))
def test_any_text_has_figures_at_true_places(text: str) -> None:
    assert len(half_width(text)) == len(text)
    last = 0
    for number in numbers(text):
        assert last <= number.end
        assert 0 <= number.start < number.end <= len(text)
        last = number.end


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("10%+（显存受限场景）", 0.1),
        ("极高（95%+）", 0.95),
        ("100%新产品采用", 1.0),
        ("40% 或 50%", None),
        ("0.9 of 3", None),
        ("PyTorch 2.1", None),
        ("无争议", None),
        ("", None),
    ],
)
def test_a_cell_states_at_most_one_figure(cell: str, value: float | None) -> None:
    found = figure(cell)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12\u202f345", 12345),
        ("1\u2009234\u2009567", 1234567),
        ("1\u00a0234,5", None),
        ("48\u00a0000 km", 48000),
        ("1'250'000", 1250000),
        ("10^-8", 1e-8),
        ("10^{6}", 1e6),
        ("10⁻⁸", 1e-8),
        ("3 × 10⁸", 3e8),
        ("110^2", None),
        ("2^10", None),
        ("x10^3", None),
    ],
)
def test_thousands_and_powers_of_ten(text: str, value: float | None) -> None:
    assert [found.value for found in quantities(text)] == ([] if value is None else [value])


def test_a_power_of_ten_is_exact_to_its_order_only() -> None:
    (found,) = quantities("10^-8")
    assert (found.step, found.text) == (1e-8, "10^-8")


@given(st.integers(0, 10**12), st.integers(0, 99), st.sampled_from(["\u202f", "\u2009", "\u00a0", ",", "'"]))
def test_separators_of_thousands_do_not_matter(whole: int, cents: int, sign: str) -> None:
    written = f"{whole:,}".replace(",", sign) + f".{cents:02}"
    assert [found.value for found in quantities(f"about {written} in all")] == [float(f"{whole}.{cents:02}")]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_decimal_comma_is_read_where_it_is_the_rule(whole: int, cents: int) -> None:
    written = f"{whole:,}".replace(",", ".") + f",{cents:02}"
    (found,) = quantities(f"{written} %", decimal_comma=True)
    assert found.value == pytest.approx((whole + cents / 100) / 100)
    assert found.text == f"{written} %"


@pytest.mark.parametrize(
    ("texts", "is_so"),
    [
        (["12,5 %", "im Jahr 1.234,56"], True),
        (["12,5 %"], False),
        (["12,5 %", "3,25 %", "4.5 %"], False),
        (["12,345", "3,456", "[1,2]", "at (3,5)"], False),
    ],
)
def test_a_document_shows_whether_it_has_decimal_commas(texts: list[str], is_so: bool) -> None:
    assert has_decimal_comma(texts) is is_so


def test_what_a_float_cannot_hold_is_no_quantity() -> None:
    assert [q.text for q in quantities("2.3E+613, -4E+400, 1E-400, 3E+200")] == ["1E-400", "3E+200"]
