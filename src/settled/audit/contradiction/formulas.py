"""Two formulas for one quantity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from settled.audit.contradiction.figures import CHECK, MOST_OTHERS
from settled.audit.findings import of_definition, shown
from settled.records.audit import Definition, Finding, Judgement

# What the catalog's indicators are called: a document has one formula for each, wherever it stands.
INDICATORS = frozenset({"degree", "adoption", "standardization", "controversy", "theory"})


def formulas(definitions: Sequence[Definition]) -> Iterator[Finding]:
    """Weighted sums of one attribute with other weights or terms; a product where a sum defines it.

    A formula of an attribute that is no indicator's counts for its own section only.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Definition]] = defaultdict(list)
    for definition in definitions:
        if definition.form == "product" or definition.weights is not None:
            is_known = definition.owner in INDICATORS
            groups[definition.owner, () if is_known else definition.section].append(definition)
    for group in groups.values():
        sums = [one for one in group if one.form == "sum"]
        alike = {_form(one): one for one in reversed(sums)}
        for definition in group:
            differing = [one for form, one in alike.items() if form != _form(definition)]
            compared = (differing or [one for one in sums[:2] if one is not definition])[:MOST_OTHERS]
            if compared:
                yield _judged(definition, compared, "contradicted" if differing else "holds")


def _judged(definition: Definition, others: Sequence[Definition], verdict: Judgement) -> Finding:
    ordered = sorted(others, key=lambda each: each.line)
    return of_definition(
        definition,
        CHECK,
        verdict,
        f"contradiction.formula.{verdict}",
        computed="; ".join(f":{other.weights_line or other.line} {_form_words(other)}" for other in ordered),
        others=[other.weights_line or other.line for other in ordered],
        own=_form_words(definition),
    )


def _form(definition: Definition) -> tuple[str, frozenset[tuple[str, bool, float | None]]]:
    weights = definition.weights or (None,) * len(definition.terms)
    return definition.form, frozenset(
        (*term, weight) for term, weight in zip(definition.terms, weights, strict=True)
    )


def _form_words(definition: Definition) -> str:
    names = [f"(1 - {name})" if inverse else name for name, inverse in definition.terms]
    if definition.form == "product":
        return " × ".join(names)
    weights = definition.weights or ()
    return " + ".join(f"{shown(weight)} {name}" for weight, name in zip(weights, names, strict=True))
