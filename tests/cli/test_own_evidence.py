"""What ``--only-mine`` and ``evidence`` print of one's own code."""

from __future__ import annotations

import re

import pytest

MANY = "import torch\n" + "".join(
    f"{name.lower()} = torch.optim.{name}([])\n" for name in ("SGD", "Adam", "AdamW", "Adagrad", "Adadelta")
)


@pytest.fixture
def scanned(run, tmp_path, monkeypatch):
    """Two roots of one's own: one with five optimizers, one with SGD alone, by an alias."""
    monkeypatch.setenv("SETTLED_CACHE", str(tmp_path / "cache"))
    for name, text in {"many": MANY, "one": "import torch.optim as O\n\nopt = O.SGD([])\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.py").write_text(text, encoding="utf-8")
    assert run("scan", "code", tmp_path / "many", tmp_path / "one").code == 0
    return run


def test_a_field_shows_what_was_seen_with_its_counts(scanned):
    lines = scanned("field", "optimizer", "--only-mine").out.splitlines()
    assert lines[0] == "Optimizer: Which update rule trains the network?"
    assert lines[2].split()[:4] == ["technology", "adopted", "by", "canonical"]
    assert re.match(r"SGD +2 of 2 +2 of 2 +0\.\d\d \[", lines[3])
    assert {line.split()[0] for line in lines[4:8]} == {"Adam", "AdamW", "AdaGrad", "Adadelta"}
    assert all(re.match(r"\w+ +1 of 2 ", line) for line in lines[4:8])
    assert lines[8].startswith("not seen: NAdam, ")
    assert "SGD" not in lines[8]
    by_year = lines[lines.index("adoption by year, counted") :]
    assert len(by_year[1].split()) == 1  # a year
    assert by_year[-1].split() == ["of", "2"]
    assert ["SGD", "2"] in [line.split() for line in by_year]


def test_a_board_shows_the_most_adopted_of_what_was_seen(scanned):
    out = scanned("board", "--only-mine").out
    assert re.search(r"^optimizer +SGD +2 of 2 ", out, re.MULTILINE)
    assert re.search(r"^framework +PyTorch +2 of 2 ", out, re.MULTILINE)
    assert "Muon" not in out
    assert "nothing seen of activation, " in out
    assert out.endswith("2 more seen: --all\n")
    every = scanned("board", "--only-mine", "--all").out
    assert "more seen" not in every
    assert "AdaGrad" in every


def test_without_evidence_of_ones_own_it_says_how_to_add_some(run):
    for command in (("board",), ("field", "optimizer")):
        ran = run(*command, "--only-mine")
        assert ran.code == 0
        assert ran.out.endswith(
            "no evidence of your own yet: `settled scan code PATH` adds what your code uses\n"
        )


def test_the_document_is_that_of_every_field(scanned):
    document = scanned("field", "optimizer", "--only-mine", "--json").document
    assert document["schema"] == "settled/field/1"
    assert len(document["technologies"]) > 10


def test_own_papers_have_counts_of_their_own(run, tmp_path):
    papers = tmp_path / "papers.csv"
    text = (
        "title,abstract,month\nAdamW revisited,We study the AdamW optimizer for training networks.,2026-05\n"
    )
    papers.write_text(text, encoding="utf-8")
    assert run("scan", "papers", papers).code == 0
    out = run("field", "optimizer", "--only-mine").out
    assert re.search(r"technology +in papers +degree", out)
    assert re.search(r"^AdamW +1 of 1 ", out, re.MULTILINE)


def test_evidence_from_code_is_repository_path_line_and_via(scanned):
    lines = scanned("evidence", "sgd", "--source", "code", "--limit", "2").out.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d  many  uses       train\.py:2", lines[0])
    assert lines[1].strip() == "torch.optim.SGD, import torch"
    assert re.fullmatch(r"\d{4}-\d\d  one   uses       train\.py:3", lines[2])
    assert lines[3].strip() == "torch.optim.SGD, import torch.optim as O"
    assert re.fullmatch(r"2 of [\d,]+, newest first", lines[-1])


def test_a_source_that_is_none_is_named(run):
    ran = run("evidence", "adamw", "--source", "cod")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "settled: --source: no source 'cod'; hint: did you mean 'code'?\n"
    assert run("evidence", "adamw", "--source", "code/repositories", "--limit", "1").code == 0


def test_names_in_evidence_cannot_steer_the_terminal():
    from datetime import date

    from settled.records import EvidenceItem
    from settled.report.evidence import evidence_table

    item = EvidenceItem(
        "code:a\x1b[2J:2026q1", date(2026, 1, 2), "uses", None, "b\x1b.py:1", "c\x07", None, "s"
    )
    assert evidence_table([item], 1).isprintable() is False  # line ends
    assert all(line.isprintable() for line in evidence_table([item], 1).splitlines())
