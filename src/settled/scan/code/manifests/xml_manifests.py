"""``pom.xml`` and ``*.csproj``: dependencies in XML, read by events; no entity is ever expanded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from settled.scan.code.config.reading import MOST_NESTED, UnreadableError, guarded
from settled.scan.code.config.selections import in_order
from settled.scan.code.facts import Fact
from settled.scan.code.lexicon import Lexicon
from settled.scan.code.manifests.declared import Declared, selections

# What is listed there is not needed by the project itself.
_NOT_NEEDED = frozenset({"dependencyManagement", "plugins", "pluginManagement"})


@dataclass(slots=True)
class Element:
    """An element that has ended: its path of local names, attributes, text and line."""

    path: tuple[str, ...]
    attributes: dict[str, str]
    line: int
    text: list[str] = field(default_factory=list)


@guarded("XML")
def read_pom(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Dependencies of a Maven project and its profiles; ``dependencyManagement`` only fixes versions."""
    return in_order(selections(_of_maven(content), lexicon))


@guarded("XML")
def read_csproj(content: bytes, lexicon: Lexicon) -> list[Fact]:
    """Packages that a .NET project references."""
    return in_order(selections(_of_dotnet(content), lexicon))


def _of_maven(content: bytes) -> Iterator[Declared]:
    group, artifact = "", ("", 0)
    for element in elements(content):
        *parents, name = element.path
        text = "".join(element.text).strip()
        if parents[-2:] == ["dependencies", "dependency"] and not _NOT_NEEDED.intersection(parents):
            if name == "groupId":
                group = text
            elif name == "artifactId":
                artifact = (text, element.line)
        elif element.path[-2:] == ("dependencies", "dependency"):
            if group and artifact[0]:
                yield Declared(f"maven:{group}:{artifact[0]}", artifact[1], "pom.xml dependencies")
            group, artifact = "", ("", 0)


def _of_dotnet(content: bytes) -> Iterator[Declared]:
    for element in elements(content):
        if element.path[-1] == "PackageReference" and (name := element.attributes.get("Include")):
            for written in dict.fromkeys((name, name.lower())):
                yield Declared(f"nuget:{written}", element.line, "csproj PackageReference")


def elements(content: bytes) -> list[Element]:
    """The elements of an XML document in the order of their ends.

    Raises:
        UnreadableError: not XML, nested too deeply, or it declares entities.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    stack: list[Element] = []
    ended: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path = (*(stack[-1].path if stack else ()), name.rpartition(" ")[2])
        if len(path) > MOST_NESTED:
            raise UnreadableError("nested too deeply")
        stack.append(Element(path, attributes, parser.CurrentLineNumber))

    def refuse(*_: object) -> None:
        raise UnreadableError("it declares entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: ended.append(stack.pop())
    parser.CharacterDataHandler = lambda text: stack[-1].text.append(text)
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableError(str(error)) from error
    return ended
