"""What states show, kept from scan to scan: nothing is read twice, and no scan tells anything else for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.pipeline.repositories import CodeScan, scan_history
from settled.sources.code.objects import Objects

SGD = "import torch\nopt = torch.optim.SGD([])\n"
ADAM = "import torch\nopt = torch.optim.Adam([])  # settled: allow adam because it is so\n"
OWN = "from torch.optim import Optimizer\nclass AdamW(Optimizer):\n    pass\n"
USES = "from pkg.own import AdamW\nopt = AdamW([])\n"


def git(root: Path, *words: str, day: str = "2020-01-15") -> str:
    dated = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00+00:00")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, *words], cwd=root, check=True, capture_output=True, env=os.environ | dated
    )
    return done.stdout.decode().strip()


def commit(root: Path, day: str, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(root, "add", "-A", day=day)
    git(root, "commit", "-q", "--allow-empty", "-m", "x", day=day)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, "2020-01-15", a_py=SGD, tests__b_py=ADAM)
    commit(root, "2020-06-15", a_py=ADAM, pkg__own_py=OWN, pkg__run_py=USES)
    commit(root, "2021-05-01", pkg__own_py="AdamW = print\n", c_py=SGD)
    commit(root, "2021-11-01")
    return root


@pytest.fixture
def scan(tmp_path: Path, tool: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Scans a history, with what earlier scans found out or with nothing known."""

    def run(root: Path, *, fresh: bool = False, without: str = "", **options: Any) -> CodeScan:
        cache = tmp_path / ("fresh" if fresh else "cache")
        if fresh:
            shutil.rmtree(cache, ignore_errors=True)
        monkeypatch.setenv("SETTLED_CACHE", str(cache))
        opened = tool()
        fields = {name: field for name, field in opened.catalog.fields.items() if name != without}
        catalog = replace(opened.catalog, fields=fields)
        return scan_history(replace(opened, catalog=catalog), root, workers=0, **options)

    return run


def told(found: CodeScan) -> list[Any]:
    """All that a scan tells but what came of it in the ledger."""
    trees = [
        (tree.name, tree.day, tree.revision, tree.joined, tree.parsed, tree.blobs) for tree in found.trees
    ]
    [one] = found.scans
    return [trees, found.rows(), one.sightings.to_pylist(), one.snapshot]


