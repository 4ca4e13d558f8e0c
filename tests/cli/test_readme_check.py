"""The check that the README shows is the one that the program prints."""

from __future__ import annotations

from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

TRAIN = """\
from torch.optim import SGD


def make(weights):
    rate = 0.1
    return SGD(weights, rate)
"""
FILES = {
    "src/train.py": TRAIN,
    "src/paper.py": "import torch\nopt = torch.optim.SGD([])  # settled: allow sgd because the paper did\n",
    "src/fetch.py": "import httpx\n\nhttpx.get('https://example.org')\n",
    "conf/train.yaml": "optimizer:\n  type: AdamW\n",
    "trials/one.py": "import torch\nopt = torch.optim.Adam([])\n",
}


def block(name: str) -> str:
    """What stands in the fenced block between two comments of the README."""
    inner = README.partition(f"<!-- {name} -->\n```")[2].partition(f"```\n<!-- /{name} -->")[0]
    return inner.partition("\n")[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("SETTLED_CACHE", str(tmp_path / "cache"))
    for name, text in {**FILES, "settled.toml": block("policy")}.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "project"


def test_it_is_what_is_printed(run, project):
    ran = run("check", project)
    assert (ran.code, ran.out) == (1, block("check"))
