"""Where a paper can be read, told from its id alone."""

from __future__ import annotations

import re

# A new arXiv id has four digits after the point to 2014 and five from 2015 on.
_ARXIV = re.compile(r"(\d{3,4})\.\d{1,17}")
_ARXIV_OLD = re.compile(r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}")
# An ACL Anthology id of 2020 or later; older ones stand in the collection without their volume.
_ACL = re.compile(r"\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+")
# OpenReview's ids mix upper and lower case; the hexadecimal ids of other producers do not.
_OPENREVIEW = re.compile(r"(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9_-]{9,12}")
_OPENREVIEW_VENUES = frozenset({"aistats", "automl", "colm", "corl", "emnlp", "iclr", "icml", "neurips"})
_DOI = re.compile(r"https://doi\.org/10\.\d{4,9}/[\w.()/:;-]+")


def unit_url(unit: str) -> str | None:
    """The page of a paper, where its unit's id tells: arXiv, OpenReview, ACL Anthology, DOI; else ``None``.

    >>> unit_url("papers:arxiv-cs.CL:2017:1706.03762")
    'https://arxiv.org/abs/1706.03762'
    >>> unit_url("papers:acl:2022:2022.acl-long.1")
    'https://aclanthology.org/2022.acl-long.1'
    >>> unit_url("papers:cvpr:2013:site_112e272638") is None
    True
    """
    kind, _, rest = unit.partition(":")
    venue, _, rest = rest.partition(":")
    own = rest.partition(":")[2]
    if kind != "papers" or not own:
        return None
    if venue.startswith("arxiv"):
        return _arxiv(own)
    if _DOI.fullmatch(own):
        return own
    if _ACL.fullmatch(own):
        return f"https://aclanthology.org/{own}"
    if venue in _OPENREVIEW_VENUES and _OPENREVIEW.fullmatch(own):
        return f"https://openreview.net/forum?id={own}"
    return None


def _arxiv(own: str) -> str | None:
    if _ARXIV_OLD.fullmatch(own):
        return f"https://arxiv.org/abs/{own}"
    match = _ARXIV.fullmatch(own)
    if match is None:
        return None
    # Some producers kept ids as floating-point numbers: 1811.0024399999998 is 1811.00244, 1005.339 is
    # 1005.3390, and 705.2305 is 0705.2305.
    digits = 5 if int(match[1]) >= 1501 else 4
    return f"https://arxiv.org/abs/{float(own):0{5 + digits}.{digits}f}"
