"""Tables of released models into a ledger: adoption, openness and size, and what `verify` says of them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date

import jsonschema
import pytest

from settled.pipeline.scanning import scan_models
from settled.pipeline.verifying import verify
from settled.records import BEYOND_SIGHTINGS
from settled.report.documents import field_document, to_json
from settled.report.schemas import schema
from settled.sources import models

AS_OF = date(2026, 11, 24)
pytestmark = pytest.mark.data


@pytest.fixture
def scanned(tool, data_folder):
    for path in models.files(data_folder):
        scan_models(tool(), path, retrieved=AS_OF)
    return tool(as_of=AS_OF)


def test_openness_and_size_are_shown_and_weigh_nothing(scanned):
    report = scanned.field("sparsity")
    openness = [point for point in report.shares if point.indicator == "open_weights"]
    assert {point.source for point in openness} == {"models/ecosystem"}
    assert all(0 <= point.k <= point.n for point in openness)
    assert {point.technology for point in report.values} == {"dense", "mixture-of-experts"}
    sizes = [point.value for point in report.values if point.technology == "dense"]
    assert all(1e9 < size < 1e11 for size in sizes)
    weighted = {w.indicator for profile in scanned.catalog.profiles.values() for w in profile.weights}
    assert not weighted & {"open_weights", "parameters"}
    jsonschema.validate(json.loads(to_json(field_document(report))), schema("field"))


def test_a_degree_is_the_same_without_them(scanned, tool, home):
    before = scanned.field("sparsity", series=False).verdicts
    with closing(sqlite3.connect(home / "ledger.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER observations_no_DELETE")
        connection.execute(
            "DELETE FROM observations WHERE series IN (SELECT series.number FROM series JOIN words "
            "ON words.number = measure WHERE word IN ('open_weights', 'parameters'))"
        )
    after = tool(as_of=AS_OF).field("sparsity", series=False).verdicts
    assert [verdict.indicators["open_weights"] for verdict in after] == [None] * len(after)
    assert [verdict.degree for verdict in after] == [verdict.degree for verdict in before]


def test_verify_counts_again_what_sightings_tell_and_still_sees_every_change(scanned, home):
    checked, problems = verify(scanned)
    assert problems == []
    measures = set(scanned.observations()["measure"].unique())
    assert measures == {"adoption", *BEYOND_SIGHTINGS}
    with closing(sqlite3.connect(home / "ledger.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER observations_no_UPDATE")
        connection.execute("UPDATE observations SET value = value * 2 WHERE value > 0")
    _, problems = verify(scanned)
    assert len([one for one in problems if "are not those that were stored" in one.what]) == 3
    assert not [one for one in problems if "count to" in one.what]
    assert checked["snapshots"] == 3
