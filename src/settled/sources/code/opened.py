"""An opened root of code: its states, and the contents that they list."""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from settled.errors import InputError
from settled.sources.code.listing import Tree

if TYPE_CHECKING:
    import pyarrow as pa

# A batch is closed before it would hold more content than this, so that memory is bounded by it.
_BATCH_BYTES = 8 << 20


@cache
def schema() -> pa.Schema:
    """The columns of a batch of contents: one row a (blob, kind)."""
    import pyarrow as pa

    return pa.schema([("blob", pa.string()), ("kind", pa.string()), ("content", pa.binary())])


class Code(ABC):
    """A file, a folder, an archive or a repository, opened for reading; nothing of it is run or changed.

    Attributes:
        name: as the user would name it: ``OWNER/NAME`` where a git remote tells, else its file's or
            folder's name; no machine path.
        is_repository: whether it is a git repository.
        skipped: contents that were asked for and not given, by reason, and what its history lacks.
    """

    def __init__(self, name: str, *, is_repository: bool = False) -> None:
        self.name = name
        self.is_repository = is_repository
        self.skipped: Counter[str] = Counter()

    @abstractmethod
    def tree(self, as_of: date | None = None) -> Tree:
        """Its files as they are (of a bare repository, its HEAD), or as they were at the end of a day.

        Args:
            as_of: a day in UTC; the state is of the newest commit of HEAD's first-parent line by its end.

        Raises:
            InputError: it has no history, none by that day, or is damaged.
        """

    def trees_at(self, days: Sequence[date]) -> Iterator[Tree]:
        """Its states at the ends of days (UTC), oldest first; a day before the first commit gives none.

        Raises:
            InputError: it has no history, or is damaged.
        """
        raise self._no_history(days)

    def first_and_last(self) -> tuple[date, date]:
        """The days (UTC) of the first and the last commit of HEAD's first-parent line.

        Raises:
            InputError: it has no history, or is damaged.
        """
        raise self._no_history()

    def contents(self, wanted: Iterable[tuple[str, str]]) -> Iterator[pa.RecordBatch]:
        """The contents of (blob, kind) pairs that its trees listed, each pair once.

        Batches with the columns ``blob``, ``kind`` (as asked) and ``content`` (binary, at most ``LARGEST``
        bytes), of at most 8 MiB of content each, in an order that is cheap to read. What cannot be given
        is counted in ``skipped``, once a blob.
        """
        kinds: dict[str, dict[str, None]] = {}
        for blob, kind in wanted:
            kinds.setdefault(blob, {})[kind] = None
        rows: list[tuple[str, str, bytes]] = []
        held = 0
        for blob, content in self.read(kinds.keys()):
            for kind in kinds[blob]:
                if rows and held + len(content) > _BATCH_BYTES:
                    yield _batch(rows)
                    rows, held = [], 0
                rows.append((blob, kind, content))
                held += len(content)
        if rows:
            yield _batch(rows)

    @abstractmethod
    def read(self, blobs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of these blobs, each once; what cannot be given is counted in ``skipped``."""

    def _no_history(self, _asked: object = None) -> InputError:
        return InputError(self.name, "files have no history", "leave --as-of out, or name a git repository")


def _batch(rows: Sequence[tuple[str, str, bytes]]) -> pa.RecordBatch:
    import pyarrow as pa

    blobs, kinds, contents = zip(*rows, strict=True)
    columns = (list(map(str.encode, blobs)), list(map(str.encode, kinds)), contents)
    arrays = [_column(values, column.type) for values, column in zip(columns, schema(), strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema())


def _column(values: Sequence[bytes], kind: pa.DataType) -> pa.Array:
    """A column of bytes or text; ``pyarrow.array`` would import pandas first wherever that is installed."""
    import pyarrow as pa

    offsets = array("i", accumulate(map(len, values), initial=0))
    return pa.Array.from_buffers(
        kind, len(values), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(values))]
    )
