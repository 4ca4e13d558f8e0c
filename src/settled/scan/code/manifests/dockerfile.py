"""Dockerfiles: packages that ``pip install`` and its kin name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from settled.scan.code.allowing import allowed_in
from settled.scan.code.config.reading import guarded, text_of
from settled.scan.code.config.selections import in_order
from settled.scan.code.config.shell_words import Word, commands
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections
from settled.scan.code.manifests.requirements import name_of

_PIP = re.compile(r"(?:.*/)?pip[\d.]*")
# Options whose value is the next word.
_VALUED = frozenset(
    {"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f",
     "--find-links", "-t", "--target", "--prefix", "--root", "--python", "--timeout", "--retries",
     "--trusted-host", "--global-option", "--install-option", "--config-settings", "--platform",
     "--python-version", "--proxy", "--cache-dir", "--no-binary", "--only-binary", "--progress-bar"}
)  # fmt: skip
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_RUN = re.compile(r"^[ \t]*RUN[ \t]+(?:--\S+[ \t]+)*((?:[^\\\n]|\\\n|\\.)*)", re.MULTILINE | re.IGNORECASE)


@guarded("Dockerfile")
def read(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages that the image's ``RUN`` lines install from PyPI by name."""
    text = text_of(content)
    return in_order([*selections(_installed(text), lexicon), *allowed_in(text)])


def _installed(text: str) -> Iterator[Declared]:
    # Comment lines may stand between the continued lines of one instruction.
    bare = _COMMENT_LINE.sub("\\\\", text)
    for run in _RUN.finditer(bare):
        line = bare.count("\n", 0, run.start(1)) + 1
        for command in commands(run[1], line):
            yield from _of_command(command)


def _of_command(command: Sequence[Word]) -> Iterator[Declared]:
    texts = [word.text for word in command]
    at = next((at for at, text in enumerate(texts) if _PIP.fullmatch(text)), None)
    if at is None or "install" not in texts[at + 1 :]:
        return
    skip = False
    for word in command[texts.index("install", at + 1) + 1 :]:
        if skip or word.text.startswith("-"):
            skip = not skip and word.text in _VALUED
        elif name := name_of(word.text):
            yield Declared(name, word.line, "Dockerfile pip install")
