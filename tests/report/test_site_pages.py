"""Every page is valid, linked, safe, and reads without eyes, mouse, script or network."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pages_of import Page, faults, pages
from report_boards import (
    HOSTILE_NAMES,
    LEVEL_RULES,
    SPECS,
    board,
    boards,
    evidence_of,
    field_report,
    hostile_report,
    snapshot,
)

from settled.records import Board, Born, EvidenceItem
from settled.report import messages, palette
from settled.report.documents import board_document, field_document
from settled.report.pages import all_files
from settled.report.phrases import safe_url
from settled.report.rendering import Site, file_name, printable
from settled.report.site import write_site

TEMPLATES = Path(__file__).parents[2] / "src/settled/report/templates"


def written(made: Board, folder: Path, count: int = 3, **options: object) -> Path:
    """The site of a board with ``count`` items of evidence a number."""
    write_site(made, evidence_of(made, count), LEVEL_RULES, SPECS, folder, **options)
    return folder


@pytest.fixture(scope="module")
def made() -> Board:
    return board(*board().fields, hostile_report())


@pytest.fixture(scope="module")
def folder(made: Board, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(made, tmp_path_factory.mktemp("site") / "site")


def page(folder: Path, path: str) -> Page:
    return Page(folder / path, (folder / path).read_text("utf-8"))


def test_every_page_is_sound(folder: Path) -> None:
    found = pages(folder)
    assert len(found) == 8 + 5 + (4 + 14 + 1 + 4 + len(HOSTILE_NAMES))
    assert {p.path.name: list(faults(p, folder)) for p in found if list(faults(p, folder))} == {}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(boards())
def test_any_board_makes_well_formed_pages(any_board: Board) -> None:
    bare = replace(any_board, fields=tuple(replace(report, shares=()) for report in any_board.fields))
    site = Site(bare, evidence_of(bare), LEVEL_RULES, SPECS)
    for file in all_files(site):
        file.text.encode("utf-8")
        if file.path.endswith(".html"):
            Page(Path(file.path), file.text)


def test_hostile_names_are_words_and_nothing_else(folder: Path) -> None:
    words = page(folder, "fields/gadget-7.html").words()
    assert "<script>alert(1)</script>" in words
    assert "{{ 7 * 7 }}" in words
    assert "]]>&amp;</script><!--" in words
    scripts = [element for p in pages(folder) for element in p.all("script", "img")]
    assert {element.get("src", "").split("/")[-2] for element in scripts if element.get("src")} <= {
        "static",
        "charts",
    }


def test_board_shows_what_the_records_hold(made: Board, folder: Path) -> None:
    words = page(folder, "index.html").words()
    assert "0.97 [0.89–1.00]" in words
    assert "L4 78 %" in words
    assert "falling −0.03 a year" in words
    assert "all 14 rivals" in words
    first = next(page(folder, "index.html").all("svg"))
    assert first.get("aria-label") == "0.97, 90 % interval 0.89 to 1.00"


def test_no_evidence_is_spelled_out_and_never_a_number(folder: Path) -> None:
    for path in ("fields/gadget-4.html", "technologies/gadget-4/widget-0.html"):
        words = page(folder, path).words()
        assert "No evidence" in words
        assert "standardization: no made-up source speaks to it" in words
        assert not re.search(r"\d\.\d\d \[", words)
    assert "no evidence yet for a verdict" in page(folder, "technologies/gadget-4/widget-0.html").words()


def test_technology_shows_counts_reasons_stated_sources_and_evidence(folder: Path) -> None:
    made = page(folder, "technologies/gadget-0/widget-0.html")
    words = made.words()
    for said in (
        "388 of 400",
        "The evidence: its newest 3 items",
        "few units in the last year",
        "Never trust it: it is made up.",
        "> 0.991",
        "made-up.md:12",
        "characters 0–6",
        "Tiny widget 0",
        "2001: On Widgets of the 0. Kind",
        "weight 0.3, as 1 − x",
        "shown, not weighted",
    ):
        assert said in words, said
    targets = [link.get("href") for link in made.all("a")]
    assert "../../sources.html#source-papers" in targets
    assert "https://example.org/paper/1" in targets


def test_evidence_is_newest_first_cut_and_counted(tmp_path: Path) -> None:
    words = page(
        written(board(field_report(0, 1)), tmp_path / "s", 30, evidence_limit=5),
        "technologies/gadget-0/widget-0.html",
    ).words()
    assert "The evidence: 5 of 30 items, newest first" in words
    assert "settled evidence widget-0 --indicator adoption" in words
    assert words.index("2023-12") < words.index("2023-11")
    assert "2023-01" not in words


def test_no_evidence_lists_none(tmp_path: Path) -> None:
    seen = EvidenceItem("u", field_report(0).verdicts[0].as_of, "uses", None, "p:1", "w", None, "s")
    made = board(field_report(0, 1))
    write_site(made, {("widget-0", "controversy"): [seen]}, LEVEL_RULES, SPECS, tmp_path / "s")
    assert "The evidence" not in page(tmp_path / "s", "technologies/gadget-0/widget-0.html").words()


def test_totals_say_how_much_evidence_there_is_beyond_what_is_given(tmp_path: Path) -> None:
    totals = {("widget-0", "adoption"): 13_832, ("widget-0", "research_share"): 3}
    made = written(board(field_report(0, 1)), tmp_path / "s", totals=totals)
    words = page(made, "technologies/gadget-0/widget-0.html").words()
    assert "The evidence: 3 of 13,832 items, newest first" in words
    assert "The evidence: all 3 items" in words
    assert "--indicator research_share" not in words


def test_shares_known_badly_stand_in_the_table_only(tmp_path: Path) -> None:
    report = field_report(0, 2)
    first = replace(report.shares[0], low=0.0, high=0.9)
    report = replace(report, shares=(first, *report.shares[1:]))
    shown = page(written(board(report), tmp_path / "s"), "fields/gadget-0.html")
    spec = next(s.text for s in shown.all("script") if s.get("type") == "application/json")
    drawn = [(row["technology"], row["year"]) for row in json.loads(spec)["datasets"]["points"]]
    assert (first.technology, first.year) not in drawn
    assert "In the table only: shares whose interval is wider than 0.5" in shown.words()
    assert "0–90" in shown.words()


def test_stated_of_what_is_no_indicator_is_not_measured(tmp_path: Path) -> None:
    report = field_report(0, 1)
    claim = replace(report.verdicts[0].stated[0], attribute="speed")
    judged = replace(report.verdicts[0], stated=(claim, *report.verdicts[0].stated))
    made = written(board(replace(report, verdicts=(judged,))), tmp_path / "s")
    words = page(made, "technologies/gadget-0/widget-0.html").words()
    assert re.search(r"Speed ?> 0.991 ?Not measured", words)
    assert words.count("Not measured") == 1


def test_figures_of_a_chart_stand_in_a_table(made: Board, folder: Path) -> None:
    shown = page(folder, "fields/gadget-0.html")
    table = next(t for t in shown.all("table") if t.get("class") == "figures")
    cells = ["".join(cell.itertext()) for cell in table.iter("td")]
    points = [p for p in made.fields[0].shares if p.indicator == "adoption"]
    assert len(cells) == len(points)
    newest = {p.technology: p for p in points if p.year == 2024}["widget-0"]
    assert cells[0] == f"{newest.median * 100:.0f}{newest.low * 100:.0f}–{newest.high * 100:.0f}"


def test_values_that_are_no_shares_stand_in_a_table_of_their_own(folder: Path) -> None:
    shown = page(folder, "fields/gadget-0.html")
    [table] = [t for t in shown.all("table") if "Median parameters" in "".join(t.itertext())]
    cells = ["".join(cell.itertext()) for cell in table.iter("td")]
    assert cells[:4] == ["100M", "100M", "10M", "·"]
    assert "models/made-up" in "".join(table.itertext())


def test_data_of_pages_are_the_documents(made: Board, folder: Path) -> None:
    assert json.loads((folder / "data/board.json").read_text()) == json.loads(
        json.dumps(board_document(made))
    )
    assert json.loads((folder / "data/gadget-0.json").read_text()) == json.loads(
        json.dumps(field_document(made.fields[0]))
    )


def test_charts_are_self_contained(folder: Path) -> None:
    for picture in sorted((folder / "charts").glob("*.svg")):
        text = picture.read_text("utf-8")
        assert "prefers-color-scheme:dark" in text
        assert not re.search(r'(?:href|src)="', text)
    assert len(list((folder / "charts").glob("*.svg"))) == 8 + 2  # the two of reliability
    specs = [s.text for p in pages(folder) for s in p.all("script") if s.get("type") == "application/json"]
    assert len(specs) == 8
    assert all(json.loads(text)["datasets"]["points"] for text in specs)
    assert not any("http" in text.replace("https://vega.github.io/schema", "") for text in specs)


def test_nothing_reaches_the_network(folder: Path) -> None:
    for name in ("site.css", "charts.js"):
        assert not re.search(r"https?:|//\w|@import|url\(", (folder / "static" / name).read_text())


def test_a_board_without_charts_carries_no_script(tmp_path: Path) -> None:
    made = written(board(field_report(0, 2, evidence=False)), tmp_path / "s")
    assert not list(made.rglob("*.js"))
    assert not [s for p in pages(made) for s in p.all("script")]


def test_an_empty_board_is_a_site_too(tmp_path: Path) -> None:
    empty = replace(board(), fields=(), snapshots=())
    made = written(empty, tmp_path / "s")
    assert "The catalog has no field." in page(made, "index.html").words()
    assert "Nothing was read." in page(made, "sources.html").words()
    assert [list(faults(p, made)) for p in pages(made)] == [[]] * 8


def test_sources_name_licence_dates_and_digest(folder: Path) -> None:
    words = page(folder, "sources.html").words()
    for said in ("CC0-1.0", "2024-05-01", "2024-06-01", "a" * 64, "no abstract: 17", "12,345", "counts, ids"):
        assert said in words, said


def test_own_data_without_origin(tmp_path: Path) -> None:
    own = replace(board(), snapshots=(replace(snapshot("mine", "c"), origin=None),))
    assert "no origin was given" in page(written(own, tmp_path / "s"), "sources.html").words()


def test_method_shows_the_boards_own_weights_levels_and_indicators(folder: Path) -> None:
    shown = page(folder, "method.html")
    words = shown.words()
    for said in ("use is the strongest sign", "above 0.95", "Lower is more settled.", "all that is lower"):
        assert said in words, said
    assert len(list(shown.all("math"))) == 6


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil",
        "http://",
        "file:///etc",
        "ht tp://x",
        "https://[",
        "",
        None,
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_links_of_records_cannot_run_anything(tmp_path: Path) -> None:
    report = field_report(0, 1)
    rival = replace(report.field.technologies[0], born=Born(1999, "Bad", "javascript:alert(1)"))
    report = replace(report, field=replace(report.field, technologies=(rival,)))
    item = EvidenceItem("u", report.verdicts[0].as_of, "uses", None, "p:1", "w", "data:x", "s")
    write_site(board(report), {("widget-0", "adoption"): [item]}, LEVEL_RULES, SPECS, tmp_path / "s")
    text = page(tmp_path / "s", "technologies/gadget-0/widget-0.html").text
    assert "javascript:" not in text
    assert '"data:x' not in text


@pytest.mark.parametrize("identity", ["../../etc/passwd", "a/b", "", "CON:", "x" * 300, "优", "\ud800", ".."])
def test_an_id_cannot_leave_its_folder(identity: str) -> None:
    name = file_name(identity)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name)
    assert name != file_name(identity + "!")


def test_forbidden_characters_are_replaced() -> None:
    assert printable("a\x00b\ud800c\ufffed\u202e") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert printable("e\u0301") == "é"


# --- words and colours ------------------------------------------------------------------------------


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    code = TEMPLATES.parent
    texts = [path.read_text("utf-8") for path in [*TEMPLATES.glob("*.html"), *code.rglob("*.py")]]
    said = {key for text in texts for key in re.findall(r'"((?:\w+)\.(?:\w+))"', text)}
    made = {f"say.{way}" for way in ("rising", "falling", "steady")}
    known = set(messages.ENGLISH)
    spoken = {key for key in said if key.split(".")[0] in {name.split(".")[0] for name in known}}
    defined_only = {key for key in known if sum(text.count(f'"{key}"') for text in texts) < 2} - made
    assert defined_only == set()
    assert {key for key in spoken if not key.endswith((".html", ".svg", ".css", ".js", ".json"))} <= known


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_stands_out_on_every_ground(scheme: str) -> None:
    grounds = [getattr(colour, scheme) for colour in palette.GROUNDS]
    text = [*palette.INKS, *palette.LEVELS, *palette.SERIES, palette.CHART_INK, palette.OTHERS]
    weak = [
        (colour.name, ground, round(contrast(getattr(colour, scheme), ground), 2))
        for colour in text
        for ground in grounds
        if contrast(getattr(colour, scheme), ground) < 4.5
    ]
    assert weak == []


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2.2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_no_two_chart_colours_are_the_same() -> None:
    assert len({colour.light for colour in palette.CHART_COLOURS}) == len(palette.CHART_COLOURS)


def test_style_uses_only_colours_of_the_palette(folder: Path) -> None:
    css = (folder / "static/site.css").read_text()
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= {colour.name for colour in palette.ALL}
    own = css[css.index("/* The look") :]
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!.*\{)", own)
