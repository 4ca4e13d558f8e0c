"""Which impact figures a document states, and at which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from settled.catalog import load
from settled.indicators.figures import all_figures
from settled.pipeline.impact import impact
from settled.pipeline.tool import Settled
from settled.records import Claim, Figure
from settled.scan.claims import find_claims
from settled.sources.document import read

# Line, figure, part, bound and value of all that chapter 6 of the founding document states of the figures.
STATED = """
643 standardization - > 0.95
644 maturity - > 0.98
645 cost_reduction - > 0.7
646 knowledge_diffusion reach > 0.99
647 innovation_turn - = 0.6
677 maturity tool-chain > 0.98
678 maturity tool-chain > 0.95
679 maturity tool-chain > 0.99
693 cost_reduction model-development = 0.7
694 cost_reduction training-time = 0.6
695 cost_reduction infrastructure = 0.5
696 cost_reduction talent = 0.4
702 knowledge_diffusion papers = 10.0
703 knowledge_diffusion projects = 20.0
704 knowledge_diffusion courses = 20.0
705 knowledge_diffusion practitioners = 10.0
713 cr4 - > 0.8
714 ecosystem_unity - > 0.95
715 cost_per_token - > 0.7
716 innovation_space - > 0.3
716 innovation_space - < 0.4
717 barrier_index - > 0.8
737 cr4 - = 0.83
751 ecosystem_unity api > 0.95
752 ecosystem_unity model-interface > 0.98
753 ecosystem_unity deployment > 0.9
754 ecosystem_unity benchmarks = 1.0
768 cost_reduction training-cost = 0.9
769 cost_per_token - = 0.9
770 cost_reduction infrastructure = 0.7
784 innovation_turn - = 0.96
785 innovation_space - = 0.04
786 innovation_turn theory = 0.01
788 innovation_space - = 0.04
794 barrier_index technical > 0.8
795 barrier_index data > 0.9
796 barrier_index compute > 0.7
797 barrier_index talent > 0.6
798 barrier_index capital > 0.95
806 barrier_index - > 0.8
810 cr4 - = 0.83
811 ecosystem_unity - > 0.95
812 cost_per_token - > 0.7
812 cost_per_token - < 0.9
814 barrier_index - > 0.8
"""

DOCUMENT = """# Impact

| Dimension | Impact |
| --- | --- |
| Standardization | 95%+ |
| Market concentration | 80%+ |
| Weather | 70%+ |

| Metric | Growth |
| --- | --- |
| Papers per year | 10x |
| Online courses | 20x |
"""


@pytest.fixture(scope="module")
def claims(data_folder: Path) -> tuple[Claim, ...]:
    document = data_folder.parent / "seed" / "convergence-L4.zh.md"
    return tuple(find_claims(read(document).text, document.name, tuple(load().fields.values())))


@pytest.mark.data
def test_every_figure_of_chapter_six_is_read(claims: tuple[Claim, ...]) -> None:
    found = [
        f"{one.line} {one.attribute} {one.subject or '-'} {one.bound} {one.value!r}"
        for one in claims
        if one.kind == "figure" and not one.attribute.startswith("level_")
    ]
    assert found == STATED.strip().splitlines()


@pytest.fixture(scope="module")
def figures(claims: tuple[Claim, ...], tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    """The figures on the evidence that ships, beside what the document states."""
    tool = Settled.open(tmp_path_factory.mktemp("home"))
    tool.__dict__["stated_claims"] = claims
    return impact(tool)


@pytest.mark.data
def test_everything_stated_stands_beside_a_measured_value_or_a_reason(figures: list[Figure]) -> None:
    shown = {claim.line for one in figures for claim in one.stated}
    assert shown == {int(line.split()[0]) for line in STATED.strip().splitlines()}
    for one in figures:
        assert (one.estimate is None) == bool(one.measured.why_missing)
        assert (one.agrees is None) == (one.estimate is None or not one.stated)


@pytest.mark.data
def test_nothing_is_compared_with_fields_that_the_document_does_not_speak_of(figures: list[Figure]) -> None:
    compared = {one.measured.field for one in figures if one.stated and one.measured.field}
    assert compared == {"sequence-mixing", "training-paradigm", "optimizer", "serving"}


def test_an_english_document_is_read_too() -> None:
    found = find_claims(DOCUMENT, "report.md", tuple(load().fields.values()))
    assert [(one.line, one.attribute, one.subject, one.value, one.bound, one.unit) for one in found] == [
        (5, "standardization", "", 0.95, ">", "share"),
        (6, "cr4", "", 0.8, ">", "share"),
        (11, "knowledge_diffusion", "papers", 10.0, "=", "factor"),
        (12, "knowledge_diffusion", "courses", 20.0, "=", "factor"),
    ]


def test_what_documents_state_names_known_figures_and_known_parts(home: Path) -> None:
    """No entry of the list of words is of a figure or part that nothing shows."""
    import tomllib
    from importlib.resources import files

    text = files("settled.scan.claims").joinpath("figures.toml").read_text(encoding="utf-8")
    entries = {(one["id"], one.get("part", "")) for one in tomllib.loads(text)["figure"]}
    entries = {one for one in entries if not one[0].startswith("level_")}  # what a comparison shows
    assert {name for name, _ in entries} <= {one.SPEC.id for one in all_figures()}
    shown = {(one.spec.id, one.measured.part) for one in impact(Settled.open())}
    assert entries <= shown
