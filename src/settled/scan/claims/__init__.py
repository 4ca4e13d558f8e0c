"""The figures that a Markdown document states about a technology, as claims.

A claim holds the value, what it is of, whom it is about and the line: no sentence of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from settled.errors import InputError
from settled.records import Claim, Field
from settled.scan.claims.attributes import attributes, generic_words
from settled.scan.claims.blocks import Block, Formula, Heading, Paragraph, Skipped, Table, blocks
from settled.scan.claims.calculations import Calculation, Formulas
from settled.scan.claims.figures import impact_figures
from settled.scan.claims.sentences import in_prose
from settled.scan.claims.statements import find_statements
from settled.scan.claims.subjects import Subject, Subjects, subjects_of
from settled.scan.claims.tables import Found, in_table

SCANNER = "claims"
SCANNER_VERSION = 2  # 2: impact figures

LONGEST = 4 * 2**20  # characters; a book of a thousand pages has half as many

__all__ = ["LONGEST", "SCANNER", "SCANNER_VERSION", "find_claims"]


def find_claims(text: str, file: str, fields: Sequence[Field]) -> list[Claim]:
    """The figures that a document states on the technologies of ``fields``, and of impact, in the order of
    its lines.

    Read are tables (rows that are indicators, or technologies with a column an indicator), sentences, and
    written calculations; whom a figure is about says the table's row, the sentence or the nearest heading.
    What an attribute is called is data: ``scan/claims/attributes.toml``.

    Args:
        text: the document, Markdown with or without mathematics in LaTeX.
        file: its name, as it shall stand in the claims.
        fields: of the catalog; a document of today is not read for contests of the past.

    Returns:
        Claims of ``kind`` ``share`` (a figure), ``formula`` (the printed result of a calculation, with its
        inputs) or ``figure`` (an impact figure, see ``figures``); ``value`` is a share, in [0, 1] unless the
        document says otherwise; ``subject`` the id of a technology or of a variant; ``source`` is
        ``document/NAME``.

    Raises:
        InputError: the document is longer than ``LONGEST``.

    When not to trust it: a figure whose subject stands only in an earlier sentence is given to the heading's
    subject, and one in words (``nine in ten``) is not seen.
    """
    if len(text) > LONGEST:
        raise InputError(file, f"{len(text):,} characters, more than {LONGEST:,}", "hint: split the document")
    current = tuple(field for field in fields if field.status == "current")
    subjects = subjects_of(current, generic_words())
    every = list(blocks(text))
    stated = find_statements(every, file, current).statements
    found = [*_claims(every, file, subjects), *impact_figures(stated, file)]
    return sorted(found, key=lambda claim: claim.line)


def _claims(every: Sequence[Block], file: str, subjects: Subjects) -> Iterator[Claim]:
    known = attributes()
    formulas = Formulas(known)
    for block in every:
        if isinstance(block, Table):
            for found in in_table(block, subjects, known):
                yield _share(found, file)
            continue
        if isinstance(block, Heading | Skipped):
            continue
        calculations = list(formulas.read(block.text, block.headings))
        subject = subjects.of_headings(block.headings) if calculations else None
        for calculation in calculations:
            if subject is not None:
                yield from _calculated(calculation, subject, block, file)
        if not calculations and not isinstance(block, Formula):
            for found in in_prose(block, subjects, known):
                yield _share(found, file)


def _share(found: Found, file: str) -> Claim:
    return Claim(
        file=file,
        line=found.line,
        kind="share",
        subject=found.subject.id,
        attribute=found.attribute,
        value=found.share,
        unit="share",
        bound=found.bound,
        source=f"document/{PurePath(file).name}",
    )


def _calculated(calculation: Calculation, subject: Subject, block: Paragraph, file: str) -> Iterator[Claim]:
    """The printed result, and the rounded one behind it."""
    yield Claim(
        file=file,
        line=block.line_at(calculation.offset),
        kind="formula",
        subject=subject.id,
        attribute=calculation.attribute,
        value=calculation.value,
        unit="share",
        bound=calculation.bound,
        source=f"document/{PurePath(file).name}",
        inputs=calculation.inputs,
    )
    if calculation.rounded is not None:
        value, offset = calculation.rounded
        yield _share(Found(block.line_at(offset), subject, calculation.attribute, value, "~"), file)
