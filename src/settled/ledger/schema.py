"""The tables of a ledger file, as ordered migrations.

``PRAGMA user_version`` counts the migrations that a file has had; ``PRAGMA application_id`` marks the file as
ours. A migration, once released, is never edited: a change is a new one at the end.

Days are integers since 1970-01-01. Ids of fields, technologies, measures, sources and units are interned in
``words``, and a ``series`` is one combination of them, so that a counted row is seven small integers.
"""

from __future__ import annotations

APPLICATION_ID = 0x53544C44  # "STLD"

# The days of the years 1 to 9999 fit in 22 bits, so that `columns.py` can sort by the series of two layers
# (19 bits) and both days of a period as one integer.
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
MAX_SERIES = 2**18 - 1

_APPEND_ONLY = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""


def _append_only(*tables: str) -> str:
    return "".join(
        _APPEND_ONLY.format(table=table, verb=verb) for table in tables for verb in ("UPDATE", "DELETE")
    )


_COUNTS = f"""
CREATE TABLE origins (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL, producer TEXT NOT NULL, title TEXT NOT NULL,
    licence TEXT NOT NULL, url TEXT NOT NULL,
    date_published TEXT NOT NULL, date_accessed TEXT NOT NULL, citation TEXT NOT NULL,
    redistributable INTEGER NOT NULL CHECK (redistributable IN (0, 1)),
    UNIQUE (source, producer, title, licence, url, date_published, date_accessed, citation, redistributable)
) STRICT;

CREATE TABLE snapshots (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL, locator TEXT NOT NULL, revision TEXT NOT NULL, retrieved_at TEXT NOT NULL,
    content_digest TEXT NOT NULL, scanner TEXT NOT NULL, scanner_version INTEGER NOT NULL,
    signature_digest TEXT NOT NULL, tool_version TEXT NOT NULL,
    units INTEGER NOT NULL CHECK (units >= 0),
    skipped TEXT NOT NULL CHECK (json_valid(skipped)),
    origin INTEGER REFERENCES origins (number),
    observation_count INTEGER NOT NULL, observation_digest TEXT NOT NULL,
    sighting_count INTEGER NOT NULL, sightings_digest TEXT,
    CHECK ((sighting_count = 0) = (sightings_digest IS NULL))
) STRICT;

CREATE TABLE words (number INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE series (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND {MAX_SERIES}),
    field INTEGER NOT NULL REFERENCES words (number),
    technology INTEGER NOT NULL REFERENCES words (number),
    measure INTEGER NOT NULL REFERENCES words (number),
    source INTEGER NOT NULL REFERENCES words (number),
    unit INTEGER NOT NULL REFERENCES words (number),
    UNIQUE (field, technology, measure, source, unit)
) STRICT;

CREATE TABLE observations (
    snapshot INTEGER NOT NULL REFERENCES snapshots (number),
    series INTEGER NOT NULL REFERENCES series (number),
    period_start INTEGER NOT NULL CHECK (period_start >= {FIRST_DAY}),
    period_end INTEGER NOT NULL CHECK (period_end BETWEEN period_start AND {LAST_DAY}),
    k INTEGER, n INTEGER, value REAL,
    PRIMARY KEY (snapshot, series, period_start, period_end),
    CHECK ((k IS NULL) = (n IS NULL)),
    CHECK (k IS NULL OR (0 <= k AND k <= n)),
    CHECK (k IS NOT NULL OR value IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE withdrawals (
    number INTEGER PRIMARY KEY,
    snapshot TEXT NOT NULL,  -- an id, here or in the shipped ledger: so no foreign key
    withdrawn_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    why TEXT NOT NULL
) STRICT;
""" + _append_only("origins", "snapshots", "words", "series", "observations", "withdrawals")

_CLAIMS_AND_VIEW = """
CREATE TABLE claims (
    snapshot INTEGER NOT NULL REFERENCES snapshots (number),
    position INTEGER NOT NULL,
    file TEXT NOT NULL, line INTEGER NOT NULL, kind TEXT NOT NULL,
    subject TEXT NOT NULL, attribute TEXT NOT NULL,
    value REAL NOT NULL, unit TEXT NOT NULL, bound TEXT NOT NULL, source TEXT NOT NULL,
    inputs TEXT NOT NULL CHECK (json_valid(inputs)),
    PRIMARY KEY (snapshot, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW observations_readable AS
SELECT field.word AS field, technology.word AS technology, measure.word AS measure,
       date(o.period_start * 86400, 'unixepoch') AS period_start,
       date(o.period_end * 86400, 'unixepoch') AS period_end,
       o.k AS k, o.n AS n, o.value AS value, nullif(unit.word, '') AS unit, source.word AS source,
       snapshots.id AS snapshot
FROM observations AS o
JOIN snapshots ON snapshots.number = o.snapshot
JOIN series ON series.number = o.series
JOIN words AS field ON field.number = series.field
JOIN words AS technology ON technology.number = series.technology
JOIN words AS measure ON measure.number = series.measure
JOIN words AS source ON source.number = series.source
JOIN words AS unit ON unit.number = series.unit;
""" + _append_only("claims")

# 1: what was counted, and from what. 2: what documents claim; observations with their plain words.
MIGRATIONS: tuple[str, ...] = (_COUNTS, _CLAIMS_AND_VIEW)
SCHEMA_VERSION = len(MIGRATIONS)
