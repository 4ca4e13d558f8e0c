"""Contests of the past by decade say what ``assess --as-of`` says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from settled import catalog
from settled.ledger import Ledger
from settled.pipeline import Settled
from settled.pipeline.past import past_contests
from settled.pipeline.scanning import scan_papers


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """Support vector machines up to 2009, deep networks from 2015 on, and one contest with nothing."""
    home = tmp_path_factory.mktemp("past")
    rows = [
        f"Digits {model} {year} {number},We classify images of digits with a {model} and tell errors.,{year}"
        for model, years in (
            ("support vector machine", range(2001, 2010)),
            ("deep neural network", range(2015, 2020)),
        )
        for year in years
        for number in range(60)
    ]
    papers = home / "papers.csv"
    papers.write_text("title,abstract,year\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = Settled(home, date(2020, 6, 30), catalog.load(), Ledger.open(home, shipped=None))
    scan_papers(found, papers, workers=1)
    return replace(found)  # what was read before the scan is forgotten


def test_decades_have_the_share_levels_of_their_last_day(tool: Settled) -> None:
    contest = next(one for one in past_contests(tool) if one.field.id == "classifier")
    assert [verdicts[0].as_of for verdicts in contest.judged] == [
        date(2009, 12, 31), date(2019, 12, 31), date(2020, 6, 30),
    ]  # fmt: skip
    levels = [
        {one.technology: one.share_level.level for one in verdicts if one.share_level}
        for verdicts in contest.judged
    ]
    assert (levels[0]["support-vector-machine"], levels[0]["deep-network"]) == ("L4", "L0")
    assert (levels[1]["support-vector-machine"], levels[1]["deep-network"]) == ("L0", "L4")


def test_they_are_what_is_judged_as_of_that_day(tool: Settled) -> None:
    contest = next(one for one in past_contests(tool) if one.field.id == "classifier")
    for verdicts in contest.judged:
        then = replace(tool, as_of=verdicts[0].as_of).field("classifier").verdicts
        assert [one.share_level for one in verdicts] == [one.share_level for one in then]
        shares = [(one.indicators["research_share"], two.indicators["research_share"])
                  for one, two in zip(verdicts, then, strict=True)]  # fmt: skip
        assert all(ours == theirs for ours, theirs in shares)


def test_every_contest_is_listed_and_what_nobody_names_has_no_day(tool: Settled) -> None:
    contests = {one.field.id: one for one in past_contests(tool)}
    history = {name for name, field in tool.catalog.fields.items() if field.status == "history"}
    assert contests.keys() == history
    assert contests["visual-tracking"].judged == ()
    assert contests["visual-tracking"].shares == ()


def test_no_day_lies_after_the_date_judged_as_of(tool: Settled) -> None:
    early = past_contests(replace(tool, as_of=date(2009, 6, 30)))
    assert {verdicts[0].as_of for one in early for verdicts in one.judged} == {date(2009, 6, 30)}
