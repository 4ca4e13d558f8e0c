"""Mathematics in HTML, as TeX: the annotation where there is one, else the MathML written as LaTeX."""

from __future__ import annotations

_JOINTS = {  # what is written before a child, by its place, and after the last
    "mfrac": ("\\frac{", "}{", "}"),
    "msup": ("{", "}^{", "}"),
    "msub": ("{", "}_{", "}"),
    "munder": ("{", "}_{", "}"),
    "mover": ("{", "}^{", "}"),
    "msubsup": ("{", "}_{", "}^{", "}"),
    "munderover": ("{", "}_{", "}^{", "}"),
    "msqrt": ("\\sqrt{", "}"),
    "mrow": ("{", "}"),
}
_DEEPEST = 100  # elements inside one another that are written; deeper is read as text


class Mathematics:
    """The formula being read: nothing, an element ``math``, or a script that holds TeX."""

    def __init__(self) -> None:
        self._in = ""  # "math" or "script"
        self._display = False
        self._line = 0
        self._open: list[tuple[str, int]] = []  # MathML elements and how many children began
        self._written: list[str] = []
        self._tex: list[str] = []
        self._annotation = ""
        self._shown = 0  # nested spans of an equation set on a line of its own

    @property
    def open(self) -> bool:
        """Whether a formula is being read."""
        return bool(self._in)

    def start(self, tag: str, attributes: dict[str, str], line: int) -> bool:
        """Whether the element belongs to a formula."""
        if self._in == "math":
            self._child(tag, attributes)
            return True
        kind = attributes.get("type", "")
        shown = "katex-display" in attributes.get("class", "").split()
        if tag == "span" and (shown or self._shown):
            self._shown += 1
        if is_formula(tag, attributes):
            self._in, self._line = tag, line
            self._display = attributes.get("display") == "block" or "mode=display" in kind or self._shown > 0
            self._open, self._written, self._tex, self._annotation = [], [], [], ""
            return True
        return False

    def data(self, text: str) -> bool:
        """Whether the text belongs to a formula."""
        if not self._in:
            return False
        if self._in == "script" or self._annotation == "application/x-tex":
            self._tex.append(text)
        elif not self._annotation and text.strip():
            self._written.append(" ".join(text.split()))
        return True

    def end(self, tag: str) -> tuple[str, int, bool] | None:
        """The formula that ends with this element: its TeX, line, and whether on a line of its own."""
        if tag == "span" and self._shown and not self._in:
            self._shown -= 1
        if self._in == "math" and tag != "math":
            self._close(tag)
            return "", self._line, False
        if not self._in or tag != self._in:
            return None
        while self._open:
            self._close(self._open[-1][0])
        tex = "".join(self._tex) if self._tex else " ".join(self._written)
        self._in = ""
        return _bare(tex), self._line, self._display

    def _child(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.startswith("annotation"):
            self._annotation = attributes.get("encoding", "other") or "other"
        if self._open:
            parent, begun = self._open[-1]
            joints = _JOINTS.get(parent, ())
            if 0 < begun < len(joints) - 1:
                self._written.append(joints[begun])
            self._open[-1] = (parent, begun + 1)
        if len(self._open) < _DEEPEST:
            self._open.append((tag, 0))
            self._written += _JOINTS.get(tag, ())[:1]

    def _close(self, tag: str) -> None:
        if tag.startswith("annotation"):
            self._annotation = ""
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
            self._written += _JOINTS.get(tag, ())[-1:]


def is_formula(tag: str, attributes: dict[str, str]) -> bool:
    """Whether the element is a formula: MathML, or a script that MathJax reads."""
    return tag == "math" or (tag == "script" and attributes.get("type", "").startswith("math/tex"))


def _bare(tex: str) -> str:
    """Wikipedia writes every formula as ``{\\displaystyle ...}``."""
    tex = tex.strip()
    if tex.startswith("{\\displaystyle") and tex.endswith("}"):
        return tex.removeprefix("{\\displaystyle")[:-1].strip()
    return tex
