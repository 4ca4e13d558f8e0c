"""From sightings to deviations: what is not the standard, and why it may stand all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from settled.policy.fingerprints import fingerprints
from settled.policy.paths import allowance
from settled.records import Allowance, AllowComment, CheckResult, Deviation, FieldCheck, Policy, Standard

Sighting = Mapping[str, Any]
"""Keys ``path``, ``line``, ``field``, ``technology``, ``variant``, ``role``, ``text``, ``via``; and
``source_line``, the line's text, where it is known."""

ADOPTING = ("uses", "selects", "defines")
"""Roles of an adopter; the first of them on a line is the one that its deviation shows."""


def judge(policy: Policy, sightings: Sequence[Sighting], allows: Sequence[AllowComment]) -> CheckResult:
    """Judge what code shows by a policy.

    A deviation is one (path, line, technology) whose technology the policy does not list for its field; a
    variant counts as its parent. Fields without a standard are not judged. What a path of the policy or a
    comment on the line allows is listed and counts neither as adopting nor as deviating.

    Args:
        sightings: of adopters, outside tests and vendored code, in any order; see ``Sighting``.
        allows: comments, with technologies by id where they are known.
    """
    comments = _Comments(allows)
    fields = tuple(_check(policy, standard, sightings, comments) for standard in policy.standards)
    return CheckResult(policy, fields, comments.unused())


def _check(
    policy: Policy, standard: Standard, sightings: Iterable[Sighting], comments: _Comments
) -> FieldCheck:
    ours = [one for one in sightings if one["field"] == standard.field.id and one["role"] in ADOPTING]
    lines: dict[tuple[str, int, str], list[Sighting]] = {}
    for one in ours:
        lines.setdefault((one["path"], one["line"], one["technology"]), []).append(one)
    adopting: set[str] = set()
    deviating: set[str] = set()
    found: list[tuple[Deviation, str]] = []
    for (path, line, technology), group in sorted(lines.items(), key=lambda item: item[0]):
        allowed = allowance(policy, path)
        if technology not in standard.technologies:
            allowed = comments.allowing(path, line, group) or allowed
            found.append(_deviation(group, allowed))
            if allowed is None:
                deviating.add(path)
        if allowed is None:
            adopting.add(path)
    holding = len(adopting - deviating)
    return FieldCheck(standard, len(adopting), holding, _marked(found))


def _deviation(group: Sequence[Sighting], allowed: Allowance | None) -> tuple[Deviation, str]:
    """The deviation that the sightings of one technology on one line are, and the line's text."""
    shown = min(group, key=lambda one: (ADOPTING.index(one["role"]), one["text"] or "", one["variant"] or ""))
    deviation = Deviation(
        path=shown["path"],
        line=shown["line"],
        field=shown["field"],
        technology=shown["technology"],
        variant=shown["variant"],
        role=shown["role"],
        text=shown["text"] or "",
        via=shown["via"] or "",
        fingerprint="",
        status="new" if allowed is None else "allowed",
        allowance=allowed,
    )
    return deviation, shown.get("source_line") or ""


def _marked(found: Sequence[tuple[Deviation, str]]) -> tuple[Deviation, ...]:
    marks = fingerprints(found)
    return tuple(
        replace(deviation, fingerprint=mark) for (deviation, _), mark in zip(found, marks, strict=True)
    )


class _Comments:
    """The comments by their line, and which of them were needed."""

    def __init__(self, allows: Iterable[AllowComment]) -> None:
        self._all = tuple(allows)
        self._used: set[AllowComment] = set()
        self._by_line: dict[tuple[str, int], list[AllowComment]] = {}
        for comment in self._all:
            self._by_line.setdefault((comment.path, comment.line), []).append(comment)

    def allowing(self, path: str, line: int, group: Sequence[Sighting]) -> Allowance | None:
        """What a comment says for a technology on a line; its own name goes before ``*``."""
        names = {one["technology"] for one in group} | {one["variant"] for one in group if one["variant"]}
        fitting = [one for one in self._by_line.get((path, line), ()) if one.technology in (*names, "*")]
        if not fitting:
            return None
        comment = min(fitting, key=lambda one: one.technology == "*")
        self._used.add(comment)
        return Allowance(None, comment.reason)

    def unused(self) -> tuple[AllowComment, ...]:
        """Those that allowed nothing, by path and line."""
        rest = {comment for comment in self._all if comment not in self._used}
        return tuple(sorted(rest, key=lambda one: (one.path, one.line, one.technology)))
