"""timm's ImageNet results: each set of weights once, at the day when it first stood in the results.

The kept history begins on 2022-12-30, and on 2023-05-24 nearly all names changed (a tag for the weights was
added after a dot). A first day up to then means "then or earlier": such weights are not new, and are skipped.
What came later stands at the day of the results file, which may be fourteen months after its release, or, for
weights taken over from elsewhere, years.

A name is ``ARCHITECTURE.TAG``; the tag tells the training (``fb_in22k_ft_in1k``: on ImageNet-22k, then
fine-tuned on ImageNet-1k; ``ra_in1k``: on ImageNet-1k alone). Both are carried as columns of their own.
"""

from __future__ import annotations

from datetime import date

from settled.sources.models.table import NO_NAME, Model, Row, Table, day_of, text

COLUMNS = ("model", "img_size", "param_count", "first_in_results")
LAST_RENAMING = date(2023, 5, 24)
NOT_NEW = "listed before first days were kept"
FOR_TESTS = "weights for the library's own tests"


def models(rows: list[Row], as_of: date) -> list[Model | str]:
    """Models in the order of the rows, or why a row is not read."""
    return [_model(row, as_of) for row in rows]


def _model(row: Row, as_of: date) -> Model | str:
    name, day = text(row, "model"), day_of(text(row, "first_in_results"), as_of)
    if not name:
        return NO_NAME
    if name.startswith("test_"):
        return FOR_TESTS
    if isinstance(day, str):
        return day
    if day <= LAST_RENAMING:
        return NOT_NEW
    architecture, _, tag = name.partition(".")
    return Model(name, day, row | {"architecture": architecture, "tag": tag})


TABLE = Table("timm", COLUMNS, models)
