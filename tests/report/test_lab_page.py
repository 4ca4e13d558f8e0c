"""The lab's pages, from results as their documents have them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pages_of import faults
from pages_of import pages as pages_of
from report_boards import LEVEL_RULES, SPECS, board, evidence_of

from settled.lab.alternatives import shipped_results
from settled.report.pages import lab
from settled.report.palette import OTHERS, SERIES
from settled.report.rendering import Site
from settled.report.schemas import schema
from settled.report.site import write_site

COMPARISON = {
    "technology": "linear-attention",
    "against": "softmax-attention",
    "workload": "copying",
    "metric": "loss",
    "unit": "nats",
    "difference": 0.25,
    "low": 0.1,
    "high": 0.4,
    "smallest": 0.05,
    "p_better": 0.98,
    "p_value": 0.01,
    "word": "better",
    "n": 5,
}


def pages(results: list[dict[str, Any]], site: Site) -> dict[str, str]:
    from dataclasses import replace

    return {file.path: file.text for file in lab.files(replace(site, lab=tuple(results)))}


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(board(), {}, LEVEL_RULES, SPECS)


def test_without_results_the_page_says_so(site: Site) -> None:
    found = pages([], site)
    assert list(found) == ["lab.html"]
    assert "No evidence yet." in found["lab.html"]


def test_every_claim_verdict_and_figure_of_a_result_is_on_its_page(site: Site) -> None:
    results = shipped_results()
    found = pages(results, site)
    for one in results:
        page = found[f"lab/{one['experiment']}.html"]
        assert all(f"{claim['id']}: {claim['verdict'].replace('_', ' ')}" in page for claim in one["claims"])
        assert page.count('<tr><th scope="row">') == len(one["results"]) + len(one["comparisons"])
        assert f"settled lab run {one['experiment']} --budget {one['plan']['budget']}" in page
        assert one["hardware"]["processor"] in page
        assert f"took {sum(trial['seconds'] for trial in one['trials']):,.0f} seconds together" in page
        assert f'href="lab/{one["experiment"]}.html"' in found["lab.html"]


def test_contests_have_a_chart(site: Site) -> None:
    one = {**shipped_results()[0], "comparisons": [COMPARISON]}
    found = pages([one], site)
    picture = f"charts/lab-{one['experiment']}.svg"
    text = "".join(ElementTree.fromstring(found[picture]).itertext())
    assert "linear-attention" in text
    assert "copying, loss" in text
    page = found[f"lab/{one['experiment']}.html"]
    assert picture in page
    assert "0.1 – 0.4" in page


def test_words_of_a_result_are_escaped(site: Site) -> None:
    one = json.loads(json.dumps(shipped_results()[0]))
    one["claims"][0]["statement"] = "<script>alert(1)</script>"
    text = "".join(pages([one], site).values())
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_every_verdict_of_the_schema_has_words(site: Site) -> None:
    allowed = schema("lab-run")["properties"]["claims"]["items"]["properties"]["verdict"]["enum"]
    assert all(site.say(f"lab.{verdict}") for verdict in allowed)


def test_findings_have_their_colours(site: Site) -> None:
    words = ("better", "worse", "shown equal", "no difference found")
    told = [{**COMPARISON, "word": word} for word in words]
    one = {**shipped_results()[0], "comparisons": told}
    picture = pages([one], site)[f"charts/lab-{one['experiment']}.svg"].lower()
    points = [re.findall(f'<path[^>]*fill="{one.light}"', picture) for one in (SERIES[2], SERIES[1], OTHERS)]
    assert [len(found) for found in points] == [1, 1, 2]


def test_every_claim_stands_once_at_a_glance(site: Site) -> None:
    for one in shipped_results():
        page = pages([one], site)[f"lab/{one['experiment']}.html"]
        for number, claim in enumerate(one["claims"], start=1):
            assert page.count(f'<a href="#claim-{number}">{claim["id"]}</a>') == 1
            assert page.count(f'<h3 id="claim-{number}">{claim["id"]}:') == 1


@pytest.mark.parametrize("same", [True, False])
def test_what_other_code_measured_is_marked(site: Site, same: bool) -> None:
    one = {**shipped_results()[0], "same_code": same}
    page = pages([one], site)[f"lab/{one['experiment']}.html"]
    assert ("Measured with other code" in page) is not same


def test_the_pages_are_valid_linked_and_safe(tmp_path: Path) -> None:
    one = {**shipped_results()[0], "comparisons": [COMPARISON], "notes": ["a note"]}
    made = board()
    folder = tmp_path / "site"
    write_site(made, evidence_of(made), LEVEL_RULES, SPECS, folder, lab=[one])
    found = [page for page in pages_of(folder) if "lab" in str(page.path)]
    assert len(found) == 2
    assert [fault for page in found for fault in faults(page, folder)] == []


def test_exponents_have_a_chart_of_their_own(site: Site) -> None:
    for one in shipped_results():
        found = pages([one], site)
        picture = f"charts/lab-{one['experiment']}-exponents.svg"
        known = [row for row in one["results"] if re.search(r"\bexponent\b", row["metric"]) and row["low"]]
        assert (picture in found) == bool(known)
        if known:
            text = "".join(ElementTree.fromstring(found[picture]).itertext())
            assert known[-1]["workload"] in text
            assert picture in found[f"lab/{one['experiment']}.html"]
