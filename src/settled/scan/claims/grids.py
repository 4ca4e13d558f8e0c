"""Tables with the roles of their columns and rows: parts of a whole, before and after, changes, means,
ranks.
"""

from __future__ import annotations

import re
from dataclasses import replace

from settled.records.audit import Column, Grid, Quantity, Row, Statement
from settled.scan.claims.blocks import Table
from settled.scan.claims.digits import half_width
from settled.scan.claims.quantities import quantities

_ASIDE = re.compile(r"[（(][^（）()]{0,500}[）)]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNIT = re.compile(r"[（(\[]\s?(?P<unit>[^（）()\[\]]{1,16}?)\s?[）)\]]")
_PERCENT_TITLE = re.compile(r"[（(\[]\s?%\s?[）)\]]|\bin %|\bper ?cent\b|^%|%$|百分比", re.IGNORECASE)

_FACTOR_TITLE = re.compile(r"\bspeed-?ups?\b|加速比|倍数|\b(?:growth|improvement) factor\b", re.IGNORECASE)

# What a column's title says of its role; the first that fits counts.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cumulative", re.compile(r"\bcumul|累[积计]", re.IGNORECASE)),
    ("rank", re.compile(r"^(?:rank|ranking|place|#|no\.?|排名|名次|位次)$", re.IGNORECASE)),
    ("change", re.compile(
        r"降低幅度|下降幅度|降幅|增幅|涨幅|增长|降低|下降|减少|变化|提升幅度|加速比|"
        r"\b(?:growth|change|increase|decrease|reduction|saving|savings|speed-?up|improvement|delta|difference|diff)\b|Δ",
        re.IGNORECASE)),
    ("weight", re.compile(r"^(?:weights?|权重)(?:\s?[（(%].*)?$", re.IGNORECASE)),
    ("mean", re.compile(r"^(?:average|avg\.?|mean|平均(?:值|分)?|均值)(?:\s?[（(].*)?$", re.IGNORECASE)),
    ("total", re.compile(r"^(?:total|sum|合计|总计|总和)(?:\s?[（(].*)?$", re.IGNORECASE)),
    ("part", re.compile(
        r"份额|占比|比重|构成比|(?<!精)比例$"
            r"|\b(?:market |revenue |its )?share\b|\bproportion\b|percent(?:age)? of (?:the )?(?:total|all)"
        r"|% of (?:the )?(?:total|all)\b|\bfraction of\b",
        re.IGNORECASE)),
)  # fmt: skip
_FALLS = re.compile(r"降|减|跌|\b(?:reduc\w*|decreas\w*|saving\w*|drop|fall|decline)\b", re.IGNORECASE)
_RISES = re.compile(r"增|升|提|涨|\b(?:growth|increase\w*|gain|rise|improvement)\b", re.IGNORECASE)
_TOTAL_ROW = re.compile(r"^(?:grand )?(?:total|sum|overall total|合计|总计|总和|总数)$", re.IGNORECASE)
_MEAN_ROW = re.compile(r"^(?:average|avg\.?|mean|平均(?:值|分)?|均值)$", re.IGNORECASE)
_REST_ROW = re.compile(r"^(?:others?|the rest|rest|remaining|其他|其它|其余)$", re.IGNORECASE)
_MOST_CELLS = 20_000


