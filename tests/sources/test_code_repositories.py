"""Git repositories of every form: each is read, or refused with a clear answer."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import struct
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.errors import InputError
from settled.sources.code import Code, Tree, open_code
from settled.sources.code.listing import LARGEST

New = Callable[..., Any]
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"


def kind_of(path: str) -> str | None:
    suffix = path.rpartition(".")[2]
    return suffix if suffix in ("py", "yaml", "txt") else None


def opened(path: Path, **options: Any) -> Code:
    return open_code(path, kind_of, **options)


def blobs(tree: Tree) -> dict[str, str]:
    return {one.path: one.blob for one in tree.listed}


def contents(code: Code, tree: Tree) -> dict[str, bytes]:
    wanted = [(one.blob, one.kind) for one in tree.listed]
    return {row["blob"]: row["content"] for batch in code.contents(wanted) for row in batch.to_pylist()}


def bare(git: Any) -> Path:
    """A bare copy of a repository, as the objects' folder alone tells it."""
    shutil.copytree(git.folder / ".git", git.folder.parent / "bare.git")
    return git.folder.parent / "bare.git"


# --- what is read


def test_a_bare_repository_is_read_at_its_head(new_repository: New) -> None:
    git = new_repository()
    commit = git.commit("2021-05-06T23:30:00-0500", a__py="x = 1\n", b__yaml="b: 1\n", c__png="no")
    code = opened(bare(git))
    tree = code.tree()
    assert (code.name, code.is_repository) == ("bare", True)
    assert (tree.revision, tree.committed) == (commit, date(2021, 5, 7)), "the day is that of UTC"
    assert blobs(tree) == {path: blob for path, blob in git.listed().items() if path != "c.png"}
    assert set(contents(code, tree).values()) == {b"x = 1\n", b"b: 1\n"}
    assert [one.kind for one in tree.listed] == ["py", "yaml"]


def test_a_normal_repository_is_read_as_it_lies_on_disk_and_by_date_from_its_objects(
    new_repository: New,
) -> None:
    git = new_repository()
    git.commit("2021-01-01T00:00:00Z", a__py="committed\n")
    git.write("a.py", "edited\n")
    git.write("new.py", "not committed\n")
    code = opened(git.folder)
    now, then = code.tree(), code.tree(date(2022, 1, 1))
    assert (now.revision, now.committed) == ("", None)
    assert set(contents(code, now).values()) == {b"edited\n", b"not committed\n"}
    assert set(contents(code, then).values()) == {b"committed\n"}
    both = [(one.blob, "py") for one in (*now.listed, *then.listed)]
    assert sum(batch.num_rows for batch in code.contents(both)) == 3


def test_the_state_of_a_day_is_what_git_lists(new_repository: New) -> None:
    git = new_repository()
    days = {}
    git.commit("2019-12-31T23:59:59Z", a__py="1")
    days["2019-12-31"] = git("rev-parse", "HEAD")
    git.commit("2020-01-01T00:00:00Z", a__py="2", b__py="b")
    git.write("deep/er/c.py", "c")
    days["2020-06-30"] = git.commit("2020-03-01T10:00:00+0900")
    git("mv", "deep", "moved")
    days["2021-01-01"] = git.commit("2020-12-31T20:00:00-0500")
    code = opened(git.folder)
    assert code.first_and_last() == (date(2019, 12, 31), date(2021, 1, 1))
    asked = [date(2000, 1, 1), *map(date.fromisoformat, days)]
    trees = list(code.trees_at(asked[::-1]))
    assert [tree.revision for tree in trees] == list(days.values())
    for tree in trees:
        assert blobs(tree) == git.listed(tree.revision)
        assert [one.path for one in tree.listed] == sorted(blobs(tree))
    assert blobs(trees[2])["moved/er/c.py"] == blobs(trees[1])["deep/er/c.py"]
    assert code.tree(date(2020, 7, 1)).revision == days["2020-06-30"]
    with pytest.raises(InputError, match="no commit by 2019-12-30; its first is of 2019-12-31"):
        code.tree(date(2019, 12, 30))


