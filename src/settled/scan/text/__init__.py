"""Technologies in titles and abstracts, and what each paper does with them.

A *sighting* is one place where the catalog's name for a technology, or for a variant of it, stands and is
meant.
The paper's *role* towards a technology as a whole (its variants with it) is one of:

``proposes``
    The paper's own contribution is the technology, or a form, variant or extension of it.
``contests``
    The paper argues that the technology is inferior, flawed or should be replaced, or that its contribution
    beats it.
``uses``
    The work employs the technology as a given part of its own method or experiments.
``compares``
    The technology is measured or discussed side by side with others, without a stance.
``mentions``
    Anything else.

Rules that are data (``roles.toml``) tell the role of each sighting from its sentence; ``paper_roles`` takes
the strongest of a paper's. Use in abstracts is not use at large: papers rarely name what they merely use.
"""

from settled.scan.text.papers import paper_roles
from settled.scan.text.parallel import scan_all
from settled.scan.text.scanner import SCANNER, SCANNER_VERSION, TextScanner

__all__ = ["SCANNER", "SCANNER_VERSION", "TextScanner", "paper_roles", "scan_all"]
