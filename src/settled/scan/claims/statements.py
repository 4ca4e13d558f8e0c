"""All that a document states: quantities with what they are of, tables, calculations, definitions,
citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from settled.errors import InputError
from settled.records import Field
from settled.records.audit import (
    AuditedDocument,
    Citation,
    Definition,
    Equation,
    Grid,
    MathFormula,
    Quantity,
    Ranking,
    Rule,
    Statement,
    Unread,
)
from settled.scan.claims.attributes import attributes, generic_words
from settled.scan.claims.blocks import Block, Formula, Heading, Paragraph, Skipped, Table
from settled.scan.claims.definitions import Definitions, beside, stated_weights, with_weights
from settled.scan.claims.digits import half_width, has_decimal_comma
from settled.scan.claims.equations import equations
from settled.scan.claims.grids import read_grid
from settled.scan.claims.quantities import quantities
from settled.scan.claims.rankings import ranking
from settled.scan.claims.sentences import in_prose
from settled.scan.claims.subjects import Subjects, subjects_of
from settled.scan.claims.tables import Found, in_table

MOST_STATEMENTS = 600_000  # 10 MB of nothing but tables and calculations state 440,000

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[。！？!?；;\n]|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s+[A-Z]|\s*$)")
_LONGEST_SENTENCE = 2000
_MOST_FORMULA = 4000
_JOINER = re.compile(
    r"(?:\s|[=≈:∶~*$]|为|是|达到|达|仅|约|只有|已|高达|\b(?:is|of|was|at|are|reaches|equals|about)\b)*$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff][\w\u4e00-\u9fff \-]{0,39}$")
_LIST_MARK = re.compile(r"^(?:[-*+]|\d{1,3}[.)、])?\s*")
_CITATION = re.compile(
    r"\((?P<year>(?:19|20)\d\d)[a-z]?\)[^\"“”\n]{0,12}[\"“](?P<title>[^\"“”\n]{8,200})[\"”]"
)
_CAPTION = 160
_INLINE = re.compile(r"\$([^$\n]{1,300})\$")
_SIGNS_OF_MATHEMATICS = re.compile(r"[=_<>]")
_TOPIC = 48
_MOST_RANKINGS = 500


def find_statements(blocks: Iterable[Block], file: str, fields: Sequence[Field] = ()) -> AuditedDocument:
    """Read a document for an audit.

    Args:
        blocks: of the document, in order; ``file``: its name, as it shall stand in findings.
        fields: of the catalog, by whose technologies subjects are told apart; may be empty.

    Returns:
        What it states, in order. A quantity that nothing says the subject of is kept with empty words: it is
        counted, never guessed at.

    Raises:
        InputError: it states more than ``MOST_STATEMENTS`` figures.
    """
    current = tuple(field for field in fields if field.status == "current")
    every = list(blocks)
    reader = _Reader(subjects_of(current, generic_words()), has_decimal_comma(_texts(every)))
    for block in every:
        reader.read(block)
        if len(reader.statements) > MOST_STATEMENTS:
            what = f"states more than {MOST_STATEMENTS:,} figures"
            raise InputError(file, what, "hint: split the document")
    return AuditedDocument(
        file=file,
        language="zh" if reader.chinese * 5 > reader.letters else "en",
        statements=tuple(sorted(reader.statements, key=lambda each: each.line)),
        grids=tuple(reader.grids),
        equations=tuple(reader.equations),
        definitions=tuple(reader.definitions),
        rules=tuple(reader.rules),
        formulas=tuple(reader.formulas),
        citations=tuple(reader.citations),
        rankings=tuple(reader.rankings),
        skipped=tuple(reader.skipped),
    )


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """What blocks say, cell by cell."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell for _, cells in block.rows for cell in cells)
        elif not isinstance(block, Skipped):
            yield block.text


