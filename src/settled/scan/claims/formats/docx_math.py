"""Office mathematics as LaTeX: what is written where an element begins and ends."""

from __future__ import annotations

STARTS = {
    "m:num": "\\frac{",
    "m:den": "{",
    "m:sup": "^{",
    "m:sub": "_{",
    "m:lim": "_{",
    "m:rad": "\\sqrt{",
    "m:d": "(",
    "m:nary": "∫",
}
ENDS = {"m:num": "}", "m:den": "}", "m:sup": "}", "m:sub": "}", "m:lim": "}", "m:rad": "}", "m:d": ")"}
SIGNS = {"∑": "\\sum ", "∏": "\\prod ", "∫": "\\int "}
SILENT = frozenset({"m:deg"})  # the degree of a root
