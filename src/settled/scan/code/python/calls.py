"""Calls in which a string stands for a key: flags, defaults, names of members."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from settled.scan.code.python.reading import NO_KEY, Key, Reading

# Keywords that list or describe what may be chosen, and choose nothing.
NAMES_ONLY = frozenset({"choices", "help", "metavar", "description", "doc", "allowed", "options"})
_WITH_DEFAULT = frozenset({"get", "pop", "setdefault", "getenv", "get_config", "getstr"})
_MEMBER_WITH_DEFAULT = ("getattr", "setattr")
# What makes one of its modules by name: `keras.activations.get("relu")`, `mx.optimizer.create("adam")`.
_FROM_NAME = frozenset({"get", "create", "deserialize"})
_HOMES = frozenset({"activations", "optimizers", "optimizer"})
# Calls of frameworks with a selecting second argument: `Dense(64, "relu")`, `gluon.Trainer(params, "adam")`.
_SECOND = {"Dense": "activation", "Trainer": "optimizer"}
# `get_act_layer("silu")`, `create_optimizer(model, "adamw")`.
_MAKER = re.compile(r"^_?(?:get|create|build|make|resolve)_")
_NO_MODELS = frozenset({"re", "regex", "re2", "builtins"})

_MAKING = re.compile(r"from_|create|build|load|make|init|new|apply|get_|instan|partial|setup")
# A layer's `name` is a label; of settings it says which one is meant.
_LABELS = frozenset({"name", "id"})
_SETTINGS = re.compile(r"(?:dict|config|cfg|conf|settings|options|params|args|spec)$", re.IGNORECASE)


class Text(NamedTuple):
    """A literal string and its line."""

    text: str
    line: int


def last_name(node: ast.expr) -> str:
    """The last part of the name of what is called; empty where it has none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def makes_one(method: str) -> bool:
    """Whether a method of a class makes or runs what the class is: ``Model.from_pretrained(...)``."""
    return bool(_MAKING.match(method))


