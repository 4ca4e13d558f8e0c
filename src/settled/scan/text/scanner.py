"""Batches of titles and abstracts in, sightings out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from settled.records import ROLES, Field
from settled.scan import sightings
from settled.scan.text import folding, lexicon
from settled.scan.text.characters import Characters
from settled.scan.text.context import Context, Text
from settled.scan.text.engine import Engine, EngineName, make
from settled.scan.text.places import Places, drop_covered, find, longest
from settled.scan.text.roles import RoleReader
from settled.scan.text.spans import Bytes, Column, Ints, column

SCANNER = "text"
SCANNER_VERSION = 1

# A title or abstract is read to here; the longest real ones are a hundredth of it.
MOST_TEXT_BYTES = 1 << 20

# Rows are worked off in pieces of about this many bytes, so that what is looked at stays in the cache.
_PIECE_BYTES = 1 << 26


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
        self.second_look = folding.SecondLook(self.lexicon.spelled, self.engine)
        self.context = Context(self.lexicon.rules, engine)
        self.roles = [RoleReader(engine, title=title) for title in (True, False)]

    def piece(self, batch: pa.RecordBatch, title: Column, abstract: Column) -> pa.RecordBatch:
        """Sightings of a few rows."""
        rows = np.arange(title.rows)
        first = Text(title, Characters(title), np.zeros(title.rows, np.int64))
        second = Text(abstract, Characters(abstract), first.characters.lengths(rows) + 1)
        texts = (first, second)
        found = [drop_covered(self._names(text.column), self.lexicon) for text in texts]
        meant = self.context.meant(texts, found, [self.lexicon.rule[places.sense] for places in found])
        found = [longest(places.take(keep), self.lexicon) for places, keep in zip(found, meant, strict=True)]
        role = np.concatenate(
            [
                roles.read(text.column, places)
                for roles, text, places in zip(self.roles, texts, found, strict=True)
            ]
        )
        order = np.argsort(np.concatenate([places.row for places in found]), kind="stable")
        return self._sightings(batch, texts, found, role[order], order)

    def _names(self, text: Column) -> Places:
        """All senses in one column, plain and hidden."""
        found, trigger, end = find(text, self.lexicon.spelled, self.engine)
        if not len(trigger):
            return found
        return found.joined(self.second_look.places(text, trigger, end))

    def _sightings(
        self, batch: pa.RecordBatch, texts: Sequence[Text], found: Sequence[Places], role: Ints, order: Ints
    ) -> pa.RecordBatch:
        row = np.concatenate([places.row for places in found])[order]
        sense = np.concatenate([places.sense for places in found])[order]
        rows = pa.array(row)
        columns = {name: batch.column(name).take(rows) for name in ("unit", "unit_key", "source", "period")}
        columns["field"] = _named(self.lexicon.field_names, self.lexicon.field[sense])
        columns["technology"] = _named(self.lexicon.technology_names, self.lexicon.technology[sense])
        columns["variant"] = _named(self.lexicon.variant_names, self.lexicon.variant[sense])
        columns["role"] = _named(ROLES, role)
        parts = [_part(text, places) for text, places in zip(texts, found, strict=True)]
        for number, name in enumerate(("start", "end")):
            columns[name] = pa.array(np.concatenate([part[number] for part in parts])[order].astype(np.int32))
        columns["text"] = pa.concat_arrays([part[2] for part in parts]).take(pa.array(order))
        return sightings.build(columns, len(row))


def _part(text: Text, places: Places) -> tuple[Ints, Ints, pa.Array]:
    """Character offsets in the unit's text, and the words, of one column's places."""
    lead = text.lead[places.row]
    return (
        lead + text.characters.offsets(places.row, places.start),
        lead + text.characters.offsets(places.row, places.end),
        _words(text.column.data, places.start, places.end),
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
