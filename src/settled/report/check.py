"""A check of code against a policy: as plain text and as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence

from settled.records import AllowComment, CheckResult, Deviation, FieldCheck
from settled.report.columns import GAP, WIDTH, cells, clean, fit, line, widths_of, wrap
from settled.report.documents.text import Document
from settled.report.tables import name_of

NO_REASON = "no reason given"
_INDENT = "  "
# The longest place that stands beside its words; a longer one has a line of its own, so that none is cut.
_PLACE = 48


def shown_deviations(result: CheckResult, only_new: bool) -> tuple[Deviation, ...]:
    """The deviations to show, by path and line."""
    return tuple(one for one in result.deviations if one.status == "new" or not only_new)


# --- the table


def check_table(result: CheckResult, *, only_new: bool = False) -> str:
    """What deviates, field by field, what is allowed (not with ``only_new``), and whether it is passed."""
    blocks = [_field(check) for check in result.fields]
    blocks += [[] if only_new else _allowed(result), _unused(result.unused), [_summary(result)]]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def standard_names(check: FieldCheck) -> str:
    """The names of a field's standard: ``AdamW``, ``httpx or Requests``."""
    names = [name_of(check.standard.field, one) for one in check.standard.technologies]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _field(check: FieldCheck) -> list[str]:
    shown = [one for one in check.deviations if one.status == "new"]
    head = wrap(f"{check.standard.field.id}: the standard is {standard_names(check)}", WIDTH)
    words = [
        (_place(one), name_of(check.standard.field, one.technology), one.role, _matched(one)) for one in shown
    ]
    return [*head, *_rows(words, (_PLACE, 20, 7)), *wrap(_standing(check), WIDTH, _INDENT)]


def _standing(check: FieldCheck) -> str:
    share = check.share
    if share is None:
        return f"passed: no file adopts any technology of the field{_aside(check)}"
    wanted = check.standard.min_share
    asked = f", at least {_percent(wanted)} are asked" if wanted is not None else ""
    verdict = "passed" if check.is_passed else "failed"
    files = f"{check.holding_files:,} of {check.adopting_files:,} adopting files hold to it"
    return f"{verdict}: {files} ({_percent(share)}){asked}{_aside(check)}"


def _aside(check: FieldCheck) -> str:
    counts = (
        (check.count("new"), "new" if check.count("known") else "deviating"),
        (check.count("known"), "known"),
        (check.count("allowed"), "allowed"),
    )
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    return f"; {said}" if said else ""


def _percent(share: float) -> str:
    """A share in per cent, never rounded up to a whole that it is not.

    >>> _percent(0.95), _percent(0.9999), _percent(1.0)
    ('95 %', '99.9 %', '100 %')
    """
    tenths = int(share * 1000 + 1e-9)
    return f"{tenths / 10:g} %"


def _place(one: Deviation | AllowComment) -> str:
    return f"{clean(one.path)}:{one.line}"


def _matched(one: Deviation) -> str:
    return f"{one.text}, {one.via}" if one.via else one.text


def _rows(rows: Sequence[Sequence[str]], most: Sequence[int]) -> list[str]:
    """Rows in columns, the last of which takes what is left; a long place has a line of its own."""
    widths = widths_of([("", *row[1:]) if cells(row[0]) > _PLACE else row for row in rows], most)
    room = WIDTH - len(_INDENT) - sum(widths) - len(GAP) * len(widths)
    lines = []
    for place, *rest in rows:
        if cells(place) > _PLACE:
            lines.append(f"{_INDENT}{place}")
            place = ""
        lines.append(_INDENT + line([place, *rest[:-1], fit(rest[-1], room)], [*widths, room]))
    return lines


def _allowed(result: CheckResult) -> list[str]:
    """What comments allow, line by line, and what the policy's paths do, a row each."""
    rows: list[tuple[str, str, str]] = []
    by_path: dict[tuple[str, str], list[str]] = {}
    total = 0
    for one in result.deviations:
        if one.allowance is None:
            continue
        total += 1
        reason = one.allowance.reason or NO_REASON
        if one.allowance.pattern is None:
            rows.append((_place(one), one.technology, reason))
        else:
            by_path.setdefault((clean(one.allowance.pattern), reason), []).append(one.technology)
    rows += [(pattern, ", ".join(sorted(set(found))), reason) for (pattern, reason), found in by_path.items()]
    return [f"allowed ({total:,})", *_rows(rows, (_PLACE, 20))] if total else []


def _unused(unused: Sequence[AllowComment]) -> list[str]:
    if not unused:
        return []
    rows = [(_place(one), one.technology, one.reason or NO_REASON) for one in unused]
    head = f"warning: comments that allow what does not stand on their line ({len(unused):,})"
    return [head, *_rows(rows, (_PLACE, 20))]


def _summary(result: CheckResult) -> str:
    failed = [check.standard.field.id for check in result.fields if not check.is_passed]
    files = f"{result.files:,} {'file' if result.files == 1 else 'files'} looked at"
    said = f"failed: {', '.join(failed)}" if failed else "passed"
    lines = [f"{said}; {files}; policy {clean(result.policy.file)}"]
    if result.skipped:
        lines.append("skipped " + ", ".join(f"{count:,} {reason}" for reason, count in result.skipped))
    if result.gone:
        what = f"{result.gone:,} of the baseline are gone: write it anew with --write-baseline"
        lines.append(f"{what} {clean(result.baseline or '')}".rstrip())
    return "\n".join(part for text in lines for part in wrap(text, WIDTH))


# --- the document


def check_document(result: CheckResult, *, only_new: bool = False) -> Document:
    """A check's result; deviations by path and line, of every status unless ``only_new``."""
    return {
        "schema": "settled/check/1",
        "policy": result.policy.file,
        "passed": result.is_passed,
        "fields": [_field_part(check) for check in result.fields],
        "deviations": [_deviation_part(one) for one in shown_deviations(result, only_new)],
        "unused_allows": [
            {"path": one.path, "line": one.line, "technology": one.technology, "reason": one.reason or None}
            for one in result.unused
        ],
        "baseline": None if result.baseline is None else {"file": result.baseline, "gone": result.gone},
        "files": {"seen": result.files, "skipped": dict(result.skipped)},
    }


def _field_part(check: FieldCheck) -> Document:
    return {
        "field": check.standard.field.id,
        "standard": list(check.standard.technologies),
        "min_share": check.standard.min_share,
        "adopting_files": check.adopting_files,
        "holding_files": check.holding_files,
        "share": check.share,
        "new": check.count("new"),
        "known": check.count("known"),
        "allowed": check.count("allowed"),
        "passed": check.is_passed,
    }


def _deviation_part(one: Deviation) -> Document:
    return {
        "path": one.path,
        "line": one.line,
        "field": one.field,
        "technology": one.technology,
        "variant": one.variant,
        "role": one.role,
        "text": one.text,
        "via": one.via,
        "status": one.status,
        "allowed": None
        if one.allowance is None
        else {"pattern": one.allowance.pattern, "reason": one.allowance.reason or None},
        "fingerprint": one.fingerprint,
    }