def test_merges_are_followed_by_their_first_parent(new_repository: New) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="a")
    git("checkout", "-q", "-b", "side")
    git.commit("2020-02-01T00:00:00Z", side__py="s")
    git("checkout", "-q", "main")
    git.commit("2020-01-15T00:00:00Z", b__py="b")
    git("merge", "-q", "--no-ff", "side", "-m", "m", day="2020-03-01T00:00:00Z")
    code = opened(git.folder)
    before, after = code.trees_at([date(2020, 2, 20), date(2020, 3, 1)])
    assert set(blobs(before)) == {"a.py", "b.py"}
    assert set(blobs(after)) == {"a.py", "b.py", "side.py"}


def test_wrong_clocks(new_repository: New) -> None:
    git = new_repository()
    root = git.commit("2020-01-01T00:00:00Z", a__py="1")
    git.commit("2099-01-01T00:00:00Z", a__py="2")
    back = git.commit("2019-06-01T00:00:00Z", a__py="3")
    head = git.commit("@0 +0000", a__py="4")
    code = opened(git.folder)
    assert code.first_and_last() == (date(2019, 6, 1), date(2099, 1, 1))
    # The newest commit that is no later than the day: neither that of the future nor the undated one.
    trees = list(code.trees_at([date(2019, 7, 1), date(2020, 5, 1)]))
    assert [tree.revision for tree in trees] == [back, back]
    assert root not in {tree.revision for tree in trees}
    undated = opened(bare(git)).tree()
    assert (undated.revision, undated.committed) == (head, None)


def test_only_undated_commits(new_repository: New) -> None:
    git = new_repository()
    git.commit("@0 +0000", a__py="4")
    with pytest.raises(InputError, match="none of its commits has a usable date"):
        opened(git.folder).first_and_last()
    with pytest.raises(InputError, match="none of its commits has a usable date"):
        opened(git.folder).tree(date(2020, 1, 1))


def test_detached_head_packed_refs_and_packs(new_repository: New) -> None:
    git = new_repository()
    first = git.commit("2020-01-01T00:00:00Z", a__py="1")
    git.commit("2020-02-01T00:00:00Z", a__py="2")
    git("gc", "-q", "--prune=now")
    git("pack-refs", "--all", "--prune")
    assert not (git.folder / ".git/refs/heads/main").exists()
    assert opened(git.folder).first_and_last()[1] == date(2020, 2, 1)
    git("checkout", "-q", first)
    assert opened(git.folder).first_and_last() == (date(2020, 1, 1), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/owner/tool.git", "owner/tool"),
        ("https://user:secret@example.org/group/sub/tool/", "sub/tool"),
        ("git@github.com:owner/tool.git", "owner/tool"),
        ("ssh://git@example.org:2222/owner/tool", "owner/tool"),
        ("/home/somebody/src/tool", "project"),
        ("file:///home/somebody/src/tool.git", "project"),
        ("https://example.org/own er/\x1b[2Jtool", "project"),
    ],
)
def test_the_name_is_that_of_the_remote(new_repository: New, url: str, name: str) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git("config", "remote.origin.url", url)
    assert opened(git.folder).tree().name == name
    assert opened(git.folder, name="given").tree(date(2020, 1, 1)).name == "given"


# --- what is skipped, and counted


