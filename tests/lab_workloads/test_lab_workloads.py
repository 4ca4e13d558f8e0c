"""The common suite: every workload that the package holds, found by listing it; then each one's own sense."""

from __future__ import annotations

from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator

from settled.errors import InputError
from settled.lab import workloads
from settled.lab.workloads import IGNORED, Workload, byte_text
from settled.lab.workloads.associative_recall import Workload as Recall
from settled.lab.workloads.copying import Workload as Copying
from settled.lab.workloads.induction_heads import Workload as Induction
from settled.lab.workloads.length_extrapolation import Workload as Extrapolation

every_workload = pytest.mark.parametrize("name", workloads.names())


def made(name: str, length: int = 64) -> Workload:
    workload: Workload = workloads.load(name).Workload(length)
    return workload


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@every_workload
def test_batches_hold_symbols_and_ask_something(name: str) -> None:
    workload = made(name)
    assert workloads.load(name).METRIC in {"accuracy", "loss"}
    for split in workload.splits:
        inputs, targets = workload.batch(split, 5, seeded())
        assert inputs.shape == targets.shape
        assert inputs.shape[0] == 5
        assert inputs.shape[1] <= workload.longest
        assert inputs.dtype == targets.dtype == torch.int64
        assert inputs.min() >= 0
        assert inputs.max() < workload.vocabulary
        asked = targets[targets != IGNORED]
        assert len(asked)
        assert asked.min() >= 0
        assert asked.max() < workload.vocabulary


@every_workload
def test_trains_on_one_length_and_one_split(name: str) -> None:
    workload = made(name)
    inputs, _ = workload.batch(workload.splits[0], 2, seeded())
    assert inputs.shape[1] == 64
    assert workload.splits[:2] == ("train", "valid")
    assert len(workload.splits) >= 3


@every_workload
def test_the_generator_decides_every_symbol(name: str) -> None:
    workload = made(name)
    first, again = (workload.batch("train", 4, seeded(3)) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, again, strict=True))
    assert not torch.equal(first[0], workload.batch("train", 4, seeded(4))[0])


@every_workload
def test_torchs_own_generator_is_left_alone(name: str) -> None:
    state = torch.get_rng_state()
    made(name).batch("train", 4, seeded())
    assert torch.equal(state, torch.get_rng_state())


@every_workload
def test_what_it_says_is_its_first_line(name: str) -> None:
    assert ":" in workloads.says(name)
    assert workloads.load(name).__doc__.startswith(workloads.says(name))


@settings(deadline=None, max_examples=30)
@given(half=st.integers(1, 30), symbols=st.integers(2, 40), seed=st.integers(0, 99))
def test_copying_asks_what_was_said(half: int, symbols: int, seed: int) -> None:
    inputs, targets = Copying(2 * half, symbols).batch("train", 3, seeded(seed))
    assert (inputs == symbols).sum(1).tolist() == [1, 1, 1]
    assert torch.equal(targets[:, half:], inputs[:, :half])
    assert (targets[:, :half] == IGNORED).all()
    assert torch.equal(inputs[:, half + 1 :], inputs[:, : half - 1])


@settings(deadline=None, max_examples=30)
@given(pairs=st.integers(1, 10), spare=st.integers(0, 30), seed=st.integers(0, 99))
def test_recall_asks_each_key_once_for_its_value(pairs: int, spare: int, seed: int) -> None:
    workload = Recall(3 * pairs + spare, pairs, keys=16)
    inputs, targets = workload.batch("train", 4, seeded(seed))
    for row, asked in zip(inputs.tolist(), targets.tolist(), strict=True):
        value_of = dict(zip(row[0 : 2 * pairs : 2], row[1 : 2 * pairs : 2], strict=True))
        assert len(value_of) == pairs
        found = {key: value for key, value in zip(row, asked, strict=True) if value != IGNORED}
        assert found == value_of
        assert sum(value != IGNORED for value in asked) == pairs
        assert Counter(row)[32] == len(row) - 3 * pairs


@settings(deadline=None, max_examples=30)
@given(asked=st.integers(1, 6), spare=st.integers(0, 30), seed=st.integers(0, 99))
def test_induction_asks_what_followed_the_first_mark(asked: int, spare: int, seed: int) -> None:
    workload = Induction(2 * (asked + 1) + spare, symbols=9, asked=asked)
    inputs, targets = workload.batch("train", 4, seeded(seed))
    for row, wanted in zip(inputs.tolist(), targets.tolist(), strict=True):
        marks = [place for place, symbol in enumerate(row) if symbol == 9]
        assert len(marks) == asked + 1
        answers = {row[mark + 1] for mark in marks}
        assert len(answers) == 1
        questions = {place: value for place, value in enumerate(wanted) if value != IGNORED}
        assert questions == dict.fromkeys(marks[1:], answers.pop())


def test_text_asks_the_next_byte_and_splits_by_file() -> None:
    workload = byte_text.Workload(32)
    inputs, targets = workload.batch("train", 6, seeded())
    assert torch.equal(inputs[:, 1:], targets[:, :-1])
    texts, digest = byte_text.corpus()
    assert digest == workload.digest
    assert len(digest) == 64
    assert bytes(inputs[0].tolist()) in texts["train"]
    assert len(texts["train"]) > 1_000_000
    assert 0.02 < len(texts["test"]) / len(texts["train"]) < 0.5
    assert b"import" in texts["test"]


def test_the_text_tested_on_is_not_trained_on() -> None:
    texts, _ = byte_text.corpus()
    trained = set(texts["train"].split(b"\n"))
    for split in ("valid", "test"):
        lines = [line for line in texts[split].split(b"\n") if len(line) > 60]
        assert len(lines) > 1000
        # Licences and rules of dashes stand in many files.
        assert sum(line in trained for line in lines) < 0.1 * len(lines)


def test_no_link_and_nothing_of_the_machine_is_read(tmp_path, monkeypatch) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "link.py").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "_sysconfigdata_linux.py").write_text("build = '/home/somebody'")
    (tmp_path / "plain.py").write_text("x = 1")
    assert [path.name for path in byte_text._files(tmp_path)] == ["plain.py"]


def test_a_python_without_source_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(byte_text.sysconfig, "get_path", lambda _: str(tmp_path))
    byte_text.corpus.cache_clear()
    with pytest.raises(InputError, match="no Python source"):
        byte_text.corpus()
    byte_text.corpus.cache_clear()


def test_extrapolation_tests_the_same_task_at_longer_lengths() -> None:
    workload = Extrapolation(32, symbols=9)
    shapes = {split: workload.batch(split, 2, seeded())[0].shape[1] for split in workload.splits}
    assert shapes == {"train": 32, "valid": 32, "1x": 32, "2x": 64, "4x": 128}
    assert workload.longest == 128
    assert workload.vocabulary == 10


def test_extrapolation_over_text_keeps_its_splits_apart() -> None:
    workload = Extrapolation(16, task="byte_text")
    texts, _ = byte_text.corpus()
    for split in workload.splits:
        inputs, _ = workload.batch(split, 3, seeded())
        inside = texts[split if split in texts else "test"]
        assert all(bytes(row.tolist()) in inside for row in inputs)


@pytest.mark.parametrize(
    ("name", "length"), [("copying", 7), ("associative_recall", 10), ("induction_heads", 5), ("byte_text", 0)]
)
def test_a_length_without_room_is_refused(name: str, length: int) -> None:
    with pytest.raises(ValueError, match=str(length)):
        made(name, length)


def test_an_unknown_workload_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no workload 'copyin'; hint: did you mean 'copying'"):
        workloads.load("copyin")
