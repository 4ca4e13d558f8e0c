"""Find where a package defines a public name, by reading its source; nothing of it is imported or run.

>>> files = {"lib/__init__.py": b"from .rules import *", "lib/rules.py": b"class Rule: ..."}
>>> PackageNames(files).find("lib.Rule")
Definition(path='lib/rules.py', line=1, name='lib.rules.Rule')
"""

from settled.scan.python_names.resolution import Definition, Elsewhere, PackageNames

__all__ = ["Definition", "Elsewhere", "PackageNames"]
