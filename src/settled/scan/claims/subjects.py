"""Which technology a heading, a table's row or a sentence is about, by the catalog's names.

A variant is a subject of its own: a figure on FlashAttention says nothing on softmax attention's share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from settled.records import Field, Technology, Variant
from settled.scan.claims.phrases import Phrases, key

_ASIDE = re.compile(r"[（(][^（）()]{0,500}[）)]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A technology or a variant, and its field."""

    field: str
    id: str


@dataclass(frozen=True, slots=True)
class Named:
    """A subject named in a text: ``start`` its first character, ``end`` past its last."""

    start: int
    end: int
    subject: Subject


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a subject.

    Attributes:
        text: as the catalog writes it; ``exact``: upper and lower case count.
        context: words of which one must stand near; empty: the name is clear by itself.
        title: a name for headings and cells only, as a plain word of English would mislead in prose.
    """

    text: str
    subject: Subject
    exact: bool = False
    context: tuple[str, ...] = ()
    title: bool = False

    def fits(self, written: str, surroundings: str) -> bool:
        """Whether ``written`` means this subject. ``surroundings`` in lower case."""
        if self.context and not any(word in surroundings for word in self.context):
            return False
        return not (self.exact and self.context) or written == self.text


class Subjects:
    """The names of all technologies and variants of a catalog.

    Args:
        generic: words that a label may carry beside a name (``standard``, ``优化器``).
    """

    def __init__(self, fields: Sequence[Field], generic: Sequence[str]) -> None:
        self._names: dict[str, list[_Name]] = {}
        self._whole: dict[str, list[Subject]] = {}
        self._ambiguous: set[str] = set()
        self._generic = Phrases(generic)
        self._last: tuple[tuple[str, ...], Subject | None] = ((), None)  # most blocks share their headings
        self._field_words = {field.id: _field_words(field) for field in fields}
        unless: set[str] = set()
        for field in fields:
            for member in _members(field):
                self._add(field, member)
                unless.update(phrase for alias in member.signatures.aliases for phrase in alias.unless)
        # A phrase that means something else is found first, being longer or earlier, and names nobody.
        self._phrases = Phrases([*(name.text for names in self._names.values() for name in names), *unless])

    def _add(self, field: Field, member: Technology | Variant) -> None:
        subject = Subject(field.id, member.id)
        names = _names(member, subject)
        for name in names:
            same = self._names.setdefault(key(name.text), [])
            if all(other.subject != subject for other in same):
                same.append(name)
        self._ambiguous.update(self._bare(name.text) for name in names if name.context)
        for word in (member.id, *(name.text for name in names)):
            subjects = self._whole.setdefault(self._bare(word), [])
            if subject not in subjects:
                subjects.append(subject)

    def _bare(self, label: str) -> str:
        """The key of a label without its generic words, unless it has no others."""
        parts, at = [], 0
        for word in self._generic.find(label):
            parts.append(label[at : word.start()])
            at = word.end()
        return key(" ".join((*parts, label[at:]))) or key(label)

    def named(self, text: str, surroundings: str, *, prose: bool = False) -> list[Named]:
        """The subjects named in ``text``, left to right; a name of two subjects is left out.

        Args:
            surroundings: text near it, in which an ambiguous name (Lion) needs a word of its context.
            prose: whether ``text`` is a sentence, where only names made for prose count.
        """
        near = surroundings.casefold()
        found = []
        for match in self._phrases.find(text):
            names = self._names.get(key(match.group()), ())
            fitting = {
                name.subject
                for name in names
                if name.fits(match.group(), near) and not (prose and name.title)
            }
            if len(fitting) == 1:
                found.append(Named(match.start(), match.end(), fitting.pop()))
        return found

    def only(self, text: str, surroundings: str) -> Subject | None:
        """The one subject that a heading or caption names; ``None``: none, or several."""
        return _one(named.subject for named in self.named(text, surroundings))

    def of_headings(self, headings: tuple[str, ...]) -> Subject | None:
        """The subject of the nearest heading that names any; ``None`` if that one names several."""
        if headings != self._last[0]:
            self._last = headings, self._of_headings(headings)
        return self._last[1]

    def _of_headings(self, headings: tuple[str, ...]) -> Subject | None:
        surroundings = " ".join(headings)
        for heading in reversed(headings):
            named = self.named(heading, surroundings)
            if named:
                return _one(name.subject for name in named)
        return None

    def of_cells(self, cells: Sequence[str], title: str, near: Subject | None) -> list[Subject | None]:
        """The subjects that labels of one table name, all of one field.

        The field is that of ``near`` (the heading's subject), else the one that the labels' title names, else
        the one to which most labels belong; so a row ``Lion`` among optimizers is the optimizer. Where no
        title tells the field, a label must be a name and nothing else.
        """
        labels = [self._bare(_ASIDE.sub("", cell)) for cell in cells]
        whole = [self._whole.get(label, []) for label in labels]
        field = self._field_of(title) if near is None else near.field
        if field is None:
            field = self._most_common(labels)
        else:
            whole = [choice or self._inside(cell, field) for cell, choice in zip(cells, whole, strict=True)]
        return [_one(subject for subject in choice if subject.field == field) for choice in whole]

    def _most_common(self, labels: Sequence[str]) -> str | None:
        """The field of most labels, if two belong to it, or one whose name is clear by itself."""
        subjects = {label: self._whole[label] for label in labels if label in self._whole}
        counts = Counter(subject.field for choice in subjects.values() for subject in choice)
        if not counts:
            return None
        field, count = counts.most_common(1)[0]
        clear = len(counts) == 1 and not any(label in self._ambiguous for label in subjects)
        return field if count > 1 or clear else None

    def _inside(self, cell: str, field: str) -> list[Subject]:
        """The subjects of one field that a label names among other words."""
        return [
            name.subject
            for match in self._phrases.find(cell)
            for name in self._names.get(key(match.group()), ())
            if name.subject.field == field
        ]

    def _field_of(self, title: str) -> str | None:
        """The field that the title of a column of labels names."""
        words = title.casefold()
        fields = [field for field, names in self._field_words.items() if any(name in words for name in names)]
        return fields[0] if len(fields) == 1 else None


@lru_cache(maxsize=4)
def subjects_of(fields: tuple[Field, ...], generic: tuple[str, ...]) -> Subjects:
    """The names of these fields, built once."""
    return Subjects(fields, generic)


def _members(field: Field) -> Iterator[Technology | Variant]:
    for technology in field.technologies:
        yield technology
        yield from technology.variants


def _field_words(field: Field) -> tuple[str, ...]:
    return tuple(word.casefold() for word in (field.name, field.name_zh, field.id.replace("-", " ")) if word)


def _names(member: Technology | Variant, subject: Subject) -> list[_Name]:
    """The names of a technology or variant; one that is also an alias keeps that one's conditions."""
    names = [
        _Name(alias.text, subject, alias.exact, tuple(word.casefold() for word in alias.context))
        for alias in member.signatures.aliases
    ]
    further = [(member.name, True)]
    if isinstance(member, Technology):
        further += [(member.name_zh, True), *((name, False) for name in member.aka)]
    known = {key(name.text) for name in names}
    names += [_Name(text, subject, title=title) for text, title in further if text and key(text) not in known]
    return names


def _one(subjects: Iterable[Subject]) -> Subject | None:
    found = list(dict.fromkeys(subjects))
    return found[0] if len(found) == 1 else None
