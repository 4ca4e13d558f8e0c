"""Repositories that are damaged, hostile or of another kind are refused with a clear answer."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from code_repositories import New, bare, blobs, contents, object_file, opened, overwrite

from settled.errors import InputError


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
