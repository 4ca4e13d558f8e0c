"""Names followed over the files of one tree, and what tests and vendored copies say."""

from __future__ import annotations

import pytest

from settled.scan.code.facts import Fact
from settled.scan.code.joining import join


def own(name: str, technology: str = "lion") -> Fact:
    return Fact(
        "export", 1, "optimizer", technology, role="defines", canonical=False, text=f"class:{name}", name=name
    )


def handed(name: str, target: str) -> Fact:
    return Fact("handed_on", 1, name=name, target=target)


def pending(target: str, line: int = 9) -> Fact:
    return Fact("pending", line, role="uses", via="from x import y", target=target)


def joined(files: dict[str, list[Fact]], testing: frozenset[str] = frozenset()):
    facts = {(path, "python"): said for path, said in files.items()}
    return join([(path, path, "python") for path in files], facts, testing)


@pytest.mark.parametrize(
    ("files", "user", "target"),
    [
        ({"pkg/lion.py": [own("Lion")]}, "pkg/train.py", ".lion.Lion"),
        ({"pkg/lion.py": [own("Lion")]}, "pkg/deep/train.py", "..lion.Lion"),
        ({"pkg/lion.py": [own("Lion")]}, "train.py", "pkg.lion.Lion"),
        ({"src/pkg/lion.py": [own("Lion")]}, "train.py", "pkg.lion.Lion"),
        (
            {"pkg/lion.py": [own("Lion")], "pkg/__init__.py": [handed("Lion", ".lion.Lion")]},
            "train.py",
            "pkg.Lion",
        ),
        ({"pkg/lion.py": [own("Lion")], "pkg/__init__.py": [handed("*", ".lion")]}, "train.py", "pkg.Lion"),
        ({"pkg/lion.py": [own("Lion")], "pkg/__init__.py": [handed("L", ".lion.Lion")]}, "pkg/a.py", ".L"),
        ({"lion.py": [own("Lion")]}, "train.py", "lion.Lion"),
        ({"pkg/__init__.py": [own("Lion")]}, "pkg/sub/__init__.py", "..Lion"),
    ],
)
def test_a_name_is_followed_to_where_it_is_bound(files, user, target):
    found = joined({**files, user: [pending(target)]})
    assert [
        (one.path, one.fact.line, one.fact.technology, one.fact.canonical) for one in found.sightings
    ] == [(user, 9, "lion", False)]


@pytest.mark.parametrize("target", [".other.Lion", "pkg.Lion", "....lion.Lion", "lion", ""])
def test_a_name_that_leads_nowhere_is_nothing(target):
    assert not joined({"pkg/lion.py": [own("Lion")], "pkg/train.py": [pending(target)]}).sightings


def test_a_circle_of_names_ends():
    files = {
        "a.py": [handed("X", ".b.X")],
        "b.py": [handed("X", ".a.X"), handed("*", ".a")],
        "c.py": [pending(".a.X")],
    }
    assert not joined(files).sightings


def test_many_modules_that_hand_all_on_to_one_another_are_asked_once():
    names = [f"m{number}" for number in range(40)]
    files = {f"{name}.py": [handed("*", f".{other}") for other in names] for name in names}
    assert not joined({**files, "user.py": [pending(".m0.Lion")]}).sightings


def test_of_two_modules_of_one_name_the_nearer_is_meant():
    files = {
        "one/lion.py": [own("Lion", "lion")],
        "two/lion.py": [own("Lion", "sgd")],
        "two/train.py": [pending("lion.Lion")],
    }
    assert [one.fact.technology for one in joined(files).sightings] == ["sgd"]


def test_tests_speak_only_to_fields_about_testing_and_vendored_copies_to_none():
    use = Fact("sighting", 3, "optimizer", "sgd", role="uses")
    check = Fact("sighting", 4, "python-test-framework", "pytest", role="uses")
    files = {"tests/test_a.py": [use, check], "third_party/b.py": [use], "c_pb2.py": [use], "d.py": [use]}
    found = joined(files, frozenset({"python-test-framework"}))
    assert [(one.path, one.fact.technology) for one in found.sightings] == [
        ("d.py", "sgd"),
        ("tests/test_a.py", "pytest"),
    ]
    assert found.skipped == {"vendored copy": 1, "generated": 1}
    assert found.files == 4


def test_what_a_run_wrote_and_what_a_lock_file_says_again_speak_for_nothing():
    said = Fact("sighting", 1, "optimizer", "adam", role="selects")
    found = joined({path: [said] for path in ("wandb/run-1/files/config.yaml", "uv.lock", "pyproject.toml")})
    assert [one.path for one in found.sightings] == ["pyproject.toml"]
    assert found.skipped == {"result of a run": 1, "lock of a manifest": 1}


def test_a_lock_file_without_its_manifest_speaks():
    said = Fact("sighting", 1, "optimizer", "adam", role="selects")
    assert [one.path for one in joined({"deep/uv.lock": [said], "pyproject.toml": []}).sightings] == [
        "deep/uv.lock"
    ]
