"""How a technology shows in each kind of source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alias:
    """How a technology is written in text.

    Attributes:
        text: the words; a space or hyphen stands for any of space, hyphen, line break, or nothing.
        exact: match upper and lower case as written (``AdamW`` never ``adamw``).
        context: words of which at least one must stand within ``within`` characters; none: no condition.
        within: reach of ``context`` on either side, in characters, not from a title into its abstract; 0:
            anywhere in the unit's text.
        unless: phrases that contain the alias and mean something else (``mountain lion``).
    """

    text: str
    exact: bool = False
    context: tuple[str, ...] = ()
    within: int = 0
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """How a technology, or a variant of it, shows in each kind of source.

    Attributes:
        aliases: in text, English and Chinese.
        code: qualified public names (``torch.optim.AdamW``).
        canonical: those of ``code`` that are the standard implementation.
        modules: modules of which any member that is used is a use (``requests``).
        own: what makes an own implementation: ``class:`` or ``def:`` + name, ``shape:`` + name of a shape.
        foreign: names in other languages, ``LANGUAGE:NAME`` (``javascript:vitest``), as a field's queries
            capture them; a final ``*`` stands for any ending.
        config: values in configuration (``adamw_torch``).
        packages: names in a package registry, normalised: of PyPI, or ``ECOSYSTEM:NAME`` (``npm:vitest``).
        downloads: names in the download series alone, in code and metadata not looked for; as ``packages``.
        zoo: in a model zoo's source: ``class:``, ``call:``, ``name:``, ``config:``, ``structure:`` + glob.
        zoo_canonical: those by which a model uses the zoo's shared, standard implementation.
        models: in tables of released models: conditions on a row (see ``settled.scan.models``).
    """

    aliases: tuple[Alias, ...] = ()
    code: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    downloads: tuple[str, ...] = ()
    zoo: tuple[str, ...] = ()
    zoo_canonical: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
