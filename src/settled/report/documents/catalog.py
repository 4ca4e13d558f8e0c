"""Documents of the catalog."""

from __future__ import annotations

from collections.abc import Iterable

from settled.records import CodeRules, Field, Signatures, Technology
from settled.report.documents.text import Document


def catalog_document(fields: Iterable[Field]) -> Document:
    """The fields of the catalog, with their signatures."""
    return {"schema": "settled/catalog/1", "fields": [_field(field) for field in fields]}


def _field(field: Field) -> Document:
    return {
        "field": field.id,
        "name": field.name,
        "name_zh": field.name_zh,
        "question": field.question,
        "status": field.status,
        "frameworks": list(field.frameworks),
        "download_group": field.download_group,
        "unmeasured": dict(field.unmeasured),
        "code": _rules(field.code),
        "technologies": [_technology(technology) for technology in field.technologies],
    }


def _rules(rules: CodeRules) -> Document:
    return {
        "selectors": list(rules.selectors),
        "bases": list(rules.bases),
        "tests_count": rules.tests_count,
        "purpose": rules.purpose,
        "too_general": list(rules.too_general),
        "queries": dict(rules.queries),
    }


def _technology(technology: Technology) -> Document:
    born = technology.born
    return {
        "technology": technology.id,
        "name": technology.name,
        "name_zh": technology.name_zh,
        "aka": list(technology.aka),
        "born": {"year": born.year, "title": born.title, "url": born.url},
        "signatures": _signatures(technology.signatures),
        "variants": [
            {"variant": variant.id, "name": variant.name, "signatures": _signatures(variant.signatures)}
            for variant in technology.variants
        ],
    }


def _signatures(signatures: Signatures) -> Document:
    return {
        "aliases": [alias.text for alias in signatures.aliases],
        "code": list(signatures.code),
        "canonical": list(signatures.canonical),
        "modules": list(signatures.modules),
        "own": list(signatures.own),
        "foreign": list(signatures.foreign),
        "config": list(signatures.config),
        "packages": list(signatures.packages),
        "downloads": list(signatures.downloads),
        "zoo": list(signatures.zoo),
        "zoo_canonical": list(signatures.zoo_canonical),
        "models": list(signatures.models),
    }
