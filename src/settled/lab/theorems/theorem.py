"""What a theorem of the lab is, and what its check says.

A theorem is one module of this folder: it holds ``THEOREM``, a :class:`Theorem`, and ``check(scale, seed)``,
a pure function that returns a :class:`Verdict`. The module's docstring states the rule by which the verdict
is given, before anything is measured. The record can be read without PyTorch, SciPy or SymPy: a check imports
what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict, cast

from settled.lab.modules import Modules

_THEOREMS = Modules("settled.lab.theorems", "theorem", apart=frozenset({"theorem"}))

Scale = Literal["quick", "standard"]
"""How much is measured: ``quick`` takes seconds on one core, ``standard`` minutes."""

Word = Literal["holds", "fails", "holds_only_if", "undecided"]
"""The verdicts: ``holds_only_if`` means that ``because`` names a further condition, which was checked."""

Stance = Literal["for", "against"]


class Figure(TypedDict):
    """One number that a check measured or derived.

    ``low`` and ``high`` bound it with 90 % confidence; ``None`` where the number is exact or a bound itself.
    """

    value: float
    low: float | None
    high: float | None
    unit: str


class Verdict(TypedDict):
    """What a check found: the word, its reasons in a sentence, a counterexample or none, the figures."""

    verdict: Word
    because: str
    counterexample: str | None
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Theorem:
    """A statement about technologies that can be checked by computing.

    Args:
        id: the module's name with hyphens.
        statement: what is claimed, in one or two sentences.
        assumptions: what the statement takes for granted.
        source: where the founding document states it ("chapter 3, lines 81-85"), or "".
        paper: author, year, title and equation or theorem that it comes from.
        technologies: ids of the catalog that the statement is about.
        stance: "for" if the statement, where it holds, speaks for those technologies; "against" if it names
            a fault of theirs.

    >>> Theorem("one", "1 = 1", (), "", "", ("adamw",)).stance
    'for'
    """

    id: str
    statement: str
    assumptions: tuple[str, ...]
    source: str
    paper: str
    technologies: tuple[str, ...]
    stance: Stance = "for"


class Check(Protocol):
    """The signature of a theorem's ``check``: deterministic in its two arguments."""

    def __call__(self, scale: Scale, seed: int) -> Verdict:
        """Check the theorem at a scale, with the seed of everything random in it."""
        ...


def figure(value: float, low: float | None = None, high: float | None = None, unit: str = "") -> Figure:
    """A figure of plain floats, whatever number type was handed in.

    >>> figure(1, 0.5, 2)
    {'value': 1.0, 'low': 0.5, 'high': 2.0, 'unit': ''}
    """
    return {
        "value": float(value),
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "unit": unit,
    }


def theorem_names() -> tuple[str, ...]:
    """The modules of this folder that hold a theorem, in the order of their names."""
    return _THEOREMS.names()


def load_theorem(name: str) -> tuple[Theorem, Check]:
    """The record and the check of one module, by the module's name or the theorem's id.

    Raises:
        InputError: there is none; it names the nearest ones.

    >>> load_theorem("scaling-factor")[0].technologies
    ('softmax-attention',)
    """
    module = _THEOREMS.load(name)
    return cast(Theorem, module.THEOREM), cast(Check, module.check)
