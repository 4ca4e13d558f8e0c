"""What a path says of a file: its kind, and whether it speaks for the code that it lies beside."""

from __future__ import annotations

import pytest

from settled.scan.code.kinds import is_result, is_test, kind_of, manifest_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("requirements.txt", "requirements"),
        ("requirements-dev.in", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("constraints.txt", None),
        ("constraints-3.11.txt", None),
        ("requirements/constraints.txt", None),
        ("ci/upper-constraints.txt", None),
        ("unconstrained_requirements.txt", "requirements"),
    ],
)
def test_constraints_are_no_requirements(path, kind):
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    ("path", "is_written"),
    [
        ("lightning_logs/version_0/hparams.yaml", True),
        ("exp/version_12/hparams.yaml", True),
        ("hparams/train.yaml", False),
        ("hparams.yaml", False),
        ("wandb/run-20240101_1-a/files/config.yaml", True),
        ("wandb/sweep.py", False),
        ("configs/wandb.yaml", False),
        ("mlruns/0/abc/artifacts/model/requirements.txt", True),
        ("outputs/2024-01-31/12-00-00/.hydra/config.yaml", True),
        ("outputs/config.yaml", False),
        ("multirun/2024/0/config.yaml", True),
        ("out/checkpoint-500/config.json", True),
        ("out/checkpoints/config.json", False),
        ("out/trainer_state.json", True),
        ("out/all_results.json", True),
        ("results.json", False),
    ],
)
def test_what_a_run_wrote_is_told_by_its_path(path, is_written):
    assert is_result(path) is is_written


@pytest.mark.parametrize(
    ("path", "manifest"),
    [
        ("uv.lock", "pyproject.toml"),
        ("web/package-lock.json", "web/package.json"),
        ("poetry.toml", ""),
        ("my-uv.lock", ""),
    ],
)
def test_a_lock_file_has_its_manifest_beside_it(path, manifest):
    assert manifest_of(path) == manifest


@pytest.mark.parametrize(
    "path",
    [
        "src/test_fixtures/config.json",
        "pkg/testdata/a.yaml",
        "test_files/x.py",
        ".github/workflows/config/keras.json",
        ".gitlab-ci.yml",
        "sub/.circleci/config.yml",
    ],
)
def test_what_tests_use_lies_among_tests(path):
    assert is_test(path)


@pytest.mark.parametrize(
    "path", ["src/latest_data/config.json", "contest/a.yaml", "github/x.py", ".githubx/a.py"]
)
def test_a_longer_word_is_no_folder_of_tests(path):
    assert not is_test(path)
