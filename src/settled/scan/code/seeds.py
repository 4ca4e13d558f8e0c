"""Which of the catalog's words in a Python file stand where they can mean something."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from settled.scan.code.layout import NAME, PART, STRING
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.naming import naming_of
from settled.scan.code.parts import Parts
from settled.scan.code.words import SHAPE_WORDS, Meaning

_NAMES = re.compile(NAME)
_IMPORTED = re.compile(rb"(?<=import)\b[ \t]*(\([^)]*\)|(?:[^\\\n#]|\\\r?\n)*)")
# Nothing is tried again with less of what was matched.
_RENAMED = re.compile(rb"=[ \t]*+\(?+(" + NAME + rb"+)(?:\." + NAME + rb"+)*+(?![\w.(\x80-\xff])")
_BETWEEN = b" \t\r\n\\"
_DEFINED = re.compile(rb"(?:class|def)[ \t]+\Z")
_WORDS = re.compile(rb"[\w-]+")
_WHOLE_STRING = re.compile(rb"""["']([\w./-]+)["']""")
# Calls in which a string beside a selector names something.
_NAMING = frozenset({b"getattr", b"setattr", b"__dict__", b"compile", b"dense", b"trainer"})
# Modules' usual names, which mean them even where nothing in the file binds them.
_USUAL = frozenset(
    {b"nn", b"F", b"optim", b"layers", b"optimizers", b"torch", b"tf", b"keras", b"optax", b"paddle"}
)
_MAKER = re.compile(rb"^_?(?:get|create|build|make|resolve)_")
_RENAMINGS = 3
# A name that stands in more places is looked for among all that are given to something.
_MOST_PLACES = 40
# So many words are looked for one by one before all are.
_MOST_WORDS = 3
_PARTS = frozenset(bytes((byte,)) for byte in PART)

Found = tuple[int, int]
"""Meaning and end of a word in a file."""


class Seeds:
    """Says of the words found in files which may mean something; made once for a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._own = frozenset(name.encode() for name in lexicon.own)
        self._methods = frozenset(
            name.rpartition(".")[2].encode() for name in lexicon.names if name.split(".")[-2] == "Tensor"
        )
        self._selectors = frozenset(name.encode() for name in lexicon.selectors) | _NAMING
        self._naming = naming_of(lexicon)
        self._shapes = [SHAPE_WORDS[name] for name in lexicon.shapes if name in SHAPE_WORDS]

    def possible(self, content: bytes, hits: array[int]) -> list[Found]:
        """The words that may mean something, as far as what is imported tells; none where a shape may be."""
        mark = int(Meaning.MARK)
        found = [one for one in zip(hits[::2], hits[1::2], strict=True) if one[0] != mark]
        if any(meaning == Meaning.NAME for meaning, _ in found):
            known, star = Imported(content), Meaning.STAR in hits[::2]
            found = [
                one for one in found
                if one[0] != Meaning.NAME or self._is_reached(content, one[1], known, star)
            ]  # fmt: skip
        return found

    def _is_reached(self, content: bytes, end: int, known: Imported, star: bool) -> bool:
        """Whether a name is an own one's, reached through something that is imported, or ends a string."""
        start, chain_end = _start_of_chain(content, end)
        if chain_end != end and content[end : end + 1] in (b'"', b"'"):
            return True  # "torch.optim.AdamW"
        word = content[start:chain_end]
        if word in known.names or (star and chain_end == end) or (word in _USUAL and chain_end != end):
            return True
        if content[end : end + 2] == b"()" and self._is_method(content, end):
            return True
        before = content[max(0, start - 12) : start]
        if word in self._own and chain_end == end and _DEFINED.search(before) is not None:
            return True
        return known.hold(word)

    def _is_method(self, content: bytes, end: int) -> bool:
        """Whether a name is a method of tensors that is called on something other than ``self``."""
        start = end
        while content[start - 1] in PART:
            start -= 1
        return content[start:end] in self._methods and not content[:start].endswith((b"self.", b"cls."))

    def may_hold_shape(self, text: bytes) -> bool:
        """Whether a part of a file, in lower case, holds the words of a shape."""
        return any(_holds(text, shape) for shape in self._shapes)

    def may_speak(self, content: bytes) -> bool:
        """Whether a file may compute a shape, or defines or takes what is named after a technology."""
        may_compute = bool(self._shapes) and self.may_hold_shape(content.lower())
        return may_compute or bool(self._naming.defined(content)) or self.takes(content)

    def takes(self, content: bytes) -> bool:
        """Whether a file imports something that is named after what it is made of."""
        taken = self._naming.taken
        return any(taken(name.decode("utf-8", "replace")) for name in Imported(content).names)

    def places(self, content: bytes, parts: Parts, possible: Iterable[Found]) -> Iterator[int]:
        """Offsets of what means something, in a file that was split into its lines; modules aside."""
        selectors: dict[int, Counter[bytes]] = {}
        for meaning, end in possible:
            if meaning == Meaning.MODULE or not _is_meant(content, parts.code, meaning, end):
                continue
            if meaning == Meaning.VALUE:
                start, stop = parts.line_at(end - 1)
                if start not in selectors:
                    selectors[start] = self._selectors_in(content[start:stop], parts.code[start:stop])
                if not selectors[start] or _is_compared(content, parts.code, end):
                    continue
                value = _key(content[content.rfind(content[end - 1 : end], 0, end - 1) + 1 : end - 1])
                if selectors[start].total() <= selectors[start][value]:
                    continue  # no other one than the value itself
            yield end - 1

    def definitions(self, content: bytes, parts: Parts, possible: Iterable[Found]) -> Iterator[int]:
        """Offsets of the names of classes and functions that a technology's name or a longer one is."""
        for meaning, end in possible:
            if meaning == Meaning.NAME and parts.code[end - 1 : end] > b" ":
                start = end
                while start and content[start - 1] in PART:
                    start -= 1
                if _DEFINED.search(content, max(0, start - 12), start):
                    yield start
        yield from self._naming.defined_at(parts.code, parts.heads())

    def shaped(self, content: bytes, parts: Parts, marks: Iterable[int]) -> Iterator[int]:
        """Of the offsets of words of shapes, one in each outermost definition that may compute one."""
        lowered, done = content.lower(), 0
        for place in marks:
            if place >= done:
                start, done = parts.block_at(place)
                if self.may_hold_shape(lowered[start:done]):
                    yield place

    def _selectors_in(self, statement: bytes, code: bytes) -> Counter[bytes]:
        """The selectors in a statement: names, and strings that are nothing but dotted names or flags."""
        words = [_MAKER.sub(b"", word) for word in _WORDS.findall(code.lower())]
        for found in _WHOLE_STRING.finditer(statement):
            words += _WORDS.findall(found[1].lower())
        return Counter(word for word in map(_key, words) if word in self._selectors)


def _holds(text: bytes, shape: tuple[tuple[bytes, ...], ...]) -> bool:
    for any_of in shape:
        for word in any_of:
            if word in text:
                break
        else:
            return False
    return True


def _start_of_chain(content: bytes, end: int) -> tuple[int, int]:
    """Start and end of the name with which a dotted name begins (``torch`` of ``torch.optim.AdamW``)."""
    while True:
        start = end
        while start and content[start - 1] in PART:
            start -= 1
        before = start
        while before and content[before - 1] in _BETWEEN:
            before -= 1
        if not before or start == end or content[before - 1 : before] != b".":
            return start, end
        before -= 1
        while before and content[before - 1] in _BETWEEN:
            before -= 1
        end = before


def _key(word: bytes) -> bytes:
    key = word.lower().strip(b"-").replace(b"-", b"_")
    return key.rpartition(b"__")[2] or key  # module__rnn_type


def _is_compared(content: bytes, code: bytes, end: int) -> bool:
    """Whether a string is compared with something, which selects nothing."""
    start = content.rfind(content[end - 1 : end], 0, end - 1)
    return code[max(0, start - 4) : start].rstrip().endswith((b"==", b"!=")) or code[
        end : end + 4
    ].lstrip().startswith((b"==", b"!="))


class Imported:
    """What a file may import, and some other names; found out as far as it is asked."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._held: dict[bytes, bool] = {}

    @cached_property
    def names(self) -> set[bytes]:
        """Names that may be imported."""
        content, names = self._content, set[bytes]()
        at = content.find(b"import")
        while at >= 0:
            if not (at and content[at - 1] in PART) and (found := _IMPORTED.match(content, at + 6)):
                names.update(_NAMES.findall(found[1]))
            at = content.find(b"import", at + 6)
        return names

    def hold(self, word: bytes) -> bool:
        """Whether a name may be imported, or given to what is."""
        held = self._held.get(word)
        if held is None:
            held = self._held[word] = word in self.names or self._is_renamed(word)
        return held

    def _is_renamed(self, word: bytes) -> bool:
        names = self.names
        if not (names and word):
            return False
        if len(self._held) > _MOST_WORDS or self._content.count(word) > _MOST_PLACES:
            return word in self.renamed
        sources = {*self._sources(word)} - {word}
        # Of something that is not imported itself, all of them have to be known.
        return bool(sources) and (not sources.isdisjoint(names) or word in self.renamed)

    def _sources(self, word: bytes) -> Iterator[bytes]:
        """The names with which values begin that are given to something in lines that hold a name."""
        content, size = self._content, len(word)
        at = content.find(word)
        while at >= 0:
            end = at + size
            if content[end : end + 1] not in _PARTS and not (at and content[at - 1] in PART):
                stop = content.find(b"\n", end)
                sign = content.find(b"=", end, stop if stop >= 0 else len(content))
                while sign >= 0:
                    if found := _RENAMED.match(content, sign):
                        yield found[1]
                    sign = content.find(b"=", sign + 1, stop if stop >= 0 else len(content))
            at = content.find(word, end)

    @cached_property
    def renamed(self) -> set[bytes]:
        """All names that may be imported or given to what is."""
        content, names = self._content, {*self.names}
        renamed = [(found[1], found.start()) for found in _RENAMED.finditer(content)]
        for _ in range(_RENAMINGS):
            more = {
                name
                for source, at in renamed
                if source in names
                for name in _NAMES.findall(content, content.rfind(b"\n", 0, at) + 1, at)
            } - names
            if not more:
                break
            names |= more
        return names


def _is_meant(content: bytes, code: bytes, meaning: int, end: int) -> bool:
    """Whether a word stands where it can mean what it says: in code, or at the end of a whole string."""
    last = code[end - 1 : end]
    if meaning == Meaning.VALUE:
        return last == STRING != code[end : end + 1]
    if last == STRING:  # "torch.optim.AdamW"
        return (
            meaning == Meaning.NAME
            and content[end : end + 1] in (b'"', b"'")
            and code[end : end + 1] == STRING != code[end + 1 : end + 2]
        )
    return last != b" "
