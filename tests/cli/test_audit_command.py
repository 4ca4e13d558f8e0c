"""``settled audit`` as a shell sees it."""

from __future__ import annotations

import pytest
from jsonschema import validate

from settled.report.schemas import schema

SOUND = "# Report\n\n| part | share of total |\n| --- | --- |\n| A | 60% |\n| others | 40% |\n"
WRONG = SOUND.replace("40%", "45%")


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "report.md"
    path.write_text(WRONG, encoding="utf-8")
    return "report.md"


def test_a_slip_fails_and_says_where_and_why(run, report):
    ran = run("audit", report)
    assert ran.code == 1
    assert "report.md" in ran.out
    assert "60% + 45% = 105 %" in ran.out
    assert "the parts add to 105 %, not to 100 %" in ran.out


def test_a_sound_document_passes(run, tmp_path):
    (tmp_path / "sound.md").write_text(SOUND, encoding="utf-8")
    ran = run("audit", tmp_path / "sound.md")
    assert (ran.code, ran.err) == (0, "")
    assert "2 claims, 2 checked (100 %)" in ran.out


@pytest.mark.parametrize(("fail_on", "code"), [("contradicted", 1), ("imprecise", 1), ("never", 0)])
def test_what_fails_is_chosen(run, report, fail_on, code):
    assert run("audit", report, "--fail-on", fail_on).code == code


def test_imprecision_alone_fails_only_if_asked(run, tmp_path):
    (tmp_path / "near.md").write_text("2 / 3 = 0.666\n", encoding="utf-8")
    assert run("audit", tmp_path / "near.md").code == 0
    assert run("audit", tmp_path / "near.md", "--fail-on", "imprecise").code == 1


def test_json_is_valid_against_its_schema(run, report):
    ran = run("audit", report, "--json")
    validate(ran.document, schema("audit"))
    assert ran.code == 1
    (claim,) = [one for one in ran.document["claims"] if one["verdict"] == "contradicted"]
    assert (claim["line"], claim["check"], claim["kind"], claim["text"]) == (6, "whole", "sum", "45%")
    assert ran.document["counts"]["claims"] == 2


def test_reasons_are_in_the_language_of_the_document_or_as_asked(run, tmp_path):
    (tmp_path / "zh.md").write_text("合计 40 + 25 = 66，共计如此。\n", encoding="utf-8")
    assert "矛盾" in run("audit", tmp_path / "zh.md").out
    assert "contradicted" in run("audit", tmp_path / "zh.md", "--lang", "en").out


def test_a_folder_is_read_whole_and_a_link_not_followed(run, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text(WRONG, encoding="utf-8")
    (docs / "b.md").write_text(SOUND, encoding="utf-8")
    (docs / "c.md").symlink_to(docs / "a.md")
    (docs / "code.py").write_text("# 1 + 1 = 3\n", encoding="utf-8")
    ran = run("audit", docs, "--json")
    assert [one["file"].rsplit("/", 1)[1] for one in ran.document["files"]] == ["a.md", "b.md"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.md"], "there is no such file or folder"),
        ([], "Missing argument"),
        (["report.md", "--fail-on", "sometimes"], "sometimes"),
        (["report.md", "--json", "--format", "md"], "exclude each other"),
        (["report.py"], "is not read"),
    ],
)
def test_bad_usage_is_one_line_and_code_2(run, report, tmp_path, arguments, said):
    (tmp_path / "report.py").write_text("1 + 1 = 3", encoding="utf-8")
    ran = run("audit", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_markdown_is_a_table_without_anything_that_renders(run, tmp_path):
    (tmp_path / "x.md").write_text(
        "| part | share |\n| --- | --- |\n| &lt;script&gt; | 60% |\n| others | 50% |\n",
        encoding="utf-8",
    )
    ran = run("audit", tmp_path / "x.md", "--format", "md")
    assert "| contradicted |" in ran.out
    assert "<script" not in ran.out


def test_output_goes_to_a_file(run, report, tmp_path):
    ran = run("audit", report, "-o", tmp_path / "out.txt")
    assert ran.out == ""
    assert "105 %" in (tmp_path / "out.txt").read_text(encoding="utf-8")
