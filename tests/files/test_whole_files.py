"""A file is what it was or what it shall be, never something in between."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from settled.errors import InputError
from settled.files import left_over, replacing, write_whole

posix = pytest.mark.skipif(os.name != "posix", reason="rights and signals of POSIX")

HALF = """
import sys, time
from pathlib import Path
from settled.files import replacing
with replacing(Path(sys.argv[1])) as new, new.open("xb") as file:
    file.write(b"half of it")
    file.flush()
    print("ready", flush=True)
    time.sleep(60)
"""
FULL = """
import resource, signal, sys
from pathlib import Path
from settled.errors import InputError
from settled.files import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), "x" * 5000)
except InputError as fault:
    print(fault)
"""
OTHER = """
import os, sys
from pathlib import Path
from settled.errors import InputError
from settled.files import write_whole
if not os.geteuid():  # who may do everything becomes somebody else
    os.setuid(65534)
try:
    write_whole(Path(sys.argv[1]), "new")
except InputError as fault:
    print(fault)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def python(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )


def mask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found


@pytest.mark.parametrize(
    ("content", "held"), [("β\r\n", "β\r\n".encode()), (b"\xff\0", b"\xff\0"), ("", b"")]
)
def test_text_and_bytes_are_written_as_they_are(tmp_path: Path, content: str | bytes, held: bytes) -> None:
    for _ in range(2):
        write_whole(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == held
    assert names(tmp_path) == ["file"]


def test_a_file_is_replaced_as_a_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    file, link = tmp_path / "base.json", tmp_path / "link.json"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    write_whole(tmp_path / "fresh.json", "")
    assert stat.S_IMODE((tmp_path / "fresh.json").stat().st_mode) & 0o077 == 0o044 & ~mask()
    assert names(tmp_path) == ["base.json", "fresh.json", "link.json"]


def test_a_link_to_another_folder_is_followed_and_one_to_nothing_makes_the_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("held", "fresh"):
        (tmp_path / name).symlink_to(tmp_path / "there" / name)
    (tmp_path / "there" / "held").write_text("old")
    for name in ("held", "fresh"):
        write_whole(tmp_path / name, "new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "there" / name).read_text() == "new"
    assert names(tmp_path) == ["fresh", "held", "there"]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "other")
    (tmp_path / "other").symlink_to(tmp_path / "one")
    try:
        write_whole(tmp_path / "one", "new")
    except InputError:
        assert (tmp_path / "one").is_symlink()
    assert names(tmp_path) == ["one", "other"]


def test_what_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        write_whole(tmp_path / "nowhere" / "base.json", "new")
    with pytest.raises(InputError, match="is not a regular file"):
        write_whole(tmp_path, "new")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "base.json", "\ud800")
    assert names(tmp_path) == []


@posix
def test_a_device_or_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(InputError, match="is not a regular file"):
            write_whole(path, "new")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@posix
def test_a_folder_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    tmp_path.chmod(0o500)
    done = python(OTHER, tmp_path / "file")
    tmp_path.chmod(0o700)
    assert "cannot be written: Permission denied; name another file" in done.stdout, done.stderr
    assert (tmp_path / "file").read_text() == "old"
    assert names(tmp_path) == ["file"]


def test_a_fault_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")

    def break_off() -> None:
        with replacing(tmp_path / "file") as new:
            new.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert (tmp_path / "file").read_text() == "old"
    assert names(tmp_path) == ["file"]


@posix
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "file")], capture_output=True, text=True
    )
    assert "cannot be written: File too large; name another file" in done.stdout, done.stderr
    assert (tmp_path / "file").read_text() == "old"
    assert names(tmp_path) == ["file"]


@posix
def test_a_killed_process_leaves_the_old_file_and_one_to_tidy_up(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    arguments = [sys.executable, "-c", HALF, str(tmp_path / "file")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "file").read_text() == "old"
    (tmp_path / ".hidden.part").write_text("somebody else's")
    [left] = left_over(tmp_path)
    assert left.read_bytes() == b"half of it"


@posix
def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    with replacing(tmp_path / "file") as one, replacing(tmp_path / "file") as other:
        one.write_text("one")
        other.write_text("other")
    assert (tmp_path / "file").read_text() == "one"
    assert names(tmp_path) == ["file"]
