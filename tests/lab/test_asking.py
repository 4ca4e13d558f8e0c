"""From the command line to a plan, and modules of the user's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lab_trials import draws

from settled.cli import main
from settled.errors import InputError
from settled.lab.asking import Asked, plan
from settled.lab.faults import because
from settled.lab.own import own_module

SMALL = draws(2)


def test_the_plan_takes_the_budgets_seconds() -> None:
    found = plan(SMALL, Asked("quick", workloads=("copying",)))
    assert (found.seconds, found.workloads, found.user_files) == (60.0, ("copying",), ())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("quick", technologies=("softmax-atention",)), "has no technology 'softmax-atention'"),
        (Asked("quick", workloads=("coping",)), "has no workload 'coping'; hint: did you mean 'copying'"),
        (Asked("quick", workloads=("missing.py",)), "missing.py: cannot be read"),
    ],
)
def test_what_is_unknown_is_named_with_the_nearest(asked: Asked, said: str) -> None:
    with pytest.raises(InputError, match=said):
        plan(SMALL, asked)


def test_a_users_file_is_kept_by_its_digest(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("WORKLOAD = 1\n")
    (own,) = plan(SMALL, Asked("quick", workloads=(str(file),))).user_files
    assert (own.kind, own.path, len(own.digest)) == ("workload", str(file), 64)
    file.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(InputError, match="is larger than"):
        plan(SMALL, Asked("quick", mixers=(str(file),)))


def test_a_users_module_is_imported_once_while_its_text_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("THING = []\n")
    assert own_module(file, "THING").THING is own_module(file, "THING").THING
    with pytest.raises(InputError, match="holds no 'OTHER'"):
        own_module(file, "OTHER")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\nraise ValueError('bad\\nthing')\n", "mine.py:2: ValueError: bad thing"),
        ("x = (\n", "mine.py:1: SyntaxError"),
        ("import no_such_module_of_anybody\n", "mine.py:1: ModuleNotFoundError"),
        ("\nimport json\njson.loads('{')\n", "mine.py:3: JSONDecodeError"),
    ],
)
def test_a_module_that_raises_is_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)
    with pytest.raises(Exception) as raised:  # noqa: PT011 (whatever the module raises)
        own_module(file, "THING")
    line = because(raised.value)
    assert said in line
    assert "\n" not in line
    with pytest.raises(type(raised.value)):  # a half-imported module is not kept
        own_module(file, "THING")


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """`settled lab WORDS` in an empty home: exit code, and all that it prints."""
    monkeypatch.setenv("SETTLED_HOME", str(tmp_path))

    def lab(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["settled", "lab", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfd.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return lab


def test_the_commands_end_to_end(call: Call) -> None:
    words = ("run", "theory", "--technologies", "rope", "--budget", "quick")
    code, output = call(*words, "--json")
    assert code == 0
    document = json.loads(output)
    assert document["run"] == "theory-quick-1"
    assert {one["id"]: one["verdict"] for one in document["claims"]}["rope-relative"] == "holds"
    code, shown = call("show", "theory-quick-1")
    assert code == 0
    assert "rope-relative" in shown
    assert "not tested: " in shown
    assert "theory-quick-1" in call("show")[1]
    assert json.loads(call("show", "theory-quick-1", "--json")[1]) == {**document, "same_code": True}
    assert call("resume", "theory-quick-1")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "theorie"), "no experiment is called 'theorie'"),
        (("run", "theory", "--technologies", "ropes"), "theory has no technology 'ropes'"),
        (("run", "theory", "--workload", "copying"), "theory has no workload 'copying'"),
        (("run", "theory", "--mixer", "mine.py"), "theory takes no module of yours"),
        (("resume", "theory-quick-7"), "no such run"),
        (("show", "theory-quick-7"), "no such run"),
    ],
)
def test_bad_words_are_one_line(call: Call, words: tuple[str, ...], said: str) -> None:
    code, output = call(*words)
    assert code == 2
    assert said in output
    assert len(output.strip().splitlines()) == 1