def test_links_submodules_pointers_and_large_files_are_counted(new_repository: New, tmp_path: Path) -> None:
    other = new_repository("other")
    other.commit("2020-01-01T00:00:00Z", inner__py="i")
    (tmp_path / "secret.py").write_text("secret")
    git = new_repository()
    git("submodule", "--quiet", "add", str(other.folder), "sub")
    (git.folder / "out.py").symlink_to("../secret.py")
    (git.folder / "folder").symlink_to("..")
    git.write("weights.py", LFS)
    git.write("large.py", b"#" * (LARGEST + 1))
    git.write("fits.py", b"#" * LARGEST)
    git.write("large.bin", b"#" * (LARGEST + 1))
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    reasons = {"symbolic link": 2, "submodule": 1, "Git LFS pointer": 1, "over 2 MiB": 1}
    code = opened(git.folder)
    for tree in (code.tree(), code.tree(date(2020, 1, 1))):
        assert set(blobs(tree)) == {"a.py", "fits.py"}
        assert tree.skipped == reasons
        assert len(contents(code, tree)) == 2
    skipped = [(git.listed()[path], "py") for path in ("weights.py", "large.py")] + [
        ("f" * 40, "py"),
        ("no", "py"),
    ]
    assert list(code.contents(skipped)) == []
    assert code.skipped == {"Git LFS pointer": 1, "over 2 MiB": 1, "missing object": 2}


def test_names_that_are_no_text_or_lead_elsewhere(new_repository: New) -> None:
    git = new_repository()
    blob = git("hash-object", "-w", "--stdin", text="x")
    inner = git("mktree", text=f"100644 blob {blob}\ta.py\n")
    git.write("caf\u00e9.py", "e")
    if os.name == "posix":
        (Path(os.fsencode(git.folder).decode()) / os.fsdecode(b"caf\xe9.py")).write_text("latin-1")
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    code = opened(git.folder)
    for tree in (code.tree(), code.tree(date(2020, 1, 1))):
        assert set(blobs(tree)) == {"a.py", "caf\u00e9.py"}
        assert tree.skipped == {"name not UTF-8": 1}
    raw = b"".join(
        b"40000 " + name + b"\0" + bytes.fromhex(inner) for name in (b"..", b".git", b"ok", b"x/y")
    )
    (git.folder / "tree").write_bytes(raw)
    hostile = git("hash-object", "-w", "--literally", "-t", "tree", str(git.folder / "tree"))
    commit = git("commit-tree", hostile, "-m", "m")
    git("update-ref", "refs/heads/main", commit)
    tree = opened(git.folder).tree(date(2020, 1, 1))
    assert set(blobs(tree)) == {"ok/a.py"}
    assert tree.skipped == {"name that leads elsewhere": 3}


