"""Reads a written site with a real parser and asks of its pages what every reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VOID = {"meta", "link", "img", "br", "hr", "input", "mspace"}


@dataclass
class Page:
    """A page as a tree. It is well-formed XML too, so that a strict parser can vouch for its nesting.

    A space that may not break reads as a space.
    """

    path: Path
    text: str
    root: ET.Element = field(init=False)

    def __post_init__(self) -> None:
        assert self.text.startswith("<!DOCTYPE html>\n"), self.path
        self.root = ET.fromstring(self.text.replace("\u00a0", " ").encode())

    def all(self, *tags: str) -> Iterator[ET.Element]:
        """Elements with one of the tags, in order."""
        return (element for element in self.root.iter() if element.tag in tags)

    def words(self) -> str:
        """All that is to be read, white space folded."""
        return " ".join("".join(self.root.find("body").itertext()).split())


def pages(folder: Path) -> list[Page]:
    """Every page of a site."""
    return [Page(path, path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))]


def faults(page: Page, folder: Path) -> Iterator[str]:
    """What is wrong with a page, each in a phrase; nothing: it is sound."""
    yield from _identifiers(page)
    yield from _headings(page)
    yield from _landmarks(page)
    yield from _tables(page)
    yield from _names(page)
    yield from _safety(page)
    yield from _links(page, folder)


def _identifiers(page: Page) -> Iterator[str]:
    ids = [element.get("id") for element in page.root.iter() if element.get("id")]
    yield from (f"id {one} twice" for one in set(ids) if ids.count(one) > 1)
    for element in page.root.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            yield from (f"{name} to nowhere" for one in (element.get(name) or "").split() if one not in ids)


def _headings(page: Page) -> Iterator[str]:
    levels = [int(element.tag[1]) for element in page.all(*HEADINGS)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield "not one h1 that comes first"
    yield from (f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1)
    yield from ("empty heading" for h in page.all(*HEADINGS) if not "".join(h.itertext()).strip())


def _landmarks(page: Page) -> Iterator[str]:
    for tag in ("header", "main", "footer"):
        if len(list(page.all(tag))) != 1:
            yield f"not one {tag}"
    yield from ("nav without a name" for nav in page.all("nav") if not nav.get("aria-label"))
    if not page.root.get("lang"):
        yield "no language"
    if not "".join(next(page.all("title")).itertext()).strip():
        yield "no title"
    skip = next(page.all("a"))
    target = (skip.get("href") or "")[1:]
    if not any(main.get("id") == target for main in page.all("main")):
        yield "the first link does not skip to the content"


def _tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        if table.find("caption") is None or not "".join(table.find("caption").itertext()).strip():
            yield "table without a caption"
        yield from ("th without scope" for th in table.iter("th") if not th.get("scope"))
        widths = {_width(row) for row in table.iter("tr")}
        if len(widths) != 1:
            yield f"rows of different widths {widths}"


def _width(row: ET.Element) -> int:
    return sum(int(cell.get("colspan", "1")) for cell in row if cell.tag in ("td", "th"))


def _names(page: Page) -> Iterator[str]:
    yield from ("image without alt" for img in page.all("img") if not img.get("alt"))
    for link in page.all("a", "summary"):
        if not "".join(link.itertext()).strip():
            yield f"link without words: {link.get('href')}"
    for svg in page.all("svg"):
        if svg.get("aria-hidden") != "true" and not (svg.get("role") == "img" and svg.get("aria-label")):
            yield "picture without a name"


def _safety(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        yield from (f"handler {name}" for name in element.attrib if name.startswith("on"))
        if element.get("style") or element.tag == "style":
            yield "inline style, which the page's own policy forbids"
        if (
            element.tag == "script"
            and element.get("src") is None
            and element.get("type") != "application/json"
        ):
            yield "inline script"
        for name in ("src", "href"):
            target = element.get(name, "")
            away = bool(urlsplit(target).scheme or target.startswith("/"))
            if away and (element.tag != "a" or urlsplit(target).scheme not in ("http", "https")):
                yield f"{element.tag} reaches out: {target}"
    # What a parser of HTML, unlike one of XML, would read otherwise.
    for tag in re.findall(r"<(\w+)[^>]*/>", page.text):
        if tag not in VOID and tag not in ("rect", "circle"):
            yield f"<{tag}/> is not closed in HTML"


def _links(page: Page, folder: Path) -> Iterator[str]:
    for element in page.root.iter():
        for name in ("href", "src"):
            target = element.get(name)
            if target is None or urlsplit(target).scheme:
                continue
            parts = urlsplit(target)
            path = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
            if not path.is_file() or folder.resolve() not in path.parents:
                yield f"{target} leads nowhere"
            elif parts.fragment and f'id="{parts.fragment}"' not in path.read_text("utf-8"):
                yield f"{target} has no such place"
