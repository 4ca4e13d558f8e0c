"""Before, after and the stated change agree: in per cent, percentage points, factors or plain differences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

from settled.audit.findings import found, shown
from settled.audit.intervals import Interval, meet, rough_values_of, values_of
from settled.records.audit import (
    AuditedDocument,
    Column,
    Finding,
    Grid,
    Judgement,
    Quantity,
    Row,
    Statement,
)

CHECK = "change"
_BEFORE = re.compile(
    r"\b(?:before|unoptimi[sz]ed|baseline|base|old|original|previous|from)\b|之前|优化前|改[造进]前|原[来始]?值|旧|^前$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:after|new|now|current|optimi[sz]ed|to)\b|之后|优化后|改[造进]后|现值|新|^后$", re.IGNORECASE
)
# Columns that say how something was measured; a factor of them is chance.
_SETTING = re.compile(
    r"batch|size|window|length|\bseq|beam|\b(?:number|num|epochs?|steps?|layers?|gpus?|threads|id)\b|数量|批",
    re.IGNORECASE,
)
_SPEED = re.compile(
    r"speed|faster|quicker|acceleration|throughput|performance|加速|提速|速度|性能", re.IGNORECASE
)
# Titles that say neither per cent nor points: of rates, both are usual.
_NEUTRAL = re.compile(r"^\W*(?:change|difference|diff|delta|Δ|变化|变动|差值|差异?)\W*$", re.IGNORECASE)
_MOST_COLUMNS = 8
_LEAST_ROWS = 3  # that must agree before columns without a name for it are taken for before and after
_MOST = 0.75

Reading = Callable[[Interval, Interval], Interval]
_Three = tuple[Row, Statement, Statement, Statement]
# Before, after, the stated change, the verdict on it, and what before and after give.
_Judged = tuple[Statement, Statement, Statement, str, Interval | None]


def check_change(document: AuditedDocument) -> Iterator[Finding]:
    """Each row of each table that has a before, an after and a change of theirs; changes told in a sentence.

    Which columns these are is said by years or words in the titles, else by at least four rows, and
    three in four, that agree.
    """
    for grid in document.grids:
        for place, column in enumerate(grid.columns):
            if column.role == "change":
                told = [_finding(*judged) for judged in _column(grid, place, column)]
                yield from told or _to_base(grid, place)
    for judged in _told(document):
        yield _finding(*judged)


def stated_changes(document: AuditedDocument) -> Iterator[tuple[Statement, Statement, Statement, Interval]]:
    """The changes that hold: before, after, the change, and what it may be as these are rounded."""
    columns = ((grid, place, one) for grid in document.grids for place, one in enumerate(grid.columns))
    of_tables = (
        judged for grid, place, one in columns if one.role == "change" for judged in _column(grid, place, one)
    )
    for first, second, stated, verdict, value in (*of_tables, *_told(document)):
        if verdict == "holds" and value is not None:
            yield first, second, stated, value


def _column(grid: Grid, place: int, column: Column) -> Iterator[_Judged]:
    for before, after, is_named in _pairs(grid, place):
        rows = _rows(grid, before, after, place)
        if not rows:
            continue
        judged = [(row, *_agrees(first, second, stated, column)) for row, first, second, stated in rows]
        agreeing = sum(verdict == "holds" for _, verdict, _ in judged)
        enough = agreeing >= max(_LEAST_ROWS + 1, _MOST * len(rows))
        if is_named and len(rows) > 1 and agreeing * 2 < len(rows):
            continue
        if not (is_named or enough):
            continue
        for (_, first, second, stated), (_, verdict, value) in zip(rows, judged, strict=True):
            yield first, second, stated, verdict, value
        return


def _pairs(grid: Grid, place: int) -> Iterator[tuple[int, int, bool]]:
    """Columns that may be before and after, those that say so first."""
    columns = [
        number
        for number, column in enumerate(grid.columns)
        if number != place and column.role in ("value", "total") and grid.filled(number)
    ]
    years = sorted(
        (grid.columns[number].year, number) for number in columns if grid.columns[number].year is not None
    )
    if len(years) == 2:
        yield years[0][1], years[1][1], True
    before = [number for number in columns if _BEFORE.search(grid.columns[number].title)]
    after = [
        number for number in columns if _AFTER.search(grid.columns[number].title) and number not in before
    ]
    if len(before) == 1 and len(after) == 1:
        yield before[0], after[0], True
    measured = [number for number in columns if not _SETTING.search(grid.columns[number].title)]
    for first, second in permutations(measured[:_MOST_COLUMNS], 2):
        # One name is enough to tell the direction.
        if not _AFTER.search(grid.columns[first].title) and not _BEFORE.search(grid.columns[second].title):
            yield first, second, False


def _rows(grid: Grid, before: int, after: int, change: int) -> list[_Three]:
    rows = []
    for row in grid.rows:
        cells = [row.cells[number] if number < len(row.cells) else None for number in (before, after, change)]
        first, second, stated = cells
        if first is None or second is None or stated is None:
            continue
        if first.quantity.unit == second.quantity.unit:
            rows.append((row, first, second, stated))
    return rows


def _agrees(
    first: Statement, second: Statement, stated: Statement, column: Column
) -> tuple[str, Interval | None]:
    """The verdict on a stated change, and the value that the columns give."""
    before, after = values_of(first.quantity), values_of(second.quantity)
    readings = _readings(first.quantity, second.quantity, stated.quantity, column)
    if not readings or (min(before[0], after[0]) <= 0 and stated.quantity.unit in ("share", "factor")):
        return "unverifiable", None
    told = _signless(values_of(stated.quantity))
    for reading in readings:
        if meet(_signless(reading(before, after)), told):
            return "holds", readings[0](before, after)
    value = readings[0](before, after)
    rough = readings[0](rough_values_of(first.quantity), rough_values_of(second.quantity))
    if meet(_signless(rough), _signless(rough_values_of(stated.quantity))) or _is_cut(value, told, stated):
        return "imprecise", value
    is_share = stated.quantity.unit == first.quantity.unit == "share"
    if is_share and meet(_signless(_minus(before, after)), told):
        return "points", value
    return "contradicted", value


def _is_cut(computed: Interval, told: Interval, stated: Statement) -> bool:
    """Whether a figure was cut where it should have been rounded: off by less than one unit."""
    half = stated.quantity.step * 0.499
    return meet(_signless(computed), (told[0], told[1] + half))


def _signless(interval: Interval) -> Interval:
    low, high = sorted(abs(end) for end in interval)
    return (0.0, high) if interval[0] < 0 < interval[1] else (low, high)


def _readings(first: Quantity, second: Quantity, stated: Quantity, column: Column) -> list[Reading]:
    """What a change in this unit may mean, the most usual first."""
    if stated.unit == "share":
        # 40 ms that become 20 ms are 50 % less time, 100 % more speed, and 200 % of the speed.
        is_of_speed = second.value < first.value and _SPEED.search(column.title)
        if is_of_speed:
            return [_relative, _gain, _inverse_ratio]
        return [_relative, _minus] if first.unit == "share" and _NEUTRAL.match(column.title) else [_relative]
    if stated.unit == "factor":
        rises = second.value >= first.value and not column.falls
        if stated.value < 1:
            return [_inverse_ratio if rises else _ratio]  # a slowdown, told as a speed-up
        return [_ratio, _ratio_less_one] if rises else [_inverse_ratio]
    if (stated.unit == "points" and first.unit == "share") or stated.unit == first.unit:
        return [_minus]
    return []


def _relative(before: Interval, after: Interval) -> Interval:
    low, high = _ratio(before, after)
    return low - 1, high - 1


def _ratio(before: Interval, after: Interval) -> Interval:
    return (after[0] / before[1], after[1] / before[0]) if before[0] > 0 else (0.0, 0.0)


def _ratio_less_one(before: Interval, after: Interval) -> Interval:
    low, high = _ratio(before, after)
    return low - 1, high - 1


def _inverse_ratio(before: Interval, after: Interval) -> Interval:
    return _ratio(after, before)


def _gain(before: Interval, after: Interval) -> Interval:
    return _relative(after, before)


def _minus(before: Interval, after: Interval) -> Interval:
    return after[0] - before[1], after[1] - before[0]


def _finding(
    first: Statement, second: Statement, stated: Statement, verdict: str, value: Interval | None
) -> Finding:
    if value is None:
        return found(stated, CHECK, "unverifiable", "change.unread", kind="change")
    middle = _middle(first.quantity, second.quantity, stated.quantity)
    given = shown(abs(middle), stated.quantity.unit, step=stated.quantity.step)
    working = f"{first.quantity.text} → {second.quantity.text}: {given}"
    return found(
        stated,
        CHECK,
        _JUDGEMENTS[verdict],
        f"change.{verdict}",
        kind="change",
        computed=working,
        before=first.quantity.text,
        after=second.quantity.text,
        stated=stated.quantity.text,
        computed_value=given,
    )


_JUDGEMENTS: dict[str, Judgement] = {
    "holds": "holds",
    "imprecise": "imprecise",
    "points": "imprecise",
    "contradicted": "contradicted",
}


def _middle(first: Quantity, second: Quantity, stated: Quantity) -> float:
    if stated.unit == "share":
        return second.value / first.value - 1 if first.value else 0.0
    if stated.unit == "factor":
        small, large = sorted((abs(first.value), abs(second.value)))
        if not small:
            return 0.0
        return large / small if stated.value >= 1 else small / large
    return second.value - first.value


# --- factors of a first row


def _to_base(grid: Grid, place: int) -> Iterator[Finding]:
    """Factors (``6.75x``) of the row that has ``1x``: of a column that most rows follow, up or down."""
    factors = [(row, cell) for row, cell in grid.filled(place) if cell.quantity.unit == "factor"]
    bases = [row for row, cell in factors if cell.quantity.value == 1.0 and cell.quantity.bound == "="]
    if len(bases) != 1 or len(factors) < _LEAST_ROWS + 1:
        return
    for column in range(len(grid.columns)):
        base = bases[0].cells[column] if column < len(bases[0].cells) else None
        if base is None or column == place or grid.columns[column].role != "value":
            continue
        rows = [
            (base, measured, stated)
            for row, stated in factors
            if row is not bases[0] and (measured := row.cells[column]) is not None
            and measured.quantity.unit == base.quantity.unit
        ]  # fmt: skip
        for reading in (_inverse_ratio, _ratio):
            judged = [_of_base(*three, reading) for three in rows]
            fitting = sum(finding.verdict == "holds" for finding in judged)
            if fitting >= _LEAST_ROWS - 1 and fitting >= _MOST * len(judged):
                yield from judged
                return


def _of_base(base: Statement, measured: Statement, stated: Statement, reading: Reading) -> Finding:
    before, after = values_of(base.quantity), values_of(measured.quantity)
    if min(before[0], after[0]) <= 0:
        return found(stated, CHECK, "unverifiable", "change.unread", kind="change")
    told = values_of(stated.quantity)
    verdict = "holds" if meet(reading(before, after), told) else "contradicted"
    if verdict == "contradicted" and _is_cut(reading(before, after), told, stated):
        verdict = "imprecise"
    small, large = sorted((base.quantity.value, measured.quantity.value))
    value = large / small if stated.quantity.value >= 1 else small / large
    given = shown(value, "factor", step=stated.quantity.step)
    return found(
        stated, CHECK, _JUDGEMENTS[verdict], f"change.{verdict}", kind="change",
        computed=f"{base.quantity.text} → {measured.quantity.text}: {given}", before=base.quantity.text,
        after=measured.quantity.text, stated=stated.quantity.text, computed_value=given, others=(base.line,),
    )  # fmt: skip


# --- in a sentence

_FROM = re.compile(r"(?:\bfrom|从|由)\s{0,3}(?:约|about|~)?\s{0,3}$", re.IGNORECASE)
_TO = re.compile(r"^[^,，。;；]{0,12}?(?:\bto\b|到|至|为)[^,，。;；\d]{0,10}$", re.IGNORECASE)
_CHANGES = (
    r"降低|下降|减少|降幅|增长|提[高升]|增加|上升|增幅|缩短|\b(?:increase|decrease|reduction|rise|drop|fall|growth|decline|"
    r"improvement|gain|saving|cut|down|up|higher|lower|less|more|faster|reduced|increased|grew|fell|rose|speedup)\b"
)
_SAYS = re.compile(_CHANGES, re.IGNORECASE)
# All that may stand between the after and its change. Any other word may name another thing, whose figure it
# then is; ``到`` and ``to`` make it a level.
_SAME_THING = re.compile(
    rf"^(?:[\s\W]|{_CHANGES}|\b(?:an?|the|of|by|in|or|so|about|roughly|around|nearly|almost|some|over|this|that|it|which|"
    r"i\.?e|is|was|are|being|represents|representing|corresponds|equal|equals|means|for|total|overall|net|relative|"
    r"absolute|year|cost|time)\b|了|约|大约|近|即|也就是|总共|总体|整体|相对|绝对|同比|环比|年|分别|实现|达|幅度|率|为|是)*$",
    re.IGNORECASE,
)


def _told(document: AuditedDocument) -> Iterator[_Judged]:
    """Sentences that tell a before, an after and a change: ``from 40 ms to 20 ms, a 50 % reduction``."""
    by_sentence: dict[tuple[str, tuple[str, ...]], list[Statement]] = {}
    for statement in document.statements:
        if statement.kind == "prose":
            by_sentence.setdefault((statement.near, statement.section), []).append(statement)
    for (sentence, _), statements in by_sentence.items():
        if 3 <= len(statements) <= 12:
            yield from _in_sentence(sentence, statements)


def _in_sentence(sentence: str, statements: Sequence[Statement]) -> Iterator[_Judged]:
    places = _places(sentence, statements)
    for (first, at), (second, to), (stated, on) in zip(places, places[1:], places[2:], strict=False):
        between = sentence[at + len(first.quantity.text) : to]
        behind = sentence[to + len(second.quantity.text) : on]
        around = behind + sentence[on + len(stated.quantity.text) : on + len(stated.quantity.text) + 16]
        if first.quantity.unit != second.quantity.unit or stated.quantity.unit not in (
            "share",
            "factor",
            "points",
        ):
            continue
        if (
            _FROM.search(sentence[:at])
            and _TO.match(between)
            and _SAYS.search(around)
            and len(behind) <= 30
            and _SAME_THING.match(behind)
        ):
            verdict, value = _agrees(first, second, stated, Column(around, "change"))
            yield first, second, stated, verdict, value


def _places(sentence: str, statements: Sequence[Statement]) -> list[tuple[Statement, int]]:
    places, at = [], 0
    for statement in sorted(statements, key=lambda each: each.quantity.start):
        place = sentence.find(statement.quantity.text, at)
        if place < 0:
            return []
        places.append((statement, place))
        at = place + len(statement.quantity.text)
    return places