def test_a_shallow_clone_says_so(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    for month in (1, 2, 3):
        git.commit(f"2020-0{month}-01T00:00:00Z", a__py=str(month))
    git("clone", "-q", "--depth", "2", git.folder.as_uri(), str(tmp_path / "shallow"))
    code = opened(tmp_path / "shallow")
    assert code.first_and_last() == (date(2020, 2, 1), date(2020, 3, 1))
    assert code.skipped == {"shallow: earlier history is not there": 1}
    with pytest.raises(InputError, match="its earlier history is not there"):
        code.tree(date(2020, 1, 15))


def test_a_partial_clone_counts_what_it_lacks(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    git.write("deep/b.py", "b")
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--bare", "--filter=blob:none", git.folder.as_uri(), str(tmp_path / "blobless"))
    tree = opened(tmp_path / "blobless").tree()
    assert (blobs(tree), tree.skipped) == ({}, {"missing object": 2})
    remove_object(git, git("rev-parse", "HEAD:deep"))
    tree = opened(git.folder).tree(date(2020, 1, 1))
    assert (set(blobs(tree)), tree.skipped) == ({"a.py"}, {"missing object": 1})


# --- what is refused


def object_file(git: Any, identifier: str) -> Path:
    return git.folder / ".git/objects" / identifier[:2] / identifier[2:]


def remove_object(git: Any, identifier: str) -> None:
    object_file(git, identifier).unlink()


def overwrite(file: Path, content: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(content)


def test_an_empty_repository_has_no_commit(new_repository: New) -> None:
    git = new_repository()
    for act in (lambda code: code.first_and_last(), lambda code: code.tree(date(2020, 1, 1))):
        with pytest.raises(InputError, match="project: has no commit; commit something first"):
            act(opened(git.folder))
    with pytest.raises(InputError, match="has no commit"):
        opened(bare(git)).tree()
    with pytest.raises(InputError, match="project: holds no file"):
        opened(git.folder).tree()
    git.write("a.py", "1")
    assert set(blobs(opened(git.folder).tree())) == {"a.py"}


def test_a_head_without_its_branch(new_repository: New) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git("symbolic-ref", "HEAD", "refs/heads/gone")
    with pytest.raises(
        InputError, match="HEAD names 'refs/heads/gone', which is not there; name a branch that is"
    ):
        opened(bare(git)).tree()


@pytest.mark.parametrize(
    "head", ["", "nonsense", "ref: ../../../etc/passwd", "ref: refs/../../x\n", "\0\xff"]
)
def test_a_damaged_head(new_repository: New, head: str) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    (git.folder / ".git/HEAD").write_bytes(head.encode("latin-1"))
    with pytest.raises(InputError, match="its HEAD is damaged"):
        opened(git.folder).first_and_last()


def test_a_repository_whose_refs_go_round(new_repository: New) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    (git.folder / ".git/refs/heads/main").write_text("ref: refs/heads/main\n")
    with pytest.raises(InputError, match="not there"):
        opened(git.folder).first_and_last()


@pytest.mark.parametrize("what", ["HEAD", "HEAD~1", "HEAD^{tree}"])
@pytest.mark.parametrize("how", ["gone", "cut", "other"])
def test_damaged_commits_and_trees(new_repository: New, what: str, how: str) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git.commit("2020-02-01T00:00:00Z", a__py="2")
    identifier = git("rev-parse", what)
    other = object_file(git, git("rev-parse", "HEAD:a.py")).read_bytes()
    file = object_file(git, identifier)
    overwrite(file, other if how == "other" else file.read_bytes()[:20])
    if how == "gone":
        file.unlink()
    with pytest.raises(InputError, match=r"project: is damaged: .*; see git fsck"):
        opened(git.folder).tree(date(2020, 2, 1))


def test_a_damaged_blob_is_counted(new_repository: New) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1", b__py="b" * 5000, c__py="c")
    for path, cut in (("a.py", 3), ("b.py", 25)):
        file = object_file(git, git("rev-parse", f"HEAD:{path}"))
        overwrite(file, file.read_bytes()[:cut])
    code = opened(git.folder)
    tree = code.tree(date(2020, 1, 1))
    given = contents(code, tree)
    assert list(given.values()) == [b"c"]
    assert (tree.skipped + code.skipped).total() == 2


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


def test_a_repository_of_sha256(new_repository: New) -> None:
    git = new_repository("project", "--object-format=sha256")
    git.commit("2020-01-01T00:00:00Z", a__py="1\n")
    git.write("ignored.py", "x")
    git.write(".gitignore", "ignored.py\n")
    code = opened(git.folder)
    tree = code.tree()
    assert blobs(tree) == {"a.py": git.listed()["a.py"]}
    assert len(blobs(tree)["a.py"]) == 64
    assert list(contents(code, tree).values()) == [b"1\n"]
    for act in (
        lambda: code.first_and_last(),
        lambda: code.tree(date(2020, 1, 1)),
        lambda: opened(bare(git)).tree(),
    ):
        with pytest.raises(InputError, match="by SHA-256, of which no history can be read; name the folder"):
            act()


def test_borrowed_objects_are_refused(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git("clone", "-q", "--shared", str(git.folder), str(tmp_path / "borrower"))
    code = opened(tmp_path / "borrower")
    assert set(blobs(code.tree())) == {"a.py"}
    with pytest.raises(InputError, match="borrows objects of another repository"):
        code.first_and_last()


def test_links_and_pipes_among_the_objects_are_refused(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    packs = git.folder / ".git/objects/pack"
    packs.rmdir()
    packs.symlink_to(tmp_path)
    with pytest.raises(InputError, match="'pack' is a link"):
        opened(git.folder).first_and_last()
    packs.unlink()
    file = object_file(git, git("rev-parse", "HEAD"))
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(InputError, match="no regular file"):
        opened(git.folder).first_and_last()


def test_a_worktree_is_plain_files_and_its_link_is_not_followed(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    code = opened(tmp_path / "tree")
    assert (code.is_repository, code.name, set(blobs(code.tree()))) == (False, "tree", {"a.py"})
    with pytest.raises(InputError, match="files have no history; leave --as-of out"):
        code.tree(date(2020, 1, 1))
    stray = tmp_path / "stray"
    shutil.copytree(git.folder / ".git/worktrees/tree", stray)
    (stray / "objects").mkdir()
    (stray / "refs").mkdir(exist_ok=True)
    with pytest.raises(InputError, match="worktree's part of another repository"):
        opened(stray).tree()


def test_configuration_is_not_obeyed(new_repository: New, tmp_path: Path) -> None:
    git = new_repository()
    git.commit("2020-01-01T00:00:00Z", a__py="1")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.py").write_text("s")
    (tmp_path / "excludes").write_text("*.py\n")
    (git.folder / ".git/hooks").mkdir(exist_ok=True)
    config = (
        "[core]\n\tworktree = ../../elsewhere\n\texcludesFile = ../../excludes\n\tfsmonitor = touch ran\n"
        "[extensions]\n\tpartialClone = x\n[include]\n\tpath = /dev/zero\n[broken"
    )
    (git.folder / ".git/config").write_text(config)
    code = opened(git.folder)
    assert set(blobs(code.tree())) == set(blobs(code.tree(date(2020, 1, 1)))) == {"a.py"}
    assert not (git.folder / "ran").exists()


def test_a_bomb_of_folders_is_refused(new_repository: New, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("settled.sources.code.listing.MOST_FILES", 5000)
    git = new_repository()
    blob = git("hash-object", "-w", "--stdin", text="x")
    tree = git("mktree", text="".join(f"100644 blob {blob}\tf{number}.py\n" for number in range(10)))
    for _ in range(9):
        tree = git("mktree", text="".join(f"040000 tree {tree}\td{number}\n" for number in range(10)))
    git("update-ref", "refs/heads/main", git("commit-tree", tree, "-m", "m"))
    with pytest.raises(InputError, match="holds over 5,000 files"):
        opened(git.folder).tree(date(2020, 1, 1))


def test_depth_is_bounded(new_repository: New) -> None:
    git = new_repository()
    blob = git("hash-object", "-w", "--stdin", text="x")
    tree = git("mktree", text=f"100644 blob {blob}\ta.py\n")
    for _ in range(150):
        tree = git("mktree", text=f"040000 tree {tree}\td\n100644 blob {blob}\ta.py\n")
    git("update-ref", "refs/heads/main", git("commit-tree", tree, "-m", "m"))
    found = opened(git.folder).tree(date(2020, 1, 1))
    assert (len(found.listed), found.skipped) == (101, {"too deep": 1})


def test_each_folder_is_listed_once_over_all_days(
    new_repository: New, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = new_repository()
    for number in range(30):
        git.write(f"d{number}/a.py", str(number))
    git.commit("2020-01-01T00:00:00Z")
    for month in range(2, 12):
        git.commit(f"2020-{month:02}-01T00:00:00Z", a__py=str(month))
    from settled.sources.code.objects import Objects

    asked: list[str] = []
    entries = Objects.entries
    monkeypatch.setattr(Objects, "entries", lambda self, tree: (asked.append(tree), entries(self, tree))[1])
    days = [date(2020, month, 1) for month in range(1, 12)]
    assert [len(tree.listed) for tree in opened(git.folder).trees_at(days)] == [30] + [31] * 10
    assert len(asked) == 11 + 30


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
