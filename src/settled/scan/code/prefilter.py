"""Which contents are worth reading: those that hold words without which no reader finds anything.

What is dropped here says nothing, save that it might be no valid file of its kind: that is only known, and
counted as skipped, of what is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from settled.scan.code.lexicon import Lexicon
from settled.scan.code.matching import EngineName, Matcher
from settled.scan.code.seeds import Seeds
from settled.scan.code.words import CONFIGS, FILTERED, LANGUAGES, PYTHON, Meaning, marks_of, words_of


class Prefilter:
    """Finds the words of a lexicon in contents; made for a kind of file when the first one comes."""

    def __init__(self, lexicon: Lexicon, engine: EngineName = "auto") -> None:
        self._lexicon = lexicon
        self._engine = engine
        self._seeds = Seeds(lexicon)
        self._matchers: dict[str, tuple[Matcher, list[Meaning]]] = {}
        self._marks: Matcher | None = None

    def find(self, kind: str, contents: Sequence[bytes]) -> list[array[int] | None]:
        """For each content of a kind the words found in it; ``None``: it is not worth reading.

        Returns:
            (meaning, end) of each word, one after the other, in the order of the ends, as byte offsets; for a
            kind of which all files are read, nothing.
        """
        if kind not in FILTERED:
            return [array("I") for _ in contents]
        matcher, meanings = self._matcher(kind)
        hits = [_with_meanings(one, meanings) for one in matcher.find(contents)]
        silent = [number for number, one in enumerate(hits) if not _is_worth(kind, one)]
        worth = self._with_shape(contents, silent) if kind in PYTHON else set()
        unread = {*silent} - worth
        return [None if number in unread else one for number, one in enumerate(hits)]

    def _with_shape(self, contents: Sequence[bytes], numbers: Sequence[int]) -> set[int]:
        """Those of some contents that may compute a shape, or define what is named after a technology."""
        if self._marks is None:
            self._marks = Matcher(marks_of(self._lexicon), self._engine)
        marked = self._marks.find([contents[number] for number in numbers])
        return {
            number
            for number, found in zip(numbers, marked, strict=True)
            if found and self._seeds.may_speak(contents[number])
        }

    def _matcher(self, kind: str) -> tuple[Matcher, list[Meaning]]:
        # All languages share their words, and so do all formats of configuration.
        group = "language" if kind in LANGUAGES else "config" if kind in CONFIGS else "python"
        if group not in self._matchers:
            words = words_of(kind, self._lexicon)
            self._matchers[group] = (
                Matcher([word for word, _ in words], self._engine),
                [meaning for _, meaning in words],
            )
        return self._matchers[group]


def _with_meanings(hits: array[int], meanings: Sequence[Meaning]) -> array[int]:
    for place in range(0, len(hits), 2):
        hits[place] = meanings[hits[place]]
    return hits


_ALONE = frozenset({Meaning.NAME, Meaning.MODULE, Meaning.STAR, Meaning.ALLOW, Meaning.FOREIGN})


def _is_worth(kind: str, hits: array[int]) -> bool:
    """Whether words of these meanings may together say something."""
    meanings = {*hits[::2]}
    if kind not in CONFIGS:
        return not meanings.isdisjoint(_ALONE) or Meaning.VALUE in meanings
    if meanings & {Meaning.ALLOW, Meaning.QUALIFIED} or {Meaning.NAME, Meaning.TARGET} <= meanings:
        return True
    # A word may be both: it does not select itself.
    return {Meaning.VALUE, Meaning.SELECTOR} <= meanings and len({*hits[1::2]}) > 1
