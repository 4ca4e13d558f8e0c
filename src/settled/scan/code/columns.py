"""Columns of Arrow made of plain values.

``pyarrow.array`` does the same, but imports pandas first wherever that is installed, which takes as long as
reading some megabytes of code.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate

import numpy as np
import pyarrow as pa
from pyarrow.lib import StringBuilder

_EPOCH = date(1970, 1, 1).toordinal()


def texts(values: Iterable[str | None]) -> pa.StringArray:
    """A column of strings."""
    builder = StringBuilder()
    builder.append_values(values)
    return builder.finish()


def contents(values: Sequence[bytes]) -> pa.BinaryArray:
    """A column of bytes, together below 2 GiB."""
    offsets = array("i", accumulate(map(len, values), initial=0))
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(values))]
    return pa.Array.from_buffers(pa.binary(), len(values), buffers)


def numbers(values: Iterable[int]) -> pa.Int32Array:
    """A column of whole numbers of 32 bits."""
    held = array("i", values)
    return pa.Array.from_buffers(pa.int32(), len(held), [None, pa.py_buffer(held)])


def flags(values: Iterable[bool | None]) -> pa.BooleanArray:
    """A column of truth values."""
    held = list(values)
    known = np.packbits(np.array([value is not None for value in held], bool), bitorder="little")
    true = np.packbits(np.array([value is True for value in held], bool), bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(held), [pa.py_buffer(known), pa.py_buffer(true)])


def keys(values: Iterable[int]) -> pa.Int64Array:
    """A column of whole numbers of 64 bits."""
    held = array("q", values)
    return pa.Array.from_buffers(pa.int64(), len(held), [None, pa.py_buffer(held)])


def days(values: Iterable[date]) -> pa.Date32Array:
    """A column of days."""
    held = array("i", (value.toordinal() - _EPOCH for value in values))
    return pa.Array.from_buffers(pa.date32(), len(held), [None, pa.py_buffer(held)])
