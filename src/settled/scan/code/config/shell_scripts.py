"""Shell and batch-system scripts: flags, Hydra's overrides and variables that select something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import Entry, in_order, sightings
from settled.scan.code.config.shell_words import Word, commands
from settled.scan.code.config.tree import key_parts
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon

# Commands that only show their words.
_SHOWING = frozenset({"echo", "printf", "logger", "grep", "egrep", "sed", "awk", "git", "mkdir", "rm"})
_FLAG = re.compile(r"--?([A-Za-z][\w./-]*)(?:=(.*))?", re.DOTALL)
_OVERRIDE = re.compile(r"[+~]{0,2}([A-Za-z_][\w./@-]*)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:(?::?[-=])([^{}]*))?\})")
# Words inside a quoted word: ``ARGS="--optim adamw --fp16"``, ``bash -c "python train.py optim=adamw"``.
_WORDS_INSIDE = re.compile(r"(?:^|\s)(?:--?[A-Za-z]|[\w.]+=)")
_MOST_QUOTED = 2
_MOST_SETTINGS = 5


@guarded("shell script")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """What a script selects.

    A flag that takes a variable's value selects where that variable is set, and its default where that is
    written; comments, here-documents and what is only printed select nothing.
    """
    text = text_of(content)
    found = list(entries(text))
    variables: dict[str, list[Entry]] = {}
    for entry in found:
        if entry.via.startswith("variable "):
            variables.setdefault(entry.via.removeprefix("variable "), []).append(entry)
    resolved = (one for entry in found for one in _resolved(entry, variables))
    return in_order([*sightings(resolved, lexicon), *allowed_in(text)])


def entries(text: str, line: int = 1, quoted: int = 0) -> Iterator[Entry]:
    """Every flag, override and variable of a script that has a value, variables in it as written."""
    for command in commands(text, line):
        if command[0].text.rpartition("/")[2] in _SHOWING:
            continue
        for word, following in zip(command, [*command[1:], None], strict=True):
            yield from _of_word(word, following)
            if word.quoted and quoted < _MOST_QUOTED and _WORDS_INSIDE.search(word.text):
                inside = word.text.partition("=")[2] if _assigns(word.text) else word.text
                yield from entries(inside, word.line, quoted + 1)


def _assigns(text: str) -> bool:
    return re.match(r"\w+=", text) is not None


def _of_word(word: Word, following: Word | None) -> Iterator[Entry]:
    if flag := _FLAG.fullmatch(word.text):
        value, line = flag[2], word.line
        if value is None and following is not None and not following.text.startswith("-"):
            value, line = following.text, following.line
        if value is not None:
            yield Entry(key_parts(flag[1])[-3:], value, line, via=f"flag {word.text.partition('=')[0]}")
    elif override := _OVERRIDE.fullmatch(word.text):
        name = override[1]
        kind = "variable" if name.isidentifier() else "override"
        yield Entry(key_parts(name)[-3:], override[2].strip("'\""), word.line, via=f"{kind} {name}")


def _resolved(entry: Entry, variables: dict[str, list[Entry]]) -> Iterator[Entry]:
    """The entry, or for the value of a variable those that set it, with this entry's keys."""
    variable = _VARIABLE.fullmatch(entry.value)
    if variable is None:
        yield entry
        return
    if variable[3]:
        yield Entry(entry.keys, variable[3], entry.line, entry.via)
    for setting in variables.get(variable[1] or variable[2], [])[:_MOST_SETTINGS]:
        default = _VARIABLE.fullmatch(setting.value)
        value = setting.value if default is None else default[3] or ""
        yield Entry(entry.keys, value, setting.line, entry.via)
