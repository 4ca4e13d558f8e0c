"""Every command: its help, its JSON document against the published schema, its answer to wrong input."""

from __future__ import annotations

import csv
import re

import jsonschema
import pytest

from settled import __version__
from settled.catalog import load
from settled.report.schemas import schema

FIELD_TOML = """\
id = "site-generator"
name = "Static site generator"
name_zh = "静态网站生成器"
question = "What makes a web site from text files?"

[[technology]]
id = "jekyll"
name = "Jekyll"
name_zh = "Jekyll"
born = { year = 2008, title = "Jekyll", url = "https://jekyllrb.com" }
aliases = ["Jekyll"]

[[technology]]
id = "eleventy"
name = "Eleventy"
name_zh = "Eleventy"
born = { year = 2018, title = "Eleventy", url = "https://www.11ty.dev" }
aliases = ["Eleventy"]
"""


@pytest.fixture
def papers(tmp_path):
    path = tmp_path / "mine.csv"
    abstract = "We train every model with AdamW and make the demo's pages with Jekyll for the reader."
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["title", "abstract", "year"])
        writer.writerow(["A made-up paper about training", abstract, "2024"])
    return path


@pytest.fixture
def field_file(tmp_path):
    path = tmp_path / "site-generator.toml"
    path.write_text(FIELD_TOML, encoding="utf-8")
    return path


@pytest.fixture
def document_file(tmp_path):
    path = tmp_path / "report.md"
    path.write_text("# AdamW\n\n| metric | value |\n|---|---|\n| adoption rate | 87% |\n", encoding="utf-8")
    return path


