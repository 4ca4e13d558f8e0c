"""What a repository remembers from one opening to the next: it saves time and changes nothing."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from code_repositories import New, opened, overwrite, remove_object

from settled.errors import InputError
from settled.sources.code import objects, packs
from settled.sources.code.memory import stock_of

DAYS = [date(2020, 1, 1) + timedelta(days=7 * week) for week in range(60)]


def remembering(folder: Path, memory: dict[str, str]) -> Any:
    code = opened(folder)
    code.memory = memory
    return code


def told(code: Any) -> tuple[Any, ...]:
    """All that a history is asked for."""
    return code.first_and_last(), code.states_at(DAYS), code.tree(DAYS[-1]).revision, dict(code.skipped)


def test_with_the_same_head_no_object_is_opened(new_repository: New, monkeypatch: pytest.MonkeyPatch) -> None:
    git = new_repository()
    git.commit("2020-01-05T00:00:00Z", a__py="1")
    git.commit("2020-02-05T00:00:00Z", a__py="2")
    memory: dict[str, str] = {}
    first = remembering(git.folder, memory)
    states = first.states_at(DAYS)
    monkeypatch.setattr(objects.Objects, "__init__", None)
    again = remembering(git.folder, memory)
    assert (again.first_and_last(), again.states_at(DAYS)) == (first.first_and_last(), states)


def test_it_is_told_the_same_wherever_head_goes(new_repository: New) -> None:
    """Commits, clocks that go back, branches and resets: as a repository opened for the first time has it."""
    sure = random.Random(3)
    git = new_repository()
    git.commit("2020-03-01T00:00:00Z", a__py="0")
    memory: dict[str, str] = {}
    for turn in range(40):
        move = sure.choice(["commit", "commit", "commit", "reset", "branch", "amend"])
        day = f"2020-{sure.randrange(1, 13):02}-{sure.randrange(1, 29):02}T00:00:00Z"
        if move == "commit":
            git.commit(day, a__py=str(turn))
        elif move == "amend":
            git("commit", "-q", "--amend", "--allow-empty", "-m", f"{turn}", day=day)
        else:
            tips = git("rev-list", "--all").split()
            words = ("reset", "-q", "--hard") if move == "reset" else ("switch", "-q", "-c", f"b{turn}")
            git(*words, sure.choice(tips))
        assert told(remembering(git.folder, memory)) == told(opened(git.folder))


def test_a_history_cut_elsewhere_is_another(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    for month in range(1, 7):
        git.commit(f"2020-{month:02}-01T00:00:00Z", a__py=str(month))
    memory: dict[str, str] = {}
    git("clone", "-q", "--depth", "2", f"file://{git.folder}", str(tmp_path / "cut"))
    for words in ([], ["--depth", "4"], ["--unshallow"]):
        git("-C", str(tmp_path / "cut"), "fetch", "-q", *words)
        assert told(remembering(tmp_path / "cut", memory)) == told(opened(tmp_path / "cut"))


@pytest.mark.parametrize("kept", ["", "{", "[]", "3", '{"cuts":1}', '{"head":[]}'])
def test_a_memory_that_makes_no_sense_costs_nothing(new_repository: New, kept: str) -> None:
    git = new_repository()
    git.commit("2020-01-05T00:00:00Z", a__py="1")
    git("gc", "-q")
    code = remembering(git.folder, {"line": kept, "sound packs": kept})
    assert told(code) == told(opened(git.folder))


def test_a_sound_pack_is_checked_once(new_repository: New, monkeypatch: pytest.MonkeyPatch) -> None:
    git = new_repository()
    git.commit("2020-01-05T00:00:00Z", a__py="1")
    git("gc", "-q")
    memory: dict[str, str] = {}
    remembering(git.folder, memory).tree(DAYS[-1])
    monkeypatch.setattr(packs, "_damaged", lambda index, pack: pack.name)
    assert remembering(git.folder, memory).tree(DAYS[-1]).listed
    with pytest.raises(InputError, match="leads astray"):
        opened(git.folder).tree(DAYS[-1])


@pytest.mark.parametrize("end", ["pack", "idx"])
def test_a_pack_that_was_sound_and_changed_is_refused(new_repository: New, end: str) -> None:
    git = new_repository()
    git.commit("2020-01-05T00:00:00Z", a__py="1")
    git("gc", "-q")
    memory: dict[str, str] = {}
    remembering(git.folder, memory).tree(DAYS[-1])
    (file,) = (git.folder / ".git/objects/pack").glob(f"*.{end}")
    content = file.read_bytes()
    overwrite(file, content[:-30] + bytes([content[-30] ^ 1]) + content[-29:])
    with pytest.raises(InputError, match="leads astray"):
        remembering(git.folder, memory).tree(DAYS[-1])
    assert len(json.loads(memory["sound packs"])) == 1  # the one that was: nothing is known of this one


def test_the_stock_changes_with_what_is_there(new_repository: New) -> None:
    git = new_repository()
    git.commit("2020-01-05T00:00:00Z", a__py="1")
    stock = stock_of(git.folder / ".git/objects")
    assert stock_of(git.folder / ".git/objects") == stock
    seen = {stock}
    git.commit("2020-01-06T00:00:00Z", a__py="2")
    seen.add(stock_of(git.folder / ".git/objects"))
    remove_object(git, git.listed()["a.py"])
    seen.add(stock_of(git.folder / ".git/objects"))
    git("hash-object", "-w", "--stdin", text="2")
    git("repack", "-q", "-a", "-d")
    seen.add(stock_of(git.folder / ".git/objects"))
    assert len(seen) == 4
