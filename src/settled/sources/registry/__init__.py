"""The package registry: which releases of a package there are, and their files, fetched safely.

Speaks the JSON Simple API (PEP 691, with the sizes and upload times of PEP 700). Nothing that is fetched
is ever run, built or imported: files are kept as they are, verified by their SHA-256 and cached by it.

>>> registry = Registry.from_environment()                              # doctest: +SKIP
>>> registry.fetch("optax", "0.2.4").released                           # doctest: +SKIP
datetime.date(2024, 11, 12)
"""

from settled.sources.registry.client import Artefact, Registry
from settled.sources.registry.releases import PackageFile, Release

__all__ = ["Artefact", "PackageFile", "Registry", "Release"]
