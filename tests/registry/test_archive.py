"""Archives that are broken or hostile, really made so."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.errors import SourceError
from settled.sources.archive import Limits, members

CODE = b"class AdamW:\n    pass\n"


def is_python(path: str) -> bool:
    return path.endswith(".py")


def read(path: Path, limits: Limits | None = None) -> tuple[dict[str, bytes], Counter[str]]:
    skipped: Counter[str] = Counter()
    return dict(members(path, is_python, skipped, limits)), skipped


def wheel(folder: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "toy-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def sdist(folder: Path, entries: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    path = folder / "toy-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for entry, content in entries:
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


def test_wanted_files_come_from_a_wheel_and_nothing_else(tmp_path: Path) -> None:
    path = wheel(tmp_path, {"toy/a.py": CODE, "toy/b.so": b"\x7fELF", "toy/": b""})
    assert read(path) == ({"toy/a.py": CODE}, Counter())


def test_wanted_files_come_from_a_source_distribution(tmp_path: Path) -> None:
    path = sdist(tmp_path, [(entry("toy-1.0/a.py"), CODE), (entry("toy-1.0/b.c"), b"int x;")])
    assert read(path) == ({"toy-1.0/a.py": CODE}, Counter())


@given(
    files=st.dictionaries(
        st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,3}\.py", fullmatch=True),
        st.binary(max_size=2000),
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_packed_is_what_is_read(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert read(wheel(tmp_path, files))[0] == files
    assert read(sdist(tmp_path, [(entry(name), content) for name, content in files.items()]))[0] == files


@pytest.mark.parametrize(
    "name", ["../evil.py", "/etc/evil.py", "a/../../evil.py", "C:/evil.py", "..\\evil.py", "\\evil.py"]
)
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    path = wheel(tmp_path, {name: CODE}) if kind == "wheel" else sdist(tmp_path, [(entry(name), CODE)])
    with pytest.raises(SourceError, match=r"refused as hostile: the path .* leads out of the archive"):
        read(path)
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_member_that_unpacks_enormously_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path, {"bomb.py": b"\0" * 4_000_000})
    assert path.stat().st_size < 10_000
    with pytest.raises(SourceError, match=r"refused as hostile: 'bomb\.py' unpacks over 200 times its size"):
        read(path)


def test_a_zip_that_lies_about_sizes_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = wheel(tmp_path, {"bomb.py": b"x" * 3_000_000})
    packed = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", packed, packed.find(signature) + offset, 1000)
    path.write_bytes(packed)
    with pytest.raises(SourceError, match="damaged"):
        read(path)


def test_a_tar_that_unpacks_enormously_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy-1.0.tar.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        header = entry("toy-1.0/zero.bin")
        header.size = 300_000_000
        stream.write(header.tobuf())
        for _ in range(300):
            stream.write(b"\0" * 1_000_000)
        stream.write(b"\0" * 256 + entry("toy-1.0/a.py").tobuf())
    assert path.stat().st_size < 400_000
    with pytest.raises(SourceError, match="refused as hostile: it unpacks to over"):
        read(path)


def test_a_tar_header_that_would_fill_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy-1.0.tar.gz"
    header = entry("pax", tarfile.XHDTYPE)
    header.size = 8 << 30
    with gzip.open(path, "wb") as stream:
        stream.write(header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 4096)
    with pytest.raises(SourceError, match="refused as hostile: a header of"):
        read(path)


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_too_many_members_are_refused(tmp_path: Path, kind: str) -> None:
    names = [f"m{number}.py" for number in range(60)]
    path = (
        wheel(tmp_path, dict.fromkeys(names, b""))
        if kind == "wheel"
        else sdist(tmp_path, [(entry(n), b"") for n in names])
    )
    with pytest.raises(SourceError, match=r"refused as hostile: (over 50 members|a list of members)"):
        read(path, Limits(entries=50))


def test_a_list_of_members_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = wheel(tmp_path, {f"{number}{'x' * 300}.py": b"" for number in range(40)})
    with pytest.raises(SourceError, match="refused as hostile: a list of members of"):
        read(path, Limits(entries=50))


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_more_content_than_the_limit_is_refused(tmp_path: Path, kind: str) -> None:
    files = {f"m{number}.py": bytes([65 + number]) * 40 for number in range(5)}
    path = (
        wheel(tmp_path, files)
        if kind == "wheel"
        else sdist(tmp_path, [(entry(n), c) for n, c in files.items()])
    )
    with pytest.raises(SourceError, match="over 100 bytes to read"):
        read(path, Limits(read_bytes=100))


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_large_member_is_skipped_and_counted(tmp_path: Path, kind: str) -> None:
    files = {"big.py": b"x = 1\n" * 100, "small.py": CODE}
    path = (
        wheel(tmp_path, files)
        if kind == "wheel"
        else sdist(tmp_path, [(entry(n), c) for n, c in files.items()])
    )
    assert read(path, Limits(member_bytes=100)) == ({"small.py": CODE}, Counter({"larger than the limit": 1}))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_links_in_a_tar_are_not_followed(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "secret.py").write_bytes(b"secret = 1")
    entries = [
        (entry("toy-1.0/a.py"), CODE),
        (entry("toy-1.0/link.py", kind, str(tmp_path / "secret.py")), b""),
    ]
    assert read(sdist(tmp_path, entries)) == ({"toy-1.0/a.py": CODE}, Counter({"link": 1}))


def test_links_in_a_zip_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "toy-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert read(path) == ({}, Counter({"link": 1}))


def test_a_device_in_a_tar_is_passed_over(tmp_path: Path) -> None:
    assert read(sdist(tmp_path, [(entry("dev.py", tarfile.CHRTYPE), b"")])) == (
        {},
        Counter({"no regular file": 1}),
    )


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = wheel(tmp_path, {"inner.py": CODE}).read_bytes()
    path = wheel(tmp_path, {"nested.whl": inner, "nested.py": inner})
    assert read(path)[0] == {"nested.py": inner}


def test_an_encrypted_member_is_an_error(tmp_path: Path) -> None:
    path = wheel(tmp_path, {"a.py": CODE})
    packed = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.find(signature) + offset] |= 1
    path.write_bytes(packed)
    with pytest.raises(SourceError, match=r"'a\.py' in it is encrypted"):
        read(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_given_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "toy-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.py", b"old")
        archive.writestr("a.py", b"new")
    assert read(path) == ({"a.py": b"new"}, Counter({"name given twice": 1}))


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
def test_a_truncated_archive_names_itself(tmp_path: Path, kind: str, share: float) -> None:
    content = bytes(range(256)) * 40
    files = {f"m{number}.py": content for number in range(20)}
    path = (
        wheel(tmp_path, files)
        if kind == "wheel"
        else sdist(tmp_path, [(entry(n), c) for n, c in files.items()])
    )
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(SourceError, match=r"toy-1\.0\S*: damaged.*; fetch it again"):
        read(path)


@given(noise=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_damaged_archive_gives_true_content_or_an_error(
    tmp_path: Path, kind: str, noise: list[tuple[int, int]]
) -> None:
    files = {f"m{number}.py": CODE * number for number in range(6)}
    path = (
        wheel(tmp_path, files)
        if kind == "wheel"
        else sdist(tmp_path, [(entry(n), c) for n, c in files.items()])
    )
    packed = bytearray(path.read_bytes())
    for position, value in noise:
        packed[position % len(packed)] = value
    path.write_bytes(packed)
    try:
        found, _ = read(path)
    except SourceError:
        return
    assert len(found) <= len(files)
    if kind == "wheel":  # each member carries a checksum; a tar has only one over all
        assert set(found.values()) <= set(files.values())


def test_what_is_no_archive_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "toy-1.0-py3-none-any.whl"
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(SourceError, match="neither a zip nor a tar"):
        read(path)
