"""Options that several commands share, and how a document is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class IsoDate(click.ParamType):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that says the form."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date; write it as YYYY-MM-DD", param, ctx)


def as_json(function: Decorated) -> Decorated:
    """``--json``: one JSON document on stdout."""
    return click.option("--json", "json_", is_flag=True, help="Print one JSON document.")(function)


def judged(function: Decorated) -> Decorated:
    """``--as-of`` and ``--profile``: what a verdict is judged by."""
    profile = click.option(
        "--profile", default="standard", show_default=True, help="Weight profile of the degree."
    )
    as_of = click.option(
        "--as-of", type=IsoDate(), default=None, help="Judge on evidence up to this date; default today."
    )
    return profile(as_of(function))


def print_document(document: Any) -> None:
    """One JSON document on stdout, keys as the contract orders them, in UTF-8."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))
