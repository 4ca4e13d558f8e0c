"""The workloads and the mixer that the documentation shows, as files of a user's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from lab_trials import Small

from settled.lab.experiment import Trial

PAGE = Path(__file__).parents[2] / "docs" / "lab.md"
PROBLEM, WORKLOAD, MIXER = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "delayed.py").write_text(WORKLOAD, encoding="utf-8")
    (tmp_path / "mean.py").write_text(MIXER, encoding="utf-8")
    return {"workload": str(tmp_path / "delayed.py"), "mixer": str(tmp_path / "mean.py")}


def trained(files: dict[str, str], **more: Any) -> Small:
    config = {**files, "length": 16, "width": 16, "heads": 2, "layers": 1, "hidden": 32, "steps": 4, **more}
    return Small([Trial("own", "settled.lab.training:train", {**config, "rows": 8, "test_rows": 8}, 0, 5.0)])


def test_they_train_in_a_worker(run: Any, files: dict[str, str]) -> None:
    document = run(trained(files))
    assert [(one["status"], one["because"]) for one in document["trials"]] == [("done", "")]


def test_the_optimizers_workload_is_learnt_in_a_worker(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "linear.py"
    path.write_text(PROBLEM, encoding="utf-8")
    config = {"optimizer": "adamw", "workload": str(path), "rate": 0.03, "decay": 0.0, "momentum": 0.9}
    trial = Trial("own", "settled.lab.experiments.optimizers.measures:trained", config, 0, 5.0)
    (one,) = run(Small([trial]))["trials"]
    assert (one["status"], one["because"]) == ("done", "")
    assert one["values"]["unit"] == "squared error"
    assert one["values"]["final"] < 0.01 * float(one["values"]["curve"].split()[0])


def test_the_workload_asks_for_the_symbol_three_positions_before() -> None:
    names: dict[str, Any] = {}
    exec(compile(WORKLOAD, str(PAGE), "exec"), names)
    inputs, targets = names["Workload"](8).batch("train", 2, torch.Generator().manual_seed(0))
    assert torch.equal(targets[:, 3:], inputs[:, :-3])
    assert bool((targets[:, :3] == -100).all())


def test_the_mixer_sees_nothing_of_the_future() -> None:
    names: dict[str, Any] = {}
    exec(compile(MIXER, str(PAGE), "exec"), names)
    mixer = names["Mixer"](8, 2)
    x = torch.randn(2, 6, 8, generator=torch.Generator().manual_seed(0))
    later = x.clone()
    later[:, 4:] += 1.0
    assert torch.equal(mixer(x)[:, :4], mixer(later)[:, :4])


def test_a_raise_in_them_is_one_line_with_its_place(run: Any, files: dict[str, str]) -> None:
    path = Path(files["mixer"])
    broken = MIXER.replace(
        "        return self.out", "        raise ValueError('no\\nway')\n        return self.out"
    )
    path.write_text(broken, encoding="utf-8")
    line = broken.splitlines().index("        raise ValueError('no\\nway')") + 1
    (crashed,) = run(trained(files))["trials"]
    assert crashed["status"] == "crashed"
    assert crashed["because"] == f"{path}:{line}: ValueError: no way"


def test_a_file_that_does_not_parse_is_one_line_with_its_place(run: Any, files: dict[str, str]) -> None:
    path = Path(files["workload"])
    path.write_text("METRIC = 'loss'\nclass Workload(:\n", encoding="utf-8")
    (crashed,) = run(trained(files))["trials"]
    assert crashed["because"].startswith(f"{path}:2: SyntaxError: ")
