"""Gradle, Gemfile: manifests that are programs; only what they say in one literal line is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, numbered, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections

# A string is passed over whole, so that what looks like a comment in it is none.
_SLASHED = re.compile(r"""("[^"\n]*"|'[^'\n]*')|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_CONFIGURATION = (
    r"\b\w*(?:[iI]mplementation|[aA]pi|[cC]ompile|[cC]ompileOnly|[rR]untime|[rR]untimeOnly|classpath"
    r"|kapt|ksp|annotationProcessor)\b"
)
_COORDINATES = re.compile(_CONFIGURATION + r"""[ \t]*\(?[ \t]*["']([\w.-]+):([\w.-]+)(?::[^"'\n]*)?["']""")
_NAMED = re.compile(
    _CONFIGURATION
    + r"""[ \t]*\(?[ \t]*group[ \t]*[:=][ \t]*["']([\w.-]+)["']"""
    + r"""[ \t]*,[ \t]*name[ \t]*[:=][ \t]*["']([\w.-]+)["']"""
)
_GEM = re.compile(r"""^[ \t]*gem[ \t(]+["']([\w.-]+)["']""", re.MULTILINE)


@guarded("Gradle")
def read_gradle(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Dependencies of a Gradle build, Groovy or Kotlin, whose coordinates are written as strings."""
    text = text_of(content)
    bare = _SLASHED.sub(lambda found: found[1] or "\n" * found.group().count("\n"), text)
    found = (
        Declared(f"maven:{match[1]}:{match[2]}", line, "gradle dependencies")
        for pattern in (_COORDINATES, _NAMED)
        for line, match in numbered(pattern, bare, 1)
    )
    return in_order([*selections(found, lexicon), *allowed_in(text)])


@guarded("Gemfile")
def read_gemfile(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Gems of a Gemfile."""
    text = text_of(content)
    return in_order([*selections(_gems(text), lexicon), *allowed_in(text)])


def _gems(text: str) -> Iterator[Declared]:
    for line, match in numbered(_GEM, text, 1):
        yield Declared(f"gem:{match[1]}", line, "Gemfile gem")
