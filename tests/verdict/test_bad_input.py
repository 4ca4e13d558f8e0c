"""Input that no verdict can be made of, and verdicts that say why they are wide."""

from __future__ import annotations

from datetime import date

import pytest

from settled import catalog
from settled.errors import InputError
from settled.indicators import all_indicators
from settled.messages import NO_RIVAL
from settled.pipeline import Settled
from settled.records import Born, Field, Observation, Profile, Signatures, Snapshot, Technology, Weight
from settled.verdict.judging import Evidence, judge

AS_OF = date(2026, 11, 24)
CATALOG = catalog.load()
SPECS = [indicator.spec for indicator in all_indicators()]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((0.5, 0.4), "profile p: the weights sum to 0.9, not 1"),
        ((1.5, -0.5), "profile p: the weight -0.5 of controversy is negative"),
        ((float("nan"), 1.0), "profile p: the weight nan of adoption is negative"),
        ((), "profile p: the weights sum to 0, not 1"),
    ],
)
def test_weights_of_which_no_mean_can_be_made(weights, said):
    names = ("adoption", "controversy")
    profile = Profile("p", "P", tuple(Weight(n, w, "") for n, w in zip(names, weights, strict=False)))
    with pytest.raises(InputError) as refused:
        judge("f", [Evidence("t", {}, {}, None)], SPECS, profile, CATALOG.levels, AS_OF)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


def test_before_the_first_evidence_there_is_no_verdict(home):
    verdict = Settled.open(home, as_of=date(1950, 1, 1)).assess("adamw")
    assert (verdict.degree, verdict.level, verdict.label, verdict.trend) == (None, None, None, None)
    assert len(verdict.missing) == 3


def rows(technology: str, counts) -> list[Observation]:
    return [
        Observation("f", technology, "adoption", date(y, 1, 1), date(y, 12, 31), k, n, None, None,
                    "models/epoch", "s1") for y, k, n in counts
    ]  # fmt: skip


def tool(home, technologies: dict) -> Settled:
    opened = Settled.open(home, as_of=AS_OF, shipped=None)
    snapshot = Snapshot("s1", "models", "x", "", "2026-11-24", "0" * 64, "models", 1, "0" * 64, "0.1.0", 1)
    found = [row for name, counts in technologies.items() for row in rows(name, counts)]
    opened.ledger.append(snapshot, found)
    born = Born(2000, "T", "https://example.org")
    rivals = tuple(Technology(name, name, name, born, Signatures()) for name in technologies)
    opened.catalog.fields["f"] = Field("f", "F", "F", "Which?", rivals)
    return opened


def test_a_single_period_has_a_wide_verdict_and_no_trend(home):
    verdict = tool(home, {"t": [(2025, 3, 4)], "u": [(2025, 1, 4)]}).assess("t")
    assert verdict.trend is None
    adoption = verdict.indicators["adoption"]
    assert adoption.high - adoption.low > 0.5
    assert {reason.partition(":")[0] for reason in adoption.reasons} >= {"very imprecise", "few units"}


def test_all_zeros_are_a_small_share_and_no_certainty(home):
    verdict = tool(home, {"t": [(2024, 0, 9), (2025, 0, 9)], "u": [(2024, 9, 9), (2025, 9, 9)]}).assess("t")
    adoption = verdict.indicators["adoption"]
    assert adoption.median < 0.1
    assert adoption.high > 0.1


def test_two_technologies_that_are_always_equal_have_equal_shares(home):
    counts = [(year, 5, 10) for year in range(2020, 2026)]
    opened = tool(home, {"t": counts, "u": counts})
    one, two = opened.assess("t"), opened.assess("u")
    assert one.indicators["adoption"].median == pytest.approx(two.indicators["adoption"].median, abs=0.02)
    assert one.level_probability.keys() == two.level_probability.keys()


def test_a_field_of_one_technology_has_no_share_to_show(home):
    verdict = tool(home, {"t": [(2024, 9, 9), (2025, 9, 9)]}).assess("t")
    assert verdict.indicators["adoption"] is None
    assert verdict.degree is None
    assert f"adoption: {NO_RIVAL}" in verdict.missing


def test_the_past_is_judged_on_what_was_known_then(home):
    years = range(2019, 2026)
    counts = {"t": [(year, year - 2018, 10) for year in years], "u": [(year, 5, 10) for year in years]}
    opened = tool(home, counts)
    then = Settled.open(home, as_of=date(2022, 6, 30), shipped=None)
    then.catalog.fields["f"] = opened.catalog.fields["f"]
    short = tool(home / "short", {name: [c for c in all_ if c[0] < 2022] for name, all_ in counts.items()})
    again = Settled.open(home / "short", as_of=date(2022, 6, 30), shipped=None)
    again.catalog.fields["f"] = short.catalog.fields["f"]
    assert then.assess("t") == again.assess("t")
