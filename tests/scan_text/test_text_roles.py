"""What a paper does with what it names, in clear sentences; and the strongest of a paper's roles."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from settled.errors import CatalogError
from settled.records import ROLES
from settled.scan.text import TextScanner, cues, paper_roles

Seen = Callable[..., list[dict[str, Any]]]
Batch = Callable[..., pa.RecordBatch]

CLEAR = {
    "proposes": [
        "We propose a new variant of LoRA that shares its matrices.",
        "In this paper, we introduce an extension of AdamW for sparse updates.",
        "This work presents a modification of LSTM with two gates.",
    ],
    "contests": [
        "Our method outperforms AdamW on every task.",
        "The new rule is superior to AdamW.",
        "We use sketches instead of AdamW.",
        "RNNs suffer from vanishing gradients.",
        "LSTMs fail to keep long contexts.",
        "It is a replacement for LoRA.",
    ],
    "uses": [
        "All models are trained with AdamW.",
        "We use LoRA for every task.",
        "We employ AdamW throughout.",
        "Experiments are run using AdamW.",
        "An LSTM-based detector is built.",
    ],
    "compares": [
        "Scores are compared with LSTM.",
        "The scores are on par with LoRA.",
        "Accuracy is given relative to LoRA.",
    ],
    "mentions": [
        "Transformers have become widely used in many areas.",
        "GANs have achieved success in many areas.",
        "LSTM has been widely used in speech.",
    ],
}
SENTENCES = [(role, sentence) for role, sentences in CLEAR.items() for sentence in sentences]


@pytest.mark.parametrize(("role", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_a_clear_sentence_tells_the_role(seen: Seen, role: str, sentence: str) -> None:
    assert [row["role"] for row in seen(sentence)] == [role]


def test_a_cue_does_not_reach_over_the_end_of_its_sentence(seen: Seen) -> None:
    near, over = seen("It outperforms AdamW."), seen("It outperforms. AdamW is old.")
    assert [row["role"] for row in near] == ["contests"]
    assert "contests" not in [row["role"] for row in over]


def test_an_abbreviation_ends_no_sentence(seen: Seen) -> None:
    assert [row["role"] for row in seen("It outperforms (e.g. on text) AdamW.")] == ["contests"]


def test_a_cue_does_not_reach_from_the_title_into_the_abstract(seen: Seen) -> None:
    rows = seen("AdamW has been widely used.", title="What outperforms")
    assert [row["role"] for row in rows] == ["mentions"]


def test_one_paper_may_have_several_roles(seen: Seen) -> None:
    rows = seen("All models are trained with AdamW. Our method outperforms LSTM.")
    assert {row["technology"]: row["role"] for row in rows} == {"adamw": "uses", "recurrent": "contests"}


def test_every_role_is_one_of_the_records(seen: Seen) -> None:
    for _, sentence in SENTENCES:
        assert {row["role"] for row in seen(sentence)} <= set(ROLES)


# --- the role of a paper --------------------------------------------------------------------------------


def _sightings(*rows: tuple[str, str, str, str]) -> pa.Table:
    names = ("unit", "field", "technology", "role")
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})


def test_priority_names_every_role_once() -> None:
    assert sorted(cues.load().priority) == sorted(ROLES)


@pytest.mark.parametrize(("strong", "weak"), list(pairwise(cues.load().priority)))
def test_the_stronger_of_two_roles_is_the_papers(strong: str, weak: str) -> None:
    for order in ((strong, weak), (weak, strong), (weak, strong, weak)):
        table = _sightings(*(("a", "f", "t", role) for role in order))
        assert paper_roles(table).to_pylist() == [
            {"unit": "a", "field": "f", "technology": "t", "role": strong}
        ]


def test_papers_fields_and_technologies_are_kept_apart_and_ordered() -> None:
    found = paper_roles(
        _sightings(
            ("b", "f", "t", "mentions"),
            ("a", "g", "t", "uses"),
            ("a", "f", "u", "mentions"),
            ("a", "f", "t", "uses"),
            ("a", "f", "t", "proposes"),
        )
    ).to_pylist()
    assert [tuple(row.values()) for row in found] == [
        ("a", "f", "t", "proposes"),
        ("a", "f", "u", "mentions"),
        ("a", "g", "t", "uses"),
        ("b", "f", "t", "mentions"),
    ]


def test_no_sightings_give_no_roles() -> None:
    found = paper_roles(_sightings())
    assert found.num_rows == 0
    assert found.column_names == ["unit", "field", "technology", "role"]


def test_roles_of_a_scan(scanner: TextScanner, batch_of: Batch) -> None:
    texts = [("", "LSTM has been widely used in speech. All models are trained with LSTM.")]
    found = scanner.scan(batch_of(texts))
    assert found.column("role").to_pylist() == ["mentions", "uses"]
    assert paper_roles(found)["role"].to_pylist() == ["uses"]


# --- rules that are wrong -------------------------------------------------------------------------------


def _shipped_rules() -> str:
    return resources.files("settled.scan").joinpath("roles.toml").read_text("utf-8")


WRONG = {
    "a cue's role": ('role = "contests"', 'role = "contest"', "no role 'contest'; hint: did you mean"),
    "a cue's side": ('side = "before"', 'side = "befor"', "no side 'befor'; hint: did you mean 'before'"),
    "the role of what no cue reaches": ('title = "uses"', 'title = "usse"', "no role 'usse'; hint: did you"),
}


@pytest.mark.parametrize(("right", "wrong", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_is_wrong_is_named(right: str, wrong: str, message: str) -> None:
    rules = _shipped_rules()
    assert right in rules
    with pytest.raises(CatalogError) as raised:
        cues.parse(rules.replace(right, wrong, 1), "mine.toml")
    assert str(raised.value).startswith(f"mine.toml: {message}")


CHOICES = {
    "no choice": ("we use", ["we use"]),
    "one choice": ("(a|b) c", ["a c", "b c"]),
    "two choices": ("(a|b) (c|d)", ["a c", "a d", "b c", "b d"]),
    "an option at the end": ("a (b|)", ["a b", "a"]),
    "an option in the middle": ("a (b|) c", ["a b c", "a c"]),
}


@pytest.mark.parametrize(("phrase", "readings"), CHOICES.values(), ids=CHOICES.keys())
def test_choices_of_a_phrase(phrase: str, readings: list[str]) -> None:
    assert list(cues.choices(phrase)) == readings