def read_grid(table: Table, *, decimal_comma: bool = False) -> Grid:
    """A table with what its cells state; of a huge one, the first rows.

    A cell states a quantity where it holds exactly one, outside its asides or else within them.
    """
    titles = tuple(half_width(title) for title in table.header)
    most = max(1, _MOST_CELLS // max(1, len(titles)))
    labels = _label_column(table)
    rows = []
    for number, (line, cells) in enumerate(table.rows[:most]):
        label = half_width(cells[labels]) if labels < len(cells) else ""
        read = [
            None
            if column == labels or (number, column) in table.repeated
            else _cell(table, number, column, cells, label, titles, decimal_comma)
            for column in range(min(len(cells), len(titles)))
        ]
        rows.append(
            Row(line, label, _row_role(label), tuple(read), tuple(half_width(cell) for cell in cells))
        )
    columns = tuple(_column(title, column == labels) for column, title in enumerate(titles))
    return Grid(columns, tuple(rows), table.headings, table.caption)


def _label_column(table: Table) -> int:
    """The column of the rows' names: the first, or the second where the first only numbers the rows."""
    if len(table.header) > 2 and table.rows:
        first = [cells[0].strip(" .#") if cells else "" for _, cells in table.rows[:50]]
        second = [cells[1] if len(cells) > 1 else "" for _, cells in table.rows[:50]]
        if all(name.isdigit() for name in first) and not any(cell_quantity(name) for name in second):
            return 1
    return 0


def _column(title: str, is_label: bool) -> Column:
    words = title.strip()
    years = _YEAR.findall(words)
    year = int(years[0]) if len(years) == 1 else None
    role = "label" if is_label else next((name for name, said in _ROLES if said.search(words)), "value")
    if role == "label" and re.fullmatch(r"(?:rank|#|排名)", words, re.IGNORECASE):
        role = "rank"
    falls = role == "change" and bool(_FALLS.search(words)) and not _RISES.search(words)
    return Column(words, role, year, falls)


def _row_role(label: str) -> str:
    bare = label.strip(" *:：")
    for role, said in (("total", _TOTAL_ROW), ("mean", _MEAN_ROW), ("rest", _REST_ROW)):
        if said.match(bare):
            return role
    return "part"


def _cell(
    table: Table,
    number: int,
    column: int,
    cells: tuple[str, ...],
    label: str,
    titles: tuple[str, ...],
    comma: bool,
) -> Statement | None:
    quantity = cell_quantity(cells[column], title=titles[column], decimal_comma=comma)
    if quantity is None:
        return None
    return Statement(
        line=table.line_of(number, column),
        quantity=quantity,
        subject=_name(label),
        attribute=_name(titles[column]),
        kind="cell",
        near=f"{titles[column]} {' '.join(cells)}"[:2000],
        section=table.headings,
    )


def _name(label: str) -> str:
    return label.strip(" *:：")


def cell_quantity(cell: str, *, title: str = "", decimal_comma: bool = False) -> Quantity | None:
    """The one quantity that a cell states; ``title``: of its column, which may give the unit.

    >>> cell_quantity("very high (95%+)").bound, cell_quantity("8 (of 10)").value, cell_quantity("3 or 4")
    ('≥', 8.0, None)
    >>> cell_quantity("40", title="Share (%)").value
    0.4
    """
    text = half_width(cell)
    found = _alone(_ASIDE.sub(lambda aside: " " * len(aside.group()), text), decimal_comma)
    if found is None and (inside := _ASIDE.findall(text)):
        found = (
            _alone(inside[0][1:-1], decimal_comma)
            if len(inside) == 1 and not _DIGIT.search(_ASIDE.sub("", text))
            else None
        )
    if found is None:
        return None
    if found.unit == "" and _PERCENT_TITLE.search(title):
        values = (found.value, found.low, found.high, found.step, found.rough)
        value, low, high, step, rough = (round(each / 100, 15) for each in values)
        return replace(found, value=value, low=low, high=high, step=step, rough=rough, unit="share")
    if found.unit == "" and _FACTOR_TITLE.search(title):
        return replace(found, unit="factor")
    unit = _UNIT.search(title)
    if found.unit == "" and unit is not None and not unit["unit"].isdigit():
        return replace(found, unit=unit["unit"])
    return found


_DIGIT = re.compile(r"\d")
_WORDS_AROUND = re.compile(r"[^\W\d]{2,}.*[^\W\d]{2,}.*[^\W\d]{2,}")


def _alone(text: str, decimal_comma: bool) -> Quantity | None:
    """The quantity of a text that holds one and hardly any words."""
    every = list(quantities(text.strip()[:400], decimal_comma=decimal_comma))
    if len(every) != 1:
        return None
    stripped = text.strip()
    rest = f"{stripped[: every[0].start]} {stripped[every[0].end :]}"
    if _DIGIT.search(rest) or len(re.sub(r"[^\w]", "", rest)) > 12 or re.search(r"[A-Za-z]-$|[=:/\\^]", rest):
        return None
    before = stripped[: every[0].start].strip(" *~≈+-▲▼↑↓")
    if before and every[0].unit in ("", "个"):
        return None  # "Llama 3", "Table 4"
    return every[0]
