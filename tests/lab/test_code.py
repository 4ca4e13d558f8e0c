"""What a result's code digest holds: what the code does, and nothing else."""

from __future__ import annotations

import io
import tokenize
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import settled.lab
from settled.lab import code, sessions
from settled.lab.alternatives import is_of_this_code, shipped_results, verdict_document
from settled.lab.code import code_digest, said
from settled.lab.experiment import Plan, UserFile
from settled.lab.experiments import experiment
from settled.report.lab import run_text
from settled.report.lab_contests import verdict_text
from settled.report.schemas import schema

FILES = sorted(Path(settled.lab.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1\n", "x = 1  # one\n"),
        ("x = 1\n", '"""Module."""\n\n\nx = 1\n'),
        (
            'def f():\n    "One."\n    return 1\n',
            'def f():\n    """\n    Two,\n    lines.\n    """\n    return 1\n',
        ),
        ("x = 'ä'\n", "x = 'ä'  # ä, after two bytes\n"),
        ("x = 1\n", 'x = 1\n"""What x is."""\n'),
        ("x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
    ],
)
def test_words_about_code_do_not_count(one: str, other: str) -> None:
    assert said(one.encode()) == said(other.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1\n", "x = 2\n"),
        ('x = "# 1"\n', 'x = "# 2"\n'),
        ("x = f'{y}#1'\n", "x = f'{y}#2'\n"),
        ("if a:\n    b()\nc()\n", "if a:\n    b()\n    c()\n"),
        ('def f():\n    return """a"""\n', 'def f():\n    return """b"""\n'),
    ],
)
def test_code_counts(one: str, other: str) -> None:
    assert said(one.encode()) != said(other.encode())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_the_code_is_lost(path: Path) -> None:
    source = path.read_bytes()
    assert _words(said(source)) == _words(source)


def _words(source: bytes) -> list[str]:
    """Names, signs and numbers, in order."""
    kinds = (tokenize.NAME, tokenize.OP, tokenize.NUMBER)
    return [token.string for token in tokenize.tokenize(io.BytesIO(source).readline) if token.type in kinds]


def test_a_users_file_counts() -> None:
    theory = experiment("theory")
    file = UserFile("workload", "/nowhere.py", "0" * 64)
    assert code_digest(theory, [file]) != code_digest(theory)


def test_a_result_of_other_code_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    field = "sequence-mixing"
    documents: list[dict[str, Any]] = [one for one in shipped_results() if one["field"] == field]
    assert documents
    same = [{**one, "code": code_digest(experiment(one["experiment"]))} for one in documents]
    assert "other code" not in verdict_text(verdict_document(field, [], same))
    monkeypatch.setattr(code, "said", lambda source: source + b"changed")
    assert "other code" in " ".join(verdict_text(verdict_document(field, [], same)).split())


def test_a_run_is_shown_as_of_other_code_once_the_code_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan("quick", technologies=("sgd",), seconds=60.0)
    done = sessions.start(tmp_path, experiment("theory"), plan, date(2026, 1, 1))
    shown = sessions.shown(tmp_path, done["run"])
    jsonschema.validate(shown, schema("lab-run"))
    assert shown == {**done, "same_code": True}
    assert "other code" not in run_text(shown)
    monkeypatch.setattr(code, "said", lambda source: source + b"changed")
    shown = sessions.shown(tmp_path, done["run"])
    assert shown == {**done, "same_code": False}
    assert "measured with other code than this version's" in " ".join(run_text(shown).split())


@pytest.mark.parametrize("document", shipped_results(), ids=lambda one: one["experiment"])
def test_what_ships_is_of_this_code(document: dict[str, Any]) -> None:
    """A change of what the code does asks for a new measurement, not for another figure here."""
    assert is_of_this_code(document)
