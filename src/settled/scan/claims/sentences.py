"""Figures in prose: ``AdamW 的采用率为 95%``, ``an adoption rate of 95%``, ``< 1%的研究投入``.

A figure is claimed only where the words between it and its attribute merely join them; one after a word of
change (``grew by 20%``) is left out. Precision before recall: a figure missed can be found by reading, one
misread is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from settled.scan.claims.attributes import Attributes, Mention
from settled.scan.claims.blocks import Paragraph
from settled.scan.claims.digits import half_width
from settled.scan.claims.numbers import Number, numbers
from settled.scan.claims.subjects import Named, Subject, Subjects
from settled.scan.claims.tables import Found

_END = re.compile(r"[。！？!?；;]|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s+[A-Z]|\s*$)")
_LONGEST = 2000  # characters; what is longer is no sentence, and is passed over
_REACH = 48  # characters between an attribute and its figure
_WORDS = (
    r"of|for|in|at|to|is|are|was|were|be|has|have|had|been|reached|reaches|reach|remains?|remained|stands?|stood"
    r"|(?:rose|grew|climbed|rises|fell|dropped|falls)\sto|now|rate|share|the|already|still|well|only|just|currently"
    r"|today|这|其|也|已经|已|仅仅|仅|只|高达|达到|达|(?:上升|提高|增长|下降|降低)[到至为]|增至|降至|为|是|在|约|的|了|均|都|率|程度"
)
# What may join an attribute and its figure: small words, names already taken out, a year, an aside.
_JOINING = re.compile(
    rf"(?:\s|[:=\"'’“”]|(?:{_WORDS})(?![a-z])|(?:in\s)?(?:19|20)\d\d\s?年?|[（(][^（）()]{{0,24}}[）)])*",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\s*[（(]\s*")  # 采用率（95%）
_BACKWARD = re.compile(r"\s?(?:的|of|in|for)?\s?(?:the\s)?", re.IGNORECASE)  # 95% adoption, 95% 的采用率
_RIVALS = "research_share_of_rivals"


def in_prose(paragraph: Paragraph, subjects: Subjects, attributes: Attributes) -> Iterator[Found]:
    """The figures that a paragraph's sentences state on a technology."""
    text = half_width(paragraph.text).replace("\n", " ")
    if not any(letter.isdigit() for letter in text) or not attributes.mentions(text):
        return
    heading = subjects.of_headings(paragraph.headings)
    line, counted = paragraph.line, 0
    for start, end in _sentences(text):
        for number, found in _in_sentence(text[start:end], paragraph, heading, subjects, attributes):
            place = start + number.start
            line, counted = line + paragraph.text.count("\n", counted, place), place
            yield Found(line, found[0], found[1], number.value, number.bound)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    ends = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return ((start, end) for start, end in pairwise(ends) if end - start <= _LONGEST)


def _in_sentence(
    sentence: str, paragraph: Paragraph, heading: Subject | None, subjects: Subjects, attributes: Attributes
) -> Iterator[tuple[Number, tuple[Subject, str]]]:
    figures = [number for number in numbers(sentence) if number.percent]
    mentions = [mention for mention in attributes.mentions(sentence) if not mention.inverse]
    if not figures or not mentions:
        return
    named = subjects.named(sentence, " ".join((*paragraph.headings, sentence)), prose=True)
    joined = _without(sentence, named)
    for mention, number in _pairs(joined, mentions, figures):
        subject = _subject(mention, number, named, heading)
        if subject is not None:
            yield number, (subject, mention.attribute)


def _without(sentence: str, named: Sequence[Named]) -> str:
    """The sentence with every name blanked, so that a name may stand between an attribute and its figure."""
    parts, at = [], 0
    for name in named:
        parts += [sentence[at : name.start], " " * (name.end - name.start)]
        at = name.end
    return "".join((*parts, sentence[at:]))


def _pairs(
    sentence: str, mentions: Sequence[Mention], figures: Sequence[Number]
) -> Iterator[tuple[Mention, Number]]:
    """Each figure with the attribute that it is of: one just behind it, else the nearest before it."""
    after = 0
    for number in figures:
        while after < len(mentions) and mentions[after].start < number.end:
            after += 1
        if after < len(mentions) and _BACKWARD.fullmatch(
            _between(sentence, number.end, mentions[after].start)
        ):
            yield mentions[after], number
        elif after > 0 and _joins(_between(sentence, mentions[after - 1].end, number.start)):
            yield mentions[after - 1], number


def _between(sentence: str, start: int, end: int) -> str:
    """What stands between two places; a comma, which joins nothing, where that is too long to be read."""
    return sentence[start:end] if end - start <= _REACH else ","


def _joins(between: str) -> bool:
    return bool(_JOINING.fullmatch(between) or _OPENING.fullmatch(between))


def _subject(
    mention: Mention, number: Number, named: Sequence[Named], heading: Subject | None
) -> Subject | None:
    """Whom a figure is about: a name between it and its attribute, else the nearest, else the heading's.

    Research on rivals names the rivals: there the heading comes first.
    """
    if mention.attribute == _RIVALS and heading is not None:
        return heading
    start, end = min(mention.start, number.start), max(mention.end, number.end)
    inside = [name for name in named if start <= name.start and name.end <= end]
    before = [name for name in named if name.end <= start]
    behind = [name for name in named if name.start >= end]
    for near in (inside[-1:], before[-1:], behind[:1]):
        if near:
            return near[0].subject
    return heading