COMMANDS = [
    ("board",), ("field",), ("assess",), ("evidence",), ("report",),
    ("scan",), ("scan", "papers"), ("scan", "packages"), ("scan", "document"),
    ("catalog",), ("catalog", "list"), ("catalog", "show"), ("catalog", "check"), ("catalog", "add"),
    ("ledger",), ("ledger", "verify"), ("ledger", "info"), ("ledger", "withdraw"), ("ledger", "export"),
    ("ledger", "build"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example_of_the_command(run, command):
    ran = run(*command, "--help")
    assert ran.code == 0
    assert re.search(rf"Example: settled {' '.join(command)}\b", " ".join(ran.out.split()))


def test_help_of_all_names_every_command(run):
    out = run("--help").out
    assert all(command[0] in out for command in COMMANDS)


def test_version(run):
    assert __version__ in run("--version").out


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("board",), "board"),
        (("board", "--since", "2025-01-01"), "moved"),
        (("field", "optimizer"), "field"),
        (("field", "classifier"), "share-field"),
        (("assess", "adamw"), "verdict"),
        (("assess", "classifier/support-vector-machine", "--explain"), "share-verdict"),
        (("assess", "adamw", "--explain"), "verdict"),
        (("assess", "adamw", "--stated", "--profile", "optimizer"), "stated"),
        (("assess", "sequence-mixing/softmax-attention", "--as-of", "2020-01-01"), "verdict"),
        (("evidence", "adamw", "--indicator", "research_share", "--limit", "5"), "evidence"),
        (("catalog", "list"), "catalog"),
        (("catalog", "show", "optimizer"), "catalog"),
        (("ledger", "info"), "ledger-info"),
        (("ledger", "verify"), "ledger-verify"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_json_is_the_published_document(run, arguments, name):
    ran = run(*arguments, "--json")
    assert ran.code == 0, ran.err
    jsonschema.validate(ran.document, schema(name))
    assert ran.err == ""


def test_several_subjects_are_a_list(run):
    documents = run("assess", "adamw", "lion", "--json").document
    assert [document["technology"] for document in documents] == ["adamw", "lion"]


def test_board_shows_every_field_of_today_incumbent_first(run):
    fields = run("board", "--json").document["fields"]
    catalog = {field.id: field for field in load().fields.values() if field.status == "current"}
    assert [field["field"] for field in fields] == list(catalog)
    for field in fields:
        assert [v["technology"] for v in field["technologies"]] == [
            technology.id for technology in catalog[field["field"]].technologies
        ]


def test_scan_report_and_ledger_documents(run, papers, document_file, tmp_path):
    for arguments, name in [
        (("scan", "papers", papers, "--workers", "1"), "scan-papers"),
        (("scan", "document", document_file), "scan-document"),
        (("ledger", "export", "--only-mine", "-o", tmp_path / "mine.csv.out"), "ledger-export"),
        (("report", "-o", tmp_path / "site"), "report"),
    ]:
        ran = run(*arguments, "--json")
        assert ran.code == 0, ran.err
        jsonschema.validate(ran.document, schema(name))
    info = run("ledger", "info", "--json").document
    own = next(s["snapshot"] for s in info["snapshots"] if s["locator"] == "mine.csv")
    jsonschema.validate(run("ledger", "withdraw", own, "--json").document, schema("ledger-withdraw"))
    assert (tmp_path / "site" / "index.html").is_file()


def test_export_has_the_documented_columns(run, papers, tmp_path):
    run("scan", "papers", papers, "--workers", "1")
    path = tmp_path / "out.csv"
    assert run("ledger", "export", "--only-mine", "--format", "csv", "-o", path).code == 0
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    assert head == "field,technology,measure,period_start,period_end,k,n,value,unit,source,snapshot"
    assert rows


def test_stated_degree_of_the_founding_document(run):
    document = run("assess", "adamw", "--stated", "--profile", "optimizer", "--json").document
    assert document["degree"] == pytest.approx(0.9945, abs=1e-9)
    assert 0.992 in [printed["value"] for printed in document["printed"]]
    text = run("assess", "adamw", "--stated", "--profile", "optimizer").out
    assert "0.9945" in text
    assert "0.992 " in text
    assert "differs by -0.0025" in text


def test_a_field_of_ones_own(run, field_file, papers):
    assert run("catalog", "check", field_file).code == 0
    assert run("catalog", "add", field_file).code == 0
    assert "site-generator" in run("catalog", "list").out
    assert run("catalog", "add", field_file).code == 2
    assert run("scan", "papers", papers, "--workers", "1").code == 0
    verdict = run("assess", "jekyll", "--json").document
    assert (verdict["indicators"]["research_share"]["k"], verdict["indicators"]["research_share"]["n"]) == (
        1,
        1,
    )


def test_scanning_the_same_twice_says_so(run, papers):
    assert "added" in run("scan", "papers", papers, "--workers", "1").out
    ran = run("scan", "papers", papers, "--workers", "1")
    assert ran.code == 0
    assert "nothing added" in ran.out


WRONG = [
    (("bord",), "Did you mean"),
    (("board", "--since", "yesterday"), "YYYY-MM-DD"),
    (("board", "--as-of", "2025-02-30"), "YYYY-MM-DD"),
    (("board", "--profile", "standart"), "did you mean 'standard'"),
    (("board", "--since", "2999-01-01"), "earlier"),
    (("field", "optimiser"), "did you mean 'optimizer'"),
    (("assess", "adamv"), "did you mean"),
    (("assess", "flashattention"), "softmax-attention"),
    (("assess",), "TECHNOLOGY"),
    (("evidence", "adamw", "--indicator", "adoptoin"), "did you mean 'adoption'"),
    (("evidence", "adamw", "--limit", "0"), "--limit"),
    (("scan", "papers", "no-such-file.parquet"), "no-such-file.parquet"),
    (("scan", "document", "no-such-file.md"), "no-such-file.md"),
    (("scan", "packages", "==1"), "NAME"),
    (("catalog", "show", "optimizers"), "did you mean 'optimizer'"),
    (("catalog", "check", "no-such-file.toml"), "no-such-file.toml"),
    (("ledger", "withdraw", "0000"), "0000"),
    (("ledger", "export", "--format", "xlsx", "-o", "x"), "xlsx"),
    (("ledger", "build", "no-such-folder", "-o", "x"), "no-such-folder"),
]


@pytest.mark.parametrize(
    ("arguments", "said"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_wrong_input_is_one_line_and_exit_code_2(run, arguments, said):
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("settled: ")
    assert ran.err.count("\n") == 1
    assert said in ran.err
