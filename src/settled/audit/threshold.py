"""A stated class against its stated rule: ``converged iff C > 0.95`` and a converged thing at 95 %."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from settled.audit.findings import found
from settled.audit.intervals import values_of
from settled.records.audit import AuditedDocument, Finding, Judgement, Rule, Statement

CHECK = "threshold"
_ASIDE = re.compile(r"[（(][^（）()]{0,200}[）)]")
_MOST_RULES = 50
_GRADES = "极高|很高|较高|中高|中低|较低|很低|极低|高|低|中|very high|very low|high|medium|low"
_BARE = re.compile(f"(?:{_GRADES})", re.IGNORECASE)
# The last word before its figure.
_GRADE = re.compile(rf"(?:{_GRADES})(?=\s?[:∶,，(（;；]|\s?$)", re.IGNORECASE)


def check_threshold(document: AuditedDocument) -> Iterator[Finding]:
    """Each figure of the rule's attribute that the text says to be of the rule's class.

    A table's cell is of a class that its row or its column names; a sentence also of one that a heading
    names.
    """
    yield from _grades(document)
    rules = {(rule.name, rule.indicator, rule.bound, rule.value): rule for rule in reversed(document.rules)}
    for rule in list(rules.values())[:_MOST_RULES]:
        for statement in document.statements:
            if statement.indicator != rule.indicator or statement.line == rule.line:
                continue
            if statement.quantity.unit in ("share", "") and _is_of(rule, statement):
                yield _judged(rule, statement)


def _is_of(rule: Rule, statement: Statement) -> bool:
    if rule.name in statement.near or rule.name in statement.attribute:
        return True
    return statement.kind == "prose" and any(rule.name in heading for heading in statement.section)


def _judged(rule: Rule, statement: Statement) -> Finding:
    quantity = statement.quantity
    holds = _satisfies(rule, quantity.value)
    verdict: Judgement = "holds" if holds else "contradicted"
    if not holds and quantity.bound in ("≥", ">", "<", "≤", "~"):
        ends = values_of(quantity)
        if any(_satisfies(rule, end) for end in ends):
            verdict = "unverifiable"
    return found(
        statement,
        CHECK,
        verdict,
        f"threshold.{verdict}",
        kind="class",
        computed=rule.text,
        others=(rule.line,),
        rule=rule.text,
        name=rule.name,
        stated=quantity.text,
        rule_line=rule.line,
    )


def _satisfies(rule: Rule, value: float) -> bool:
    return {
        ">": value > rule.value,
        "≥": value >= rule.value,
        "<": value < rule.value,
        "≤": value <= rule.value,
    }[rule.bound]


# --- grades in words


def _grades(document: AuditedDocument) -> Iterator[Finding]:
    """A sentence that calls a figure by another grade than the tables of its section do.

    Grades are told only by cells such as ``high (80%+)``; two of them at least must agree on the figure.
    """
    graded: dict[tuple[tuple[str, ...], str], list[tuple[str, Statement]]] = defaultdict(list)
    for grid in document.grids:
        for row in grid.rows:
            for cell, words in zip(row.cells, row.words, strict=False):
                grade = _ASIDE.sub("", words).strip() if cell is not None else ""
                if cell is not None and _BARE.fullmatch(grade):
                    graded[grid.section, cell.quantity.text].append((grade, cell))
    for statement in document.statements:
        told = graded.get((statement.section, statement.quantity.text)) if statement.kind == "prose" else None
        names = {grade.lower() for grade, _ in told or ()}
        before = statement.near[: statement.near.find(statement.quantity.text)]
        own = [word.group() for word in _GRADE.finditer(before)]
        if told and len(told) >= 2 and len(names) == 1 and len(own) == 1 and own[0].lower() not in names:
            yield found(
                statement,
                CHECK,
                "imprecise",
                "threshold.grade",
                kind="class",
                others=[cell.line for _, cell in told],
                stated=statement.quantity.text,
                own=own[0],
                other=told[0][0],
            )
