"""The words of the page on the founding document, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable

ENGLISH: dict[str, str] = {
    "nav.founding": "Audit",
    "founding.title": "Do the founding document’s numbers hold?",
    "founding.lead": (
        "The document that started the project states figures for three technologies. Here each one stands "
        "beside what follows from the document itself, and beside what the evidence measures."
    ),
    "founding.counts": (
        "{claims} claims, {checked} of them checked ({checked_rate} %): {contradicted} contradicted "
        "({contradicted_rate} % of those checked), {imprecise} imprecise, {holds} hold. {measured} are also "
        "measured: {agree} agree with the evidence ({agree_rate} %)."
    ),
    "founding.note": (
        "The document’s words are not shown, only its figures: by line, with what they are of where the "
        "catalog knows it. Made by `settled audit --against ledger`, as of {as_of}."
    ),
    "founding.digest": "Evidence: digest {digest}.",
    "founding.filter": "Show",
    "founding.all": "all",
    "founding.chapter": "Chapter {number}",
    "founding.lines": "lines {first} to {last}",
    "founding.line": "line",
    "founding.about": "of what",
    "founding.stated": "stated",
    "founding.computed": "computed",
    "founding.measured": "measured",
    "founding.verdict": "verdict",
    "founding.why": "why",
    "founding.other": "see line",
    "founding.agrees": "agrees",
    "founding.disagrees": "disagrees",
    "founding.as_of": "as of {day}",
    "founding.formula": "formula",
    # Reasons without what the document says in words
    "why.threshold.contradicted": "{stated} does not satisfy the class’s rule, of line {rule_line}",
    "why.threshold.holds": "it satisfies the class’s rule, of line {rule_line}",
    "why.threshold.unverifiable": "{stated} may or may not satisfy the class’s rule, of line {rule_line}",
    "why.threshold.grade": "{stated} bears another grade elsewhere",
    "why.bound.exceptions": "{stated} leaves no room for the exceptions that are stated elsewhere",
    "why.formula.index": (
        "the index of the sum runs over the rows of the second factor; with a transpose it must run over its "
        "columns"
    ),
    "why.else": "judged by the check “{check}”",
}

CHINESE: dict[str, str] = {
    "nav.founding": "核算",
    "founding.title": "立项文档中的数字成立吗？",
    "founding.lead": (
        "立项文档给出了三项技术的数字。此处逐一列出：文中所写、由文中其他数字推算的、由证据测得的。"
    ),
    "founding.counts": (
        "数字 {claims} 个，已核算 {checked} 个（{checked_rate} %）：矛盾 {contradicted} 个（占已核算的 "
        "{contradicted_rate} %），不精确 {imprecise} 个，成立 {holds} 个。另有 {measured} 个有测量值，"
        "其中 {agree} 个与证据相符（{agree_rate} %）。"
    ),
    "founding.note": (
        "不展示原文，只按行列出数字；目录中有对应项的，注明其所指。由 `settled audit --against ledger` "
        "得出，截至 {as_of}。"
    ),
    "founding.digest": "证据摘要 {digest}。",
    "founding.filter": "显示",
    "founding.all": "全部",
    "founding.chapter": "第 {number} 章",
    "founding.lines": "第 {first} 至 {last} 行",
    "founding.line": "行",
    "founding.about": "所指",
    "founding.stated": "文中",
    "founding.computed": "推算",
    "founding.measured": "测得",
    "founding.verdict": "结论",
    "founding.why": "理由",
    "founding.other": "另见行",
    "founding.agrees": "相符",
    "founding.disagrees": "不符",
    "founding.as_of": "截至 {day}",
    "founding.formula": "公式",
    "why.threshold.contradicted": "{stated} 不满足第 {rule_line} 行所定的类别条件",
    "why.threshold.holds": "满足第 {rule_line} 行所定的类别条件",
    "why.threshold.unverifiable": "{stated} 是否满足第 {rule_line} 行所定的类别条件无法确定",
    "why.threshold.grade": "{stated} 在他处的等级不同",
    "why.bound.exceptions": "{stated} 与他处所列的例外不能并存",
    "why.formula.index": "求和下标遍历了第二个因子的行；含转置时应遍历其列",
    "why.else": "由“{check}”检查判定",
}

_BY_LANGUAGE = {"en": ENGLISH, "zh": CHINESE}


def speaker(language: str) -> Callable[..., str]:
    """A function from key and fillings to the page's text in a language.

    >>> speaker("zh")("founding.chapter", number=4)
    '第 4 章'
    """
    texts = _BY_LANGUAGE[language]
    return lambda key, **fillings: texts[key].format(**fillings)


def has(key: str) -> bool:
    """Whether there is a text for a key."""
    return key in ENGLISH
