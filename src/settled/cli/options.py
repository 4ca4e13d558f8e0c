"""Options that several commands share, and how a document is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def iso_date(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Callback of an option that is a date; a usage error says the form."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is not a date; write it as YYYY-MM-DD", ctx, param) from error


def as_json(function: Decorated) -> Decorated:
    """``--json``: one JSON document on stdout."""
    return click.option("--json", "json_", is_flag=True, help="Print one JSON document.")(function)


def judged(function: Decorated) -> Decorated:
    """``--as-of`` and ``--profile``: what a verdict is judged by."""
    profile = click.option(
        "--profile", default="standard", show_default=True, help="Weight profile of the degree."
    )
    as_of = click.option(
        "--as-of", callback=iso_date, metavar="DATE", help="Judge on evidence up to this date; default today."
    )
    return profile(as_of(function))


def own_only(function: Decorated) -> Decorated:
    """``--only-mine``: judge on the user's own evidence alone."""
    return click.option("--only-mine", is_flag=True, help="Judge on your own evidence alone.")(function)


def print_document(document: Any) -> None:
    """One JSON document on stdout, keys as the contract orders them, in UTF-8."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))
