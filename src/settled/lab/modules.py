"""A folder of units that are one file each: what is in it, and the unit of a name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from settled.errors import InputError, did_you_mean


@dataclass(frozen=True, slots=True)
class Modules:
    """The units of a package of ours; a file that is added to its folder is found by being there.

    Attributes:
        package: dotted name.
        unit: what one is called, for messages.
        apart: modules of the folder that are no units; nor are folders in it, or names that begin with ``_``.
    """

    package: str
    unit: str
    apart: frozenset[str] = frozenset()

    def names(self) -> tuple[str, ...]:
        """The modules' names, sorted; none of them is imported for that.

        >>> Modules("settled.lab.workloads", "workload").names()[:2]
        ('associative_recall', 'byte_text')
        """
        folder = import_module(self.package).__path__
        found = (one.name for one in iter_modules(folder) if not one.ispkg and not one.name.startswith("_"))
        return tuple(sorted(name for name in found if name not in self.apart))

    def load(self, name: str) -> ModuleType:
        """The module of a name, which may have hyphens for underscores.

        Raises:
            InputError: there is none; it names the nearest ones.
        """
        module, known = name.replace("-", "_"), self.names()
        if module not in known:
            raise InputError("lab", f"no {self.unit} '{name}'", did_you_mean(module, known))
        return import_module(f"{self.package}.{module}")
