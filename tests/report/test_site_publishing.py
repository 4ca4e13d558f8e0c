"""A site is whole or not there, and nothing that is not ours is ever replaced."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_boards import LEVEL_RULES, SPECS, board, evidence_of, field_report

from settled.errors import InputError
from settled.report import publishing
from settled.report.publishing import MARKER, publish
from settled.report.rendering import File
from settled.report.site import write_site

ONE = [File("index.html", "one"), File("a/b.html", "two")]


def tree(folder: Path) -> dict[str, str]:
    """Path and digest of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def failing() -> Iterator[File]:
    yield ONE[0]
    raise RuntimeError("on the way")


def test_writes_all_and_says_what(tmp_path: Path) -> None:
    made = publish(ONE, tmp_path / "new/site")
    assert [path.read_text() for path in made] == ["one", "two"]
    assert (tmp_path / "new/site" / MARKER).is_file()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["site"]


def test_replaces_a_site_as_a_whole(tmp_path: Path) -> None:
    publish(ONE, tmp_path / "site")
    publish([File("index.html", "three")], tmp_path / "site")
    assert set(tree(tmp_path / "site")) == {"index.html", MARKER}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_fills_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert publish(ONE, tmp_path / "site")


def test_a_fault_on_the_way_leaves_the_old_site(tmp_path: Path) -> None:
    publish(ONE, tmp_path / "site")
    before = tree(tmp_path / "site")
    with pytest.raises(RuntimeError, match="on the way"):
        publish(failing(), tmp_path / "site")
    assert tree(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_refuses_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match="not a site of ours; name a new"):
        publish(ONE, tmp_path / "mine")
    assert (tmp_path / "mine/thesis.tex").read_text() == "years of work"


def test_refuses_a_file_and_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is not a folder"):
        publish(ONE, tmp_path / "file")
    publish(ONE, tmp_path / "site")
    (tmp_path / "link").symlink_to(tmp_path / "site")
    with pytest.raises(InputError, match="is not a folder"):
        publish(ONE, tmp_path / "link")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written") as caught:
        publish(ONE, tmp_path / "file/site")
    assert caught.value.place == str(tmp_path / "file/site")


def test_a_full_disk_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(ONE, tmp_path / "site")
    before = tree(tmp_path / "site")

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left on device; make room"):
        publish(ONE, tmp_path / "site")
    monkeypatch.undo()
    assert tree(tmp_path / "site") == before


@pytest.mark.skipif(sys.platform != "linux", reason="folders change places at one stroke on Linux only")
def test_a_killed_writer_leaves_the_old_site_or_the_new(tmp_path: Path) -> None:
    """Kill a real process at twenty moments of its writing."""
    publish([File("index.html", "0"), File("z.html", "0")], tmp_path / "site")
    code = textwrap.dedent(
        """
        import sys, itertools
        from pathlib import Path
        from settled.report import publishing
from settled.report.publishing import publish
        from settled.report.rendering import File
        print("ready", flush=True)
        for turn in itertools.count(1):
            publish([File("index.html", str(turn)), File("z.html", str(turn))], Path(sys.argv[1]))
        """
    )
    for moment in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "site")], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.003 * moment + 0.001)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        found = tmp_path / "site"
        assert (found / "index.html").read_text() == (found / "z.html").read_text()


@pytest.mark.parametrize("can", [True, False])
def test_swaps_with_and_without_the_system_doing_it_at_one_stroke(
    can: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can:
        monkeypatch.setattr(publishing, "_exchange", lambda one, other: False)
    publish(ONE, tmp_path / "site")
    publish([File("index.html", "three")], tmp_path / "site")
    assert set(tree(tmp_path / "site")) == {"index.html", MARKER}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_old_site_is_put_back_if_the_new_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(ONE, tmp_path / "site")
    before = tree(tmp_path / "site")
    monkeypatch.setattr(publishing, "_exchange", lambda one, other: False)
    with pytest.raises(FileNotFoundError):
        publishing._swap(tmp_path / "nothing", tmp_path / "site")
    assert tree(tmp_path / "site") == before


def test_same_board_same_bytes_whatever_the_order_of_evidence(tmp_path: Path) -> None:
    made = board(field_report(0), field_report(1, 14))
    evidence = evidence_of(made, 12)
    turned = {key: list(reversed(items)) for key, items in reversed(evidence.items())}
    write_site(made, evidence, LEVEL_RULES, SPECS, tmp_path / "one")
    write_site(made, turned, tuple(reversed(LEVEL_RULES)), SPECS, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
