"""A stated class against its stated rule: ``converged iff C > 0.95`` and a converged thing at 95 %."""

from __future__ import annotations

from collections.abc import Iterator

from settled.audit.findings import found
from settled.audit.intervals import values_of
from settled.records.audit import AuditedDocument, Finding, Judgement, Rule, Statement

CHECK = "threshold"


def check_threshold(document: AuditedDocument) -> Iterator[Finding]:
    """Each figure of the rule's attribute that the text says to be of the rule's class.

    A table's cell is of a class that its row or its column names; a sentence also of one that a heading
    names.
    """
    for rule in document.rules:
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
