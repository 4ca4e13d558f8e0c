"""Expressions: what they stand for, and what is used and selected in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from settled.scan.code.python import calls
from settled.scan.code.python.reading import NO_KEY, Key, Reading
from settled.scan.code.python.values import NOTHING, Reference, Scope, Value, union

LIMIT_DEPTH = 200
_UNION_DEPTH = 12
# Of a registry; the largest that are written by hand have some hundred.
_MOST_ENTRIES = 400
# Calls that take a class and do nothing with it that is a use; nor is being registered, by whatever name.
_NOT_PASSED = frozenset(
    {"isinstance", "issubclass", "super", "hasattr", "cast", "type", "TypeVar", "NewType", "id", "repr",
     "str", "print", "callable", "len", "set", "frozenset", "list", "tuple", "dict", "OrderedDict",
     "defaultdict", "getattr", "setattr", "signature", "getsource", "getfile", "Union", "Optional", "append",
     "add", "extend", "update", "ChainMap", "MappingProxyType", "sorted", "zip", "enumerate", "iter", "vars",
     "dir", "help"}
)  # fmt: skip
_CONTAINERS = frozenset({"dict", "OrderedDict", "MappingProxyType"})
_SCOPED: tuple[type[ast.AST], ...] = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class TooDeepError(Exception):
    """An expression or statement is nested more deeply than is read."""


class Expressions:
    """Reads expressions into a ``Reading``; statements drive it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._depth = 0
        self._mentions = bool(reading.vocabulary.lexicon.modules)
        visits: dict[type[ast.AST], Callable[..., None]] = {
            ast.Constant: self._constant, ast.Name: self._name, ast.Attribute: self._attribute,
            ast.Call: self._call, ast.Dict: self._dict, ast.List: self._items, ast.Tuple: self._items,
            ast.Set: self._items, ast.Subscript: self._subscript, ast.IfExp: self._choice,
            ast.BoolOp: self._either, ast.Lambda: self._lambda, ast.NamedExpr: self._named,
            ast.BinOp: self._binary, ast.Yield: self._yield,
        }  # fmt: skip
        self._values: dict[type[ast.AST], Callable[..., Value]] = {
            ast.Name: self._value_of_name, ast.Attribute: self._value_of_attribute,
            ast.IfExp: self._value_of_choice, ast.BoolOp: self._value_of_either,
            ast.Dict: self._value_of_items, ast.List: self._value_of_items, ast.Tuple: self._value_of_items,
            ast.NamedExpr: self._value_of_named, ast.Call: self._value_of_call,
        }  # fmt: skip
        self._visits = visits | dict.fromkeys(_SCOPED, self._comprehension)

    # --- what an expression stands for

    def value_of(self, node: ast.AST | None, scope: Scope, depth: int = 0) -> Value:
        """The references that an expression may stand for; nothing where it makes something new."""
        if depth > _UNION_DEPTH:
            return NOTHING
        value_of = self._values.get(node.__class__) if node is not None else None
        return NOTHING if value_of is None else value_of(node, scope, depth + 1)

    def _value_of_name(self, node: ast.Name, scope: Scope, _depth: int) -> Value:
        return self._reading.look_up(node.id, scope)

    def _value_of_choice(self, node: ast.IfExp, scope: Scope, depth: int) -> Value:
        return union(self.value_of(part, scope, depth) for part in (node.body, node.orelse))

    def _value_of_either(self, node: ast.BoolOp, scope: Scope, depth: int) -> Value:
        return union(self.value_of(part, scope, depth) for part in node.values)

    def _value_of_named(self, node: ast.NamedExpr, scope: Scope, depth: int) -> Value:
        return self.value_of(node.value, scope, depth)

    def _value_of_attribute(self, node: ast.Attribute, scope: Scope, _depth: int) -> Value:
        names: list[str] = []
        base: ast.AST = node
        while isinstance(base, ast.Attribute):
            names.append(base.attr)
            base = base.value
        if not isinstance(base, ast.Name):
            return NOTHING
        value = self._reading.look_up(base.id, scope) or self._reading.usual(base.id, names[-1], scope)
        if value.owner and (known := self._reading.attribute(value.owner, names[-1])):
            value = known
            names.pop()
        if not names:
            return value
        tail = ".".join(reversed(names))
        return Value(
            tuple(
                Reference(
                    ref.origin,
                    f"{ref.target}.{tail}" if ref.target.strip(".") else ref.target + tail,
                    ref.via,
                )
                for ref in value.references
                if ref.origin != "own" and not ref.default
            )
        )

    def _value_of_items(self, node: ast.Dict | ast.List | ast.Tuple, scope: Scope, depth: int) -> Value:
        if isinstance(node, ast.Dict):
            pairs = [
                (calls.text_of(key) if key else "", item)
                for key, item in zip(node.keys, node.values, strict=True)
            ]
        else:
            pairs = [(str(at), item) for at, item in enumerate(node.elts)]
        return self._registry(pairs, scope, depth)

    def _registry(self, pairs: Iterable[tuple[str, ast.expr]], scope: Scope, depth: int) -> Value:
        entries: dict[str, tuple[Reference, ...]] = {}
        general: dict[str, tuple[Reference, ...]] = {}
        for at, (key, item) in enumerate(pairs):
            if isinstance(item, ast.Constant):
                continue
            if len(entries) >= _MOST_ENTRIES:
                break
            value = self.value_of(item, scope, depth)
            if references := tuple(filter(self._reading.matters, _all_of(value))):
                entries[key or f"#{at}"] = references
            elif named := self._reading.named_by(key, value):
                general[key] = named
        return Value(entries=entries | general) if entries else NOTHING

    def _value_of_call(self, node: ast.Call, scope: Scope, depth: int) -> Value:
        if isinstance(node.func, ast.Name) and node.func.id in _CONTAINERS:
            pairs = [(word.arg, word.value) for word in node.keywords if word.arg]
            values = [self.value_of(argument, scope, depth) for argument in node.args[:1]]
            return union([*values, self._registry(pairs, scope, depth)])
        return NOTHING

    # --- what is used and selected in an expression

    def visit(self, node: ast.AST | None, scope: Scope, key: Key = NO_KEY) -> None:
        """Find what an expression uses and selects; ``key``: under which its value stands."""
        if node is None:
            return
        self._depth += 1
        if self._depth > LIMIT_DEPTH:
            raise TooDeepError
        visit = self._visits.get(node.__class__)
        if visit is not None:
            visit(node, scope, key)
        else:
            for child in ast.iter_child_nodes(node):
                self.visit(child, scope)
        self._depth -= 1

    def pass_on(self, node: ast.expr, scope: Scope, via: str = "", key: Key = NO_KEY) -> None:
        """A reference that is handed to a call, or returned, is used; a default that is handed on is not."""
        if isinstance(node, ast.Constant | ast.List):
            return
        value = self._reading.under(key, self.value_of(node, scope))
        references = _all_of(value) if isinstance(node, ast.Dict | ast.Tuple) else value.references
        for reference in references:
            if not reference.default:
                self._reading.use(reference, _line(node), via)

    def _constant(self, node: ast.Constant, _scope: Scope, key: Key) -> None:
        if key.path and isinstance(node.value, str):
            self._reading.select(key, node.value, node.lineno)

    def _name(self, node: ast.Name, scope: Scope, _key: Key) -> None:
        if self._mentions:
            for reference in self._reading.look_up(node.id, scope).references:
                if reference.origin == "outside":
                    self._reading.mention(reference.target, node.lineno, reference.via)

    def _attribute(self, node: ast.Attribute, scope: Scope, key: Key) -> None:
        if key.path and (member := calls.member_of(node)):
            self._reading.select(key, member, _line(node))
        base: ast.AST = node
        while isinstance(base, ast.Attribute):
            base = base.value
        if not isinstance(base, ast.Name):
            self.visit(base, scope)
        elif self._mentions and self._reading.look_up(base.id, scope):
            for reference in self.value_of(node, scope).references:
                if reference.origin == "outside":
                    self._reading.mention(reference.target, _line(node), reference.via)

    def _call(self, node: ast.Call, scope: Scope, key: Key) -> None:
        if self._is_aside(node):
            return
        name = calls.last_name(node.func)
        self._use_called(node, name, scope)
        self.visit(node.func, scope)
        for other, value in calls.keyed_arguments(node, name):
            self.visit(value, scope, other)
        passed = name not in _NOT_PASSED and not name.lstrip("_").startswith("register")
        via = "partial" if name == "partial" else ""
        for at, argument in enumerate(node.args):
            if passed:
                self.pass_on(argument, scope, via)
            self.visit(argument, scope, calls.positional_key(node, name, at, key, self._reading))
        for word in node.keywords:
            if word.arg in calls.NAMES_ONLY:
                continue
            if word.arg is None:
                self._hand_on(word.value, scope)
            under = calls.keyword_key(word.arg, name, key)
            if passed:
                self.pass_on(word.value, scope, via, under)
            elif name in _CONTAINERS:
                self.select_references(word.value, under, scope)
            self.visit(word.value, scope, under)

    def _use_called(self, node: ast.Call, name: str, scope: Scope) -> None:
        function, line = node.func, _line(node.func)
        value = self.value_of(function, scope)
        for reference in value.references:
            if not self._reading.use(reference, line):
                self._use_owner(reference, line)
        if isinstance(function, ast.Attribute):
            owner = self.value_of(function.value, scope)
            if owner.entries and name in ("get", "pop", "__getitem__") and node.args:
                self._use_entries(owner, node.args[0], line)
            if calls.makes_one(name):
                for reference in owner.references:
                    if reference.origin == "own":  # Lion.from_config(...)
                        self._reading.use(reference, line)
            if not (value or owner or node.args or node.keywords):
                self._use_method(function, line)
        if name == "getattr" and len(node.args) > 1:
            self._use_members(node.args[0], calls.texts_of(node.args[1]), line, scope, "getattr")

    def _hand_on(self, node: ast.expr, scope: Scope) -> None:
        """The classes of a dict that is handed to a call as its keywords are used, and no longer selected."""
        for key, references in (self.value_of(node, scope).entries or {}).items():
            for reference in references:
                if not reference.default and self._reading.use(reference, _line(node), f"keyword {key}"):
                    matches = [match.rival for match, _ in self._reading.matches(reference)]
                    self._reading.findings.withdraw(key, matches)

    def _use_method(self, function: ast.Attribute, line: int) -> None:
        """A method of a tensor: ``x.relu()``; one of ``self`` may be anything."""
        public = self._reading.vocabulary.methods.get(function.attr)
        base = function.value
        if public and not isinstance(base, ast.Attribute) and calls.last_name(base) not in ("self", "cls"):
            self._reading.use(Reference("outside", public, "method of a tensor"), line)

    def _use_owner(self, reference: Reference, line: int) -> None:
        """A class of which a method is called is used: ``Model.from_pretrained(...)``."""
        owner, _, method = reference.target.rpartition(".")
        if owner.rpartition(".")[2][:1].isupper() and calls.makes_one(method):
            self._reading.use(Reference(reference.origin, owner, reference.via), line)

    def _use_members(self, node: ast.expr, names: list[str], line: int, scope: Scope, via: str) -> None:
        for reference in self.value_of(node, scope).references:
            for name in names:
                if reference.origin != "own" and name.isidentifier():
                    self._reading.use(
                        Reference(reference.origin, f"{reference.target}.{name}", via), line, via
                    )

    def _use_entries(self, registry: Value, index: ast.expr, line: int) -> None:
        entries = registry.entries or {}
        literal = index.value if isinstance(index, ast.Constant) else None
        chosen = [entries.get(str(literal), ())] if literal is not None else list(entries.values())
        via = f"registry {registry.name}".strip()
        for reference in dict.fromkeys(ref for refs in chosen for ref in refs):
            if not reference.default:
                self._reading.use(reference, line, via)

    def _subscript(self, node: ast.Subscript, scope: Scope, key: Key) -> None:
        value = self.value_of(node.value, scope)
        if value.entries and isinstance(node.ctx, ast.Load):
            self._use_entries(value, node.slice, _line(node.value))
        elif isinstance(node.value, ast.Attribute) and node.value.attr == "__dict__":
            self._use_members(node.value.value, calls.texts_of(node.slice), node.lineno, scope, "__dict__")
        self.visit(node.value, scope)
        # ACT2FN["gelu"] under a key that selects; settings["adapter"] reads a setting
        is_setting = calls.is_key(node.slice, self._reading)
        self.visit(node.slice, scope, NO_KEY if value.entries or is_setting else key)

    def _dict(self, node: ast.Dict, scope: Scope, key: Key) -> None:
        if self._is_aside(node):
            return
        if key.path and len(node.keys) == 1 and isinstance(node.values[0], ast.Dict):
            self._reading.select(key, calls.text_of(node.keys[0]), node.lineno)  # {"adamw": {"lr": 1}}
        for name, item in zip(node.keys, node.values, strict=True):
            text = calls.text_of(name) if name else ""
            if name is not None and not text:
                self.visit(name, scope)
            under = key.under(text) if text else (key if name is None else NO_KEY)
            self.select_references(item, under, scope)
            self.visit(item, scope, under)

    def select_references(self, node: ast.expr, key: Key, scope: Scope) -> None:
        """A class under a key that selects in a dict is selected."""
        if not isinstance(node, ast.Name | ast.Attribute) or not key.path:
            return
        fields = self._reading.vocabulary.lexicon.selecting(key.path)
        references = self.value_of(node, scope).references if fields else ()
        for reference in (one for one in references if not one.default):
            for fact in self._reading.facts_of(reference, "selects", _line(node), key.via):
                if fact.field in fields:
                    self._reading.findings.add(fact)

    def elements_of(self, node: ast.expr, scope: Scope) -> Value:
        """What each element of a list, tuple or registry may stand for, over which a loop goes."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            node = node.func.value if node.func.attr in ("items", "values") else node
        entries = self.value_of(node, scope).entries or {}
        return union(Value(references) for references in entries.values())

    def _items(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope, key: Key) -> None:
        if self._is_aside(node):
            return
        if key.path and (chosen := calls.chosen_of(node)):
            self._reading.select(key, chosen.text, chosen.line)
        for flag, value in calls.flags_of(node.elts):
            self._reading.select(Key((flag,), f"flag {flag}"), value.text, value.line)
        for item in node.elts:
            self.visit(item, scope)

    def visit_target(self, node: ast.expr, scope: Scope) -> None:
        """What is assigned to uses what it is reached through: ``torch.backends.cudnn.benchmark = True``."""
        if isinstance(node, ast.Attribute):
            self.visit(node.value, scope)
        elif isinstance(node, ast.Subscript):
            self.visit(node.value, scope)
            self.visit(node.slice, scope)

    def _choice(self, node: ast.IfExp, scope: Scope, key: Key) -> None:
        self.visit(node.test, scope)
        self.visit(node.body, scope, key)
        self.visit(node.orelse, scope, key)

    def _either(self, node: ast.BoolOp, scope: Scope, key: Key) -> None:
        for value in node.values:
            self.visit(value, scope, key if isinstance(node.op, ast.Or) else NO_KEY)

    def _binary(self, node: ast.BinOp, scope: Scope, _key: Key) -> None:
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            self.visit(left.right, scope)
            left = left.left
        self.visit(left, scope)

    def _lambda(self, node: ast.Lambda, scope: Scope, _key: Key) -> None:
        inner = Scope(scope)
        for argument in calls.parameters(node.args):
            inner.bind(argument.arg, NOTHING)
        for default in (*node.args.defaults, *(item for item in node.args.kw_defaults if item)):
            self.visit(default, scope)
        self.pass_on(node.body, inner, "returned")
        self.visit(node.body, inner)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope, _key: Key
    ) -> None:
        inner = Scope(scope)
        for part in node.generators:
            self.visit(part.iter, inner)
            element = self.elements_of(part.iter, inner)
            for name in ast.walk(part.target):
                if isinstance(name, ast.Name):
                    inner.bind(name.id, element)
            for test in part.ifs:
                self.visit(test, inner)
        for item in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(item, inner)

    def _named(self, node: ast.NamedExpr, scope: Scope, key: Key) -> None:
        self.visit(node.value, scope, key)
        value = self.value_of(node.value, scope)
        scope.bind(node.target.id, value, node.lineno)
        self._reading.watch(node.target.id, value)

    def _yield(self, node: ast.Yield, scope: Scope, _key: Key) -> None:
        if node.value is not None:
            self.pass_on(node.value, scope, "returned")
            self.visit(node.value, scope)

    def _is_aside(self, node: ast.expr) -> bool:
        """Whether nothing of interest stands on any line of an expression of several lines."""
        last = node.end_lineno or node.lineno
        return last > node.lineno and not self._reading.places.touch(node.lineno, last)


def _all_of(value: Value) -> tuple[Reference, ...]:
    return (*value.references, *(ref for refs in (value.entries or {}).values() for ref in refs))


def _line(node: ast.expr) -> int:
    """The line on which a dotted name ends: that of the name itself where a chain is broken over lines."""
    return (node.end_lineno or node.lineno) if isinstance(node, ast.Attribute) else node.lineno
