"""The page of contests of the past: share levels by decade, sound markup, nothing of a degree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pages_of import Page, faults, pages
from report_boards import AS_OF, LEVEL_RULES, SPECS, board, evidence_of, field_report, hostile_report

from settled.records import Born, ShareLevel, Verdict
from settled.records.past import PastContest
from settled.report.site import write_site

PROBABILITY = {"L0": 0.03, "L1": 0.9, "L2": 0.07, "L3": 0.0, "L4": 0.0}
DAYS = (date(2019, 12, 31), AS_OF)


def past(one: Verdict, day: date) -> Verdict:
    return replace(
        one, as_of=day, degree=None, level=None, level_probability=None, past=True,
        share_level=ShareLevel("L1", PROBABILITY) if one.indicators.get("research_share") else None,
    )  # fmt: skip


def contest(report, days=DAYS) -> PastContest:
    born = Born(2022, "Late", "https://example.org/late")
    rivals = (*report.field.technologies[:-1], replace(report.field.technologies[-1], born=born))
    field = replace(report.field, status="history", technologies=rivals)
    shares = tuple(replace(point, indicator="research_share") for point in report.shares)
    return PastContest(field, tuple(tuple(past(one, day) for one in report.verdicts) for day in days), shares)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made, out = board(), tmp_path_factory.mktemp("past") / "site"
    silent = contest(replace(field_report(1), shares=()), ())
    contests = (contest(field_report(0)), silent, contest(hostile_report()))
    write_site(made, evidence_of(made), LEVEL_RULES, SPECS, out, past=contests)
    return out


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return next(one for one in pages(folder) if one.path.name == "past.html")


def test_the_page_is_sound_and_every_page_leads_to_it(folder: Path, page: Page) -> None:
    assert list(faults(page, folder)) == []
    for one in pages(folder):
        assert any("past.html" in (link.get("href") or "") for link in one.all("a")), one.path


def test_share_levels_stand_below_their_day_and_are_called_so(page: Page) -> None:
    table = next(page.all("table"))
    head, first, *_, last = ["".join(row.itertext()) for row in table.iter("tr")]
    assert "As of 2019-12-31" in head
    assert f"As of {AS_OF.isoformat()}" in head
    assert first.count("share level L1 (90 %)") == 2
    assert last.count("share level L1") == 1, "who was not born then has no share then"
    assert "Degree of convergence" not in page.words()


def test_its_figures_are_pictures_of_the_site(folder: Path, page: Page) -> None:
    pictures = [image.get("src") for image in page.all("img")]
    assert len(pictures) == 2
    assert all((folder / str(picture)).is_file() for picture in pictures)
    assert "No papers name its rivals" in page.words()


def test_without_contests_the_page_says_so(tmp_path: Path) -> None:
    made = board()
    write_site(made, evidence_of(made), LEVEL_RULES, SPECS, tmp_path / "site")
    only = next(one for one in pages(tmp_path / "site") if one.path.name == "past.html")
    assert "no contest of the past" in only.words()
    assert list(faults(only, tmp_path / "site")) == []
