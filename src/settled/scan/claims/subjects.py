"""Which technology a heading, a table's row or a sentence is about, by the catalog's names.

A variant is a subject of its own: a figure on FlashAttention says nothing on softmax attention's share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from settled.records import Field, Signatures, Technology, Variant
from settled.scan.claims.phrases import Phrases, key


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
    """The names of all technologies and variants of a catalog."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._names: dict[str, list[_Name]] = {}
        self._whole: dict[str, list[Subject]] = {}
        self._field_words = {field.id: _field_words(field) for field in fields}
        for field in fields:
            for member in _members(field):
                self._add(field, member)
        self._phrases = Phrases(name.text for names in self._names.values() for name in names)

    def _add(self, field: Field, member: Technology | Variant) -> None:
        subject = Subject(field.id, member.id)
        for name in _names(member, subject):
            same = self._names.setdefault(key(name.text), [])
            if all(other.subject != subject for other in same):
                same.append(name)
        for word in (member.id, *(name.text for name in _names(member, subject))):
            subjects = self._whole.setdefault(key(word), [])
            if subject not in subjects:
                subjects.append(subject)

    def named(self, text: str, surroundings: str, *, prose: bool = False) -> list[Named]:
        """The subjects named in ``text``, left to right; a name of two subjects is left out.

        Args:
            surroundings: text near it, in which an ambiguous name (Lion) needs a word of its context.
            prose: whether ``text`` is a sentence, where only names made for prose count.
        """
        near = surroundings.casefold()
        found = []
        for match in self._phrases.find(text):
            names = self._names[key(match.group())]
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
        subjects = {named.subject for named in self.named(text, surroundings)}
        return subjects.pop() if len(subjects) == 1 else None

    def of_headings(self, headings: Sequence[str]) -> Subject | None:
        """The subject of the nearest heading that names any; ``None`` if that one names several."""
        surroundings = " ".join(headings)
        for heading in reversed(headings):
            subjects = {named.subject for named in self.named(heading, surroundings)}
            if subjects:
                return subjects.pop() if len(subjects) == 1 else None
        return None

    def of_cells(self, cells: Sequence[str], title: str, near: Subject | None) -> list[Subject | None]:
        """The subjects that labels of one table name, all of one field.

        The field is that of ``near`` (the heading's subject), else the one that the labels' title names, else
        the one to which most labels belong; so a row ``Lion`` among optimizers is the optimizer.
        """
        choices = [self._choices(cell) for cell in cells]
        counts: dict[str, int] = {}
        for choice in choices:
            for field in dict.fromkeys(subject.field for subject in choice):
                counts[field] = counts.get(field, 0) + 1
        field = self._field(counts, title.casefold(), near)
        return [_one(subject for subject in choice if subject.field == field) for choice in choices]

    def _choices(self, cell: str) -> list[Subject]:
        """The subjects that a label may mean: by the whole of it, else by the one name in it."""
        whole = self._whole.get(key(cell.split("（")[0].split("(")[0].strip()))
        if whole:
            return whole
        inside = [self._names[key(match.group())] for match in self._phrases.find(cell)]
        return [name.subject for name in inside[0]] if len(inside) == 1 else []

    def _field(self, counts: dict[str, int], title: str, near: Subject | None) -> str | None:
        if near is not None:
            return near.field
        titled = [field for field in counts if any(word in title for word in self._field_words[field])]
        ranked = sorted(titled or counts, key=lambda field: -counts[field])
        clear = titled or (ranked and counts[ranked[0]] > 1) or len(ranked) == 1
        return ranked[0] if ranked and clear else None


@lru_cache(maxsize=4)
def subjects_of(fields: tuple[Field, ...]) -> Subjects:
    """The names of these fields, built once."""
    return Subjects(fields)


def _members(field: Field) -> Iterator[Technology | Variant]:
    for technology in field.technologies:
        yield technology
        yield from technology.variants


def _field_words(field: Field) -> tuple[str, ...]:
    return tuple(word.casefold() for word in (field.name, field.name_zh, field.id.replace("-", " ")) if word)


def _names(member: Technology | Variant, subject: Subject) -> list[_Name]:
    """The names of a technology or variant; one that is also an ambiguous alias keeps that one's conditions."""
    signatures: Signatures = member.signatures
    names = [
        _Name(alias.text, subject, alias.exact, tuple(word.casefold() for word in alias.context))
        for alias in signatures.aliases
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
