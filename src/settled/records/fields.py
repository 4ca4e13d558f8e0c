"""What is judged: fields, their technologies, and the variants of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from settled.records.signatures import Signatures


@dataclass(frozen=True, slots=True)
class Variant:
    """A form or implementation of a technology that is no rival of it: counted with its parent."""

    id: str
    name: str
    signatures: Signatures


@dataclass(frozen=True, slots=True)
class Born:
    """When a technology first stood in public, and where."""

    year: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Technology:
    """A rival in a field.

    Attributes:
        aka: further names that a user may ask for, and that a document may use (``注意力机制``).
    """

    id: str
    name: str
    name_zh: str
    born: Born
    signatures: Signatures
    variants: tuple[Variant, ...] = ()
    aka: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How a field's technologies show in code, beside each one's signatures.

    Attributes:
        selectors: names of keys, arguments and flags whose value selects a technology (``optimizer``).
        bases: an own class is an implementation only with one of these last names among its bases
            (``Optimizer``); none: whatever its bases.
        tests_count: use in tests is use (a field about testing).
        purpose: what a requirement must be for, to speak to the field (``build``); empty: anything.
        too_general: qualified names that a framework offers a technology by, and that in code say nothing of
            the field's question (a convolution over pixels is a layer, no choice of how a sequence is mixed).
        queries: per language, the tree-sitter query whose captures ``@use`` are names of ``foreign``.
    """

    selectors: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    tests_count: bool = False
    purpose: str = ""
    too_general: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A contest: a function that rivals serve. The incumbent stands first in ``technologies``.

    Attributes:
        frameworks: packages that could support a rival natively: the denominator of native support.
        download_group: group of rival packages in the download series; ``None``: no such series.
        unmeasured: for an indicator that no source of today can speak to, the sentence that says why.
        code: how its technologies show in code.
    """

    id: str
    name: str
    name_zh: str
    question: str
    technologies: tuple[Technology, ...]
    frameworks: tuple[str, ...] = ()
    download_group: str | None = None
    status: Literal["current", "history"] = "current"
    unmeasured: tuple[tuple[str, str], ...] = ()
    code: CodeRules = CodeRules()

    @property
    def incumbent(self) -> Technology:
        """The technology whose standing is judged first."""
        return self.technologies[0]
