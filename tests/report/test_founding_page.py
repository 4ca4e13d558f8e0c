"""The page on the founding document's figures, and the file that it is made from."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from pages_of import Page, faults, pages
from report_boards import LEVEL_RULES, SPECS, board, evidence_of

from settled.catalog import load
from settled.pipeline import Settled
from settled.pipeline.founding_audit import founding_audit, written
from settled.report import founding_words
from settled.report.founding import chapters, shipped_founding_audit, summary
from settled.report.site import write_site

LEAST = 4  # Chinese characters in a row that would be the document's own words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made, out = board(), tmp_path_factory.mktemp("founding") / "site"
    write_site(made, evidence_of(made), LEVEL_RULES, SPECS, out)
    return out


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return next(one for one in pages(folder) if one.path.name == "founding.html")


def founding_document(data_folder: Path) -> Path:
    return data_folder.parent / "seed" / "convergence-L4.zh.md"


def test_the_page_is_sound(folder: Path, page: Page) -> None:
    assert list(faults(page, folder)) == []


def test_every_claim_has_a_row_and_a_verdict_that_can_be_chosen(page: Page) -> None:
    rows = [row for table in page.all("table") for row in table.iter("tr") if row.get("class")]
    assert len(rows) == len(shipped_founding_audit()["claims"])
    choices = {one.get("id") for one in page.all("input")}
    assert {f"show-{row.get('class')}" for row in rows} <= choices
    style = files("settled.report").joinpath("static/site.css").read_text("utf-8")
    assert all(f"#{one}:checked" in style for one in choices if one != "show-all")


def test_a_contradiction_leads_to_its_other_place(page: Page) -> None:
    row = next(one for one in page.all("tr") if one.get("id") == "line-716")
    assert [link.get("href") for link in row.iter("a")] == ["#line-788", "#line-813"]


def test_counts_of_the_heading_are_those_of_the_rows(page: Page) -> None:
    said = summary(shipped_founding_audit(), "en")
    assert said.replace("\u00a0", " ") in page.words().replace("\u00a0", " ")
    rows = [row.get("class") for table in page.all("table") for row in table.iter("tr")]
    assert f"{rows.count('contradicted')} contradicted" in said
    assert f"{rows.count('imprecise')} imprecise" in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_fails_has_a_sentence_of_its_own(language: str) -> None:
    shown = [row for one in chapters(shipped_founding_audit(), language, {}) for row in one.rows]
    otherwise = founding_words.speaker(language)("why.else", check="").partition("“")[0]
    for row in shown:
        if row.verdict in ("contradicted", "imprecise"):
            assert row.whys, row.line
        assert not any(why.startswith(otherwise) for why, _ in row.whys), row.line


def test_both_languages_say_the_same_things() -> None:
    assert founding_words.ENGLISH.keys() == founding_words.CHINESE.keys()
    for key, text in founding_words.ENGLISH.items():
        names = re.findall(r"{\w+}", text)
        assert sorted(names) == sorted(re.findall(r"{\w+}", founding_words.CHINESE[key])), key


@pytest.mark.data
def test_what_ships_is_what_the_command_gives(data_folder: Path, home: Path) -> None:
    """Else: ``python -m settled.pipeline.founding_audit DOCUMENT FILE``, with no evidence of one's own."""
    shipped = shipped_founding_audit()
    tool = Settled.open(home, as_of=shipped["as_of"])
    assert json.loads(written(founding_audit(founding_document(data_folder), tool))) == shipped


@pytest.mark.data
def test_no_words_of_the_document_ship(data_folder: Path) -> None:
    text = files("settled.report").joinpath("founding_audit.json").read_text("utf-8")
    document = founding_document(data_folder).read_text("utf-8")
    known = {
        name for field in load().fields.values() for one in field.technologies for name in (one.id, one.name)
    }
    words = {
        run[at : at + LEAST]
        for run in re.findall(r"[\u4e00-\u9fff]{4,}", document)
        for at in range(len(run) - LEAST + 1)
    }
    assert len(words) > 1000
    assert not {word for word in words if word in text and not any(word in name for name in known)}
    assert set(re.findall(r"[\u4e00-\u9fff]+", text)) <= {"万", "亿", "倍", "月", "年"}
    assert not re.search(r"\\text|\\frac|PyTorch|OpenAI|Transformers", text)