def text_of(node: ast.AST | None) -> str:
    """A literal string; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def texts_of(node: ast.expr) -> list[str]:
    """The literal strings that an expression may come to."""
    found, waiting = [], [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.IfExp):
            waiting += (part.body, part.orelse)
        elif isinstance(part, ast.BoolOp):
            waiting += part.values
        elif text := text_of(part):
            found.append(text)
    return found


def parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    """All parameters of a function or lambda."""
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from (argument for argument in (arguments.vararg, arguments.kwarg) if argument)


def defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    """The parameters that have a default, with it."""
    places = (*arguments.posonlyargs, *arguments.args)
    yield from zip(places[len(places) - len(arguments.defaults) :], arguments.defaults, strict=True)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def keyed_arguments(node: ast.Call, name: str) -> Iterator[tuple[Key, ast.expr]]:
    """The arguments that are the value or default of what another argument names."""
    texts = [text_of(argument) for argument in node.args]
    if not any(texts):
        return
    if name.startswith("DEFINE_"):  # flags.DEFINE_string("optimizer", "adamw", "help")
        values = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "default")]
        yield from ((_flag(texts[0]), value) for value in values)
    elif name in _WITH_DEFAULT and len(texts) > 1 and texts[0]:  # cfg.get("optimizer", "adamw")
        yield Key((texts[0],), f"default of {texts[0]}"), node.args[1]
    elif (
        name.endswith(_MEMBER_WITH_DEFAULT) and len(texts) > 2 and texts[1]
    ):  # getattr(args, "optim", "adamw")
        yield Key((texts[1],), f"default of {texts[1]}"), node.args[2]
    else:
        yield from _argument_default(node, name, texts)


def _argument_default(node: ast.Call, name: str, texts: Sequence[str]) -> Iterator[tuple[Key, ast.expr]]:
    flags = [text for text in texts if text.startswith("-") or (text and name == "add_argument")]
    if not flags:
        return
    default = next((word.value for word in node.keywords if word.arg == "default"), None)
    if default is not None:
        named = (text_of(word.value) for word in node.keywords if word.arg == "dest")
        for flag in (*flags, *filter(None, named)):
            yield _flag(flag), default


def _flag(name: str) -> Key:
    """The key that a flag is, ``--model.optimizer`` too."""
    return Key(tuple(name.lstrip("-").replace("/", ".").split(".")[-2:]), f"argument {name}")


def keyword_key(name: str | None, called: str, key: Key) -> Key:
    """The key of a keyword argument: under that of the call, or under what is called."""
    if name is None:
        return NO_KEY
    name = name.rpartition("__")[2] or name  # module__rnn_type="LSTM" of a wrapped model
    parent = key.path[-1:] or ((called,) if called else ())
    if name in _LABELS and not _SETTINGS.search(called):
        parent = ()
    return Key((*parent, name), f"keyword {name}")


def positional_key(node: ast.Call, called: str, at: int, key: Key, reading: Reading) -> Key:
    """The key of a positional argument, if it stands under one.

    ``compile("adam")``, ``Activation("relu")``, ``optimizer = create("adamw")``.
    """
    if at == 0 and called in _FROM_NAME and isinstance(node.func, ast.Attribute):
        home = last_name(node.func.value)  # optimizers.get("adam")
        if home in _HOMES:
            return Key((home,), f"argument of {home}.{called}")
    if at > 1 or called in _WITH_DEFAULT or called.endswith(_MEMBER_WITH_DEFAULT):
        return NO_KEY
    if at == 1 and called in _SECOND:
        return Key((_SECOND[called],), f"argument of {called}")
    if called.startswith("DEFINE_"):
        return NO_KEY
    if called == "compile":
        is_model = isinstance(node.func, ast.Attribute) and last_name(node.func.value) not in _NO_MODELS
        return Key(("optimizer",), "compile") if at == 0 and is_model else NO_KEY
    selecting = reading.vocabulary.lexicon.selecting
    if key.path and selecting(key.path):
        return NO_KEY if is_key(node.args[at], reading) else key
    made = _MAKER.sub("", called)
    if made and (at == 0 or made != called) and selecting((made,)):
        return Key((made,), f"argument of {called}")
    return NO_KEY


def is_key(node: ast.expr, reading: Reading) -> bool:
    """Whether a literal string is itself the name of a key that selects: ``rnn = section("rnn")``."""
    text = text_of(node)
    return bool(text and reading.vocabulary.lexicon.selecting((text,)))


def member_of(node: ast.Attribute) -> str:
    """The member of an enumeration that is named: ``PeftType.LORA``; empty for anything else."""
    is_member = node.attr.isupper() and isinstance(node.value, ast.Name | ast.Attribute)
    return node.attr if is_member and last_name(node.value)[:1].isupper() else ""


def flags_of(items: Sequence[ast.expr]) -> Iterator[tuple[str, Text]]:
    """Flags with their values in a command that is written as a list: ``["--optim", "adamw"]``."""
    for at, item in enumerate(items):
        text = text_of(item)
        if not text.startswith("--"):
            continue
        flag, equals, value = text.partition("=")
        if equals:
            yield flag, Text(value, item.lineno)
        elif at + 1 < len(items) and (following := text_of(items[at + 1])):
            yield flag, Text(following, items[at + 1].lineno)


def chosen_of(node: ast.List | ast.Tuple | ast.Set) -> Text | None:
    """The name that a list under a key says, if it is no list of what may be chosen.

    ``("instance", {"affine": True})`` says what and how, ``["relu", "relu"]`` the same for each layer.
    """
    texts = [Text(text, item.lineno) for item in node.elts if (text := text_of(item))]
    if isinstance(node, ast.Set) or len({text.text for text in texts}) != 1:
        return None
    return texts[0]
