"""``settled catalog``: what is judged."""

from __future__ import annotations

from pathlib import Path

import click

from settled.cli.options import as_json, print_document


@click.group(epilog="Example: settled catalog show optimizer")
def catalog() -> None:
    """Fields, their technologies and how these are recognised; and fields of your own."""


@catalog.command("list", epilog="Example: settled catalog list")
@as_json
def list_(json_: bool) -> None:
    """List every field with its technologies, incumbent first."""
    from settled.pipeline import Settled
    from settled.report.catalog import catalog_table
    from settled.report.documents import catalog_document

    fields = list(Settled.open().catalog.fields.values())
    if json_:
        print_document(catalog_document(fields))
    else:
        click.echo(catalog_table(fields))


@catalog.command(epilog="Example: settled catalog show optimizer")
@click.argument("field_id", metavar="FIELD")
@as_json
def show(field_id: str, json_: bool) -> None:
    """Show one field: question, technologies, variants, and their signatures."""
    from settled.pipeline import Settled
    from settled.report.catalog import field_text
    from settled.report.documents import catalog_document

    field = Settled.open().field_of(field_id)
    if json_:
        print_document(catalog_document([field]))
    else:
        click.echo(field_text(field))


@catalog.command(epilog="Example: settled catalog check bundlers.toml")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def check(file: Path, json_: bool) -> None:
    """Check a field's TOML file; says where it is wrong and what was meant."""
    from settled.pipeline.fields import checked_field
    from settled.report.documents import catalog_document

    field = checked_field(file)
    if json_:
        print_document(catalog_document([field]))
    else:
        click.echo(f"{file}: field '{field.id}' with {len(field.technologies)} technologies: fine")


@catalog.command(epilog="Example: settled catalog add bundlers.toml")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
def add(file: Path, json_: bool) -> None:
    """Add a field of your own; it is kept in SETTLED_HOME/fields."""
    from settled.catalog import add_field
    from settled.pipeline.fields import checked_field
    from settled.pipeline.home import home_folder
    from settled.report.documents import catalog_document

    folder = home_folder() / "fields"
    checked_field(file)
    field = add_field(file, folder)
    if json_:
        print_document(catalog_document([field]))
    else:
        click.echo(f"field '{field.id}' added; scan sources again to look for its technologies")
