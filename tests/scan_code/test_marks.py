"""Words without which nothing computes a shape, found by the prefilter, and where they stand."""

from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from settled.catalog import load
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.parts import moved
from settled.scan.code.prefilter import Prefilter
from settled.scan.code.python.places import Places
from settled.scan.code.python.shapes import _SHAPES, marked
from settled.scan.code.words import SHAPE_WORDS, Meaning

LEXICON = Lexicon(tuple(load().fields.values()))
SHAPES = frozenset(LEXICON.shapes)
PREFILTER = Prefilter(LEXICON)
PIECES = sorted(
    {mark for shape in _SHAPES.values() for words in (shape.marks, *shape.beside) for mark in words}
)


def test_every_mark_ends_with_a_word_of_the_prefilter():
    for name, shape in _SHAPES.items():
        for mark in shape.marks:
            assert mark.endswith(SHAPE_WORDS[name][0]), mark


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES, b"\n", b" ", b"import torch\n", b"torch.optim.AdamW", b"X"]), max_size=40
    )
)
def test_marks_that_the_prefilter_found_are_all_marks(pieces):
    content = b"import torch\ntorch.optim.AdamW(p)\n" + b"".join(pieces)
    (hits,) = PREFILTER.find("python", [content.upper().replace(b"TORCH.OPTIM.ADAMW", b"torch.optim.AdamW")])
    assert hits is not None
    ends = [end for meaning, end in zip(hits[::2], hits[1::2], strict=True) if meaning == Meaning.MARK]
    known, all_of_them = (marked(content.lower(), SHAPES, Places(content), one) for one in (ends, None))
    assert (known and known.lines()) == (all_of_them and all_of_them.lines())


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"\r\n", b"\n", b"\r", b"word", b" "]), max_size=40))
def test_ends_move_as_line_ends_become_single_characters(pieces):
    content, ends = b"", []
    for piece in pieces:
        content += piece
        if piece == b"word":
            ends.append(len(content))
    hits = array("I", [part for end in ends for part in (1, end)])
    now = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert all(now[:end].endswith(b"word") for end in moved(content, hits)[1::2])
    assert len({*moved(content, hits)[1::2]}) == len(ends)
