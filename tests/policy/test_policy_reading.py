"""A policy says what it means, or where it is wrong and what was meant."""

from __future__ import annotations

import pytest

from settled.errors import InputError
from settled.policy import find_policy, read_policy

STANDARD = '[standards]\noptimizer = "adamw"\n'


def technologies(policy):
    return {one.field.id: one.technologies for one in policy.standards}


def test_a_standard_is_one_technology_or_a_list_by_any_of_its_names(policy):
    read = policy(
        '[standards]\noptimizer = "AdamW"\npython-http-client = ["HTTPX", "requests"]\n'
        '[allow]\n"experiments/**" = "trials"\n[min_share]\noptimizer = 0.95\n'
    )
    assert technologies(read) == {"optimizer": ("adamw",), "python-http-client": ("httpx", "requests")}
    assert [one.min_share for one in read.standards] == [0.95, None]
    assert read.allowed_paths == (("experiments/**", "trials"),)


def test_one_line_will_do(policy):
    assert technologies(policy('standards.optimizer = "adamw"')) == {"optimizer": ("adamw",)}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, r"'standards' is missing; hint: add \[standards\]"),
        ("[standards]\n", 1, "standards is empty"),
        ('standards = "adamw"', 1, "standards must be a table, not a string"),
        (STANDARD + "[mn_share]\n", 3, r"unknown key 'mn_share'; hint: did you mean 'min_share'\?"),
        ('[standards]\noptimiser = "adamw"', 2, r"no field 'optimiser'; hint: did you mean 'optimizer'\?"),
        (
            '[standards]\noptimizer = "adamww"', 2,
            r"'adamww': no such technology in the field 'optimizer'; hint: did you mean .*'adamw'",
        ),
        ('[standards]\noptimizer = "httpx"', 2, "'httpx': no such technology in the field 'optimizer'"),
        ('[standards]\noptimizer = "a/b"', 2, "'a/b': no"),
        (
            '[standards]\noptimizer = [\n "adamw",\n "adamw-8bit"]', 4,
            "'adamw-8bit': is a variant of 'adamw', no rival of it in the field 'optimizer'; hint: .*'adamw'",
        ),
        ('[standards]\noptimizer = ["adamw",\n"AdamW"]', 3, "'adamw' stands twice in optimizer"),
        ('optimizer = "adamw"', 1, r"'optimizer' is a field; hint: put it under \[standards\]"),
        ("[standards]\nadamw = true", 2, "hint: it is a technology: write optimizer = \"adamw\""),
        ("[standards]\noptimizer = []", 2, "optimizer is empty"),
        ("[standards]\noptimizer = 3", 2, "optimizer must be a list, not a number"),
        ("[standards]\noptimizer = [3]", 2, "item 1 of optimizer must be a string, not a number"),
        (STANDARD + "[min_share]\noptimizer = 95", 4, "95, is not above 0 and up to 1; hint: write 0.95 for"),
        (STANDARD + '[min_share]\noptimizer = "95 %"', 4, "'95 %', is not a number; hint: write 0.95"),
        (STANDARD + "[min_share]\noptimizer = 1.2", 4, "1.2, is not above .* hint: 1 is every file"),
        (STANDARD + "[min_share]\noptimizer = 120", 4, "120, is not above .* hint: 1 is every file"),
        (STANDARD + "[min_share]\noptimizer = 0", 4, "0, is not above 0"),
        (STANDARD + "[min_share]\noptimizer = nan", 4, "nan, is not above 0"),
        (STANDARD + "[min_share]\noptimizer = true", 4, "must be a number, not true or false"),
        (STANDARD + "[min_share]\nattention = 0.5", 4, "min_share of 'attention', which has no standard"),
        (STANDARD + "[allow]\n'a/**' = ''", 4, r"a/\*\* is empty"),
        (STANDARD + "[allow]\n'!a' = 'b'", 4, "'!a' takes back what it does not allow"),
        (STANDARD + "[allow]\n'[z-a]' = 'b'", 4, r"'\[z-a\]' is no pattern of paths"),
        (STANDARD + "[allow]\n'# a' = 'b'", 4, "'# a' is no pattern"),
        (STANDARD + "[allow]\n'' = 'b'", 4, "'' is no pattern"),
        (STANDARD + "[allow]\n'../other' = 'b'", 4, "'../other' is not written from the policy's folder"),
        ("[standards\n", 1, "is not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(policy, tmp_path, text, line, what):
    with pytest.raises(InputError, match=what) as fault:
        policy(text)
    assert fault.value.place == f"{tmp_path / 'settled.toml'}:{line}"


def test_a_policy_may_stand_in_pyproject(tmp_path, catalog):
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "a"\n[tool.settled.standards]\noptimizer = "adamw"\n')
    assert find_policy([tmp_path]) == project
    assert technologies(read_policy(project, catalog)) == {"optimizer": ("adamw",)}
    project.write_text('[project]\nname = "a"\n[tool.settled.standards]\noptimizer = "adamv"\n')
    with pytest.raises(InputError, match="adamv") as fault:
        read_policy(project, catalog)
    assert fault.value.place == f"{project}:4"


def test_a_file_of_its_own_goes_before_pyproject_and_the_nearest_folder_first(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    project, own = tmp_path / "pyproject.toml", tmp_path / "settled.toml"
    project.write_text("[tool.settled]\n")
    assert find_policy([inner, tmp_path]) == project
    own.write_text(STANDARD)
    assert find_policy([inner, tmp_path]) == own
    (inner / "pyproject.toml").write_text('[project]\nname = "a"\n')
    assert find_policy([inner, tmp_path]) == own
    (inner / "settled.toml").write_text(STANDARD)
    assert find_policy([inner, tmp_path]) == inner / "settled.toml"


def test_a_project_without_a_policy_says_so(tmp_path, catalog):
    project = tmp_path / "pyproject.toml"
    project.write_text("tool = 3\n")
    assert find_policy([tmp_path]) is None
    with pytest.raises(InputError, match=r"has no table \[tool.settled\]"):
        read_policy(project, catalog)
