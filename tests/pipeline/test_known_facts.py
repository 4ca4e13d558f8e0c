"""The cache of facts: what it keeps, for whom, and that a broken one costs nothing but time."""

from __future__ import annotations

from settled.pipeline.known_facts import KnownFacts
from settled.scan.code.facts import Fact

SAID = {
    ("b1", "python"): [
        Fact("sighting", 3, "optimizer", "adamw", None, "uses", True, "torch.optim.AdamW", "ü")
    ],
    ("b2", "yaml"): [],
}


def test_what_was_kept_is_known_with_its_kind(tmp_path):
    known = KnownFacts(tmp_path / "deep" / "facts.sqlite", 1, "signatures")
    known.keep(SAID)
    assert known.of([("b1", "python"), ("b2", "yaml"), ("b3", "yaml"), ("b1", "yaml")]) == SAID


def test_another_version_or_catalog_knows_nothing_of_it(tmp_path):
    file = tmp_path / "facts.sqlite"
    KnownFacts(file, 1, "signatures").keep(SAID)
    assert not KnownFacts(file, 2, "signatures").of(SAID)
    assert not KnownFacts(file, 1, "others").of(SAID)


def test_more_contents_than_one_question_takes(tmp_path):
    known = KnownFacts(tmp_path / "facts.sqlite", 1, "signatures")
    many = {(f"blob {number}", "python"): [] for number in range(1_500)}
    known.keep(many)
    assert known.of(many) == many


def test_a_file_that_is_no_cache_costs_nothing(tmp_path):
    file = tmp_path / "facts.sqlite"
    file.write_bytes(b"not a database" * 100)
    known = KnownFacts(file, 1, "signatures")
    known.keep(SAID)
    assert known.of(SAID) == {}
    assert file.read_bytes() == b"not a database" * 100


def test_without_a_file_nothing_is_kept():
    known = KnownFacts(None, 1, "signatures")
    known.keep(SAID)
    assert known.of(SAID) == {}
