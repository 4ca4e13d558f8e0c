"""Classes and functions: own implementations, defaults, decorators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from settled.scan.code.lexicon import Match
from settled.scan.code.python import calls
from settled.scan.code.python.bodies import computes, measures, wraps
from settled.scan.code.python.expressions import Expressions
from settled.scan.code.python.findings import sighting
from settled.scan.code.python.reading import Key, Reading, number_of
from settled.scan.code.python.values import NOTHING, Reference, Scope, Value
from settled.scan.zoo.syntax import dotted

Function = ast.FunctionDef | ast.AsyncFunctionDef
_STATIC = frozenset({"staticmethod"})
_CAPITALS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")


class Definitions:
    """Reads the heads of classes and functions; statements read their bodies."""

    def __init__(self, reading: Reading, expressions: Expressions) -> None:
        self._reading = reading
        self._expressions = expressions

    # --- functions

    def read_function(self, node: Function, scope: Scope) -> None:
        """The head of a function, in the scope around it, and its name."""
        self._read_decorators(node, scope)
        for argument, default in calls.defaults(node.args):
            key = Key((argument.arg,), f"default of {argument.arg}")
            self._expressions.visit(default, scope, key)
        matches = self._named(node, scope)
        implemented = [(match, "own function") for match in matches]
        self._bind_own(node, [*implemented, *self._shaped(node)], scope)

    def inner_scope(self, node: Function, scope: Scope) -> Scope:
        """The scope of a function's body: its parameters, ``self`` known in a method."""
        inner = Scope(scope.parent if scope.owner else scope)
        for argument in calls.parameters(node.args):
            inner.bind(argument.arg, NOTHING)
        for argument, default in calls.defaults(node.args):
            via = f"default of {argument.arg}"
            value = self._reading.under(Key((argument.arg,), via), self._expressions.value_of(default, scope))
            if value.references:
                inner.bind(argument.arg, self._reading.default(value, default, via))
                self._reading.places.want(argument.arg)
        first = next(calls.parameters(node.args), None)
        if scope.owner and first and not _STATIC & {dotted(item) for item in node.decorator_list}:
            inner.bind(first.arg, Value(owner=scope.owner))
        return inner

    def _named(self, node: Function, scope: Scope) -> list[Match]:
        """What a function implements by its name; a method, or one of a longer name, must compute."""
        named = self._reading.vocabulary.naming.named("def", node.name)
        if not named.matches or measures(node):
            return []
        if (scope.owner or not named.is_exact) and not computes(node):
            return []
        return [match for match in named.matches if not self._wraps(node, match, scope)]

    def _wraps(self, node: Function | ast.ClassDef, match: Match, scope: Scope) -> bool:
        def is_outside(called: ast.expr) -> bool:
            if isinstance(called, ast.Name):
                value = self._reading.look_up(called.id, scope)
                return any(ref.origin != "own" for ref in value.references)
            references = self._expressions.value_of(called, scope).references
            known = [ref for ref in references if ref.origin == "outside"]
            if not known or any(map(self._reading.matches, known)):
                return True
            # a name of several words is a framework's own, from whatever package it comes
            return len(_CAPITALS.findall(known[0].target.rpartition(".")[2])) > 1

        return wraps(node, match, self._reading.vocabulary, is_outside)

    # --- classes

    def read_class(self, node: ast.ClassDef, scope: Scope) -> None:
        """The head of a class, in the scope around it, and its name."""
        self._read_decorators(node, scope)
        number = number_of(node)
        bases = []
        values: list[tuple[ast.expr, Value]] = []
        for base in node.bases:
            self._expressions.visit(base, scope)
            value = self._expressions.value_of(base, scope)
            bases.append(next((ref.target for ref in value.references), dotted(base)))
            values.append((base, value))
            if value.owner:
                self._reading.bases.setdefault(number, []).append(value.owner)
        for word in node.keywords:
            self._expressions.visit(word.value, scope)
        matches = self._named_class(node, bases, scope)
        implemented = [(match, "own class") for match in matches]
        inherited = [found for base, value in values for found in self._inherited(base, value, not matches)]
        self._bind_own(node, [*implemented, *inherited, *self._shaped(node)], scope, number)

    def _named_class(self, node: ast.ClassDef, bases: list[str], scope: Scope) -> list[Match]:
        """What a class implements by its name: it extends what such classes do, or computes something."""
        vocabulary = self._reading.vocabulary
        named = vocabulary.naming.named("class", node.name)
        if not named.matches:
            return []
        extending = vocabulary.lexicon.owned("class", node.name, bases) if named.is_exact else ()
        is_computing = computes(node)
        return [
            match for match in named.matches
            if (is_computing or match in extending) and not self._wraps(node, match, scope)
        ]  # fmt: skip

    def note_class(self, node: ast.ClassDef, scope: Scope) -> None:
        """The name of a class of which nothing else is of interest, and its bases in this file."""
        number = number_of(node)
        for base in node.bases:
            if isinstance(base, ast.Name) and (known := scope.look_up(base.id)) and known.owner:
                self._reading.bases.setdefault(number, []).append(known.owner)
        scope.bind(node.name, Value(owner=number), node.lineno)

    def _inherited(self, base: ast.expr, value: Value, follow: bool) -> Iterator[tuple[Match, str]]:
        """What a subclass implements; where a field asks for no bases, a base is merely used.

        Args:
            follow: whether a base of another file of the tree is to be followed there.
        """
        reading = self._reading
        line = base.end_lineno or base.lineno
        for reference in value.references:
            for match, _ in reading.matches(reference):
                if reading.vocabulary.lexicon.rules[match.rival.field].bases:
                    yield match, f"subclass of {reference.target}"
            for fact in reading.facts_of(reference, "uses", line):
                if fact.said != "pending":
                    if not reading.vocabulary.lexicon.rules[fact.field].bases:
                        reading.findings.add(fact)
                elif follow:
                    is_own = reading.vocabulary.has_own_bases(fact.target.rpartition(".")[2])
                    role = "defines" if is_own else "uses"
                    reading.findings.add(replace(fact, role=role, via=f"subclass of {fact.target}"))

    def keep_attributes(self, node: ast.ClassDef, inner: Scope) -> None:
        """Let what a class body binds be attributes of the class, defaults that an instance may change."""
        for statement in node.body:
            if not isinstance(statement, ast.Assign | ast.AnnAssign):
                continue
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name) and (value := inner.names.get(target.id, NOTHING)):
                    value = self._reading.default(value, statement, f"class attribute {target.id}")
                    self._reading.bind_attribute(inner.owner, target.id, value, target.lineno)

    # --- both

    def _read_decorators(self, node: Function | ast.ClassDef, scope: Scope) -> None:
        for decorator in node.decorator_list:
            self._expressions.visit(decorator, scope)
            if isinstance(decorator, ast.Name | ast.Attribute):
                self._expressions.pass_on(decorator, scope, "decorator")

    def _shaped(self, node: Function | ast.ClassDef) -> list[tuple[Match, str]]:
        shapes = self._reading.shaped.get(number_of(node), ())
        lexicon = self._reading.vocabulary.lexicon
        return [(match, f"shape {shape}") for shape in shapes for match in lexicon.shapes[shape]]

    def _bind_own(
        self,
        node: Function | ast.ClassDef,
        implemented: list[tuple[Match, str]],
        scope: Scope,
        owner: int = 0,
    ) -> None:
        for match, via in implemented:
            self._reading.findings.define(sighting(match, "defines", node.lineno, via, False))
        references: tuple[Reference, ...] = ()
        if implemented:
            self._reading.own[node.name] = tuple(dict.fromkeys(match for match, _ in implemented))
            self._reading.places.want(node.name)
            references = (Reference("own", node.name, implemented[0][1]),)
        scope.bind(node.name, Value(references, owner=owner), node.lineno)
