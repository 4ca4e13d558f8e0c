"""Made-up documents whose figures are true, and the same with one figure changed."""

from __future__ import annotations

from audit_reading import failing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SETTINGS = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
NAMES = ["north", "south", "east", "west", "centre", "coast", "hills", "plains"]


@st.composite
def shares(draw):
    """Whole percentages of three to seven parts and a rest that add to 100."""
    count = draw(st.integers(3, 7))
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]


def market(parts, *, chinese=False):
    head = "| 公司 | 市场份额 | 累积份额 |" if chinese else "| company | market share | cumulative |"
    rows, so_far = [], 0
    for at, part in enumerate(parts):
        so_far += part
        name = ("其他" if chinese else "others") if at == len(parts) - 1 else NAMES[at]
        rows.append(f"| {name} | {part}% | {so_far}% |")
    return "\n".join([head, "| --- | --- | --- |", *rows]) + "\n"


@SETTINGS
@given(shares(), st.booleans())
def test_a_true_market_is_not_accused(parts, chinese):
    assert failing(market(parts, chinese=chinese)) == []


@SETTINGS
@given(shares(), st.booleans(), st.data())
def test_a_changed_part_is_found_at_its_row(parts, chinese, data):
    at = data.draw(st.integers(0, len(parts) - 1))
    change = data.draw(st.integers(3, 40))
    text = market(parts, chinese=chinese)
    lines = text.splitlines()
    lines[2 + at] = lines[2 + at].replace(f"| {parts[at]}% |", f"| {parts[at] + change}% |", 1)
    assert (3 + at, "whole", "contradicted") in failing("\n".join(lines))


@st.composite
def changes(draw):
    """Rows of before, after, and the reduction that follows, to a whole per cent."""
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        before = draw(st.integers(100, 9999).filter(lambda number: number % 10))  # none may be rounded
        after = draw(st.integers(10, before - 1))
        rows.append((before, after, round((1 - after / before) * 100)))
    return rows


def costs(rows):
    head = "| item | 2020 | 2025 | reduction |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {name} | {b} | {a} | {r}% |\n" for name, (b, a, r) in zip(NAMES, rows, strict=False)
    )


@SETTINGS
@given(changes())
def test_true_changes_are_not_accused(rows):
    assert failing(costs(rows)) == []


@SETTINGS
@given(changes(), st.data())
def test_a_changed_change_is_found_at_its_row(rows, data):
    if len(rows) == 2:
        rows = rows[:1]  # one wrong of two is one right of two: still believed; one row alone is, too
    at = data.draw(st.integers(0, len(rows) - 1))
    before, after, reduction = rows[at]
    rows[at] = (before, after, reduction + data.draw(st.integers(3, 60)))
    assert failing(costs(rows)) == [(3 + at, "change", "contradicted")]


@SETTINGS
@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=2, max_size=5), st.integers(1, 900)
)
def test_a_sum_of_products_holds_and_a_changed_result_does_not(terms, off):
    calculation = " + ".join(f"0.{weight:02} × {value / 100:.2f}" for weight, value in terms)
    result = sum(weight * value for weight, value in terms)  # in ten-thousandths
    assert failing(f"The degree is {calculation} = {result / 10000:.4f}.") == []
    wrong = failing(f"The degree is {calculation} = {(result + off + 20) / 10000:.4f}.")
    assert wrong == [(1, "arithmetic", "contradicted")]


@SETTINGS
@given(st.lists(st.integers(1, 5000), min_size=2, max_size=7), st.integers(1, 4000))
def test_totals_hold_and_changed_totals_do_not(parts, off):
    rows = "".join(f"| {name} | {part} |\n" for name, part in zip(NAMES, parts, strict=False))
    text = f"| region | units sold |\n| --- | --- |\n{rows}| Total | "
    assert failing(f"{text}{sum(parts):,} |\n") == []
    assert [each[0] for each in failing(f"{text}{sum(parts) + off:,} |\n")] == [3 + len(parts)]


@SETTINGS
@given(st.integers(1, 8), st.lists(st.integers(500, 999), min_size=6, max_size=6), st.integers(20, 90))
def test_a_mean_of_columns_holds_and_a_changed_one_does_not(seed, scores, off):
    rows = [[(score * (row + seed)) % 500 / 10 + 40 for score in scores[:3]] for row in range(5)]
    means = [f"{sum(row) / 3:.2f}" for row in rows]

    def text(values):
        body = "".join(
            f"| m{at} | {' | '.join(f'{value:.1f}' for value in row)} | {mean} |\n"
            for at, (row, mean) in enumerate(zip(rows, values, strict=True))
        )
        return f"| model | task a | task b | task c | Average |\n| --- | --- | --- | --- | --- |\n{body}"

    assert failing(text(means)) == []
    wrong = [*means[:2], f"{float(means[2]) + off / 10:.2f}", *means[3:]]
    assert failing(text(wrong)) == [(5, "mean", "contradicted")]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet="0123456789.,%+-−×=≈~<>|$\\{}()_^ \n万亿倍约至到以上xX#*abcfrtions[]：，", max_size=400)
)
def test_nothing_that_is_written_makes_it_fail(text):
    failing(text)


def test_a_word_in_one_document_is_no_figure():
    assert failing("# 1 + 1\n\nNothing is stated here.\n") == []
