"""A check of code against a policy as SARIF 2.1.0.

Static Analysis Results Interchange Format Version 2.1.0, OASIS Standard, errata 01
<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os.html>, 2023. What a
property of it asks is quoted by its section.
"""

from __future__ import annotations

from importlib.metadata import version
from urllib.parse import quote

from settled.records import AllowComment, CheckResult, Deviation, FieldCheck
from settled.report.check import NO_REASON, shown_deviations, standard_names
from settled.report.documents.text import Document
from settled.report.tables import name_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/settled-tools/settled"
HELP = f"{HOME}/blob/main/docs/check.md"
ROOT = "%SRCROOT%"
FINGERPRINT = "settledDeviation/v1"

_VERBS = {"uses": "used", "selects": "selected", "defines": "defined"}


def check_sarif(result: CheckResult, *, only_new: bool = False) -> Document:
    """A log with one run and one result a deviation, of every status unless ``only_new``, by path and line.

    Level ``error`` has what makes the check fail; ``note`` what is known, allowed, or within the share that
    a policy leaves free.
    """
    rules = {check.standard.field.id: index for index, check in enumerate(result.fields)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(result)},
                # The part before the last slash names the kind of run (3.17.3).
                "automationDetails": {"id": "settled/check/"},
                "invocations": [_invocation(result)],
                "originalUriBaseIds": {
                    ROOT: {"description": {"text": "The checked repository, or the folder that was checked."}}
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(one, result, rules[one.field], result.fields[rules[one.field]])
                    for one in shown_deviations(result, only_new)
                ],
            }
        ],
    }


def _driver(result: CheckResult) -> Document:
    return {
        "name": "settled",
        "version": version("settled"),
        "semanticVersion": version("settled"),
        "informationUri": HOME,
        "rules": [_rule(check) for check in result.fields],
    }


def _rule(check: FieldCheck) -> Document:
    field, standard = check.standard.field, standard_names(check)
    mend = (
        f"Use {standard} here. Where another technology has its reason, write `# settled: "
        "allow TECHNOLOGY because REASON` on the line, or name the path under [allow] in the policy."
    )
    return {
        "id": f"settled/{field.id}",
        "name": "".join(word.capitalize() for word in field.id.split("-")),
        "shortDescription": {"text": f"{field.name}: the standard is {standard}"},
        "fullDescription": {"text": f"{field.question} The policy answers: {standard}."},
        "help": {"text": mend, "markdown": mend},
        "helpUri": HELP,
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["standardization"], "precision": "high", "problem.severity": "error"},
    }


def _result(one: Deviation, result: CheckResult, rule: int, check: FieldCheck) -> Document:
    counts = one.status == "new" and not check.is_passed
    said: Document = {
        "ruleId": f"settled/{one.field}",
        "ruleIndex": rule,
        "level": "error" if counts else "note",
        "message": {"text": _message(one, check)},
        "locations": [{"physicalLocation": _location(one)}],
        "partialFingerprints": {FINGERPRINT: one.fingerprint},
        # Of all results or of none (3.27.23); an empty list: not suppressed.
        "suppressions": _suppressions(one),
        "properties": {
            "field": one.field,
            "technology": one.technology,
            "variant": one.variant,
            "role": one.role,
            "matched": one.text,
            "via": one.via,
        },
    }
    if result.baseline is not None:  # likewise (3.27.24); what is allowed is in no baseline, and is not new
        said["baselineState"] = "new" if one.status == "new" else "unchanged"
    return said


def _message(one: Deviation, check: FieldCheck) -> str:
    name = name_of(check.standard.field, one.technology)
    how = f" ({one.text})" if one.text else ""
    return f"{name} is {_VERBS[one.role]} here{how}; the standard of {one.field} is {standard_names(check)}."


def _location(one: Deviation | AllowComment) -> Document:
    return {
        "artifactLocation": {"uri": _uri(one.path), "uriBaseId": ROOT},
        "region": {"startLine": one.line},
    }


def _uri(path: str) -> str:
    """A path as a relative reference (RFC 3986): a colon or a percent sign would mean something else."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _suppressions(one: Deviation) -> list[Document]:
    if one.allowance is None:
        return []
    kind = "inSource" if one.allowance.pattern is None else "external"
    return [{"kind": kind, "status": "accepted", "justification": one.allowance.reason or NO_REASON}]


def _invocation(result: CheckResult) -> Document:
    failed = "a field falls short of the policy"
    return {
        "executionSuccessful": True,
        "exitCode": 0 if result.is_passed else 1,
        "exitCodeDescription": "every field holds to the policy" if result.is_passed else failed,
        "toolExecutionNotifications": [
            *(_unused(one) for one in result.unused),
            *(_skipped(reason, count) for reason, count in result.skipped),
        ],
    }


def _unused(one: AllowComment) -> Document:
    text = f"The comment allows {one.technology}, which does not stand on its line."
    return {
        "level": "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(one)}],
    }


def _skipped(reason: str, count: int) -> Document:
    return {"level": "note", "message": {"text": f"Skipped: {reason} ({count})."}}
