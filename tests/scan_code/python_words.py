"""A small lexicon of made-up fields over real names, and facts as short text."""

from __future__ import annotations

import textwrap

from settled.records import Born, CodeRules, Field, Signatures, Technology, Variant
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.python import read

BORN = Born(2020, "Title", "https://example.org")


def technology(name: str, *variants: Variant, **signatures: tuple[str, ...]) -> Technology:
    return Technology(name, name, name, BORN, Signatures(**signatures), variants)


def field(name: str, *technologies: Technology, **rules: object) -> Field:
    return Field(name, name, name, "Which?", technologies, code=CodeRules(**rules))


def optimizer(name: str, cls: str, *variants: Variant, config: tuple[str, ...] = ()) -> Technology:
    names = (f"torch.optim.{cls}", f"tensorflow.keras.optimizers.{cls}", f"optax.{name}")
    return technology(
        name, *variants, code=(*names, f"other.{cls}"), canonical=names, own=(f"class:{cls}",),
        config=(name, *config),
    )  # fmt: skip


LEXICON = Lexicon(
    (
        field(
            "optimizer",
            optimizer(
                "adamw", "AdamW",
                Variant("adamw-8bit", "8", Signatures(code=("bnb.optim.AdamW8bit",), config=("adamw_8bit",))),
                config=("adamw_torch",),
            ),
            optimizer("sgd", "SGD"),
            optimizer("lion", "Lion"),
            selectors=("optim", "optimizer", "opt", "optimizer_name", "optimizer_cls", "opt_cls"),
            bases=("Optimizer",),
        ),
        field(
            "activation",
            technology("gelu", code=("torch.nn.GELU", "torch.nn.functional.gelu"),
                       canonical=("torch.nn.GELU", "torch.nn.functional.gelu"), own=("def:gelu",),
                       config=("gelu",)),
            technology("relu", code=("torch.nn.ReLU", "torch.nn.functional.relu"),
                       canonical=("torch.nn.ReLU", "torch.nn.functional.relu"), config=("relu",)),
            selectors=("activation", "act_layer", "hidden_act"),
        ),
        field(
            "norm",
            technology("layer-norm", code=("torch.nn.LayerNorm",), canonical=("torch.nn.LayerNorm",)),
            technology("rms-norm", code=("torch.nn.RMSNorm",), own=("class:RMSNorm", "shape:rms-norm")),
            selectors=("norm",),
            bases=("Module",),
        ),
        field(
            "mixing",
            technology("attention", own=("class:Attention", "shape:softmax-attention", "wrapper:Mixer"),
                       code=("torch.nn.functional.scaled_dot_product_attention",)),
            technology("linear", own=("shape:linear-attention",)),
            bases=("Module",),
        ),
        field("http", technology("requests", modules=("requests",)), technology("httpx", modules=("httpx",))),
        field(
            "testing",
            technology("pytest", modules=("pytest",)),
            technology("unittest", code=("unittest.TestCase",), canonical=("unittest.TestCase",)),
            tests_count=True,
        ),
    )
)  # fmt: skip

_ROLES = {"uses": "uses", "selects": "selects", "defines": "defines"}


def short(fact: Fact) -> str:
    """``LINE ROLE TECHNOLOGY`` of a sighting, ``LINE SAID NAME TARGET`` of what leads to other files."""
    which = fact.technology + (f"/{fact.variant}" if fact.variant else "")
    if fact.said == "sighting":
        return f"{fact.line} {fact.role} {which}" + {True: "", None: "?", False: " own"}[fact.canonical]
    if fact.said == "pending":
        return f"{fact.line} pending {fact.role} {fact.target}"
    if fact.said == "handed_on":
        return f"{fact.line} hands {fact.name} {fact.target}"
    if fact.said == "export":
        return f"{fact.line} exports {fact.name} {which}" + ("" if fact.canonical else " own")
    return " ".join(filter(None, (str(fact.line), fact.said, fact.text, fact.via)))


def dedented(source: str) -> bytes:
    return textwrap.dedent(source).strip("\n").encode()


def said(source: str | bytes, *kinds: str) -> list[str]:
    """The facts of a source, without those for other files unless asked for."""
    content = dedented(source) if isinstance(source, str) else source
    wanted = kinds or ("sighting", "pending", "skipped", "allow")
    return [short(fact) for fact in read(content, LEXICON) if fact.said in wanted]
