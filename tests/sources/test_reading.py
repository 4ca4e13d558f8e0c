"""What every source shares: origins, digests, files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import settled.sources
from settled.errors import InputError, SourceError
from settled.sources import content_digest, read_origin, readable_file

ORIGINS = sorted(Path(settled.sources.__file__).parent.glob("**/origin.toml"))


@pytest.mark.parametrize("file", ORIGINS, ids=lambda file: file.parent.name)
def test_every_origin_is_whole(file: Path) -> None:
    origin = read_origin(file.parent)
    # Runs of the lab are read by the source that its tables call `lab`.
    assert file.parent.name.removesuffix("_runs") in origin.source.split("/")
    assert all([origin.producer, origin.title, origin.licence, origin.date_accessed])
    assert origin.url == "" or origin.url.startswith("https://")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        ("source = ", "cannot be read"),
        ('source = "a"', "has wrong keys"),
        ('sauce = "a"', "has wrong keys"),
    ],
)
def test_a_wrong_origin_is_a_fault_of_the_source(tmp_path: Path, content: str | None, what: str) -> None:
    if content is not None:
        (tmp_path / "origin.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=what):
        read_origin(tmp_path)


def test_content_digest_is_sha256_of_the_bytes(tmp_path: Path) -> None:
    content = b"0123456789" * 100_000
    (tmp_path / "file").write_bytes(content)
    assert content_digest(tmp_path / "file") == hashlib.sha256(content).hexdigest()


def test_readable_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert readable_file(tmp_path / "file") == tmp_path / "file"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("loop", "none", "."):
        with pytest.raises(InputError):
            readable_file(tmp_path / name)
