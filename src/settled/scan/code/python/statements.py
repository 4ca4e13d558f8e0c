"""Statements in the order in which they run: functions' bodies after the module's, dead code never."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Sequence

from settled.scan.code.python.calls import text_of
from settled.scan.code.python.definitions import Definitions, Function
from settled.scan.code.python.expressions import LIMIT_DEPTH, Expressions, TooDeepError
from settled.scan.code.python.imports import bind_imports
from settled.scan.code.python.reading import Key, Reading, number_of
from settled.scan.code.python.values import NOTHING, Scope, Value, merged, union

_DEFINING = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_LEAVING = frozenset({ast.Return, ast.Raise, ast.Continue, ast.Break})


class Statements:
    """Reads the statements of a module into a ``Reading``."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._expressions = Expressions(reading)
        self._definitions = Definitions(reading, self._expressions)
        self._waiting: deque[tuple[Function, Scope]] = deque()
        self._depth = 0
        self._touch = reading.places.touch
        self._reads: dict[type[ast.stmt], Callable[..., bool | None]] = {
            ast.Import: self._import, ast.ImportFrom: self._import, ast.Assign: self._assign,
            ast.AnnAssign: self._annotated, ast.AugAssign: self._augmented, ast.Expr: self._expression,
            ast.Return: self._return, ast.If: self._if, ast.While: self._while, ast.For: self._for,
            ast.AsyncFor: self._for, ast.With: self._with, ast.AsyncWith: self._with, ast.Try: self._try,
            ast.TryStar: self._try, ast.Match: self._match, ast.Global: self._global,
            ast.Raise: self._other, ast.Assert: self._other,
        }  # fmt: skip

    def read(self, tree: ast.Module) -> None:
        """Read the module, then the bodies of its functions, which see all that it binds."""
        self._block(tree.body, self._reading.module)
        while self._waiting:
            function, scope = self._waiting.popleft()
            if self._touch(function.lineno, function.end_lineno or function.lineno):
                self._block(function.body, self._definitions.inner_scope(function, scope))

    def _block(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """Read statements up to one that leaves the block; whether one did."""
        self._depth += 1
        if self._depth > LIMIT_DEPTH:
            raise TooDeepError
        ended = False
        for statement in body:
            kind = statement.__class__
            if kind in _DEFINING:
                self._define(statement, scope)
            elif self._touch(statement.lineno, statement.end_lineno or 0) and (read := self._reads.get(kind)):
                ended = bool(read(statement, scope))
            elif kind is ast.If:
                ended = _leaves([statement])
            if ended or kind in _LEAVING:
                ended = True
                break
        self._depth -= 1
        return ended

    def _define(self, statement: ast.stmt, scope: Scope) -> None:
        if isinstance(statement, ast.ClassDef):
            self._class(statement, scope)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if self._touched(statement):
                self._definitions.read_function(statement, scope)
            self._waiting.append((statement, scope))

    def _touched(self, node: Function | ast.ClassDef) -> bool:
        first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        return self._touch(first, node.end_lineno or first)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = Scope(scope.parent if scope.owner else scope)
        inner.owner = number_of(node)
        if self._touched(node):
            self._definitions.read_class(node, scope)
        else:
            self._definitions.note_class(node, scope)
        self._block(node.body, inner)
        self._definitions.keep_attributes(node, inner)

    # --- binding

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        bind_imports(node, scope, self._reading)

    def _global(self, node: ast.Global, scope: Scope) -> None:
        scope.outward |= {*node.names}

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        self._expressions.visit(node.value, scope, _key_of(node.targets[-1]))
        for target in node.targets:
            if isinstance(target, ast.Subscript):  # settings["optimizer_class"] = AdamW
                self._expressions.select_references(node.value, _key_of(target), scope)
            self._expressions.visit_target(target, scope)
            self._bind(target, node.value, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self._expressions.visit(node.value, scope, _key_of(node.target))
            self._bind(node.target, node.value, scope)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        self._expressions.visit(node.value, scope)

    def _bind(self, target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            given = value.elts if isinstance(value, ast.Tuple | ast.List) else ()
            for at, part in enumerate(target.elts):
                self._bind(part, given[at] if len(given) == len(target.elts) else None, scope)
            return
        found = self._reading.under(_key_of(target), self._expressions.value_of(value, scope))
        if isinstance(target, ast.Name):
            self._bind_name(target, found, scope)
        elif isinstance(target, ast.Attribute):
            if owner := self._expressions.value_of(target.value, scope).owner:
                self._reading.bind_attribute(owner, target.attr, _named(found, target.attr), target.lineno)
        elif isinstance(target, ast.Subscript):
            self._bind_entry(target, found, scope)

    def _bind_name(self, target: ast.Name, found: Value, scope: Scope) -> None:
        scope.bind(target.id, _named(found, target.id), target.lineno)
        self._reading.watch(target.id, found)

    def _bind_entry(self, target: ast.Subscript, found: Value, scope: Scope) -> None:
        """``REGISTRY["adamw"] = AdamW``."""
        references = tuple(filter(self._reading.matters, found.references))
        if not references:
            return
        key = text_of(target.slice) or f"#{target.lineno}"
        home = target.value
        if isinstance(home, ast.Name):
            added = Value(entries={key: references}, name=home.id)
            holder = scope.holder(home.id)
            holder.bind(home.id, union((holder.names.get(home.id, NOTHING), added)), target.lineno)
            self._reading.places.want(home.id)
        elif isinstance(home, ast.Attribute) and (
            owner := self._expressions.value_of(home.value, scope).owner
        ):
            self._reading.bind_attribute(
                owner, home.attr, Value(entries={key: references}, name=home.attr), target.lineno
            )

    # --- what has no block

    def _expression(self, node: ast.Expr, scope: Scope) -> None:
        self._expressions.visit(node.value, scope)

    def _return(self, node: ast.Return, scope: Scope) -> None:
        if node.value is not None:
            self._expressions.pass_on(node.value, scope, "returned")
            self._expressions.visit(node.value, scope)

    def _other(self, node: ast.stmt, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            self._expressions.visit(child, scope)

    # --- blocks

    def _if(self, node: ast.If, scope: Scope) -> bool:
        """All branches of an ``if``, ``elif`` and ``else``, each from what was known before."""
        before, branches, always = scope.names, [], False
        part: ast.If | None = node
        orelse: Sequence[ast.stmt] = ()
        while part is not None and not always:
            truth = _truth(part.test)
            scope.names = before
            self._expressions.visit(part.test, scope)
            if truth is not False:
                branches += self._branch(part.body, scope, before)
            always = truth is True
            orelse = part.orelse
            part = orelse[0] if len(orelse) == 1 and isinstance(orelse[0], ast.If) else None
        if not always:
            branches += self._branch(orelse, scope, before)
        scope.names = merged(branches) if branches else before
        return not branches

    def _branch(
        self, body: Sequence[ast.stmt], scope: Scope, before: dict[str, Value]
    ) -> list[dict[str, Value]]:
        """The names after a branch; none where it leaves the block."""
        scope.names = dict(before)
        return [] if self._block(body, scope) else [scope.names]

    def _while(self, node: ast.While, scope: Scope) -> None:
        truth = _truth(node.test)
        self._expressions.visit(node.test, scope)
        if truth is not False:
            self._loop(node.body, scope)
        self._block(node.orelse, scope)

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        self._expressions.visit(node.iter, scope)
        self._bind(node.target, None, scope)
        if element := self._expressions.elements_of(node.iter, scope):
            last = node.target.elts[-1] if isinstance(node.target, ast.Tuple) else node.target
            if isinstance(last, ast.Name):
                self._bind_name(last, element, scope)
        self._loop(node.body, scope)
        self._block(node.orelse, scope)

    def _loop(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        before = scope.names
        scope.names = merged([*self._branch(body, scope, before), before])

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> bool:
        for item in node.items:
            self._expressions.visit(item.context_expr, scope)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, None, scope)
        return self._block(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> bool:
        before = scope.names
        branches = self._branch([*node.body, *node.orelse], scope, before)
        for handler in node.handlers:
            scope.names = before
            self._expressions.visit(handler.type, scope)
            branches += self._branch(handler.body, scope, before)
        scope.names = merged(branches) if branches else before
        return self._block(node.finalbody, scope) or not branches

    def _match(self, node: ast.Match, scope: Scope) -> None:
        self._expressions.visit(node.subject, scope)
        before = scope.names
        branches = [before]
        for case in node.cases:
            self._expressions.visit(case.guard, scope)
            branches += self._branch(case.body, scope, before)
        scope.names = merged(branches)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a block is left in every branch of its last statement."""
    waiting = [body]
    while waiting:
        block = waiting.pop()
        last = block[-1] if block else None
        if isinstance(last, ast.If) and last.orelse:
            waiting += (last.body, last.orelse)
        elif last.__class__ not in _LEAVING:
            return False
    return True


def _named(value: Value, name: str) -> Value:
    """A registry under the name that it is bound to."""
    return Value(value.references, value.entries, name, value.owner) if value.entries else value


def _truth(test: ast.expr) -> bool | None:
    """Whether a condition always or never holds, as far as its form tells."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _truth(test.operand)
        return None if inner is None else not inner
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return False if name == "TYPE_CHECKING" else None


def _key_of(target: ast.expr) -> Key:
    """The path of names that an assignment's target is: ``cfg.SOLVER.OPTIMIZER``, ``cfg["optimizer"]``."""
    path: list[str] = []
    node = target
    while len(path) < 2:
        if isinstance(node, ast.Attribute):
            path.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript) and (text := text_of(node.slice)):
            path.append(text)
            node = node.value
        else:
            if isinstance(node, ast.Name):
                path.append(node.id)
            break
    return Key(tuple(reversed(path)), f"assigned to {path[0]}" if path else "")
