"""Names of own implementations: a technology's own name, alone or with words that leave it what it is.

``FusedLayerNorm``, ``layer_norm_forward`` and ``GatedRMSNorm`` are named after a norm, ``LayerNormConfig`` is
not: what may stand before and behind is listed here. A class whose name ends with one of two words or more
(``SelfAttention``, ``LSTMCell``) is one, whatever stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from settled.scan.code.lexicon import Lexicon, Match

_BEFORE = (
    "my|own|custom|simple|basic|base|naive|vanilla|plain|pure|raw|tiny|mini|toy|new|standard|manual|scratch|"
    "numpy|np|pytorch|torch|tf|jax|flax|mlx|keras|triton|cuda|fused|fast|efficient|memoryefficient|stable|"
    "masked|causal|gated|multi|multilayer|multihead|stacked|deep|bidirectional|bi|peephole|conditional|"
    "adaptive|conv|residual|batched|parallel|sharded|distributed|synchronized|sync|frozen|quantized|mpi|"
    r"moving|running|squared?|sqr|\d+d|layer"
)
_BEHIND = (
    r"layer|module|cell|block|unit|op|function|func|fn|impl|ref|reference|optimizer|optim|activation|act|"
    r"fromscratch|scratch|numpy|np|torch|jax|naive|custom|manual|cpu|gpu|cuda|triton|jit|nobias|withbias|"
    r"linear|conv|[\dn]?d|v\d|fp32|fp16|bf16|32|16"
)
_CALLED = (
    r"forward|fwd|apply|step|update|layer|cell|fn|func|function|impl|ref|activation|op|numpy|np|naive|jit|"
    r"python"
)
# An end of line first: it is looked for several times as fast as a beginning.
_DOING = r"update(?:parameters|params|weights)?(?:with|using|by)?"
_DEFINITION = re.compile(rb"\n[ \t]*+(class|def)[ \t]++(\w++)")
_HEADER = re.compile(rb"(class|def)[ \t]+(\w+)")
# What a class of another file is made of, if its name holds it: `LSTMGenerator`, `LlamaAttention`.
_HELD = re.compile(
    r"(?:(?<![A-Z])|(?<=Bi))(LSTM|GRU)(?![A-Z](?=[A-Z\d]|$)|[a-z])|^(BatchNorm|LayerNorm|GroupNorm|InstanceNorm|"
    r"RMSNorm|Mamba2?)(?=[A-Z])|(?<=[a-z\d])(?<!Channel)(?<!Spatial)(?<!Coord)(?<!Kernel)(?<!Pixel)(Attention|GLU)(?=\d?$)"
)
_NO_LAYERS = re.compile(
    r"(?:Config|Configuration|Args|Arguments|Params|Options|Settings|Spec|State|Cache|Tests?|Type|Kind|Trainer|"
    r"Dataset|Callback|Loader|Collator|Mixin|Inputs?|Outputs?|Loss|Hook|Plan|Error|Handler|Manager|Test\w+)$"
)
# What holds none of these is named after no technology.
_SPEAKING = re.compile(
    r"norm|att|lstm|gru|rnn|cell|lu|swish|mish|lora|adam|sgd|lion|muon|msa|mamba", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_DIMENSIONS = re.compile(r"_?[\dNn][dD]$")
# What such names end with is no other thing's name: an encoder or a block may be anything.
_HEAD = re.compile(r"\w*(?:Norm|Normalization|Attention|MSA|Cell|LSTM|GRU|LoRA\w*|Lora\w*|LU)")
# Shorter ends are ends of other words, too.
_SHORTEST_HEAD = 7


_KINDS = ("_type", "_kind", "_name", "_method", "_impl", "_implementation")


def enumerations(lexicon: Lexicon) -> frozenset[str]:
    """What an enumeration of what may be selected is called, after its keys: ``PeftType``, ``NormTypes``."""
    stems = (
        "".join(map(str.capitalize, key.split("_"))) for key in lexicon.selectors if key.endswith(_KINDS)
    )
    return frozenset(name for stem in stems for name in (stem, f"{stem}s"))


class Named(NamedTuple):
    """What a name says.

    Attributes:
        matches: what is implemented under it.
        is_exact: it is the catalog's own word for it; else what computes nothing is none.
    """

    matches: tuple[Match, ...]
    is_exact: bool


_NOTHING = Named((), False)


class Naming:
    """Says what classes and functions implement, by their names alone."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = lexicon.own
        self._own = {
            name: kept
            for name, matches in lexicon.own.items()
            if (kept := tuple(match for match in matches if match.text.startswith(("class:", "def:"))))
        }
        self._known: dict[tuple[str, str], Named] = {}
        self._taken: dict[str, tuple[Match, ...]] = {}
        self.speaking = _Speaking(self)

    def named(self, kind: str, name: str) -> Named:
        """What a class (``kind`` ``class``) or function (``def``) of this name implements."""
        found = self._known.get((kind, name))
        if found is None:
            found = self._known[kind, name] = self._look_up(kind, name)
        return found

    def defined(self, content: bytes) -> list[int]:
        """Offsets of the names of classes and functions that are named after a technology, but not by it."""
        speaking, text = self.speaking, b"\n" + content
        if not any(map(speaking.__getitem__, _DEFINITION.findall(text))):  # as in most files
            return []
        return [found.start(2) - 1 for found in _DEFINITION.finditer(text) if speaking[found.group(1, 2)]]

    def defined_at(self, code: bytes, places: Iterable[int]) -> list[int]:
        """As :meth:`defined`, of those that begin at some offsets, at which something blank ends."""
        speaking = self.speaking
        heads = (head for place in places if (head := _HEADER.match(code, place)))
        return [
            head.start(2)
            for head in heads
            if speaking[head.group(1, 2)]
            and not code[code.rfind(b"\n", 0, head.start()) + 1 : head.start()].strip(b" \t")
        ]

    def speaks(self, kind: str, name: str) -> bool:
        """Whether a class or function is named after a technology, and not by the catalog's own word."""
        named = self.named(kind, name)
        return bool(named.matches) and not named.is_exact

    def taken(self, name: str) -> tuple[Match, ...]:
        """What a class or function of another file is, or is made of, as far as its name tells."""
        found = self._taken.get(name)
        if found is None:
            found = self._taken[name] = self._look_up_taken(name) if _SPEAKING.search(name) else ()
        return found

    def _look_up_taken(self, name: str) -> tuple[Match, ...]:
        if name.isupper():  # a constant, or a member of an enumeration
            return ()
        if not name.lstrip("_")[:1].isupper():
            return self.named("def", name).matches
        if (named := self.named("class", name)).matches or _NO_LAYERS.search(name):
            return named.matches
        held = _HELD.search(name)
        return self._words.get(held[held.lastindex or 0], ()) if held else ()

    def _look_up(self, kind: str, name: str) -> Named:
        exact = tuple(match for match in self._own.get(name, ()) if match.text.startswith(f"{kind}:"))
        if exact:
            return Named(exact, True)
        folded = name.replace("_", "").lower()
        pattern = self._compound if kind == "class" else self._called
        if (found := pattern.fullmatch(folded)) and found[1] in self._folded:  # some catalogs name none
            return Named(self._folded[found[1]], False)
        if kind == "class":
            body = _DIMENSIONS.sub("", name)
            for head in self._heads:
                if body.endswith(head):
                    return Named(self._of_classes(head), False)
        return _NOTHING

    def _of_classes(self, name: str) -> tuple[Match, ...]:
        return tuple(match for match in self._own[name] if match.text.startswith("class:"))

    @cached_property
    def _folded(self) -> dict[str, tuple[Match, ...]]:
        """Matches by name without case and underscores; that of a class before that of a function."""
        found: dict[str, tuple[Match, ...]] = {}
        for name, matches in self._own.items():
            folded = name.replace("_", "").lower()
            found[folded] = (*found.get(folded, ()), *matches)
        return {name: _each_rival_once(matches) for name, matches in found.items()}

    @cached_property
    def _alternatives(self) -> str:
        # The longest one first: a layer norm of root mean squares is no layer norm.
        return "|".join(re.escape(name) for name in sorted(self._folded, key=lambda name: (-len(name), name)))

    @cached_property
    def _compound(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_BEFORE})*?({self._alternatives})(?:{_BEHIND})*")

    @cached_property
    def _called(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_DOING})?(?:{_BEFORE})*?({self._alternatives})(?:{_CALLED})*")

    @cached_property
    def _heads(self) -> list[str]:
        heads = [
            name for name, matches in self._own.items()
            if len(name) >= _SHORTEST_HEAD and _HEAD.fullmatch(name) and len(_WORDS.findall(name)) > 1
            and any(match.text.startswith("class:") for match in matches)
        ]  # fmt: skip
        return sorted(heads, key=lambda name: (-len(name), name))


class _Speaking(dict[tuple[bytes, ...], bool]):
    """Whether (``class`` or ``def``, name) speaks, asked once for each: files define the same ones often."""

    def __init__(self, naming: Naming) -> None:
        super().__init__()
        self._naming = naming

    def __missing__(self, key: tuple[bytes, ...]) -> bool:
        kind, name = (part.decode("utf-8", "replace") for part in key)
        found = self[key] = self._naming.speaks(kind, name)
        return found


def _each_rival_once(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    return tuple({match.rival: match for match in reversed(matches)}.values())


_LATEST: list[tuple[Lexicon, Naming]] = []


def naming_of(lexicon: Lexicon) -> Naming:
    """The names of a lexicon, put together once: files are read with the same one by the thousand."""
    if not _LATEST or _LATEST[0][0] is not lexicon:
        _LATEST[:] = [(lexicon, Naming(lexicon))]
    return _LATEST[0][1]
