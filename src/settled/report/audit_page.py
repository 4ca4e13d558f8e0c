"""An audit as one page that needs nothing else: the documents with each claim marked, and its working."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files

from settled.records.audit import JUDGEMENTS, Audit, Finding
from settled.report.audit import audit_summary, claim_words
from settled.report.audit_words import VERDICTS, because
from settled.report.columns import clean
from settled.report.documents.text import Document

_WORDS = {
    "en": {
        "title": "Do the numbers hold?",
        "lead": "Each claim is underlined. Open a line for the working.",
    },
    "zh": {"title": "数字站得住吗？", "lead": "每个数字都加了下划线。点开一行查看核算过程。"},
}
_MOST_LINES = 50_000


def audit_page(audit: Audit, *, language: str | None = None) -> str:
    """The page, as HTML; what stands in the documents is escaped, and no script runs on it.

    A document that is no text (DOCX) is shown by the lines that its claims stand on, without their words.
    """
    from jinja2 import Environment, StrictUndefined

    spoken = language or (audit.languages[0][1] if audit.languages else "en")
    source = files("settled.report.templates").joinpath("audit.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)
    texts = dict(audit.texts)
    return template.render(
        language="zh-Hans" if spoken == "zh" else "en",
        words=_WORDS[spoken],
        summary=audit_summary(audit, language=spoken),
        files=[
            {"name": clean(name), "lines": _lines(audit, name, texts.get(name, ""), language or own)}
            for name, own in audit.languages
        ],
    )


def _lines(audit: Audit, name: str, text: str, language: str) -> list[Document]:
    findings: dict[int, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        if finding.file == name:
            findings[finding.line].append(finding)
    said = text.split("\n")[:_MOST_LINES]
    numbers = range(1, len(said) + 1) if text else sorted(findings)
    return [_line(number, said[number - 1] if text else "", findings[number], language) for number in numbers]


def _line(number: int, text: str, findings: Sequence[Finding], language: str) -> Document:
    return {
        "number": number,
        "text": _shown(text),
        "parts": _parts(_shown(text), findings),
        "is_open": any(finding.verdict == "contradicted" for finding in findings),
        "findings": [
            {
                "verdict": finding.verdict,
                "name": VERDICTS[language][finding.verdict],
                "claim": claim_words(finding),
                "computed": clean(finding.computed),
                "because": clean(because(finding, language)),
                "others": finding.others,
            }
            for finding in findings
        ],
    }


def _shown(text: str) -> str:
    """A line without control characters; its spaces stay."""
    return "".join(sign if sign.isprintable() or sign == "\t" else "\ufffd" for sign in text)


def _parts(text: str, findings: Sequence[Finding]) -> list[Document]:
    """The line in parts: each claim that stands in it as written, with its gravest verdict."""
    marks: dict[tuple[int, int], Finding] = {}
    for finding in sorted(findings, key=lambda each: JUDGEMENTS.index(each.verdict)):
        words = finding.text.lstrip("=≈ ")
        start = text.find(words) if words else -1
        span = (start, start + len(words))
        if start >= 0 and all(span[1] <= low or high <= span[0] for low, high in marks):
            marks[span] = finding
    parts: list[Document] = []
    at = 0
    for (start, end), finding in sorted(marks.items(), key=lambda item: item[0]):
        parts += [
            {"text": text[at:start], "verdict": ""},
            {"text": text[start:end], "verdict": finding.verdict},
        ]
        at = end
    return [*parts, {"text": text[at:], "verdict": ""}]
