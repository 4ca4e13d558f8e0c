"""Computations that are known by their shape, whatever the class is called.

``T5LayerNorm`` is an RMS norm, and a class ``FooMixer`` may compute softmax attention. The shapes:

- ``softmax-attention``: in one function, a softmax of something computed from a product of two tensors,
  itself multiplied with a third. A router's softmax is of a linear layer and a contrastive loss's is not
  multiplied with anything, so neither is found.
- ``rms-norm``: a class divides by the root of a mean of squares and subtracts no mean.
- ``learned-positions``: a table of parameters whose name speaks of positions, absolute ones.
- ``sinusoidal-positions``: sines and cosines in a class or function whose name speaks of positions, other
  than rotary and relative ones and time steps.
- ``gated-feed-forward``: in a feed-forward class, an activation times something else (Shazeer, *GLU Variants
  Improve Transformer* <https://arxiv.org/abs/2002.05202>, 2020); ``plain-feed-forward``: one times nothing.

When not to trust them: a computation spread over several methods (Reformer's hashing attention) or done by
a library call is not seen here; the catalog names those by ``call:`` and ``name:``. A table may be defined
and never used by the default configuration; the catalog's patterns exclude what a default rules out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from settled.scan.zoo.attention_shape import is_softmax, softmax_attention
from settled.scan.zoo.layer_shapes import feed_forward, rms_norm
from settled.scan.zoo.position_shapes import learned_positions, sinusoidal_positions
from settled.scan.zoo.syntax import Fact, Scope, functions


def shapes(scope: Scope) -> Iterator[Fact]:
    """The ``structure`` facts of a class or function; a shape is looked for where what it calls is called."""
    calls = {fact.text for fact in scope.facts if fact.kind == "call"}
    last = {call.rpartition(".")[2] for call in calls}
    yield from learned_positions(scope)
    if {"sin", "cos"} <= last:
        yield from sinusoidal_positions(scope)
    has_softmax = any(is_softmax(call) for call in calls)
    may_be_norm = isinstance(scope.node, ast.ClassDef) and "mean" in last
    for function in functions(scope.node):
        if has_softmax:
            yield from softmax_attention(function)
        if may_be_norm:
            yield from rms_norm(function)
        yield from feed_forward(scope.name, function)
