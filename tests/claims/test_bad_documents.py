"""Documents that are broken, hostile or huge."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.catalog import load
from settled.errors import InputError
from settled.records import Field
from settled.scan.claims import LONGEST, find_claims
from settled.sources.document.read import LARGEST, read

FIELDS: tuple[Field, ...] = tuple(load().fields.values())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"# AdamW\n\nadoption \xff 95%\n", ":3: is not UTF-8: byte 0xff"),
        ("# AdamW".encode("utf-16"), "is UTF-16, not UTF-8; convert"),
        (b"# AdamW\n\0\n", ":2: holds a NUL"),
    ],
)
def test_a_broken_file_is_named_with_the_place(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "broken.md"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"broken\.md") as raised:
        read(file)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "absent.md")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "locked.md"
    file.write_text("# AdamW")
    file.chmod(0)
    with pytest.raises(InputError, match="check its permissions"):
        read(file)


def test_a_file_of_100_mb_is_refused_without_being_held(tmp_path: Path) -> None:
    file = tmp_path / "huge.md"
    with file.open("wb") as stream:
        stream.truncate(100 * 2**20)
    assert file.stat().st_size > LARGEST
    with pytest.raises(InputError, match="is larger than 16 MiB"):
        read(file)


def test_a_text_beyond_the_bound_is_refused() -> None:
    with pytest.raises(InputError, match="hint: split the document"):
        find_claims("x" * (LONGEST + 1), "huge.md", FIELDS)


def test_byte_order_mark_and_line_ends_do_not_move_lines(tmp_path: Path) -> None:
    file = tmp_path / "windows.md"
    file.write_bytes("# AdamW\r\n\r\nAdoption: 95%.\r\n".encode("utf-8-sig"))
    (claim,) = find_claims(read(file).text, file.name, FIELDS)
    assert (claim.line, claim.value) == (3, 0.95)


HOSTILE = {
    "nested lists": "".join(" " * (2 * depth) + "- adoption 95%\n" for depth in range(400)),
    "nested quotes": ">" * 50_000 + " adoption 95%",
    "brackets": "[" * 200_000,
    "links": "[](" * 70_000,
    "ticks": "`" * 100_000 + "a" + "`" * 99_999,
    "separate ticks": "` " * 100_000,
    "stars": "*a " * 70_000,
    "tags": "<a " * 70_000,
    "comments": "<!-- " * 40_000,
    "tildes": "~~a" * 70_000,
    "digits": "# AdamW\n\nadoption " + "9" * 200_000 + "%",
    "spaces": "# AdamW\n\nadoption 9" + " " * 200_000 + "%",
    "percents": "# AdamW\n\nadoption " + "95% " * 50_000,
    "attributes": "# AdamW\n\n95% " + "adoption " * 30_000,
    "names": "# AdamW\n\nadoption 95% " + "AdamW " * 30_000,
    "headings": "# AdamW\n" * 30_000 + "adoption 95%",
    "one sentence": "# AdamW\n\n" + "adoption of AdamW, 95%, " * 10_000,
    "wide table": "# AdamW\n\n" + "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|adoption|95%|\n" * 12,
    "figures and names": "# AdamW\n\n" + "AdamW adoption 95% " * 10_000,
    "ambiguous names": "# AdamW\n\nadoption 95% " + "Lion " * 40_000,
    "a long heading": "# AdamW" + " x" * 50_000 + "\n\n" + "adoption 95%\n\n" * 7_000,
    "formula": "# AdamW\n\n$$\\text{degree of convergence} = " + "0.1 \\times 0.1 + " * 20_000 + "1 = 1$$",
    "equals": "# AdamW\n\n收敛度 " + "= 0.5 × 1.0 + 0.5 × 0.9 " * 100,
    "braces": "$$" + "\\text{" * 40_000 + "=$$",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_time_in_its_length(name: str) -> None:
    """Quadratic work on these 200 kB would take minutes; the bound leaves room for a slow machine."""
    started = time.process_time()
    find_claims(HOSTILE[name], "hostile.md", FIELDS)
    assert time.process_time() - started < 20


def test_a_table_of_ten_thousand_rows_is_read_whole() -> None:
    head = "# AdamW\n\n| indicator | value |\n|---|---|\n"
    claims = find_claims(head + "| adoption | 95% |\n" * 10_000, "long.md", FIELDS)
    assert [claim.line for claim in claims] == list(range(5, 10_005))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "# AdamW",
                "|",
                "---",
                "adoption",
                "95%",
                "\n",
                "\n\n",
                "$$",
                "=",
                "×",
                "+",
                "0.5",
                "```math\n",
                "收敛度",
                "Lion",
                "(",
                "）",
                "- ",
                "> ",
                "\\text{",
                "}",
                "`",
                "&",
                "\\\\",
            ]
        )
    )
)
def test_any_arrangement_of_marks_is_survived(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for claim in find_claims(text, "any.md", FIELDS):
        assert 1 <= claim.line <= text.count("\n") + 1
