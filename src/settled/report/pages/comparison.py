"""Levels side by side: what the technologies judged at each look like, beside what is stated of it."""

from __future__ import annotations

from collections.abc import Iterator

from settled.records.comparison import QUANTITIES, STATED_OF, LevelLooks
from settled.report.charts import Spec, picture_of
from settled.report.compare import compare_document, go_together, stated_of
from settled.report.documents.text import to_json
from settled.report.interval_charts import points
from settled.report.rendering import File, Site, file_name

PATH = "comparison.html"
PICTURE = "charts/comparison.svg"
DATA = "data/comparison.json"


def files(site: Site) -> Iterator[File]:
    """The page, its chart and its data; nothing where levels were not compared."""
    found = site.comparison
    if found is None:
        return
    yield File(PICTURE, picture_of(_chart(found.levels)))
    yield File(DATA, to_json(compare_document(found)))
    yield site.page(
        "comparison.html",
        PATH,
        data_path=DATA,
        found=found,
        picture=PICTURE,
        shown=QUANTITIES,
        stated=stated_of,
        together="" if found.together is None else go_together(found.together),
        file_name=file_name,
    )


def _chart(levels: tuple[LevelLooks, ...]) -> Spec:
    rows = [
        {
            "group": quantity.replace("_", " "),
            "label": f"{level.level} ({looks.n})",
            "value": looks.mean,
            "low": looks.low,
            "high": looks.high,
            "stated": next((one.value for one in level.stated if STATED_OF[one.attribute] == quantity), None),
        }
        for quantity in QUANTITIES
        for level in levels
        if (looks := level.of(quantity)) is not None
    ]
    return points(rows)
