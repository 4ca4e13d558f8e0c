"""Batches of titles and abstracts in, sightings out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from settled.records import ROLES, Field
from settled.scan import sightings
from settled.scan.text import cues, folding, lexicon
from settled.scan.text.characters import Characters
from settled.scan.text.context import Context, marks
from settled.scan.text.engine import Engine, EngineName, make
from settled.scan.text.places import Places, drop_vetoed, find, longest
from settled.scan.text.roles import RoleReader
from settled.scan.text.spans import Bytes, Column, Ints, column

SCANNER = "text"
SCANNER_VERSION = 1

# A title or abstract is read to here; the longest real ones are a hundredth of it.
MOST_TEXT_BYTES = 1 << 20

# Rows are worked off in pieces of about this many bytes, so that what is looked at stays in the cache.
_PIECE_BYTES = 1 << 23


class TextScanner:
    """Finds the technologies of some fields in titles and abstracts.

    Stateless: the sightings of a batch depend on the batch alone, row by row. Can be pickled; databases are
    compiled where and when they are first used.

    Args:
        fields: what to look for.
        engine: ``hyperscan``, ``polars``, or ``auto``: Hyperscan where it is installed. Same answers.
    """

    def __init__(self, fields: Sequence[Field], engine: EngineName = "auto") -> None:
        self._fields = tuple(fields)
        self._engine_name: EngineName = engine
        self._compiled: _Compiled | None = None

    def __getstate__(self) -> tuple[tuple[Field, ...], EngineName]:
        return self._fields, self._engine_name

    def __setstate__(self, state: tuple[tuple[Field, ...], EngineName]) -> None:
        self._fields, self._engine_name = state
        self._compiled = None

    def scan(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Sightings of a batch.

        Args:
            batch: columns unit, unit_key, source, period, title, abstract; title or abstract may be null.

        Returns:
            One row a sighting, with ``records.SIGHTING_COLUMNS``, ordered by row, place and field.
        """
        if self._compiled is None:
            self._compiled = _Compiled(self._fields, self._engine_name)
        title = column(batch.column("title"), MOST_TEXT_BYTES)
        abstract = column(batch.column("abstract"), MOST_TEXT_BYTES)
        pieces = [
            self._compiled.piece(
                batch.slice(low, high - low), _rows(title, low, high), _rows(abstract, low, high)
            )
            for low, high in _pieces(title, abstract)
        ]
        if not pieces:
            return sightings.empty()
        if len(pieces) == 1:
            return pieces[0]
        return pa.concat_batches(pieces)


def _pieces(title: Column, abstract: Column) -> list[tuple[int, int]]:
    """Ranges of rows of about ``_PIECE_BYTES`` each."""
    size = title.offsets + abstract.offsets
    if not title.rows:
        return []
    targets = np.arange(_PIECE_BYTES, int(size[-1]), _PIECE_BYTES)
    edges = np.unique(np.concatenate([[0], np.searchsorted(size, targets), [title.rows]]))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def _rows(text: Column, low: int, high: int) -> Column:
    offsets = text.offsets[low : high + 1]
    return Column(text.data[offsets[0] : offsets[-1]], offsets - offsets[0])


