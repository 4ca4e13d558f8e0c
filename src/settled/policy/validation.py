"""A policy's TOML as records: ``[standards]``, ``[allow]`` and ``[min_share]``."""

from __future__ import annotations

from settled.catalog import Catalog
from settled.catalog import checking as check
from settled.catalog.checking import CheckError, Table
from settled.catalog.locating import Path
from settled.errors import InputError, did_you_mean
from settled.policy.paths import is_pattern
from settled.records import Field, Policy, Standard

_KEYS = ("standards", "allow", "min_share")


def policy(table: Table, path: Path, catalog: Catalog, file: str) -> Policy:
    """The policy that a table states.

    Args:
        path: where the table stands in its document.
        file: what the policy's file is to be called.

    Raises:
        CheckError: with the path of what is wrong.
    """
    for name in table:
        if name in catalog.fields:
            raise CheckError((*path, name), f"'{name}' is a field", "hint: put it under [standards]")
    check.known_keys(table, path, _KEYS)
    if "standards" not in table:
        hint = 'hint: add [standards], with optimizer = "adamw" for example'
        raise CheckError(path, "'standards' is missing", hint)
    standards = check.a_table(table["standards"], (*path, "standards"))
    if not standards:
        raise CheckError((*path, "standards"), "standards is empty", 'hint: add optimizer = "adamw"')
    shares = _shares(table, path, standards)
    return Policy(
        file=file,
        standards=tuple(
            _standard(name, value, (*path, "standards", name), catalog, shares.get(name))
            for name, value in standards.items()
        ),
        allowed_paths=tuple(_allowed_paths(table, path)),
    )


def _standard(name: str, value: object, path: Path, catalog: Catalog, min_share: float | None) -> Standard:
    if name not in catalog.fields:
        raise CheckError(path, f"no field '{name}'", _field_meant(name, catalog))
    field = catalog.fields[name]
    if isinstance(value, str):
        return Standard(field, (_technology(value, path, field, catalog),), min_share)
    found: list[str] = []
    for index, item in enumerate(check.a_list(value, path)):
        technology = _technology(item, (*path, index), field, catalog)
        if technology in found:
            raise CheckError((*path, index), f"'{technology}' stands twice in {name}")
        found.append(technology)
    return Standard(field, tuple(found), min_share)


def _field_meant(name: str, catalog: Catalog) -> str:
    """A hint for a name that is no field: whose technology it is, or the nearest fields."""
    for field in catalog.fields.values():
        if any(technology.id == name for technology in field.technologies):
            return f'hint: it is a technology: write {field.id} = "{name}"'
    return did_you_mean(name, catalog.fields)


def _technology(value: object, path: Path, field: Field, catalog: Catalog) -> str:
    """The id of a technology of the field, named by id or by another of its names."""
    name = check.a_text(value, path)
    try:
        _, technology = catalog.find(f"{field.id}/{name.removeprefix(f'{field.id}/')}")
    except InputError as fault:
        hint = fault.hint.replace(f"'{field.id}/", "'")
        raise CheckError(path, f"'{name}': {fault.what} in the field '{field.id}'", hint) from fault
    return technology.id


def _shares(table: Table, path: Path, standards: Table) -> dict[str, float]:
    if "min_share" not in table:
        return {}
    place = (*path, "min_share")
    shares = check.a_table(table["min_share"], place)
    for name in shares:
        if name not in standards:
            what = f"min_share of '{name}', which has no standard"
            raise CheckError((*place, name), what, did_you_mean(name, standards))
    return {name: _share(shares, name, place) for name in shares}


def _share(shares: Table, name: str, place: Path) -> float:
    value = shares[name]
    if isinstance(value, str):
        what = f"min_share of {name}, '{value}', is not a number"
        raise CheckError((*place, name), what, "hint: write 0.95 for 95 %, without quotes")
    if isinstance(value, int | float) and not isinstance(value, bool) and not 0 < value <= 1:
        hint = (
            f"hint: write {value / 100:g} for {value:g} %" if 2 <= value <= 100 else "hint: 1 is every file"
        )
        raise CheckError((*place, name), f"min_share of {name}, {value}, is not above 0 and up to 1", hint)
    return check.number(shares, name, place, 0, 1)


def _allowed_paths(table: Table, path: Path) -> list[tuple[str, str]]:
    if "allow" not in table:
        return []
    place = (*path, "allow")
    allowed = check.a_table(table["allow"], place)
    found = []
    for pattern in allowed:
        at = (*place, pattern)
        if pattern.startswith("!"):
            what = f"'{pattern}' takes back what it does not allow"
            raise CheckError(at, what, "hint: name only what is allowed")
        if pattern.startswith(("./", "../", "~")):
            what = f"'{pattern}' is not written from the policy's folder"
            raise CheckError(at, what, "hint: as in 'experiments/**'")
        if not is_pattern(pattern):
            hint = "hint: write it as in .gitignore: 'experiments/**'"
            raise CheckError(at, f"'{pattern}' is no pattern of paths", hint)
        found.append((pattern, check.text(allowed, pattern, place)))
    return found