class _Reader:
    def __init__(self, subjects: Subjects, decimal_comma: bool) -> None:
        self._comma = decimal_comma
        self._subjects = subjects
        self._attributes = attributes()
        self._definitions = Definitions(self._attributes)
        self._above = ""
        self._topics: list[str] = []
        self._section: tuple[str, ...] = ()
        self.chinese = self.letters = 0
        self.statements: list[Statement] = []
        self.grids: list[Grid] = []
        self.equations: list[Equation] = []
        self.definitions: list[Definition] = []
        self.rules: list[Rule] = []
        self.formulas: list[MathFormula] = []
        self.citations: list[Citation] = []
        self.rankings: list[Ranking] = []
        self.skipped: list[Unread] = []

    def read(self, block: Block) -> None:
        if block.headings != self._section:
            self._section, self._topics = block.headings, []
        if isinstance(block, Skipped):
            self.skipped.append(Unread(block.line, block.what))
            return
        if isinstance(block, Table):
            self._table(block)
            return
        if isinstance(block, Heading):
            self._prose(block)
            return
        self._count(block.text)
        self._definitions.learn(block.text)
        self._formal(block)
        if isinstance(block, Formula):
            self.formulas.append(
                MathFormula(
                    block.line, block.text[:_MOST_FORMULA], self._above, block.headings, tuple(self._topics)
                )
            )
        else:
            self._prose(block)
            self._above = block.text.strip() if len(block.text) <= _CAPTION else ""
            if len(block.text) <= _TOPIC:
                self._topics = [*self._topics[-15:], block.text.strip()]

    def _count(self, text: str) -> None:
        self.chinese += len(_CHINESE.findall(text))
        self.letters += sum(character.isalpha() for character in text)

    # --- tables

    def _table(self, table: Table) -> None:
        known = list(in_table(table, self._subjects, self._attributes))
        grid = read_grid(table, decimal_comma=self._comma)
        rows = []
        for row in grid.rows:
            cells = tuple(None if cell is None else self._known(cell, known) for cell in row.cells)
            rows.append(replace(row, cells=cells))
            self.statements += [cell for cell in cells if cell is not None]
            self._row_product(replace(row, cells=cells).cells, row.words, row.label)
        self.grids.append(replace(grid, rows=tuple(rows), topics=tuple(self._topics)))
        self._count(" ".join(table.header))

    def _known(self, statement: Statement, known: Sequence[Found]) -> Statement:
        """A statement with the catalog's names, where the figure on a technology is the same one."""
        value, line = statement.quantity.value, statement.line
        for found in known:
            if found.line == line and abs(found.share - value) < 1e-9:
                return replace(statement, technology=found.subject.id, indicator=found.attribute)
        indicator = self._attributes.of_label(statement.subject) or self._attributes.of_label(
            statement.attribute
        )
        return replace(statement, indicator=indicator or "")

    def _row_product(self, cells: Sequence[Statement | None], words: Sequence[str], label: str) -> None:
        stated = [cell for cell in cells if cell is not None and cell.quantity.unit == "share"]
        owner = self._attributes.of_label(label)
        if len(stated) != 1 or owner is None:
            return
        for text in words[1:]:
            terms = self._definitions.product(text) if "×" in text or "*" in text else None
            if terms:
                self.definitions.append(beside(stated[0], terms, text, owner))

    # --- formulas, rules, weights

    def _formal(self, block: Paragraph) -> None:
        text = block.text
        if len(text) > 20 * _MOST_FORMULA:
            return
        read = self._definitions.weighted_sum(text) if isinstance(block, Formula) else None
        technology = self._subjects.of_headings(block.headings)
        name = technology.id if technology else ""
        if read is not None:
            owner, words, terms, weights = read
            self.definitions.append(
                Definition(
                    block.line, text.strip(), owner, words, "sum", terms, weights, block.headings, name
                )
            )
        self._weights(block)
        if ">" in text or "<" in text or "≥" in text or "≤" in text or "\\ge" in text or "\\le" in text:
            self.rules += self._definitions.rules(text, block.line)
        if "=" in text or "＝" in text or "≈" in text or "\\approx" in text:
            for start, before, equation in equations(text, decimal_comma=self._comma):
                self._equation(block, start, before, equation, name)

    def _weights(self, block: Paragraph) -> None:
        for number, line_text in enumerate(block.text.split("\n")[:400]):
            weights = stated_weights(line_text)
            if len(weights) < 2 or not self.definitions:
                continue
            last = self.definitions[-1]
            if (
                last.weights is None
                and last.form == "sum"
                and len(last.terms) == len(weights)
                and last.section == block.headings
            ):
                line = block.lines[number] if number < len(block.lines) else block.line + number
                self.definitions[-1] = with_weights(last, weights, line)

    def _equation(
        self, block: Paragraph, start: int, before: str, equation: Equation, technology: str
    ) -> None:
        subject, attribute = self._named(block, before)
        indicator = self._definitions.indicator_of(attribute)
        results = tuple(
            Statement(
                block.line_at(result.quantity.start), result.quantity, subject, attribute, "formula",
                technology, indicator, near=equation.text[:400], section=block.headings,
            )
            for result in equation.results
        )  # fmt: skip
        self.equations.append(replace(equation, line=block.line_at(start), results=results))
        self.statements += results

    def _named(self, block: Paragraph, before: str) -> tuple[str, str]:
        """Subject and attribute of a calculation, by the words just before it."""
        words = re.sub(r"\\text\{([^{}]{0,80})\}", r"\1", before[-120:]).rstrip(" =≈:：$")
        found = _WORDS.search(_JOINER.sub("", words))
        return (block.headings[-1] if block.headings else ""), found.group().strip() if found else ""

    # --- prose

    def _prose(self, block: Paragraph) -> None:
        text = half_width(_without_mathematics(block.text).replace("：", "∶"))
        self.citations += [
            Citation(
                block.line_at(found.start()), found["title"].strip(" ."), int(found["year"]), found.group()
            )
            for found in _CITATION.finditer(text)
        ]
        self._rankings(block, text)
        if not any(character.isdigit() for character in text):
            return
        known = list(in_prose(block, self._subjects, self._attributes))
        taken = [
            (result.quantity.start, result.quantity.end)
            for equation in self.equations[-64:]
            for result in equation.results
            if equation.line >= block.line and result.section == block.headings
        ]
        for start, end in _sentences(text):
            for quantity in quantities(text[start:end], decimal_comma=self._comma):
                placed = replace(quantity, start=quantity.start + start, end=quantity.end + start)
                if any(low < placed.end and placed.start < high for low, high in taken):
                    continue
                statement = self._sentence(block, text, start, end, placed)
                if statement is not None:
                    self.statements.append(self._known(statement, known))

    def _rankings(self, block: Paragraph, text: str) -> None:
        for start, end in _sentences(text):
            found = ranking(_LIST_MARK.sub("", text[start:end]))
            if found is not None and len(self.rankings) < _MOST_RANKINGS:
                line = block.line_at(start)
                self.rankings.append(replace(found, line=line, section=block.headings))

    def _sentence(
        self, block: Paragraph, text: str, start: int, end: int, quantity: Quantity
    ) -> Statement | None:
        before = text[start : quantity.start]
        bare = _JOINER.sub("", before[-80:])
        words = _WORDS.search(bare)
        joined = len(bare) < len(before[-80:]) or (
            words is not None and _CHINESE.search(words.group()) is not None
        )
        attribute = words.group().strip() if words and joined else ""
        if quantity.unit == "" and not (attribute and re.search(r"[=≈]\s*\**\s*$", before)):
            return None  # a plain number in prose is of too many kinds
        return Statement(
            line=block.line_at(quantity.start),
            quantity=quantity,
            subject=block.headings[-1] if block.headings else "",
            attribute=attribute,
            kind="prose",
            indicator="",
            near=_LIST_MARK.sub("", text[start:end]).strip()[:_LONGEST_SENTENCE],
            section=block.headings,
        )


def _without_mathematics(text: str) -> str:
    """A text whose inline mathematics is blank, except assignments of numbers; every character keeps its
    place.
    """

    def blank(found: re.Match[str]) -> str:
        inner = found.group(1)
        if "\\" in inner or "{" in inner or "^" in inner:
            return " " * len(found.group())
        return f" {inner} " if _SIGNS_OF_MATHEMATICS.search(inner) else found.group()

    return _INLINE.sub(blank, text) if "$" in text else text


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for found in _SENTENCE.finditer(text):
        if found.end() - at <= _LONGEST_SENTENCE:
            yield at, found.end()
        at = found.end()
    if 0 < len(text) - at <= _LONGEST_SENTENCE:
        yield at, len(text)
