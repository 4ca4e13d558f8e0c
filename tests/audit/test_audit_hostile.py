"""Input made to be slow or to break: bounded in time, never an exception but one that is foreseen."""

from __future__ import annotations

import sys
import time

import pytest
from audit_reading import failing, findings, verdicts

from settled.scan.claims import statements

INPUTS = {
    "digits": "1" * 60_000,
    "numbers": "1 " * 30_000,
    "thousands": "1" + ",000" * 15_000,
    "equal signs": "1=" * 30_000,
    "sums": "1+1=2 " * 10_000,
    "open brackets": "(" * 60_000 + "1 = 1",
    "fractions": "$$" + r"\frac{" * 10_000 + "$$",
    "braces": "$$" + "{" * 60_000 + "$$",
    "exponents": "$$x = 10^{10^{10^{10}}}$$",
    "dollars": "$1$" * 20_000,
    "bounds": "at least " * 7_000 + "5%",
    "changes": "from 1% to 2%, a 3% rise; " * 2_000,
    "a wide table": "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|1%" * 3_000 + "|\n",
    "rankings": ("a " * 60 + "has the highest " + "b " * 30 + "of c. ") * 400,
    "chinese rankings": ("甲的" * 40 + "最高的是" + "乙" * 40 + "。") * 400,
    "spaces between thousands": "1\u202f000" * 8_000,
    "powers of ten": "10^10^" * 10_000,
    "counts": "3 of 7, 42.857%, " * 3_000,
    "units": "2 kW × " * 8_000 + "= 6 kW",
    "sums written out": "$$" + r"\sum_{i=1}^{3} x_i = " + "x_1 + " * 10_000 + "$$",
    "many tables": "|metric|share|\n|-|-|\n|a|1%|\n|b|2%|\n\na = 1%\n\n" * 800,
    "many formulas": "the difference:\n\n"
    + "".join(f"**{n}:**\n\n$$x = a + b_{n}$$\n\n" for n in range(400)),
}
_SECONDS = 20  # a hundred times what they take, on a machine that others use, too


@pytest.mark.parametrize("name", INPUTS)
def test_time_is_bounded(name):
    start = time.process_time()
    findings(INPUTS[name])
    assert time.process_time() - start < _SECONDS


def test_a_document_of_too_many_figures_is_refused(monkeypatch):
    monkeypatch.setattr(statements, "MOST_STATEMENTS", 10)
    with pytest.raises(statements.InputError, match="more than 10 figures; hint: split"):
        failing("5% and 6% are some.\n\n" * 20)


def test_without_the_formula_reader_formulas_are_unverifiable(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    text = "The difference:\n\n**One:**\n\n$$x = a (b + c)$$\n\n**Two:**\n\n$$x = a b + a c$$\n"
    assert [found[2] for found in verdicts(text, "formula")] == ["unverifiable"]


def test_a_table_too_large_to_be_read_is_one_claim_that_cannot_be_verified():
    table = "<table><tr>" + "<td>5%" * 10_001 + "</table>"
    found = findings(f"{table}\n<p>2 / 3 = 0.7 of <b>95%</b>", name="a.html")
    (unread,) = [one for one in found if one.reason == "too_large"]
    assert (unread.line, unread.verdict) == (1, "unverifiable")
    assert any(one.check == "arithmetic" for one in found)