class _Compiled:
    """Needles and rules, ready for use in this process."""

    def __init__(self, fields: Sequence[Field], engine: EngineName) -> None:
        self.lexicon = lexicon.build(fields)
        self.engine: Engine = make((*self.lexicon.spelled.needles, *folding.TRIGGERS), engine)
        self.context = Context(self.lexicon.rules, engine)
        self.roles = RoleReader(cues.load(), engine)

    def piece(self, batch: pa.RecordBatch, title: Column, abstract: Column) -> pa.RecordBatch:
        """Sightings of a few rows."""
        columns = (title, abstract)
        found = [self._names(text) for text in columns]
        characters = [Characters(text) for text in columns]
        rows = np.arange(title.rows)
        lead = (np.zeros(title.rows, np.int64), characters[0].lengths(rows) + 1)
        found = self._meant(columns, found, characters, lead)
        found = [longest(places, self.lexicon) for places in found]
        roles = [self.roles.read(text, places) for text, places in zip(columns, found, strict=True)]
        parts = [
            _part(text, places, character, before)
            for text, places, character, before in zip(columns, found, characters, lead, strict=True)
        ]
        row = np.concatenate([places.row for places in found])
        order = np.argsort(row, kind="stable")
        sense = np.concatenate([places.sense for places in found])[order]
        start, end = (np.concatenate([part[i] for part in parts])[order].astype(np.int32) for i in (0, 1))
        words = pa.concat_arrays([part[2] for part in parts]).take(pa.array(order))
        return self._sightings(batch, row[order], sense, np.concatenate(roles)[order], start, end, words)

    def _names(self, text: Column) -> Places:
        """All senses in one column, plain and folded."""
        found, triggers = find(text, self.lexicon.spelled, self.engine)
        if len(triggers):
            found = found.joined(folding.second_look(text, triggers, self.lexicon.spelled, self.engine))
        return drop_vetoed(found, self.lexicon)

    def _meant(
        self,
        columns: Sequence[Column],
        found: list[Places],
        characters: list[Characters],
        lead: Sequence[Ints],
    ) -> list[Places]:
        """Drop names of ambiguous aliases that no context supports."""
        rules = [self.lexicon.rule[places.sense] for places in found]
        asked = [np.flatnonzero(rule >= 0) for rule in rules]
        rows = np.unique(
            np.concatenate([places.row[some] for places, some in zip(found, asked, strict=True)])
        )
        if not len(rows):
            return found
        words = [self.context.words(text, rows) for text in columns]
        near = [
            marks(places, character, before)
            for places, character, before in zip(words, characters, lead, strict=True)
        ]
        word = np.concatenate([places.sense for places in words])
        both = np.concatenate([mark.begin for mark in near])
        kept = []
        for places, some, rule, character, before in zip(found, asked, rules, characters, lead, strict=True):
            keep = np.ones(len(places), bool)
            names = marks(places.take(some), character, before)
            keep[some] = self.context.met(rule[some], names, word, both)
            kept.append(places.take(keep))
        return kept

    def _sightings(
        self,
        batch: pa.RecordBatch,
        row: Ints,
        sense: Ints,
        role: Ints,
        start: Ints,
        end: Ints,
        words: pa.Array,
    ) -> pa.RecordBatch:
        lexicon_ = self.lexicon
        rows = pa.array(row)
        columns = {name: batch.column(name).take(rows) for name in ("unit", "unit_key", "source", "period")}
        columns["field"] = _named(lexicon_.field_names, lexicon_.field[sense])
        columns["technology"] = _named(lexicon_.technology_names, lexicon_.technology[sense])
        columns["variant"] = _named(lexicon_.variant_names, lexicon_.variant[sense])
        columns["role"] = _named(ROLES, role)
        columns["start"] = pa.array(start)
        columns["end"] = pa.array(end)
        columns["text"] = words
        return sightings.build(columns, len(row))


def _part(text: Column, places: Places, characters: Characters, lead: Ints) -> tuple[Ints, Ints, pa.Array]:
    """Character offsets in the unit's text, and the words, of one column's places."""
    before = lead[places.row]
    return (
        before + characters.offsets(places.row, places.start),
        before + characters.offsets(places.row, places.end),
        _words(text.data, places.start, places.end),
    )


def _words(data: Bytes, start: Ints, end: Ints) -> pa.Array:
    """The bytes of spans as a column of strings."""
    length = end - start
    offsets = np.concatenate([[0], np.cumsum(length)])
    source = np.arange(offsets[-1]) + np.repeat(start - offsets[:-1], length)
    copied = data[source]
    return pa.StringArray.from_buffers(
        len(start), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(copied), None, 0, 0
    )


def _named(names: Sequence[str | None], numbers: Ints) -> pa.Array:
    """Names by number."""
    return pa.array(names, pa.string()).take(pa.array(numbers))
