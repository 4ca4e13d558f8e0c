"""``settled check`` as a team would use it: on real files, with real answers and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from settled.report.schemas import schema

TRAIN = """\
import torch
from torch.optim import SGD, AdamW


def main(parameters):
    opt = AdamW(parameters)
    other = SGD(parameters, lr=0.1)
    return opt, other
"""
BASE = "import torch\nopt = torch.optim.SGD([])  # settled: allow sgd because the paper did\n"
POLICY = '[standards]\noptimizer = "adamw"\n[allow]\n"trials/**" = "trying rivals is their purpose"\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small code base with a policy; the facts' cache is its own."""
    monkeypatch.setenv("SETTLED_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "project"
    for name, text in {
        "src/train.py": TRAIN,
        "src/base.py": BASE,
        "conf/good.yaml": "optimizer:\n  type: AdamW\n",
        "trials/one.py": "import torch\nopt = torch.optim.Adam([])\n",
        "tests/test_train.py": "import torch\nopt = torch.optim.Adagrad([])\n",
        "vendor/lib.py": "import torch\nopt = torch.optim.Adagrad([])\n",
        "settled.toml": POLICY,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def places(ran):
    return [
        (one["path"], one["line"], one["technology"], one["status"]) for one in ran.document["deviations"]
    ]


ALL = [
    ("src/base.py", 2, "sgd", "allowed"),
    ("src/train.py", 7, "sgd", "new"),
    ("trials/one.py", 2, "adam", "allowed"),
]


def test_who_deviates_is_told_at_the_call_with_exit_code_1(run, project):
    ran = run("check", project)
    assert ran.code == 1
    assert ran.err == ""
    assert "src/train.py:7  SGD  uses  torch.optim.SGD, from torch.optim import SGD" in ran.out
    assert "failed: 1 of 2 adopting files hold to it (50 %); 1 deviating, 2 allowed" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_the_document_and_both_ways_to_ask_for_it(run, project):
    ran = run("check", project, "--json")
    jsonschema.Draft202012Validator(schema("check")).validate(ran.document)
    assert (ran.code, places(ran), ran.document["policy"]) == (1, ALL, "settled.toml")
    assert run("check", project, "--format", "json").out == ran.out
    assert run("check", project, "--json", "--workers", "1").out == ran.out


def test_the_sarif_log(run, project):
    ran = run("check", project, "--format", "sarif")
    assert ran.code == 1
    results = ran.document["runs"][0]["results"]
    assert [bool(one["suppressions"]) for one in results] == [True, False, True]
    assert str(project) not in ran.out


def test_what_is_allowed_or_known_may_be_left_out(run, project, tmp_path):
    assert places(run("check", project, "--json", "--only-new")) == ALL[1:2]
    log = run("check", project, "--format", "sarif", "--only-new").document
    assert [one["suppressions"] for one in log["runs"][0]["results"]] == [[]]
    assert "allowed (" not in run("check", project, "--only-new").out
    run("check", project, "--write-baseline", tmp_path / "base.json")
    ran = run("check", project, "--baseline", tmp_path / "base.json", "--only-new", "--json")
    assert (ran.code, places(ran), ran.document["fields"][0]["known"]) == (0, [], 1)


def test_a_file_is_written_whole_instead_of_stdout(run, project, tmp_path):
    ran = run("check", project, "--format", "sarif", "-o", tmp_path / "out.sarif")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads((tmp_path / "out.sarif").read_text())["version"] == "2.1.0"


def test_code_that_holds_to_the_standard_passes(run, project):
    (project / "src/train.py").write_text(TRAIN.replace("SGD(", "AdamW("))
    ran = run("check", project)
    assert ran.code == 0
    assert "passed: 2 of 2 adopting files hold to it (100 %); 2 allowed" in ran.out


def test_a_baseline_accepts_what_is_there_and_tells_what_is_new_when_lines_move(run, project, tmp_path):
    base = tmp_path / "base.json"
    ran = run("check", project, "--write-baseline", base)
    assert (ran.code, ran.out) == (0, f"{base}: deviations accepted: 1\n")
    train = project / "src/train.py"
    train.write_text("# A comment\n\n" + TRAIN)
    ran = run("check", project, "--baseline", base)
    assert ran.code == 0
    assert "1 known" in ran.out
    train.write_text("# A comment\n\n" + TRAIN + "\n\nlast = torch.optim.RMSprop([])\n")
    ran = run("check", project, "--baseline", base, "--json")
    assert ran.code == 1
    assert places(ran)[1:3] == [
        ("src/train.py", 9, "sgd", "known"),
        ("src/train.py", 13, "rmsprop", "new"),
    ]
    train.unlink()
    ran = run("check", project, "--baseline", base)
    assert ran.code == 0
    assert "1 of the baseline are gone: write it anew with --write-baseline" in ran.out


def test_a_baseline_may_be_written_in_any_format(run, project, tmp_path):
    ran = run("check", project, "--write-baseline", tmp_path / "base.json", "--format", "sarif")
    assert ran.code == 0
    assert [one["baselineState"] for one in ran.document["runs"][0]["results"]] == ["unchanged"] * 3


def test_parts_of_a_repository_are_shown_as_the_whole_shows_them(run, project, monkeypatch):
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    whole = places(run("check", project, "--json"))
    monkeypatch.chdir(project / "src")
    parts = [project / "src" / "base.py", project / "src" / "train.py", project / "trials"]
    assert places(run("check", *parts, "--json")) == whole == ALL
    assert places(run("check", "--json")) == ALL[:2]
    assert places(run("check", "../tests/test_train.py", "../vendor", "--json")) == []


def test_names_lead_from_one_named_file_to_another(run, project):
    (project / "src/parts.py").write_text("from torch.optim import SGD\n")
    (project / "src/use.py").write_text("from parts import SGD\n\nopt = SGD([])\n")
    ran = run(
        "check",
        project / "src/use.py",
        project / "src/parts.py",
        "--policy",
        project / "settled.toml",
        "--json",
    )
    assert places(ran) == [("use.py", 3, "sgd", "new")]


def test_policy_and_baseline_are_no_adopters_themselves(run, project):
    asked = 'optimizer = ["adamw"]\npython-http-client = "httpx"\n'
    policy = f"[standards]\n{asked}"
    (project / "settled.toml").write_text(policy)
    ran = run("check", project, "--write-baseline", project / "base.json", "--json")
    assert [one["adopting_files"] for one in ran.document["fields"]] == [3, 0]
    (project / "settled.toml").unlink()
    (project / "pyproject.toml").write_text(
        f'[project]\nname = "a"\ndependencies = ["requests"]\n[tool.settled.standards]\n{asked}'
    )
    ran = run("check", project, "--baseline", project / "base.json", "--json")
    assert [one["adopting_files"] for one in ran.document["fields"]] == [3, 1]
    assert [one[:3] for one in places(ran) if one[3] == "new"] == [("pyproject.toml", 3, "requests")]


def test_what_is_named_twice_or_through_a_link_is_checked_once(run, project, tmp_path):
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    assert places(run("check", project / "src" / "train.py", project, project / "src", "--json")) == ALL
    (tmp_path / "link").symlink_to(project)
    assert places(run("check", tmp_path / "link", "--json")) == ALL


def test_what_is_skipped_is_told_by_reason(run, project):
    (project / "src" / "loop").symlink_to(".")
    (project / "src" / "binary.py").write_bytes(b"import torch\0")
    last = run("check", project).out.splitlines()[-2:]
    assert last == [
        "failed: optimizer; 8 files looked at; policy settled.toml",
        "skipped 1 binary, 1 symbolic link, 1 vendored copy",
    ]
    (project / "src" / "one.py").write_text("x = 1\n")
    alone = run("check", project / "src" / "one.py", "--policy", project / "settled.toml").out
    assert "passed; 1 file looked at; policy" in alone


def test_an_archive_is_checked_as_its_files(run, project, tmp_path):
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as archive:
        archive.write(project / "src/train.py", "src/train.py")
        archive.write(project / "conf/good.yaml", "conf/good.yaml")
    ran = run("check", tmp_path / "code.zip", "--policy", project / "settled.toml", "--json")
    assert places(ran) == [("code.zip/src/train.py", 7, "sgd", "new")]


def test_a_policy_in_pyproject_and_patterns_from_its_folder(run, project):
    (project / "settled.toml").unlink()
    backend = project / "backend"
    (backend / "trials").mkdir(parents=True)
    (backend / "trials/one.py").write_text("import torch\nopt = torch.optim.SGD([])\n")
    (backend / "pyproject.toml").write_text(
        '[tool.settled.standards]\noptimizer = "AdamW"\n[tool.settled.allow]\n"/trials/" = "trials"\n'
    )
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    ran = run("check", backend, "--json")
    assert (ran.code, ran.document["policy"]) == (0, "backend/pyproject.toml")
    assert places(ran) == [("backend/trials/one.py", 2, "sgd", "allowed")]


def test_a_share_of_the_files_may_be_enough(run, project):
    (project / "settled.toml").write_text(POLICY + "[min_share]\noptimizer = 0.5\n")
    ran = run("check", project)
    assert ran.code == 0
    assert "src/train.py:7" in ran.out
    assert "passed: 1 of 2 adopting files hold to it (50 %), at least 50 % are asked" in ran.out


def test_other_names_in_a_comment_and_names_of_nothing(run, project):
    (project / "src/base.py").write_text(
        "import torch\n"
        "opt = torch.optim.LBFGS([])  # settled: allow lbfgs\n"
        "opt = torch.optim.SGD([])  # settled: allow sgdd because of a slip\n"
    )
    ran = run("check", project, "--json")
    assert places(ran)[:2] == [("src/base.py", 2, "l-bfgs", "allowed"), ("src/base.py", 3, "sgd", "new")]
    assert ran.document["deviations"][0]["allowed"] == {"pattern": None, "reason": None}
    assert [one["technology"] for one in ran.document["unused_allows"]] == ["sgdd"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "settled: nowhere: there is no such file or folder; check the path"),
        (["src"], 'settled: src: no settled.toml there or above, .* standards.optimizer = "adamw"'),
        ([".", "--policy", "none.toml"], "settled: none.toml: cannot be read: No such file or directory"),
        (
            [".", "--policy", "wrong.toml"],
            r"settled: wrong.toml:2: no field 'optimiser'; hint: did you mean 'optim",
        ),
        ([".", "--baseline", "none.json"], "settled: none.json: cannot be read: .* --write-baseline"),
        ([".", "--baseline", "wrong.toml"], "settled: wrong.toml:1: is not JSON"),
        ([".", "--baseline", "a", "--write-baseline", "b"], "exclude each other"),
        ([".", "--write-baseline", "no/base.json"], "settled: no/base.json: cannot be written: No such file"),
        ([".", "-o", "src"], "settled: src: is not a regular file"),
        ([".", "--format", "xml"], "'xml' is not one of"),
        ([".", "--format", "sarif", "--json"], "--json and --format sarif exclude each other"),
        (["bomb.zip", "--policy", "settled.toml"], "settled: bomb.zip: refused as hostile: .* unpacks over"),
        (
            ["empty", "--policy", "settled.toml"],
            "settled: empty: holds no file; name a folder with code in it",
        ),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(run, project, monkeypatch, arguments, said):
    import re

    monkeypatch.chdir(project)
    (project / "wrong.toml").write_text("[standards]\noptimiser = 'adamw'\n")
    (project / "empty").mkdir()
    with zipfile.ZipFile(project / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", b" " * 2_000_000)
    ran = run("check", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert re.search(said, ran.err)


def test_this_repository_holds_to_its_own_policy(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SETTLED_CACHE", str(tmp_path / "cache"))
    ran = run("check", Path(__file__).parents[2], "--json")
    assert [one for one in ran.document["deviations"] if one["status"] == "new"] == []
    assert (ran.code, ran.document["policy"]) == (0, "pyproject.toml")
    assert all(field["adopting_files"] for field in ran.document["fields"])


def test_the_same_code_gives_the_same_bytes(project, home):
    asked = [sys.executable, "-m", "settled", "check", str(project), "--format", "sarif"]
    outputs = {
        subprocess.run(
            asked, capture_output=True, check=False, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs != {b""}


def test_its_help_imports_nothing_heavy(home):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "settled", "check", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"numpy", "polars", "pyarrow", "pathspec", "pygit2", "settled.policy"}


def test_the_hook_for_other_repositories_calls_the_command():
    import yaml

    (hook,) = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["entry"], hook["pass_filenames"]) == ("settled-check", "settled check", False)
