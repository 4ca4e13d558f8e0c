"""What LaTeX commands mean to a reader of figures: data, by name."""

from __future__ import annotations

# Commands whose arguments are no text: how many of them.
_NO_TEXT = {
    1: "label ref eqref pageref autoref nameref cref Cref vref cite citep citet citealp citealt"
    " citeauthor citeyear citeyearpar parencite textcite autocite footcite fullcite nocite"
    " bibliography bibliographystyle addbibresource includegraphics includesvg includepdf input"
    " include subfile import usepackage documentclass RequirePackage vspace hspace vskip hskip"
    " pagestyle thispagestyle pagenumbering hypersetup geometry graphicspath hyphenation"
    " usetikzlibrary tikzset pgfplotsset lstset sisetup captionsetup color cellcolor columncolor"
    " arrayrulecolor textcolor colorbox scalebox raisebox parbox index glossary hypertarget hyperlink"
    " phantom vphantom hphantom bibitem ccsdesc tag orcidlink specialrule rotatebox makebox framebox"
    " setstretch linespread theoremstyle email institute affil affiliation bstctlcite crefname"
    " stepcounter refstepcounter value ExecuteBibliographyOptions DeclareGraphicsExtensions"
    " allowdisplaybreaks extrarowheight newcounter",
    2: "setlength addtolength setcounter addtocounter resizebox rule fontsize newtheorem newcolumntype"
    " fcolorbox rowcolors definecolorset colorlet settowidth addcontentsline DeclareUnicodeCharacter"
    " IfFileExists counterwithin numberwithin",
    3: "definecolor newenvironment renewenvironment titleformat",
}
ARGUMENTS = {f"\\{name}": count for count, names in _NO_TEXT.items() for name in names.split()}
ARGUMENTS["\\rowcolor"] = 1

# Commands that stand for characters.
CHARACTERS = {
    "\\%": "%", "\\$": "$", "\\&": "&", "\\#": "#", "\\_": "_", "\\{": "{", "\\}": "}",
    "\\ ": " ", "\\\n": "\n",
    "\\,": "\u202f", "\\;": " ", "\\:": " ", "\\!": "", "\\-": "", "\\/": "", "\\@": "",
    "\\quad": " ", "\\qquad": " ", "\\enspace": " ", "\\thinspace": "\u202f",
    "\\space": " ", "\\newline": " ",
    "\\times": "×", "\\texttimes": "×", "\\pm": "±", "\\textpm": "±", "\\approx": "≈", "\\sim": "~",
    "\\textasciitilde": "~", "\\to": "→", "\\rightarrow": "→", "\\textendash": "–", "\\textemdash": "—",
    "\\ldots": "…", "\\dots": "…", "\\textless": "<", "\\textgreater": ">", "\\textdollar": "$",
    "\\textbackslash": "\\", "\\textunderscore": "_", "\\euro": "€", "\\texteuro": "€", "\\EUR": "€",
    "\\pounds": "£", "\\textsterling": "£", "\\yen": "¥", "\\textyen": "¥",
    "\\textdegree": "°", "\\degree": "°",
    "\\percent": "%", "\\textpercent": "%", "\\permil": "‰", "\\textperthousand": "‰", "\\textmu": "µ",
    "\\textsuperscript": "^", "\\textsubscript": "_", "\\LaTeX": "LaTeX", "\\TeX": "TeX",
    "\\checkmark": "✓", "\\ding": "", "\\leq": "≤", "\\geq": "≥", "\\le": "≤", "\\ge": "≥",
}  # fmt: skip

# Commands that put an accent on the letter that follows, as combining characters.
ACCENTS = {
    "\\'": "\u0301", "\\`": "\u0300", "\\^": "\u0302", '\\"': "\u0308", "\\~": "\u0303", "\\=": "\u0304",
    "\\.": "\u0307", "\\c": "\u0327", "\\v": "\u030c", "\\u": "\u0306", "\\H": "\u030b", "\\r": "\u030a",
}  # fmt: skip

HEADINGS = {
    "\\part": 1, "\\chapter": 2, "\\section": 3, "\\subsection": 4, "\\subsubsection": 5, "\\paragraph": 6,
    "\\subparagraph": 7,
}  # fmt: skip

# Environments of displayed mathematics, with an argument before it or without.
FORMULAS = frozenset(
    {f"{name}{star}" for name in ("align", "alignat", "dmath", "eqnarray", "flalign") for star in ("", "*")}
    | {f"{name}{star}" for name in ("equation", "gather", "multline") for star in ("", "*")}
    | {"displaymath", "math"}
)
# Environments whose content states nothing.
SILENT = frozenset(
    {"verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "tikzpicture", "pgfpicture"}
    | {"filecontents", "filecontents*", "algorithmic", "algorithmicx", "alltt", "picture", "CCSXML", "forest"}
)
# Environments of tables: how many arguments stand before the rows.
TABLES = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "longtable": 1, "supertabular": 1, "tabu": 1,
    "longtabu": 1, "NiceTabular": 1, "xltabular": 2, "tblr": 1, "longtblr": 1,
}  # fmt: skip
FLOATS = frozenset(
    {"table", "table*", "wraptable", "sidewaystable", "figure", "figure*", "threeparttable", "subtable"}
)
# Environments with arguments that are no text.
ENVIRONMENT_ARGUMENTS = {
    "minipage": 1, "wraptable": 2, "wrapfigure": 2, "multicols": 1, "thebibliography": 1, "adjustbox": 1,
    "subfigure": 1, "subtable": 1, "adjustwidth": 2, "spacing": 1, "alignat": 1, "alignat*": 1,
}  # fmt: skip
RULES = frozenset({"\\hline", "\\midrule", "\\cmidrule", "\\toprule", "\\bottomrule", "\\cline", "\\Xhline"})

STRUCTURE = frozenset(
    {
        "\\begin",
        "\\end",
        "\\item",
        "\\caption",
        "\\footnote",
        "\\multicolumn",
        "\\multirow",
        "\\par",
        "\\\\",
        "\\(",
    }
    | {"\\)", "\\[", "\\]", "\\tabularnewline", "\\endfirsthead", "\\endhead", "\\endfoot", "\\endlastfoot"}
    | {*ARGUMENTS, *CHARACTERS, *ACCENTS, *HEADINGS, *RULES}
)