@pytest.fixture
def no_objects(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called no object can be opened."""

    def refuse(*_: object) -> None:
        raise AssertionError("an object was opened")

    return lambda: monkeypatch.setattr(Objects, "__init__", refuse)


def test_with_nothing_new_nothing_is_opened(project, scan, no_objects):
    truth = told(scan(project))
    assert truth[1]
    assert any(tree[3].allows for tree in truth[0])
    no_objects()
    assert told(scan(project)) == truth
    assert told(scan(project, since=date(2020, 4, 1), every="year"))[0][-1] == truth[0][-1]


def test_the_ledger_says_that_it_is_known(project, scan):
    assert scan(project).scans[0].outcome == "added"
    assert scan(project).scans[0].outcome == "known"


def go_on(root: Path) -> None:
    commit(root, "2022-02-01", d_py=ADAM)


def go_back(root: Path) -> None:
    git(root, "reset", "-q", "--hard", "HEAD~2")


def go_elsewhere(root: Path) -> None:
    git(root, "switch", "-q", "-c", "other", "HEAD~1")
    commit(root, "2021-12-01", a_py=OWN)


def amend(root: Path) -> None:
    git(root, "commit", "-q", "--amend", "--allow-empty", "-m", "y", day="2023-01-01")


def pack(root: Path) -> None:
    git(root, "gc", "-q", "--prune=now")


def detach(root: Path) -> None:
    git(root, "switch", "-q", "--detach", "HEAD~1")


def lose(root: Path) -> None:
    blob = git(root, "rev-parse", "HEAD:c.py")
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    commit(root, "2022-02-01", d_py=ADAM)


def find_again(root: Path) -> None:
    lose(root)
    git(root, "hash-object", "-w", "c.py")


CHANGES = [go_on, go_back, go_elsewhere, amend, pack, detach, lose, find_again]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("options", [{}, {"every": "month", "until": date(2021, 8, 1)}])
def test_what_changed_is_told_as_if_nothing_were_known(project, scan, change, options):
    scan(project, **options)
    change(project)
    truth = told(scan(project, fresh=True, **options))
    if change is lose:
        # What the earlier states showed was read when all was there.
        truth = told(scan(project, **options))
    assert told(scan(project, **options)) == truth
    assert told(scan(project)) == told(scan(project))


def test_what_was_missing_is_read_when_it_comes(project, scan, tmp_path):
    blob = git(project, "rev-parse", "HEAD:c.py")
    file = project / ".git/objects" / blob[:2] / blob[2:]
    file.rename(tmp_path / "taken")
    lacking = scan(project)
    assert lacking.skipped["missing object"]
    assert told(scan(project)) == told(lacking)
    (tmp_path / "taken").rename(file)
    whole = scan(project)
    assert not whole.skipped["missing object"]
    assert told(whole) == told(scan(project, fresh=True))


def test_with_objects_missing_it_is_known_too(project, scan, no_objects):
    blob = git(project, "rev-parse", "HEAD:c.py")
    (project / ".git/objects" / blob[:2] / blob[2:]).unlink()
    truth = told(scan(project))
    no_objects()
    assert told(scan(project)) == truth


def test_a_copy_that_lacks_objects_borrows_nothing_from_another(project, scan, tmp_path):
    shutil.copytree(project, tmp_path / "copy" / "project")
    copy = tmp_path / "copy" / "project"
    blob = git(copy, "rev-parse", "HEAD:c.py")
    (copy / ".git/objects" / blob[:2] / blob[2:]).unlink()
    scan(project)
    assert told(scan(copy)) == told(scan(copy, fresh=True))


def test_a_shallow_copy_says_so_every_time(project, scan, tmp_path):
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{project}", "cut")
    truth = told(scan(tmp_path / "cut", fresh=True))
    reasons = [scan(tmp_path / "cut").skipped for _ in range(3)]
    assert [one["shallow: earlier history is not there"] for one in reasons] == [1, 1, 1]
    assert told(scan(tmp_path / "cut")) == truth
    git(tmp_path / "cut", "fetch", "-q", "--unshallow")
    assert told(scan(tmp_path / "cut")) == told(scan(tmp_path / "cut", fresh=True))


def test_other_signatures_know_nothing_of_it(project, scan):
    assert "optimizer" in {row["field"] for row in scan(project).rows()}
    other = scan(project, without="optimizer")
    assert "optimizer" not in {row["field"] for row in other.rows()}
    assert told(other) == told(scan(project, fresh=True, without="optimizer"))


def test_a_file_that_was_given_up_is_read_again(project, scan, monkeypatch):
    from settled.pipeline import code

    with monkeypatch.context() as broken:
        broken.setattr(code, "_broke_off", lambda said: True)
        truth = told(scan(project))
    opened = []
    start = Objects.__init__
    monkeypatch.setattr(Objects, "__init__", lambda self, *rest: (opened.append(1), start(self, *rest))[1])
    assert told(scan(project)) == truth
    assert opened


@pytest.mark.parametrize("damage", [b"", b"not a database" * 100])
def test_a_cache_that_is_none_costs_nothing(project, scan, tmp_path, damage):
    truth = told(scan(project))
    (tmp_path / "cache/code/states.sqlite").write_bytes(damage)
    for beside in (tmp_path / "cache/code").glob("states.sqlite-*"):
        beside.unlink()
    assert told(scan(project)) == truth


def test_states_that_make_no_sense_are_read_anew(project, scan, tmp_path):
    import sqlite3
    from contextlib import closing

    truth = told(scan(project))
    with closing(sqlite3.connect(tmp_path / "cache/code/states.sqlite")) as connection, connection:
        connection.execute("UPDATE states SET said = x'00'")
        connection.execute("UPDATE memories SET said = x'00'")
    assert told(scan(project)) == truth
