"""How names may be written: boundaries, letter case, joints, broken words, markup, Chinese, full width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Seen = Callable[..., list[dict[str, Any]]]

# (technology, variant or None, text as it stands there, abstract)
WRITTEN = {
    "at the very beginning": ("adamw", None, "AdamW", "AdamW is fast."),
    "at the very end": ("adamw", None, "AdamW", "We run AdamW"),
    "alone": ("adamw", None, "AdamW", "AdamW"),
    "in parentheses": ("adamw", None, "AdamW", "the method (AdamW) is"),
    "before a comma": ("adamw", None, "AdamW", "AdamW, then"),
    "before a slash": ("adamw", None, "AdamW", "AdamW/Lion"),
    "before a possessive": ("adamw", None, "AdamW", "AdamW's state"),
    "beside a hyphen": ("adamw", None, "AdamW", "an AdamW-like rule"),
    "in quotes": ("adamw", None, "AdamW", "the “AdamW” rule"),
    "after an underscore": ("adamw", None, "AdamW", "opt_AdamW_x"),
    "between emoji": ("adamw", None, "AdamW", "🚀AdamW🚀"),
    "between Chinese characters": ("adamw", None, "AdamW", "使用AdamW优化器"),
    "between Chinese full stops": ("adamw", None, "AdamW", "方法。AdamW。结果"),
    "between Japanese characters": ("adamw", None, "AdamW", "最適化にAdamWを使う"),
    "in Korean with a particle": ("adamw", None, "AdamW", "우리는 AdamW를 쓴다"),
    "Chinese inside a sentence": ("softmax-attention", None, "注意力机制", "引入注意力机制提高准确率"),
    "Chinese with Latin and a space": ("adam", None, "Adam 优化器", "采用 Adam 优化器 训练"),
    "in LaTeX italics": ("adamw", None, "AdamW", r"we use \textit{AdamW} here"),
    "after LaTeX mathematics": ("adamw", None, "AdamW", r"the $\beta$-AdamW rule"),
    "half in LaTeX": ("softmax-attention", None, "self}-attention", r"a \textit{self}-attention block"),
    "half in an old LaTeX switch": ("prompt-tuning", None, "soft} prompt", r"a {\bf soft} prompt is learned"),
    "half in HTML": ("softmax-attention", None, "self</i>-attention", "a <i>self</i>-attention block"),
    "in HTML": ("adamw", None, "AdamW", "we use <i>AdamW</i> here"),
    "in Markdown": ("adamw", None, "AdamW", "we use **AdamW** and `Lion`"),
    "with a plural s": ("gan", None, "GANs", "two GANs are trained"),
    "hyphen as a space": ("softmax-attention", None, "self attention", "a self attention block"),
    "hyphen left out": ("prefix-tuning", None, "prefixtuning", "we do prefixtuning here"),
    "hyphen as written": ("prefix-tuning", None, "prefix-tuning", "we do prefix-tuning here"),
    "space as a hyphen": ("prompt-tuning", None, "soft-prompt", "a soft-prompt is learned"),
    "space as a line break": ("prompt-tuning", None, "soft\nprompt", "a soft\nprompt is learned"),
    "space as a Windows line break": ("prompt-tuning", None, "soft\r\nprompt", "a soft\r\nprompt is learned"),
    "space as a tab": ("prompt-tuning", None, "soft\tprompt", "a soft\tprompt is learned"),
    "two spaces": ("prompt-tuning", None, "soft  prompt", "a soft  prompt is learned"),
    "no-break space": ("prompt-tuning", None, "soft\u00a0prompt", "a soft\u00a0prompt is learned"),
    "hyphen as an en dash": ("softmax-attention", None, "self–attention", "a self–attention block"),
    "hyphen as a no-break one": ("softmax-attention", None, "self\u2011attention", "a self\u2011attention"),
    "hyphen then a line break": ("softmax-attention", None, "self-\nattention", "a self-\nattention block"),
    "word broken by a PDF": ("softmax-attention", None, "self-atten- tion", "a self-atten- tion block"),
    "word broken over a line": ("softmax-attention", None, "self-atten-\ntion", "a self-atten-\ntion block"),
    "soft hyphen": ("softmax-attention", None, "self-atten\u00adtion", "a self-atten\u00adtion block"),
    "full width": ("adamw", None, "ＡｄａｍＷ", "使用ＡｄａｍＷ优化器"),
    "full-width parentheses": ("adamw", None, "AdamW", "优化器（AdamW）的"),
    "any case": ("softmax-attention", None, "SELF-Attention", "A SELF-Attention block"),
    "with an accent nearby": ("adamw", None, "AdamW", "Naïve AdamW, à propos"),
}  # fmt: skip

NOT_WRITTEN = {
    "inside a word before": ("adamw", "the myAdamW rule"),
    "inside a word after": ("adamw", "the AdamWish rule"),
    "before a digit": ("adamw", "the AdamW2 rule"),
    "after a digit": ("adamw", "the 3AdamW rule"),
    "before an accent": ("adamw", "the AdamWé rule"),
    "before a combining accent": ("adamw", "the AdamW\u0301 rule"),
    "before Greek": ("adamw", "the AdamWβ rule"),
    "after Cyrillic": ("adamw", "the яAdamW rule"),
    "exact in small letters": ("adamw", "the adamw rule"),
    "exact in capitals": ("adamw", "the ADAMW rule"),
    "exact with another ending": ("lora", "the LoRa radio"),
    "other words between": ("prompt-tuning", "a soft or hard prompt"),
    "over the end of a sentence": ("prompt-tuning", "It is soft. Prompt replies"),
    "over a comma": ("prompt-tuning", "soft, prompt answers"),
    "part of the Chinese words": ("softmax-attention", "提高注意力和机制"),
}


def _found(seen: Seen, abstract: str) -> set[tuple[str, str | None, str]]:
    return {(row["technology"], row["variant"], row["text"]) for row in seen(abstract)}


@pytest.mark.parametrize(("technology", "variant", "text", "abstract"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_name_is_found_however_it_is_written(
    seen: Seen, technology: str, variant: str | None, text: str, abstract: str
) -> None:
    assert (technology, variant, text) in _found(seen, abstract)


@pytest.mark.parametrize(("technology", "abstract"), NOT_WRITTEN.values(), ids=NOT_WRITTEN.keys())
def test_what_is_another_word_is_not_found(seen: Seen, technology: str, abstract: str) -> None:
    assert technology not in {row["technology"] for row in seen(abstract)}


def test_a_name_does_not_run_from_the_title_into_the_abstract(seen: Seen) -> None:
    assert not seen("prompt replies", title="Words that are soft")
    assert not seen("tention is all", title="A block of self-at-")


@pytest.mark.parametrize("joint", ["-", " ", "", "\n", "–", "- ", "\u2010"])
def test_full_fine_tuning_is_found_with_every_joint(seen: Seen, joint: str) -> None:
    rows = seen(f"We do full fine{joint}tuning of it.")
    assert [(row["technology"], row["text"]) for row in rows] == [
        ("full-fine-tuning", f"full fine{joint}tuning")
    ]
