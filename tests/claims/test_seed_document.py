"""The figures of the document that started the project, each with its true line."""

from __future__ import annotations

from pathlib import Path

import pytest

from settled.catalog import load
from settled.records import Claim
from settled.scan.claims import find_claims
from settled.sources.document import read

# Read off the document by eye: line, subject, attribute, value, bound.
FIGURES = """
161 softmax-attention adoption 1.0 =
162 softmax-attention research_share_of_rivals 0.01 <
163 softmax-attention controversy 0.0 =
164 softmax-attention standardization 0.95 >
165 softmax-attention degree 0.95 =
281 softmax-attention adoption 0.95 >
282 linear-attention adoption 0.03 =
283 sparse-attention adoption 0.02 =
284 flash-attention adoption 1.0 =
315 softmax-attention degree 0.98 =
315 softmax-attention degree 0.95 ~
327 softmax-attention research_share_of_rivals 0.01 <
331 softmax-attention degree 0.95 =
341 pretrain-finetune adoption 1.0 =
342 pretrain-finetune research_share_of_rivals 0.005 <
343 pretrain-finetune controversy 0.0 =
344 pretrain-finetune standardization 0.98 >
345 pretrain-finetune degree 0.98 =
452 pretrain-finetune degree 0.984 =
452 pretrain-finetune degree 0.98 ~
465 pretrain-finetune research_share_of_rivals 0.005 <
469 pretrain-finetune degree 0.98 =
479 adamw adoption 1.0 =
480 adamw research_share_of_rivals 0.001 <
481 adamw controversy 0.0 =
482 adamw standardization 0.99 >
483 adamw degree 0.99 =
547 sgd adoption 0.01 <
548 adam adoption 0.05 <
549 adamw adoption 0.99 >
550 lion adoption 0.01 <
551 adamw-8bit adoption 0.1 >
612 adamw degree 0.992 =
612 adamw degree 0.99 ~
625 adamw research_share_of_rivals 0.001 <
629 adamw degree 0.99 =
"""


@pytest.fixture(scope="module")
def document(data_folder: Path) -> Path:
    return data_folder.parent / "seed" / "convergence-L4.zh.md"


@pytest.fixture(scope="module")
def claims(document: Path) -> list[Claim]:
    return find_claims(read(document).text, document.name, tuple(load().fields.values()))


@pytest.mark.data
def test_every_figure_of_the_document_is_read_and_no_other(claims: list[Claim]) -> None:
    found = [
        f"{claim.line} {claim.subject} {claim.attribute} {claim.value!r} {claim.bound}"
        for claim in claims
        if claim.kind != "figure"  # those of impact: see tests/impact
    ]
    assert found == FIGURES.strip().splitlines()


@pytest.mark.data
def test_written_calculations_come_with_their_inputs(claims: list[Claim]) -> None:
    inputs = {claim.subject: claim.inputs for claim in claims if claim.kind == "formula"}
    assert inputs == {
        "softmax-attention": (
            ("adoption", 0.4, 1.0),
            ("standardization", 0.4, 0.95),
            ("controversy", 0.2, 0.0),
        ),
        "pretrain-finetune": (
            ("adoption", 0.3, 1.0),
            ("standardization", 0.3, 0.98),
            ("controversy", 0.2, 0.0),
            ("maturity", 0.2, 0.95),
        ),
        "adamw": (
            ("adoption", 0.25, 1.0),
            ("standardization", 0.25, 0.99),
            ("controversy", 0.2, 0.0),
            ("theory", 0.3, 0.99),
        ),
    }


@pytest.mark.data
def test_inputs_recompute_what_the_document_misprints(claims: list[Claim]) -> None:
    adamw = next(claim for claim in claims if claim.kind == "formula" and claim.subject == "adamw")
    entering = {name: 1 - value if name == "controversy" else value for name, _, value in adamw.inputs}
    computed = sum(weight * entering[name] for name, weight, _ in adamw.inputs)
    assert computed == pytest.approx(0.9945, abs=1e-12)
    assert adamw.value == 0.992


@pytest.mark.data
def test_claims_hold_no_sentence_of_the_document(claims: list[Claim]) -> None:
    for claim in claims:
        assert claim.file == "convergence-L4.zh.md"
        assert claim.source == "document/convergence-L4.zh.md"
        words = (claim.kind, claim.subject, claim.attribute, claim.unit)
        assert all(word.isascii() and len(word) < 40 for word in words)


@pytest.mark.data
def test_the_document_is_known_by_its_content(document: Path, tmp_path: Path) -> None:
    known = read(document)
    assert known.origin.date_published == "2025-01-15"
    changed = tmp_path / document.name
    changed.write_text(known.text + "\nchanged\n", encoding="utf-8")
    assert read(changed).origin.producer == "the user's own file"
