"""Why a claim holds or fails, as one sentence in English or Chinese; the sentences are data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from settled.records.audit import Finding

VERDICTS = {
    "en": {name: name for name in ("holds", "contradicted", "imprecise", "unverifiable")},
    "zh": {"holds": "成立", "contradicted": "矛盾", "imprecise": "不精确", "unverifiable": "无法核实"},
}


def because(finding: Finding, language: str) -> str:
    """One sentence: why the verdict of a finding is what it is."""
    return reasons()[finding.reason][language].format(**dict(finding.fillings))


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Every sentence, by the key of the reason and the language."""
    text = files("settled.report").joinpath("audit_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
