"""Use in other languages: imports that are used, whatever their form, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled import catalog
from settled.errors import CatalogError
from settled.records import Born, CodeRules, Field, Signatures, Technology
from settled.scan.code.facts import Fact
from settled.scan.code.languages import READERS, check_queries, read_language
from settled.scan.code.languages.grammars import MAX_BRACKETS, nesting, parse
from settled.scan.code.lexicon import Lexicon


@cache
def shipped() -> Lexicon:
    return Lexicon(tuple(catalog.load().fields.values()))


def own(queries: dict[str, str], **foreign: str) -> Lexicon:
    """A lexicon of one field: its queries, and one name a technology."""
    technologies = tuple(
        Technology(name, name, name, Born(2000, "t", "https://example.org"), Signatures(foreign=(word,)))
        for name, word in foreign.items()
    )
    code = CodeRules(queries=tuple(queries.items()))
    return Lexicon((Field("own", "Own", "自", "?", technologies, code=code),))


def seen(text: str, language: str = "javascript", lexicon: Lexicon | None = None) -> list[tuple[str, int]]:
    facts = read_language(text.encode(), lexicon or shipped(), language)
    assert all(fact.said == "sighting" and fact.role == "uses" for fact in facts), facts
    return [(fact.variant or fact.technology, fact.line) for fact in facts]


# Forms that mean the same in all three kinds of file.
USES = {
    "named": ('import { describe } from "vitest";\n\ndescribe("a", f);', [("vitest", 3)]),
    "one of several": ('import { a, b, c } from "vitest";\nb();', [("vitest", 2)]),
    "renamed": ('import { test as check } from "node:test";\ncheck();', [("node-test", 2)]),
    "default": ('import test from "ava";\ntest(t => t.pass());', [("ava", 2)]),
    "namespace": ('import * as w from "webpack";\nnew w.DefinePlugin({});', [("webpack", 2)]),
    "default and named": ('import d, { n } from "vite";\nn;', [("vite", 2)]),
    "over lines": ('import {\n  a,\n} from "vitest/config";\nexport default a({});', [("vitest", 4)]),
    "for its effect": ('import "mocha/register";', [("mocha", 1)]),
    "required": ('const tape = require("tape");\ntape("a", f);', [("tape", 2)]),
    "required in part": ('const { test, suite: s } = require("node:test");\ns("a");', [("node-test", 2)]),
    "required with a default": ('const { run = 1 } = require("esbuild");\nrun();', [("esbuild", 2)]),
    "required with the rest": ('const { a, ...rest } = require("esbuild");\nrest.build();', [("esbuild", 2)]),
    "required member": ('const build = require("esbuild").build;\nbuild();', [("esbuild", 2)]),
    "required and called": ('require("browserify")("a.js");', [("browserify", 1)]),
    "required within a call": ('app.use(require("webpack-dev-middleware")(c));', [("webpack", 1)]),
    "required late": ('let w;\nif (x) {\n  w = require("webpack");\n}\nw();', [("webpack", 5)]),
    "required for its effect": ('require("mocha");', [("mocha", 1)]),
    "dynamic, awaited": ('const { build } = await import("vite");\nawait build();', [("vite", 2)]),
    "dynamic, chained": ('import("vite").then(v => v.build());', [("vite", 1)]),
    "passed on": ('import plugin from "@vitejs/plugin-react";\nrun([plugin]);', [("vite", 2)]),
    "in an object": ('import { describe } from "vitest";\nrun({ describe });', [("vitest", 2)]),
    "in a template": ('import { version } from "esbuild";\nlog(`${version}`);', [("esbuild", 2)]),
    "as a base": ('import { Compiler } from "webpack";\nclass C extends Compiler {}', [("webpack", 2)]),
    "as a default argument": ('import { x } from "vite";\nfunction f(a = x) { return a; }', [("vite", 2)]),
    "in an inner function": ('import { x } from "vite";\nfunction f(y) { return () => x(); }', [("vite", 2)]),
    "scoped package": ('import { jest } from "@jest/globals";\njest.fn();', [("jest", 2)]),
    "two of them": ('import a from "vite";\nimport b from "rollup";\nb(a);', [("rollup", 3), ("vite", 3)]),
    "a variant": ('import { defineConfig } from "tsup";\nexport default defineConfig({});', [("tsup", 2)]),
    "one fact a line": ('const a = require("vite"), b = require("vite/client"); a(b);', [("vite", 1)]),
    "exported call": ('const { a } = require("vite");\nmodule.exports = a({});', [("vite", 2)]),
}  # fmt: skip

NOTHING = {
    "unused": 'import { describe } from "vitest";',
    "unused of several": 'import a, { b } from "vitest";\nconst c = 1;',
    "nothing bound": 'import {} from "vitest";',
    "required, unused": 'const { test } = require("node:test");',
    "handed on": 'export * from "vitest";\nexport { a } from "vite";',
    "imported and handed on": 'import { a } from "vite";\nexport { a };',
    "imported and handed on as default": 'import a from "vite";\nexport default a;',
    "required and handed on": 'module.exports = require("vitest");',
    "bound and handed on": 'const v = require("vitest");\nmodule.exports = v;',
    "a comment": '// import { test } from "vitest"; test()\n/* require("vitest")() */',
    "used in a comment": 'import { test } from "vitest";\n// test()\n/* test */',
    "a string": "const s = 'require(\"vitest\")(1)';",
    "used in a string": 'import { test } from "vitest";\nlog("test", `test`);',
    "a property": 'import { test } from "vitest";\na.test();\nb = { test: 1 };',
    "a parameter of that name": 'import { test } from "vitest";\nfunction f(test) { test(); }',
    "an arrow's parameter": 'import { test } from "vitest";\nconst f = test => test();',
    "a destructured parameter": 'import { test } from "vitest";\nconst f = ({ test }) => test();',
    "never run": 'import { test } from "vitest";\nif (false) { test(); }',
    "never taken in": 'if (false) { require("vitest")(); }',
    "another function": 'const { test } = load("vitest");\ntest();',
    "a module of the tree": 'import { a } from "./vitest";\nimport { b } from "../vite/x";\na(b);',
    "another module": 'import { a } from "vitest-thing";\na();',
    "globals alone": 'describe("a", () => { it("b", () => { expect(1); }); });',
    "asked for its type": 'import { test } from "vitest";\nif (typeof test === "x") {}',
    "part of a longer name": 'import { test } from "vitest";\ntestAll($test, test$, _test);',
}


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
@pytest.mark.parametrize("case", USES)
def test_a_module_that_is_used_counts_where_it_is_used(case: str, language: str) -> None:
    text, found = USES[case]
    assert seen(text, language) == found


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
@pytest.mark.parametrize("case", NOTHING)
def test_what_uses_nothing_says_nothing(case: str, language: str) -> None:
    assert seen(NOTHING[case], language) == []


TYPES = {
    "type import": 'import type { A } from "vite";\nconst a = new A();',
    "default type import": 'import type A from "vite";\nA();',
    "type among others": 'import { type A, b } from "vite";\nA();',
    "only annotations": 'import { UserConfig } from "vite";\nconst c: UserConfig = {};',
    "member of a namespace": 'import * as v from "vite";\nlet c: v.UserConfig;',
    "in an interface": 'import { A } from "vite";\ninterface B extends A { c: A }',
    "implemented": 'import { A } from "vite";\nclass B implements A {}',
    "type argument": 'import { A } from "vite";\nf<A>();',
    "type of an import": 'type T = typeof import("vitest");',
    "type of an import in a call": 'vi.importActual<typeof import("vite")>("q");',
    "import in an annotation": 'const c: import("vite").UserConfig = {};',
}


@pytest.mark.parametrize("language", ["typescript", "tsx"])
@pytest.mark.parametrize("case", TYPES)
def test_types_use_nothing(case: str, language: str) -> None:
    assert seen(TYPES[case], language) == []


def test_a_module_required_in_typescripts_own_way() -> None:
    assert seen('import ava = require("ava");\nava();', "typescript") == [("ava", 2)]


def test_a_tag_is_a_use_and_text_between_tags_is_none() -> None:
    text = 'import { Story } from "vite";\nconst a = <p>Story</p>;\nconst b = <Story x={1} />;'
    assert seen(text, "tsx") == seen(text, "javascript") == [("vite", 3)]


def test_flow_is_read_as_well_as_may_be() -> None:
    text = 'import type { A } from "vite";\nimport { test } from "ava";\ntype B = {| a: ?A |};\n\ntest();'
    assert seen(text) == [("ava", 5)]


def test_a_fact_says_by_what() -> None:
    assert read_language(b'const w = require("webpack");\n\nw();', shipped(), "javascript") == [
        Fact(
            "sighting", 3, "js-bundler", "webpack", None, "uses", None, "javascript:webpack", "import webpack"
        )
    ]


def test_windows_lines_and_letters_beyond_ascii_move_no_line() -> None:
    assert seen('// 测试 é 🦀\r\nimport { é } from "vite";\r\n/* 🦀 */ é();') == [("vite", 3)]


RUST = """
(use_declaration argument: (scoped_identifier path: (_) @use name: (identifier) @name))
(use_declaration argument: (scoped_use_list path: (_) @use list: (use_list (identifier) @name)))
(use_declaration argument: (use_as_clause path: (scoped_identifier path: (_) @use) alias: (identifier) @name))
(call_expression function: (scoped_identifier path: (identifier) @use))
(attribute_item (attribute (scoped_identifier path: (identifier) @use)))
"""
GO = "(import_spec !name path: (_) @use) (import_spec name: (package_identifier) @name path: (_) @use)"
JAVA = "(import_declaration (scoped_identifier name: (identifier) @name) @use)"
CPP = "(preproc_include path: (_) @use)"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("use tokio::spawn;\nfn main() {\n    spawn(x);\n}", [3]),
        ("use tokio::{spawn, join};\nfn main() { join!(a); }", [2]),
        ("use tokio::spawn as go;\nfn main() { go(x); }", [2]),
        ("use tokio::sync::Mutex;\nstruct S { a: Mutex<u8> }", [2]),
        ("fn main() { tokio::spawn(x); }", [1]),
        ("#[tokio::main]\nasync fn main() {}", [1]),
        ("use tokio::spawn;\nfn main() {}", []),
        ('use tokio::spawn;\n// spawn\nconst A: &str = "tokio::spawn(x)";', []),
        ("fn main() { tokio_like::spawn(x); }", []),
    ],
)
def test_rust(text: str, lines: list[int]) -> None:
    lexicon = own({"rust": RUST}, tokio="rust:tokio", sync="rust:tokio::*")
    assert [line for _, line in seen(text, "rust", lexicon)] == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('package a\nimport "github.com/stretchr/testify/assert"\nfunc f() { assert.Equal(t) }', [3]),
        (
            'package a\nimport (\n"fmt"\nr "github.com/stretchr/testify/require"\n)\nfunc f() { r.Nil(t) }',
            [6],
        ),
        ('package a\nimport _ "github.com/stretchr/testify/assert"', [2]),
        ('package a\n// "github.com/stretchr/testify/assert"\nvar s = "github.com/stretchr/testify"', []),
    ],
)
def test_go(text: str, lines: list[int]) -> None:
    query = GO + "(import_spec name: (blank_identifier) path: (_) @use)"
    lexicon = own({"go": query}, testify="go:github.com/stretchr/testify/*")
    assert [line for _, line in seen(text, "go", lexicon)] == lines


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("gopkg.in/yaml.v3", "yaml"),
        ("github.com/labstack/echo/v4", "echo"),
        ("github.com/google/go-cmp", "cmp"),
    ],
)
def test_the_name_of_a_go_package_is_told_by_its_path(path: str, call: str) -> None:
    text = f'package a\nimport "{path}"\n\nfunc f() {{ {call}.New() }}'
    assert seen(text, "go", own({"go": GO}, found=f"go:{path}")) == [("found", 4)]


def test_java() -> None:
    lexicon = own({"java": JAVA}, junit="java:org.junit.*")
    text = "import org.junit.jupiter.api.Test;\n\nclass A {\n    @Test void a() {}\n}"
    assert seen(text, "java", lexicon) == [("junit", 4)]
    assert seen("import org.junit.Test;\nclass A { /* Test */ }", "java", lexicon) == []


def test_cpp() -> None:
    lexicon = own({"cpp": CPP}, gtest="cpp:gtest/gtest.h", catch="cpp:catch2/*")
    assert seen("#include <gtest/gtest.h>\n", "cpp", lexicon) == [("gtest", 1)]
    assert seen('int a;\n#include "catch2/catch.hpp"\n', "cpp", lexicon) == [("catch", 2)]
    assert seen("// #include <gtest/gtest.h>\n", "cpp", lexicon) == []


def test_a_query_speaks_only_for_its_own_fields() -> None:
    query = '(import_statement source: (string (string_fragment) @use) (#match? @use "^a"))'
    fields = [
        Field(name, name, "名", "?", lexicon.fields[0].technologies, code=lexicon.fields[0].code)
        for name, lexicon in (
            ("one", own({"javascript": query}, a="javascript:alpha")),
            ("two", own({}, b="javascript:alpha")),
        )
    ]
    facts = read_language(b'import "alpha";', Lexicon(tuple(fields)), "javascript")
    assert [fact.field for fact in facts] == ["one"]


def test_typescript_asks_its_own_query_where_a_field_has_one() -> None:
    lexicon = own(
        {
            "javascript": "(call_expression function: (_) @use)",
            "typescript": "(non_null_expression (_) @use)",
        },
        a="javascript:alpha",
        b="typescript:Beta",
    )
    text = "alpha(); let x = Beta!;"
    assert seen(text, "typescript", lexicon) == [("b", 1)]
    assert seen("alpha();", "javascript", lexicon) == [("a", 1)]


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("(import_statment) @use", "Invalid node type"),
        ("(import_statement", "Unexpected EOF"),
        ("(string) @module", "captures no @use"),
        ("(string) @use (identifier) @nane", "did you mean 'name'"),
        ('((string) @use (#mach? @use "a"))', "did you mean 'match?'"),
        ('((string) @use (#match? @use "["))', "regular expression"),
    ],
)
def test_a_query_that_is_none_is_refused_with_its_field_and_language(query: str, what: str) -> None:
    with pytest.raises(CatalogError) as raised:
        read_language(b"", own({"javascript": query}, a="javascript:a"), "javascript")
    with pytest.raises(CatalogError, match=re.escape(str(raised.value))):
        check_queries(own({"javascript": query}, a="javascript:a"))
    assert what in str(raised.value)
    assert "own.toml" in str(raised.value)
    assert "javascript" in str(raised.value)


def test_hidden_captures_and_strings_in_a_query_are_no_fault() -> None:
    query = '((string (string_fragment) @use) @_all (#eq? @_all "\\"(#x? a)\\"")) ; (#y? b)'
    lexicon = own({"javascript": query}, a="javascript:(#x?a)")
    assert read_language(b'"(#x? a)"', lexicon, "javascript") == []


def test_what_is_no_code_is_skipped() -> None:
    text = (
        b"To: <d@e.f> Subject: vitest is #1 @ home! Hi there, ~~ how are you? ### \n1. one [a](b) *x* _y_ \n"
    )
    (fact,) = read_language(text, shipped(), "javascript")
    assert (fact.said, fact.text) == ("skipped", "syntax error")


def test_a_file_with_a_fault_is_read_beside_the_fault() -> None:
    text = 'import { test } from "ava";\n\ntest("a", () => {});\nfunction ( { ]'
    assert seen(text) == [("ava", 3)]


NESTS = [
    b"[",
    b"(a",
    b"/*",
    b"`${",
    b"f(a=>",
    b"<a>",
    b"x?y:",
    b"async (a,",
    b"{a:",
    b"!",
    b"a=>",
    b",",
    b"if(a)",
]


@pytest.mark.parametrize("language", ["javascript", "tsx"])
@pytest.mark.parametrize("part", NESTS)
def test_deep_nesting_is_given_up_or_read_but_never_raises(part: bytes, language: str) -> None:
    content = b'import { vitest } from "vitest";\n' + part * (200_000 // len(part)) + b" vitest"
    assert all(fact.said in ("sighting", "skipped") for fact in read_language(content, shipped(), language))


def test_too_many_brackets_are_given_up() -> None:
    text = b'import { test } from "vitest";\n'
    deep = text + b"[" * (MAX_BRACKETS + 1) + b"test" + b"]" * (MAX_BRACKETS + 1)
    assert nesting(deep) == MAX_BRACKETS + 1
    assert nesting(b")" * 9 + b"((") == 2
    assert [fact.said for fact in read_language(deep, shipped(), "javascript")] == ["skipped"]


def test_too_many_steps_are_given_up() -> None:
    assert parse(b"a" + b"?b:c" * 100_000, "javascript") is not None
    assert parse(b"a" + b"?b:c" * 500_000, "javascript") is None


def test_too_many_mentions_are_given_up() -> None:
    (fact,) = read_language(b"vite " * 100_000, shipped(), "javascript")
    assert fact.text == "too large or too complex"


def test_an_import_amid_a_large_file_is_found() -> None:
    filler = "const { a, b } = f(c, d => d + 1);\n" * 3_000
    text = filler + 'const { test } = require("ava");\n' + filler + "test();\n"
    assert seen(text) == [("ava", 6_002)]


def test_a_large_file_is_not_parsed() -> None:
    (fact,) = read_language(b'import "vitest";' * 200_000, shipped(), "javascript")
    assert fact.said == "skipped"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)))
def test_any_bytes_are_read_without_an_exception(content: bytes, language: str) -> None:
    lexicon = own(
        {"rust": RUST, "go": GO, "java": JAVA, "cpp": CPP, "javascript": "(identifier) @use"},
        a="rust:a", b="go:a", c="java:a", d="cpp:a", e="javascript:a",
    )  # fmt: skip
    for text in (content, b"a" + content, b'import {a} from "vitest";' + content):
        for words in (lexicon, shipped()):
            assert all(fact.line >= 1 for fact in read_language(text, words, language))


PIECES = (
    'import { a, b as c } from "vitest";', 'import * as v from "vite";', 'const { a } = require("ava");',
    "a();", "export { a };", "function f(a) {", "}", "c;", "v.x", "`${a}`", "// a", "/*", "*/", "<a>", "</a>",
    "({ a }) =>", "type A = a;", '"', "\n", "if (false) {", "module.exports = a", "let x: typeof a;",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["javascript", "typescript", "tsx"]))
def test_any_mix_of_code_is_read_the_same_twice_and_within_its_lines(parts: list[str], language: str) -> None:
    text = "\n".join(parts)
    facts = read_language(text.encode(), shipped(), language)
    assert facts == read_language(text.encode(), shipped(), language)
    assert all(1 <= fact.line <= text.count("\n") + 1 for fact in facts)


def test_importing_the_readers_loads_no_parser() -> None:
    script = (
        "import sys, settled.scan.code.languages\n"
        "loaded = [name for name in sys.modules if name.startswith('tree_sitter')]\n"
        "sys.exit(f'imported {loaded}' if loaded else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
