"""What is known is known though lines move; what is new is told; what is wrong is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.errors import InputError
from settled.policy import compare, judge, read_baseline, write_baseline
from settled.records import AllowComment

ADAMW = 'standards.optimizer = "adamw"\n'


@pytest.fixture
def accept(tmp_path):
    """Writes a result's deviations and reads them again."""

    def written(result):
        write_baseline(tmp_path / "base.json", result)
        return read_baseline(tmp_path / "base.json")

    return written


def statuses(result):
    return [(one.path, one.line, one.status) for one in result.deviations]


def test_only_what_is_new_is_told(policy, seen, accept):
    asked = policy(ADAMW)
    known = accept(judge(asked, [seen("a.py", 3, "sgd")], []))
    moved = [seen("a.py", 30, "sgd"), seen("a.py", 40, "lion"), seen("b.py", 3, "sgd")]
    result = compare(judge(asked, moved, []), "base.json", known, [""])
    assert statuses(result) == [("a.py", 30, "known"), ("a.py", 40, "new"), ("b.py", 3, "new")]
    assert (result.baseline, result.gone, result.is_passed) == ("base.json", 0, False)


def test_with_nothing_new_the_check_is_passed_whatever_the_share(policy, seen, accept):
    for share in ("", "min_share.optimizer = 0.9\n"):
        asked = policy(ADAMW + share)
        result = judge(asked, [seen("a.py", 3, "sgd")], [])
        assert not result.is_passed
        assert compare(result, "base.json", accept(result), [""]).is_passed


def test_spaces_and_lines_above_do_not_matter_but_the_line_does(policy, seen, accept):
    asked = policy(ADAMW)
    known = accept(judge(asked, [seen("a.py", 3, "sgd", source_line="  opt = SGD(p)\r")], []))
    for line, status in (("opt  =  SGD(p)", "known"), ("opt = SGD(q)", "new")):
        result = judge(asked, [seen("a.py", 8, "sgd", source_line=line)], [])
        assert statuses(compare(result, "base.json", known, [""])) == [("a.py", 8, status)]


def test_one_more_of_the_same_is_new(policy, seen, accept):
    asked = policy(ADAMW)
    known = accept(judge(asked, [seen("a.py", 3, "sgd")], []))
    result = compare(judge(asked, [seen("a.py", 3, "sgd"), seen("a.py", 4, "sgd")], []), "b", known, [""])
    assert [status for *_, status in statuses(result)] == ["known", "new"]


def test_what_is_gone_is_counted_where_the_check_looked(policy, seen, accept):
    asked = policy(ADAMW)
    known = accept(judge(asked, [seen(path, 3, "sgd") for path in ("a/b.py", "a.py", "c.py")], []))
    nothing = judge(asked, [], [])
    for roots, gone in (([""], 3), (["a"], 1), (["a.py", "c.py"], 2), (["b"], 0)):
        assert compare(nothing, "base.json", known, roots).gone == gone


def test_what_is_allowed_is_not_accepted(policy, seen, tmp_path):
    result = judge(policy(ADAMW), [seen("a.py", 3, "sgd")], [AllowComment("a.py", 3, "sgd", "why")])
    assert write_baseline(tmp_path / "base.json", result) == 0


def test_the_file_is_the_same_wherever_the_lines_stand(policy, seen, tmp_path):
    asked, file = policy(ADAMW), tmp_path / "base.json"
    texts = set()
    for shift in (0, 7):
        code = [
            seen("b.py", 3 + shift, "sgd"),
            seen("a.py", 9 + shift, "lion"),
            seen("a.py", 2 + shift, "sgd"),
        ]
        assert write_baseline(file, judge(asked, code, [])) == 3
        texts.add(file.read_text())
    (text,) = texts
    assert [row["path"] for row in json.loads(text)["deviations"]] == ["a.py", "a.py", "b.py"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.sampled_from(["sgd", "lion", "adamw", ""]), max_size=20),
    at=st.integers(0, 20),
    more=st.integers(1, 5),
)
def test_code_that_only_moves_stays_known(policy, seen, lines, at, more):
    asked = policy(ADAMW)
    at = min(at, len(lines))
    before = judge(asked, [seen("a.py", n, name) for n, name in enumerate(lines, 1) if name], [])
    moved = [*lines[:at], *[""] * more, *lines[at:]]
    after = judge(asked, [seen("a.py", n, name) for n, name in enumerate(moved, 1) if name], [])
    known = {one.fingerprint: one.path for one in before.deviations}
    result = compare(after, "base.json", known, [""])
    assert result.is_passed
    assert result.gone == 0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is not JSON"),
        ('{"schema":\n nope}', r"base.json:2: is not JSON"),
        ("[]", "is no baseline"),
        ('{"deviations": []}', "is no baseline"),
        ('{"schema": "settled/baseline/9"}', "has the schema 'settled/baseline/9', not 'settled/baseline/1'"),
        ('{"schema": "settled/baseline/1"}', "has no list of deviations"),
        ('{"schema": "settled/baseline/1", "deviations": [3]}', "deviation 1 has no fingerprint and path"),
        ('{"schema": "settled/baseline/1", "deviations": [{"path": "a"}]}', "deviation 1 has no fingerprint"),
        ("[" * 100_000, "is not JSON"),
        ("\udcff", "is not JSON in UTF-8"),
    ],
)
def test_a_wrong_baseline_is_told(tmp_path, text, what):
    file = tmp_path / "base.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=what) as fault:
        read_baseline(file)
    assert fault.value.hint == "hint: write it anew with --write-baseline"


def test_a_baseline_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_baseline(tmp_path / "base.json")
