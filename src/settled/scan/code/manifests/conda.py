"""environment.yml: packages of conda, and of pip within it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order, sightings
from settled.scan.code.config.tree import Listing, Node, Scalar, Table, entries, texts
from settled.scan.code.config.yaml_files import documents
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, python_package, selections
from settled.scan.code.manifests.requirements import name_of

# What conda-forge and its kin call otherwise than PyPI; other names are the same in both.
_PYPI_NAMES = {
    "pytorch": "torch",
    "pytorch-cpu": "torch",
    "pytorch-gpu": "torch",
    "tensorflow-cpu": "tensorflow",
    "tensorflow-gpu": "tensorflow",
    "tensorflow-base": "tensorflow",
    "py-xgboost": "xgboost",
    "keras-gpu": "keras",
}
_NAME = re.compile(r"\s*(?:[\w./-]+::)?([A-Za-z0-9][\w.-]*)")


@guarded("YAML")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages of an environment; and, as other files bear the same names, what any YAML file selects."""
    text = text_of(content)
    roots = documents(text)
    facts = sightings((entry for root in roots for entry in entries(root)), lexicon)
    facts += selections((need for root in roots for need in _needed(root)), lexicon)
    return in_order([*facts, *allowed_in(text)])


def _needed(root: Node) -> Iterator[Declared]:
    listed = root.get("dependencies") if isinstance(root, Table) else None
    for item in listed.items if isinstance(listed, Listing) else ():
        if isinstance(item, Scalar):
            if name := _NAME.match(item.text):
                package = python_package(name[1])
                yield Declared(_PYPI_NAMES.get(package, package), item.line, "environment dependencies")
        elif isinstance(item, Table):
            for requirement in texts(item.get("pip")):
                if pip_name := name_of(requirement.text):
                    yield Declared(pip_name, requirement.line, "environment dependencies.pip")
