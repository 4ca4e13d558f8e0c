"""Where the user's own things lie, and what day it is: the only reads of the environment and of the clock."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from settled.errors import InputError


def home_folder(given: str | Path | None = None) -> Path:
    """The folder of the user's ledger and fields: as given, else ``SETTLED_HOME``, else the platform's."""
    named = given or os.environ.get("SETTLED_HOME")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("settled", appauthor=False)


def cache_folder() -> Path:
    """The folder of what can be had again: ``SETTLED_CACHE``, else the platform's."""
    named = os.environ.get("SETTLED_CACHE")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("settled")


def today() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()


def as_date(given: date | str | None) -> date:
    """The date to judge as of: as given, as ISO text, else today.

    Raises:
        InputError: the text is no ISO date.
    """
    if given is None:
        return today()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError("as_of", f"'{given}' is not a date", "write it as YYYY-MM-DD") from error
