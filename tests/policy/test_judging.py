"""What deviates, what is allowed, and when a field is passed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.policy import judge
from settled.records import AllowComment

ADAMW = 'standards.optimizer = "adamw"\n'


def places(result):
    return [(one.path, one.line, one.technology, one.status) for one in result.deviations]


def test_what_is_not_the_standard_deviates_at_its_line(policy, seen):
    result = judge(
        policy(ADAMW), [seen("b.py", 9, "sgd"), seen("a.py", 3, "adamw"), seen("a.py", 4, "lion")], []
    )
    assert places(result) == [("a.py", 4, "lion", "new"), ("b.py", 9, "sgd", "new")]
    (field,) = result.fields
    assert (field.adopting_files, field.holding_files, field.share) == (2, 0, 0.0)
    assert not field.is_passed
    assert not result.is_passed


def test_every_technology_of_a_list_is_the_standard(policy, seen):
    result = judge(policy('standards.optimizer = ["adamw", "sgd"]'), [seen("a.py", 3, "sgd")], [])
    assert result.is_passed
    assert result.deviations == ()


def test_a_variant_counts_as_its_parent(policy, seen):
    result = judge(policy(ADAMW), [seen("a.py", 3, "adamw", variant="adamw-8bit")], [])
    assert result.deviations == ()


def test_fields_without_a_standard_are_not_judged(policy, seen):
    result = judge(policy(ADAMW), [seen("a.py", 3, "requests", field="python-http-client")], [])
    assert result.is_passed
    assert result.fields[0].share is None


def test_mentions_are_no_adoption(policy, seen):
    assert judge(policy(ADAMW), [seen("a.py", 3, "sgd", role="mentions")], []).fields[0].adopting_files == 0


def test_one_line_and_technology_is_one_deviation(policy, seen):
    both = [seen("a.py", 3, "sgd", role="selects"), seen("a.py", 3, "sgd"), seen("a.py", 3, "lion")]
    result = judge(policy(ADAMW), both, [])
    assert [(one.technology, one.role) for one in result.deviations] == [("lion", "uses"), ("sgd", "uses")]


@pytest.mark.parametrize(("share", "passed"), [(0.66, True), (2 / 3, True), (0.67, False), (1.0, False)])
def test_with_a_least_share_only_the_share_decides(policy, seen, share, passed):
    asked = policy(ADAMW + f"min_share.optimizer = {share}\n")
    code = [
        seen("a.py", 1, "adamw"),
        seen("b.py", 1, "adamw"),
        seen("c.py", 1, "adamw"),
        seen("c.py", 2, "sgd"),
    ]
    result = judge(asked, code, [])
    assert result.is_passed is passed
    assert places(result) == [("c.py", 2, "sgd", "new")]


def test_a_comment_allows_its_technology_on_its_line(policy, seen):
    code = [seen("a.py", 3, "sgd"), seen("a.py", 4, "sgd"), seen("a.py", 3, "lion"), seen("b.py", 3, "sgd")]
    comment = AllowComment("a.py", 3, "sgd", "the paper does")
    result = judge(policy(ADAMW), code, [comment])
    assert places(result) == [
        ("a.py", 3, "lion", "new"),
        ("a.py", 3, "sgd", "allowed"),
        ("a.py", 4, "sgd", "new"),
        ("b.py", 3, "sgd", "new"),
    ]
    allowance = result.deviations[1].allowance
    assert (allowance.pattern, allowance.reason) == (None, "the paper does")
    assert result.unused == ()


def test_a_star_allows_all_of_its_line_and_a_name_goes_before_it(policy, seen):
    comments = [AllowComment("a.py", 3, "*", "all"), AllowComment("a.py", 3, "sgd", "this")]
    result = judge(policy(ADAMW), [seen("a.py", 3, "sgd"), seen("a.py", 3, "lion")], comments)
    assert [(one.technology, one.allowance.reason) for one in result.deviations] == [
        ("lion", "all"),
        ("sgd", "this"),
    ]
    assert result.is_passed


def test_a_comment_may_name_the_variant(policy, seen):
    code = [seen("a.py", 3, "sgd", variant="sgd-8bit")]
    assert judge(policy(ADAMW), code, [AllowComment("a.py", 3, "sgd-8bit", "")]).is_passed


def test_a_comment_without_a_reason_allows_all_the_same(policy, seen):
    result = judge(policy(ADAMW), [seen("a.py", 3, "sgd")], [AllowComment("a.py", 3, "sgd", "")])
    assert result.is_passed
    assert result.deviations[0].allowance.reason == ""


def test_a_comment_that_allows_nothing_is_told_and_fails_nothing(policy, seen):
    comments = [AllowComment("a.py", 3, "adamw", "it is the standard"), AllowComment("a.py", 4, "sgdd", "")]
    result = judge(policy(ADAMW), [seen("a.py", 3, "adamw"), seen("a.py", 4, "adamw")], comments)
    assert result.unused == tuple(comments)
    assert result.is_passed


def test_what_is_allowed_counts_neither_way(policy, seen):
    asked = policy(ADAMW + "[allow]\n'trials/**' = 'trials'\n")
    code = [seen("trials/a.py", 1, "adamw"), seen("trials/a.py", 2, "sgd"), seen("b.py", 1, "sgd")]
    (field,) = judge(asked, [*code, seen("c.py", 1, "adamw")], [AllowComment("b.py", 1, "sgd", "why")]).fields
    assert (field.adopting_files, field.holding_files) == (1, 1)
    assert [one.allowance.pattern for one in field.deviations] == [None, "trials/**"]


@pytest.mark.parametrize(
    ("pattern", "path", "allowed"),
    [
        ("trials/**", "trials/deep/a.py", True),
        ("trials/**", "src/trials/a.py", False),
        ("trials/", "src/trials/a.py", True),
        ("/trials/", "src/trials/a.py", False),
        ("*.yaml", "src/a.yaml", True),
        ("a?.py", "ab.py", True),
        ("trials", "trials.py", False),
    ],
)
def test_patterns_are_those_of_gitignore(policy, seen, pattern, path, allowed):
    asked = policy(ADAMW + f"[allow]\n'{pattern}' = 'trials'\n")
    assert judge(asked, [seen(path, 1, "sgd")], []).is_passed is allowed


def test_patterns_are_relative_to_the_policys_folder(policy, seen):
    asked = replace(policy(ADAMW + "[allow]\n'/trials/' = 'trials'\n"), folder="backend")
    paths = ["backend/trials/a.py", "backend2/trials/a.py", "trials/a.py"]
    result = judge(asked, [seen(path, 1, "sgd") for path in paths], [])
    assert [one.status for one in result.deviations] == ["allowed", "new", "new"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_of_sightings_and_comments_does_not_matter(policy, seen, data):
    code = data.draw(
        st.lists(
            st.builds(
                seen,
                st.sampled_from(["a.py", "b.py", "trials/c.py"]),
                st.integers(1, 3),
                st.sampled_from(["adamw", "sgd", "lion"]),
                role=st.sampled_from(["uses", "selects", "defines"]),
                variant=st.sampled_from([None, "one", "other"]),
                text=st.sampled_from(["x", "y"]),
            ),
            max_size=12,
        )
    )
    comments = data.draw(
        st.lists(
            st.builds(
                AllowComment,
                st.sampled_from(["a.py", "b.py"]),
                st.integers(1, 3),
                st.sampled_from(["sgd", "*", "adamw"]),
                st.just("why"),
            ),
            max_size=4,
            unique=True,
        )
    )
    asked = policy(ADAMW + "[allow]\n'trials/**' = 'trials'\n")
    result = judge(asked, code, comments)
    assert judge(asked, data.draw(st.permutations(code)), data.draw(st.permutations(comments))) == result
    (field,) = result.fields
    assert field.holding_files <= field.adopting_files <= len({one["path"] for one in code})
    assert {one.technology for one in field.deviations} <= {"sgd", "lion"}
    assert len({one.fingerprint for one in field.deviations}) == len(field.deviations)
    # Every deviation is a line of the code that is not the standard, and the other way round.
    assert {(one.path, one.line, one.technology) for one in field.deviations} == {
        (one["path"], one["line"], one["technology"]) for one in code if one["technology"] != "adamw"
    }
    assert field.is_passed is not any(one.status == "new" for one in field.deviations)
