"""Packs are checked before they are trusted."""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from code_repositories import New, contents, opened, overwrite

from settled.errors import InputError


def test_a_damaged_pack_never_yields_wrong_content(new_repository: New) -> None:
    git = new_repository()
    sure = random.Random(7)
    for number in range(20):
        text = "".join(sure.choice("abc \n") for _ in range(400))
        git.commit(f"2020-01-{number + 1:02}T00:00:00Z", a__py=text, **{f"f{number}__py": text[::-1]})
    git("gc", "-q", "--aggressive", "--prune=now")
    (pack,) = (git.folder / ".git/objects/pack").glob("*.pack")
    (index,) = (git.folder / ".git/objects/pack").glob("*.idx")
    whole = {file: file.read_bytes() for file in (pack, index)}
    truth = set(git.listed().values())
    for trial in range(60):
        file = (pack, index)[trial % 2]
        at = sure.randrange(len(whole[file]))
        overwrite(file, whole[file][:at] + sure.randbytes(9) + whole[file][at + 9 :])
        given: Iterable[str] = ()
        try:
            code = opened(git.folder)
            tree = code.tree(date(2020, 2, 1))
            given = contents(code, tree)
        except InputError as error:
            assert "is damaged" in str(error)  # noqa: PT017
        assert set(given) <= truth
        overwrite(file, whole[file])


@pytest.mark.parametrize("end", ["pack", "idx"])
def test_a_pack_that_is_not_what_its_checksum_says_is_refused(new_repository: New, end: str) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1", b__py="2")
    git("gc", "-q", "--prune=now")
    (file,) = (git.folder / ".git/objects/pack").glob(f"*.{end}")
    content = file.read_bytes()
    for damaged in (
        content[:-1],
        content[:100],
        b"x",
        content + b"\0",
        content[:-45] + bytes([content[-45] ^ 1]) + content[-44:],
    ):
        overwrite(file, damaged)
        with pytest.raises(InputError, match="is not what its checksum says, or leads astray; see git fsck"):
            opened(git.folder).first_and_last()
    overwrite(file, content)
    assert opened(git.folder).first_and_last() == (date(2020, 1, 1), date(2020, 1, 1))


def test_an_index_that_points_out_of_its_pack_is_refused(new_repository: New) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git("gc", "-q", "--prune=now")
    (file,) = (git.folder / ".git/objects/pack").glob("*.idx")
    content = file.read_bytes()
    offsets = len(content) - 40 - 4 * 3
    for wrong in (b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\xff\xff\xff\xff"):
        body = content[:offsets] + wrong + content[offsets + 4 : -20]
        overwrite(file, body + hashlib.sha1(body).digest())
        with pytest.raises(InputError, match="is not what its checksum says, or leads astray"):
            opened(git.folder).first_and_last()


def pack_of_deltas(folder: Path, bases: list[int | None]) -> list[str]:
    """Write a pack of blobs and deltas that name their bases by id; the ids, some of them made up."""
    ids = [bytes([17 * number + 1]) * 20 for number in range(len(bases))]
    delta = bytes([20, 20, 0x90, 20])  # from 20 bytes make 20: copy them
    body, offsets = struct.pack(">4sII", b"PACK", 2, len(bases)), []
    for number, base in enumerate(bases):
        offsets.append(len(body))
        head = bytes([(3 << 4) | 0x80 | 4, 1]) if base is None else bytes([(7 << 4) | 4]) + ids[base]
        text = b"%020d" % number
        body += head + zlib.compress(text if base is None else delta)
    pack = body + hashlib.sha1(body).digest()
    fan_out = b"".join(struct.pack(">I", sum(one[0] <= first for one in ids)) for first in range(256))
    tables = fan_out + b"".join(ids) + bytes(4 * len(ids)) + struct.pack(f">{len(ids)}I", *offsets)
    index = b"\xfftOc" + struct.pack(">I", 2) + tables + pack[-20:]
    name = f"pack-{pack[-20:].hex()}"
    (folder / f"{name}.pack").write_bytes(pack)
    (folder / f"{name}.idx").write_bytes(index + hashlib.sha1(index).digest())
    return [one.hex() for one in ids]


@pytest.mark.parametrize(
    ("bases", "sound"),
    [([None, 0, 1, 2], True), ([3, None, 1, 2], True), ([0], False), ([1, 0], False), ([1, 2, 3, 1], False)],
)
def test_deltas_that_go_round_are_refused(new_repository: New, bases: list[int | None], sound: bool) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    ids = pack_of_deltas(git.folder / ".git/objects/pack", bases)
    code = opened(git.folder)
    if not sound:
        with pytest.raises(InputError, match="idx is not what its checksum says, or leads astray"):
            code.first_and_last()
        return
    assert list(code.contents([(ids[0], "py")])) == []
    assert code.skipped == {"unreadable": 1}, "it is not what its made-up id says"


def test_packs_whose_deltas_name_their_bases_are_read(new_repository: New) -> None:
    git = new_repository()
    for number in range(12):
        text = "\n".join(f"line {line}" for line in range(300)) + str(number)
        git.commit(f"2020-01-{number + 1:02}T00:00:00Z", a__py=text)
    git("config", "repack.useDeltaBaseOffset", "false")
    git("repack", "-q", "-a", "-d", "-f")
    code = opened(git.folder)
    trees = list(code.trees_at([date(2020, 1, number + 1) for number in range(12)]))
    assert len(set().union(*(contents(code, tree) for tree in trees))) == 12
