"""How the documentation is built: Markdown by MyST, the reference from docstrings, the rest from `_ext`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from settled import __version__  # after the path, for its folder comes first

project = "settled"
author = "The settled authors"
copyright = "2026, The settled authors"  # noqa: A001 - Sphinx's name
version = release = __version__

extensions = ["generated", "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
suppress_warnings = ["ref.python"]  # two modules may each have a record of one name
exclude_patterns = ["_ext", "schemas"]
html_theme = "furo"
html_title = f"settled {version}"
html_show_sphinx = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"show-inheritance": False}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
