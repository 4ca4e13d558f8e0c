"""An audit of documents: as plain text, a JSON document and Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records.audit import JUDGEMENTS, Audit, Finding
from settled.report.audit_words import VERDICTS, because
from settled.report.columns import GAP, WIDTH, clean, line, widths_of, wrap
from settled.report.documents.text import Document

_INDENT = "    "
_MARKED = ("contradicted", "imprecise")


def language_of(finding: Finding, audit: Audit, language: str | None) -> str:
    """The language to speak of a finding in: as asked, else its document's."""
    return language or dict(audit.languages).get(finding.file, "en")


def shown_findings(audit: Audit, *, every: bool) -> list[Finding]:
    """The findings to show: those that fail, or all."""
    return [finding for finding in audit.findings if every or finding.verdict in _MARKED]


# --- the table


def audit_table(audit: Audit, *, language: str | None = None, every: bool = False) -> str:
    """What fails, file by file and line by line, each with the value that follows and why; then the rates."""
    blocks = []
    for file in [name for name, _ in audit.languages]:
        findings = [finding for finding in shown_findings(audit, every=every) if finding.file == file]
        if findings:
            blocks.append("\n".join([clean(file), *_rows(findings, audit, language)]))
    blocks.append(audit_summary(audit, language=language))
    return "\n\n".join(blocks)


def _rows(findings: Sequence[Finding], audit: Audit, language: str | None) -> list[str]:
    """A line a finding, and below it the working and the reason."""
    words = []
    for one in findings:
        verdict = VERDICTS[language_of(one, audit, language)][one.verdict]
        words.append((str(one.line), verdict, one.check or "-", claim_words(one)))
    widths = widths_of(words, (7, 14, 14, WIDTH))
    widths[3] = WIDTH - sum(widths[:3]) - len(GAP) * 3 - 2
    rows = []
    for finding, cells in zip(findings, words, strict=True):
        said = because(finding, language_of(finding, audit, language))
        rows.append(f"  {line(cells, widths, frozenset({0}))}".rstrip())
        rows += wrap(finding.computed, WIDTH, _INDENT) if _is_told(finding, said) else []
        rows += wrap(said, WIDTH, _INDENT)
    return rows


def _is_told(finding: Finding, said: str) -> bool:
    """Whether the working says more than the reason does."""
    return bool(finding.computed) and finding.computed not in said and finding.check != "contradiction"


def claim_words(finding: Finding) -> str:
    """A claim in a few words: of what, and the figure as written."""
    about = [word for word in (finding.subject, finding.attribute) if word and word not in finding.text]
    return clean(f"{', '.join(about)}: {finding.text}" if about else finding.text)


def audit_summary(audit: Audit, *, language: str | None = None) -> str:
    """How many claims there are, how many could be judged, and what came of them."""
    spoken = language or ("zh" if {own for _, own in audit.languages} == {"zh"} else "en")
    claims, checked = counts_of(audit)
    words = _SUMMARY[spoken]
    verdicts = [name for name in JUDGEMENTS if name != "unverifiable"]
    parts = words["comma"].join(
        words["verdict"].format(count=audit.count(name), name=VERDICTS[spoken][name]) for name in verdicts
    )
    rate = f" ({checked * 100 // claims} %)" if claims else ""
    lines = wrap(words["counts"].format(claims=claims, checked=checked, rate=rate, parts=parts), WIDTH)
    lines += [f"{words['skipped']} {clean(name)}: {clean(reason)}" for name, reason in audit.skipped]
    return "\n".join(lines)


_SUMMARY = {
    "en": {
        "counts": "{claims:,} claims, {checked:,} checked{rate}; findings: {parts}",
        "verdict": "{count:,} {name}",
        "comma": ", ",
        "skipped": "skipped",
    },
    "zh": {
        "counts": "数字 {claims:,} 个，已核算 {checked:,} 个{rate}；结论：{parts}",
        "verdict": "{name} {count:,}",
        "comma": "，",
        "skipped": "未读",
    },
}


def counts_of(audit: Audit) -> tuple[int, int]:
    """How many claims there are, and how many of them a check could judge."""
    claims: dict[tuple[str, int, str], bool] = {}
    for finding in audit.findings:
        key = (finding.file, finding.line, finding.text)
        claims[key] = claims.get(key, False) or finding.verdict != "unverifiable"
    return len(claims), sum(claims.values())


# --- the documents


def audit_document(audit: Audit, *, language: str | None = None) -> Document:
    """Every claim with its verdict, by file and line; a claim that several checks judge stands once for
    each.
    """
    claims, checked = counts_of(audit)
    return {
        "schema": "settled/audit/1",
        "claims": [_claim_part(finding, language_of(finding, audit, language)) for finding in audit.findings],
        "counts": {
            "claims": claims,
            "checked": checked,
            **{verdict: audit.count(verdict) for verdict in JUDGEMENTS},
        },
        "files": [{"file": name, "language": spoken} for name, spoken in audit.languages],
        "skipped": [{"file": name, "reason": reason} for name, reason in audit.skipped],
    }


def _claim_part(finding: Finding, language: str) -> Document:
    return {
        "file": finding.file,
        "line": finding.line,
        "kind": finding.kind,
        "text": finding.text,
        "subject": finding.subject,
        "attribute": finding.attribute,
        "value": finding.value,
        "unit": finding.unit,
        "check": finding.check,
        "verdict": finding.verdict,
        "computed": finding.computed,
        "because": because(finding, language),
        "others": list(finding.others),
    }


def audit_markdown(audit: Audit, *, language: str | None = None, every: bool = False) -> str:
    """A table in Markdown of what fails, for a comment on a change."""
    rows = ["| place | verdict | claim | computed | why |", "| --- | --- | --- | --- | --- |"]
    for finding in shown_findings(audit, every=every):
        spoken = language_of(finding, audit, language)
        cells = (
            f"{finding.file}:{finding.line}",
            VERDICTS[spoken][finding.verdict],
            claim_words(finding),
            finding.computed,
            because(finding, spoken),
        )
        rows.append(f"| {' | '.join(_escaped(cell) for cell in cells)} |")
    return "\n".join(
        [*(rows if len(rows) > 2 else []), "", _escaped(audit_summary(audit, language=language))]
    ).strip()


def _escaped(cell: str) -> str:
    for sign in "\\|*_`[]<>#$":
        cell = cell.replace(sign, f"\\{sign}")
    return clean(cell)
