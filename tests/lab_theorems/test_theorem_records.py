"""Every theorem found in the folder: its record, its module, and the form of what its check gives."""

import json
import math
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest

from settled.lab.theorems.theorem import figure, load_theorem, theorem_names

FAST = (
    "adam_adamw_formulas",
    "attention_dilution",
    "descent_inequality",
    "lipschitz_gradient",
    "linear_attention_gradients",
    "normalised_linear_attention",
    "rope_relative",
    "scaling_factor",
    "softmax_saturation",
)


def catalog_ids():
    fields = files("settled.catalog") / "fields"
    for entry in fields.iterdir():
        if entry.name.endswith(".toml"):
            for technology in tomllib.loads(entry.read_text())["technology"]:
                yield technology["id"]


def test_theorems_are_found():
    assert set(FAST) < set(theorem_names())


@pytest.mark.parametrize("name", theorem_names())
def test_records(name):
    theorem, _ = load_theorem(name)
    assert theorem.id == name.replace("_", "-")
    assert load_theorem(theorem.id)[0] is theorem
    assert theorem.statement.endswith(".")
    assert theorem.paper
    assert theorem.technologies
    assert set(theorem.technologies) <= set(catalog_ids())
    assert "Rule" in (sys.modules[f"settled.lab.theorems.{name}"].__doc__ or "")


@pytest.mark.parametrize("name", FAST)
def test_checks_are_json_and_the_same_to_the_bit(name):
    _, check = load_theorem(name)
    first = json.dumps(check("quick", 5), allow_nan=False)
    assert first == json.dumps(check("quick", 5), allow_nan=False)
    found = json.loads(first)
    assert set(found) == {"verdict", "because", "counterexample", "figures"}
    assert "\n" not in found["because"]
    assert found["figures"]
    for one in found["figures"].values():
        assert set(one) == {"value", "low", "high", "unit"}
        assert math.isfinite(one["value"])
        assert (one["low"] is None) == (one["high"] is None)
        assert one["low"] is None or one["low"] <= one["value"] <= one["high"]


def test_records_are_read_without_heavy_packages():
    code = (
        "import sys\n"
        "from settled.lab.theorems.theorem import load_theorem, theorem_names\n"
        "[load_theorem(n) for n in theorem_names()]\n"
        "print([m for m in ('torch', 'scipy', 'sympy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_figures_are_plain():
    import numpy as np

    assert json.dumps(figure(np.float64(1.5), np.float32(1), 2)) == json.dumps(
        {"value": 1.5, "low": 1.0, "high": 2.0, "unit": ""}
    )
