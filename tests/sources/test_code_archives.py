"""Archives of code: every form that is read, and hostile ones."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.errors import InputError
from settled.sources.code import Code, open_code
from settled.sources.code.listing import LARGEST, blob_id

FILES = {"project-1.0/a.py": b"a = 1\n", "project-1.0/deep/b.yaml": b"b: 1\n", "project-1.0/c.md": b"c"}
MODES = {
    ".tar": "w",
    ".tar.gz": "w:gz",
    ".tgz": "w:gz",
    ".tar.bz2": "w:bz2",
    ".tbz2": "w:bz2",
    ".tar.xz": "w:xz",
}


def kind_of(path: str) -> str | None:
    suffix = path.rpartition(".")[2]
    return suffix if suffix in ("py", "yaml") else None


def pack_tar(path: Path, files: Mapping[str, bytes], mode: str = "w:gz", *extra: tarfile.TarInfo) -> Path:
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        for entry in extra:
            tar.addfile(entry)
    return path


def pack_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    mode = next((mode for suffix, mode in MODES.items() if path.name.endswith(suffix)), None)
    return pack_tar(path, files, mode) if mode else pack_zip(path, files)


def read(code: Code) -> dict[str, bytes]:
    tree = code.tree()
    wanted = [(one.blob, one.kind) for one in tree.listed]
    given = {row["blob"]: row["content"] for batch in code.contents(wanted) for row in batch.to_pylist()}
    return {one.path: given[one.blob] for one in tree.listed}


@pytest.mark.parametrize("suffix", [".zip", ".whl", *MODES])
def test_every_form_of_archive(tmp_path: Path, suffix: str) -> None:
    code = open_code(pack(tmp_path / f"project-1.0{suffix}", FILES), kind_of)
    tree = code.tree()
    assert (tree.name, tree.revision, tree.committed) == (f"project-1.0{suffix}", "", None)
    assert [(one.path, one.blob, one.kind) for one in tree.listed] == [
        ("a.py", blob_id(b"a = 1\n"), "py"),
        ("deep/b.yaml", blob_id(b"b: 1\n"), "yaml"),
    ]
    assert read(code) == {"a.py": b"a = 1\n", "deep/b.yaml": b"b: 1\n"}
    assert not code.skipped


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ({"a/x.py": b"1", "a/y.py": b"2"}, ["x.py", "y.py"]),
        ({"./a/x.py": b"1", "./a/y.md": b"2"}, ["x.py"]),
        ({"a/x.py": b"1", "b/y.md": b"2"}, ["a/x.py"]),
        ({"a/x.py": b"1", "y.md": b"2"}, ["a/x.py"]),
        ({"a/x.py": b"1", "a/__init__.py": b""}, ["a/__init__.py", "a/x.py"]),
        ({"a/src/x.py": b"1", "a/src/__init__.py": b""}, ["src/__init__.py", "src/x.py"]),
        ({"a/.git/x.py": b"1", "a/y.py": b"2"}, ["y.py"]),
        ({"x.py": b"same", "y.py": b"same"}, ["x.py", "y.py"]),
    ],
)
def test_a_single_top_folder_is_no_part_of_the_paths(
    tmp_path: Path, files: dict[str, bytes], paths: list[str]
) -> None:
    for suffix in (".zip", ".tar.gz"):
        assert list(read(open_code(pack(tmp_path / f"x{suffix}", files), kind_of))) == paths


def test_what_is_skipped_is_counted(tmp_path: Path) -> None:
    link = tarfile.TarInfo("p/link.py")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    pipe = tarfile.TarInfo("p/pipe.py")
    pipe.type = tarfile.FIFOTYPE
    latin = tarfile.TarInfo("p/caf\udce9.py")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    files = {"p/a.py": b"a", "p/large.py": b"#" * (LARGEST + 1), "p/w.py": pointer, "d/" * 101 + "x.py": b"x"}
    tree = open_code(pack_tar(tmp_path / "x.tar", files, "w", link, pipe, latin), kind_of).tree()
    assert [one.path for one in tree.listed] == ["p/a.py"]
    assert tree.skipped == {
        "symbolic link": 1, "no regular file": 1, "name not UTF-8": 1, "over 2 MiB": 1, "Git LFS pointer": 1,
        "too deep": 1,
    }  # fmt: skip


def cut(path: Path) -> Path:
    content = pack(path, {"a.py": bytes(range(256)) * 4000}).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def outside(path: Path) -> Path:
    return pack(path, {"../a.py": b"a"})


def absolute(path: Path) -> Path:
    return pack(path, {"/tmp/a.py": b"a"})


def bomb(path: Path) -> Path:
    return pack(path, {f"{number}.md": bytes(64 << 20) for number in range(4)} | {"z.py": bytes(1 << 20)})


def text(path: Path) -> Path:
    path.write_text("no archive at all")
    return path


def nothing(path: Path) -> Path:
    return pack(path, {})


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
@pytest.mark.parametrize(
    ("make", "what"),
    [
        (cut, "damaged"),
        (text, "neither a zip nor a tar"),
        (nothing, "holds no file; name an archive"),
        (outside, "leads out of the archive"),
        (absolute, "leads out of the archive"),
    ],
)
def test_archives_that_are_refused(
    tmp_path: Path, suffix: str, make: Callable[[Path], Path], what: str
) -> None:
    path = make(tmp_path / f"x{suffix}")
    with pytest.raises(InputError, match=rf"^x{suffix}: .*{what}"):
        open_code(path, kind_of).tree()


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz", ".tar.bz2", ".tar.xz"])
def test_bombs_are_refused(tmp_path: Path, suffix: str) -> None:
    path = bomb(tmp_path / f"x{suffix}")
    assert path.stat().st_size < 1 << 20
    with pytest.raises(InputError, match=r"refused as hostile: .*unpacks"):
        open_code(path, kind_of).tree()


def test_an_archive_that_changes_is_counted(tmp_path: Path) -> None:
    code: Any = open_code(pack(tmp_path / "x.zip", {"a.py": b"a", "b.py": b"b"}), kind_of)
    wanted = [(one.blob, "py") for one in code.tree().listed]
    pack(tmp_path / "x.zip", {"a.py": b"A", "b.py": b"b"})
    assert [row["content"] for batch in code.contents(wanted) for row in batch.to_pylist()] == [b"b"]
    assert code.skipped == {"missing object": 1}


def test_archives_have_no_history(tmp_path: Path) -> None:
    code = open_code(pack(tmp_path / "x.zip", FILES), kind_of)
    with pytest.raises(InputError, match="files have no history"):
        code.tree(date(2020, 1, 1))


def test_batches_are_bounded(tmp_path: Path) -> None:
    files = {f"p/{number}.py": bytes([number]) * (LARGEST - number) for number in range(9)}
    files |= {f"p/s{number}.py": b"%d" % number for number in range(50)}
    code = open_code(pack_tar(tmp_path / "x.tar", files, "w"), kind_of)
    batches = list(code.contents((one.blob, one.kind) for one in code.tree().listed))
    assert sum(batch.num_rows for batch in batches) == 59
    assert len(batches) == 3
    for batch in batches:
        assert batch.schema.names == ["blob", "kind", "content"]
        assert sum(map(len, batch["content"].to_pylist())) <= 8 << 20
