"""Who is counted, in which period, as k of which n."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from settled.records import Alias, Born, Field, Signatures, Technology
from settled.scan.counting import count_adopters, count_native_support, count_papers, unit_roles
from settled.scan.sightings import schema

UNTIL = date(2026, 11, 24)


def technology(name: str, **signatures) -> Technology:
    known = {"aliases": (Alias(name),), "zoo": (f"class:{name}",)} | signatures
    return Technology(name, name, name, Born(2000, "t", "u"), Signatures(**known))


FIELD = Field("f", "F", "F", "Which?", (technology("a"), technology("b")), frameworks=("torch", "keras"))


def sighting(
    unit, technology, role, source="papers/x", period=date(2024, 5, 1), variant=None, canonical=None
):
    return {
        "unit": unit,
        "technology": technology,
        "role": role,
        "source": source,
        "period": period,
        "variant": variant,
        "field": "f",
        "canonical": canonical,
    }


def frame(rows):
    kinds = {
        name: pl.from_arrow(kind.empty_table().column(name)).dtype
        for kind in [schema()]
        for name in kind.names
    }
    return pl.DataFrame(rows, schema=kinds)


def counts(observations):
    return {(o.technology, o.measure, o.source, o.period_start): (o.k, o.n) for o in observations}


Q2 = date(2024, 4, 1)


def test_a_unit_is_counted_once_and_a_rival_that_it_does_not_name_counts_zero():
    found = count_papers(
        frame([sighting("1", "a", "mentions"), sighting("1", "a", "uses"), sighting("2", "a", "mentions")]),
        [FIELD], "s", UNTIL,
    )  # fmt: skip
    assert counts(found) == {
        ("a", "papers_about", "papers/x", Q2): (2, 2),
        ("b", "papers_about", "papers/x", Q2): (0, 2),
        ("a", "contested", "papers/x", Q2): (0, 1),
    }


def test_a_variant_counts_as_its_technology():
    found = count_papers(
        frame([sighting("1", "a", "uses", variant="a8"), sighting("1", "a", "uses")]), [FIELD], "s", UNTIL
    )
    assert counts(found)["a", "papers_about", "papers/x", Q2] == (1, 1)


@pytest.mark.parametrize(
    ("roles", "strongest"),
    [
        (["mentions", "compares"], "compares"),
        (["mentions", "uses", "compares"], "uses"),
        (["uses", "contests"], "contests"),
        (["uses", "proposes"], "proposes"),
    ],
)
def test_the_strongest_role_of_a_unit_counts(roles, strongest):
    found = unit_roles(frame([sighting("1", "a", role) for role in roles]))
    assert found["role"].to_list() == [strongest]


def test_only_who_takes_a_stance_is_asked_for_one():
    found = count_papers(
        frame(
            [
                sighting("1", "a", "contests"),
                sighting("2", "a", "uses"),
                sighting("3", "a", "mentions"),
                sighting("4", "a", "compares"),
            ]
        ),
        [FIELD], "s", UNTIL,
    )  # fmt: skip
    assert counts(found)["a", "contested", "papers/x", Q2] == (1, 2)
    assert ("b", "contested", "papers/x", Q2) not in counts(found)


def test_a_period_is_a_quarter_and_never_ends_after_the_reading():
    found = count_papers(
        frame([sighting("1", "a", "uses"), sighting("2", "a", "uses", period=date(2026, 10, 1))]),
        [FIELD], "s", UNTIL,
    )  # fmt: skip
    ends = {o.period_start: o.period_end for o in found}
    assert ends == {Q2: date(2024, 6, 30), date(2026, 10, 1): UNTIL}


def test_adopters_and_their_implementation():
    zoo = {"source": "model_zoo/transformers"}
    found = count_adopters(
        frame(
            [
                sighting("1", "a", "uses", canonical=True, **zoo),
                sighting("2", "a", "uses", canonical=False, **zoo),
                sighting("3", "b", "uses", canonical=None, **zoo),
                sighting("4", "a", "mentions", canonical=True, **zoo),
            ]
        ),
        [FIELD], "s", UNTIL,
    )  # fmt: skip
    assert {key[:2]: value for key, value in counts(found).items()} == {
        ("a", "adoption"): (2, 3),
        ("b", "adoption"): (1, 3),
        ("a", "canonical"): (1, 2),
    }


def test_a_framework_without_support_is_evidence():
    released = {
        "packages:torch:2": ("torch", date(2024, 1, 1)),
        "packages:keras:3": ("keras", date(2024, 2, 1)),
        "packages:numpy:1": ("numpy", date(2024, 3, 1)),
    }
    rows = [sighting("packages:torch:2", "a", "defines", source="packages/torch")]
    found = count_native_support(frame(rows), [FIELD], released, "s")
    assert {(o.technology, o.source): (o.k, o.n) for o in found} == {
        ("a", "packages/torch"): (1, 1),
        ("a", "packages/keras"): (0, 1),
        ("b", "packages/torch"): (0, 1),
        ("b", "packages/keras"): (0, 1),
    }


rows = st.lists(
    st.builds(
        sighting,
        st.sampled_from(["1", "2", "3", "4"]).map(str),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["uses", "contests", "proposes", "mentions", "compares"]),
    ),
    min_size=1,
)


@given(rows, st.randoms(use_true_random=False))
def test_order_and_repetition_of_sightings_are_irrelevant(sightings, random):
    shuffled = sightings * 2
    random.shuffle(shuffled)
    assert count_papers(frame(shuffled), [FIELD], "s", UNTIL) == count_papers(
        frame(sightings), [FIELD], "s", UNTIL
    )


def test_nothing_sighted_is_nothing_counted():
    assert count_papers(frame([]), [FIELD], "s", UNTIL) == []
    assert count_adopters(frame([]), [FIELD], "s", UNTIL) == []


def test_what_a_source_cannot_show_is_missing_there_and_not_zero():
    field = Field("f", "F", "F", "Which?", (technology("a"), technology("b", zoo=(), models=("epoch: x",))))
    rows = [
        sighting("1", "a", "uses", source="model_zoo/transformers"),
        sighting("2", "b", "uses", source="models/epoch"),
    ]
    found = count_adopters(frame(rows), [field], "s", UNTIL)
    assert {(o.technology, o.source): (o.k, o.n) for o in found} == {
        ("a", "model_zoo/transformers"): (1, 1),
        ("b", "models/epoch"): (1, 1),
    }
