"""Edges at which the engines once differed: nothing to find, and text that ends in a wide character."""

from __future__ import annotations

import numpy as np
import pytest

from settled.scan.text import engine
from settled.scan.text.spans import windows


@pytest.mark.parametrize("name", ["hyperscan", "polars"])
def test_nothing_found_is_two_empty_columns(name: engine.EngineName) -> None:
    if name == "hyperscan":
        pytest.importorskip("hyperscan")
    found = engine.make(((b"adamw", False), (b"Lion", True)), name)
    for text in (b"", b"lion and tiger", "注意".encode()):
        needle, end = found.find(np.frombuffer(text, np.uint8))
        assert (needle.tolist(), end.tolist()) == ([], [])
    needle, end = found.find(np.frombuffer(b"ADAMW, Lion, lion", np.uint8))
    assert (needle.tolist(), end.tolist()) == ([0, 1], [5, 11])


def test_an_empty_window_after_a_wide_character_stays_empty() -> None:
    data = np.frombuffer("𐀀".encode(), np.uint8)
    places = np.array([0, len(data)]), np.array([len(data), len(data)]), np.array([0, 1])
    near = windows(data, *places)
    assert near.data.tobytes().decode() == "𐀀"
    assert np.diff(near.starts).tolist() == [4, 0]
