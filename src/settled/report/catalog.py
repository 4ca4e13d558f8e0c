"""The catalog as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import CodeRules, Field, Signatures, Technology
from settled.report.columns import GAP, WIDTH, pad, wrap

_LABEL = 12
PAST_FIELD = "a contest of the past (status history): judged by share levels, on no board"
PAST = "Contests of the past (status history), kept to prove forecasts on:"


def catalog_table(fields: Sequence[Field]) -> str:
    """Every field with its technologies, incumbent first; contests of the past last, under a heading."""
    current = [field for field in fields if field.status == "current"]
    past = [field for field in fields if field.status == "history"]
    blocks = [_rows(current), "\n".join([PAST, "", _rows(past)])] if past else [_rows(current)]
    return "\n\n".join(block for block in blocks if block)


def _rows(fields: Sequence[Field]) -> str:
    width = max((len(field.id) for field in fields), default=0)
    lines = []
    for field in fields:
        names = ", ".join(technology.id for technology in field.technologies)
        first, *rest = wrap(names, WIDTH - width - len(GAP))
        lines.append(f"{pad(field.id, width)}{GAP}{first}")
        lines += [f"{' ' * width}{GAP}{line}" for line in rest]
    return "\n".join(lines)


def _kinds(signatures: Signatures) -> list[tuple[str, str]]:
    kinds = {
        "aliases": [alias.text for alias in signatures.aliases],
        "code": signatures.code,
        "canonical": signatures.canonical,
        "modules": signatures.modules,
        "own": signatures.own,
        "foreign": signatures.foreign,
        "config": signatures.config,
        "packages": signatures.packages,
        "downloads": signatures.downloads,
        "zoo": signatures.zoo,
        "models": signatures.models,
    }
    return [(kind, ", ".join(words)) for kind, words in kinds.items() if words]


def _labelled(label: str, text: str, indent: int) -> list[str]:
    room = WIDTH - indent - _LABEL
    return [
        f"{' ' * indent}{pad(label if position == 0 else '', _LABEL)}{line}"
        for position, line in enumerate(wrap(text, room))
    ]


def _technology(technology: Technology) -> list[str]:
    born = technology.born
    lines = [f"{technology.name} ({technology.id}), {born.year}: {born.title} <{born.url}>"]
    for kind, words in _kinds(technology.signatures):
        lines += _labelled(kind, words, 2)
    for variant in technology.variants:
        lines.append(f"  variant {variant.name} ({variant.id})")
        for kind, words in _kinds(variant.signatures):
            lines += _labelled(kind, words, 4)
    return lines


def _rules(rules: CodeRules) -> list[str]:
    kinds = {
        "selectors": ", ".join(rules.selectors),
        "bases": ", ".join(rules.bases),
        "tests": "count" if rules.tests_count else "",
        "purpose": rules.purpose,
        "too general": ", ".join(rules.too_general),
        "queries": ", ".join(language for language, _ in rules.queries),
    }
    return [line for kind, words in kinds.items() if words for line in _labelled(kind, words, 2)]


def field_text(field: Field) -> str:
    """One field: its question, technologies, variants, and how they are recognised."""
    past = [PAST_FIELD] if field.status == "history" else []
    blocks = [[f"{field.name} ({field.id})", field.question, *past]]
    blocks += [_technology(technology) for technology in field.technologies]
    if rules := _rules(field.code):
        blocks.append(["in code", *rules])
    if field.unmeasured:
        blocks.append([f"not measured: {indicator}: {why}" for indicator, why in field.unmeasured])
    return "\n\n".join("\n".join(block) for block in blocks)
