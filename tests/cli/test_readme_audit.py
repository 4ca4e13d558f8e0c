"""The audits that the README shows are the ones that the program prints."""

from __future__ import annotations

from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """What stands in the fenced block between two comments of the README."""
    inner = README.partition(f"<!-- {name} -->\n```")[2].partition(f"```\n<!-- /{name} -->")[0]
    return inner.partition("\n")[2]


def test_it_is_what_is_printed(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("report.md").write_text(block("report"), encoding="utf-8")
    ran = run("audit", "report.md")
    assert (ran.code, ran.out) == (1, block("audit"))


@pytest.mark.data
def test_what_it_shows_of_the_founding_document_is_printed(run, data_folder):
    ran = run("audit", data_folder.parent / "seed" / "convergence-L4.zh.md", "--lang", "en")
    printed = [line.strip() for line in ran.out.splitlines()]
    shown = [line.strip() for line in block("audit-founding").splitlines()]
    assert len(shown) > 8
    assert [line for line in shown if line not in printed] == []
