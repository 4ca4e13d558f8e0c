"""Git repositories of every form are read."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from code_repositories import LFS, New, bare, blobs, contents, opened, remove_object

from settled.errors import InputError
from settled.sources.code.listing import LARGEST


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
