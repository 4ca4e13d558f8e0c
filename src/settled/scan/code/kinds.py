"""What kind of file a path names: which reader it is for, and whose code it is."""

from __future__ import annotations

import re
from functools import lru_cache

_BY_SUFFIX: dict[str, str] = {
    "py": "python", "pyi": "python", "pyx": "python", "ipynb": "notebook",
    "yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json", "jsonc": "json", "json5": "json",
    "ini": "ini", "cfg": "ini", "conf": "ini", "gin": "gin",
    "sh": "shell", "bash": "shell", "slurm": "shell", "sbatch": "shell", "zsh": "shell",
    "js": "javascript", "mjs": "javascript", "cjs": "javascript", "jsx": "javascript",
    "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx",
    "rs": "rust", "go": "go", "java": "java",
    "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp", "h": "cpp",
    "csproj": "csproj", "gradle": "gradle", "kts": "gradle",
}  # fmt: skip

# Manifests by their exact name, in lower case.
_BY_NAME: dict[str, str] = {
    name: name
    for name in (
        "pyproject.toml", "setup.py", "setup.cfg", "pipfile", "pipfile.lock", "poetry.lock", "uv.lock",
        "pdm.lock", "pylock.toml", "package.json", "package-lock.json", "cargo.toml", "go.mod", "pom.xml",
        "gemfile", "composer.json", "tox.ini",
    )
} | {
    "environment.yml": "environment", "environment.yaml": "environment", "dockerfile": "dockerfile",
    "build.gradle": "gradle", "build.gradle.kts": "gradle", "containerfile": "dockerfile",
}  # fmt: skip

_REQUIREMENTS = re.compile(r"(?:.*[-_.])?requirements?(?:[-_.].*)?\.(?:txt|in)")
# They bound versions of what something else needs: they need nothing themselves.
_CONSTRAINTS = re.compile(r"(?:.*[-_.])?constraints?(?:[-_.].*)?\.(?:txt|in)")
_IN_REQUIREMENTS = re.compile(r"(?:^|/)requirements?/[^/]+\.(?:txt|in)$")
_ENVIRONMENT = re.compile(r"(?:conda|environment|env)[-_.\w]*\.ya?ml")
_DOCKERFILE = re.compile(r"dockerfile[-_.].*|.*\.dockerfile")

_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|unit_?tests?|specs?|test_?(?:data|fixtures?|files|assets)|fixtures)/"
    r"|(?:^|/)\.(?:github|gitlab|circleci|buildkite|kokoro|travis|azure-pipelines)(?:/|[^/]*\.ya?ml$)"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest)\.py$"
    r"|\.(?:test|spec)\.[cm]?[jt]sx?$|_test\.go$|(?:^|/)src/test/",
    re.IGNORECASE,
)
_VENDORED = re.compile(
    r"(?:^|/)(?:_?vendor(?:ed)?|third[-_]?party|3rd[-_]?party|external|externals|extern|node_modules|bower_components"
    r"|site-packages|dist-packages|\.venv|venv|\.tox|\.eggs|submodules)/",
    re.IGNORECASE,
)
# What programs write beside a run of training: Lightning, Weights & Biases, MLflow, Hydra, Transformers.
_RESULT = re.compile(
    r"(?:^|/)(?:lightning_logs|wandb|mlruns|\.hydra|multirun|checkpoint-\d+|version_\d+)/(?:.*/)?[^/]+$"
    r"|(?:^|/)outputs/\d{4}-\d\d-\d\d/"
    r"|(?:^|/)(?:trainer_state|(?:all|train|eval|test)_results|wandb-(?:metadata|summary)|run_info)\.json$"
)
_PROGRAM = re.compile(r"\.(?:pyi?|ipynb|[cm]?[jt]sx?|rs|go|java|h|cc|cpp)$")
_MANIFEST_OF = {"uv.lock": "pyproject.toml", "package-lock.json": "package.json"}
_GENERATED = re.compile(r"(?:_pb2(?:_grpc)?\.pyi?|\.min\.[cm]?js|\.bundle\.js|\.generated\.\w+|\.d\.ts)$")


@lru_cache(maxsize=1 << 16)
def kind_of(path: str) -> str | None:
    """The kind of a file by its path, with ``/``; ``None``: none that is read.

    >>> kind_of("src/train.py"), kind_of("requirements-dev.txt"), kind_of("logo.png")
    ('python', 'requirements', None)
    """
    name = path.rpartition("/")[2].lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    if _CONSTRAINTS.fullmatch(name):
        return None
    if _REQUIREMENTS.fullmatch(name) or _IN_REQUIREMENTS.search(path.lower()):
        return "requirements"
    if _ENVIRONMENT.fullmatch(name):
        return "environment"
    if _DOCKERFILE.fullmatch(name):
        return "dockerfile"
    return _BY_SUFFIX.get(name.rpartition(".")[2]) if "." in name else None


@lru_cache(maxsize=1 << 16)
def is_test(path: str) -> bool:
    """Whether a path lies among tests: what is used there is not adopted, save in fields about testing."""
    return bool(_TEST.search(path))


@lru_cache(maxsize=1 << 16)
def is_vendored(path: str) -> bool:
    """Whether a path holds a copy of somebody else's code."""
    return bool(_VENDORED.search(path))


@lru_cache(maxsize=1 << 16)
def is_generated(path: str) -> bool:
    """Whether a path's name says that a program wrote the file."""
    return bool(_GENERATED.search(path))


@lru_cache(maxsize=1 << 16)
def is_result(path: str) -> bool:
    """Whether a run wrote the file: it says what was chosen once, where a configuration of the code did.

    >>> is_result("lightning_logs/version_3/hparams.yaml"), is_result("configs/hparams.yaml")
    (True, False)
    """
    return bool(_RESULT.search(path)) and not _PROGRAM.search(path)


def manifest_of(path: str) -> str:
    """The path of the manifest whose direct needs a lock file says again; empty: it is no such file.

    >>> manifest_of("web/package-lock.json")
    'web/package.json'
    """
    folder, slash, name = path.rpartition("/")
    manifest = _MANIFEST_OF.get(name, "")
    return f"{folder}{slash}{manifest}" if manifest else ""
