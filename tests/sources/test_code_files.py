"""Code on disk: one file, folders, a repository's working tree; what is ignored, skipped and refused."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settled.errors import InputError
from settled.sources.code import Code, Tree, open_code
from settled.sources.code.index import tracked_paths
from settled.sources.code.listing import LARGEST, blob_id, is_pointer

New = Callable[..., Any]


def kind_of(path: str) -> str | None:
    suffix = path.rpartition(".")[2]
    return suffix if suffix in ("py", "yaml") else None


def opened(path: Path, **options: Any) -> Code:
    return open_code(path, kind_of, **options)


def paths(tree: Tree) -> list[str]:
    return [one.path for one in tree.listed]


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        file = folder / name.replace("__", ".").replace("_in_", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def test_one_file(tmp_path: Path) -> None:
    write(tmp_path, train__py="x = 1\n", other__py="o")
    code = opened(tmp_path / "train.py")
    tree = code.tree()
    assert (code.name, tree.name, code.is_repository) == ("train.py", "train.py", False)
    (one,) = tree.listed
    assert (one.path, one.blob, one.kind) == ("train.py", blob_id(b"x = 1\n"), "py")
    (batch,) = code.contents([(one.blob, "py"), (one.blob, "yaml"), (one.blob, "py")])
    assert batch.to_pylist() == [
        {"blob": one.blob, "kind": kind, "content": b"x = 1\n"} for kind in ("py", "yaml")
    ]


def test_one_file_that_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, logo__png="x")
    (tmp_path / "large.py").write_bytes(b"#" * (LARGEST + 1))
    assert opened(tmp_path / "logo.png").tree().skipped == {"kind not read": 1}
    assert opened(tmp_path / "large.py").tree().skipped == {"over 2 MiB": 1}


def test_a_link_that_the_user_names_is_followed(tmp_path: Path) -> None:
    write(tmp_path, folder_in_a__py="1")
    (tmp_path / "link.py").symlink_to(tmp_path / "folder/a.py")
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    code = opened(tmp_path / "link.py")
    assert sum(batch.num_rows for batch in code.contents([(code.tree().listed[0].blob, "py")])) == 1
    assert paths(opened(tmp_path / "link").tree()) == ["a.py"]


def test_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "root", b__py="b", a_in_c__py="c", a_in_deep_in_d__yaml="d", note__md="n")
    tree = opened(tmp_path / "root").tree()
    assert (tree.name, tree.revision, tree.committed) == ("root", "", None)
    assert paths(tree) == ["a/c.py", "a/deep/d.yaml", "b.py"]
    assert (tree.listed[1].kind, tree.skipped) == ("yaml", {})


def test_the_name_of_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "root", b__py="b")
    monkeypatch.chdir(tmp_path / "root")
    assert opened(Path()).tree().name == "root"
    assert opened(Path(), name="mine").tree().name == "mine"


def test_what_is_no_file_is_skipped(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, a__py="a")
    write(tmp_path, out_in_secret__py="s")
    (root / "link.py").symlink_to(tmp_path / "out/secret.py")
    (root / "folder").symlink_to(tmp_path / "out")
    (root / "round").symlink_to(root)
    os.mkfifo(root / "pipe.py")
    os.mkfifo(root / "pipe")
    (root / "large.py").write_bytes(b"#" * (LARGEST + 1))
    (root / "pointer.py").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    tree = opened(root).tree()
    assert paths(tree) == ["a.py"]
    assert tree.skipped == {"symbolic link": 3, "no regular file": 1, "over 2 MiB": 1, "Git LFS pointer": 1}


def test_an_ignore_file_that_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, a__py="a", inner_in_b__py="b", rules="*.py\n")
    os.mkfifo(tmp_path / ".gitignore")
    (tmp_path / "inner/.gitignore").symlink_to(tmp_path / "rules")
    assert paths(opened(tmp_path).tree()) == ["a.py", "inner/b.py"]


def test_depth_is_bounded(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(120):
        folder = folder / "d"
        write(folder, a__py="a")
    tree = opened(tmp_path).tree()
    assert (len(tree.listed), tree.skipped) == (100, {"too deep": 1})


def test_the_number_of_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("settled.sources.code.listing.MOST_FILES", 3)
    write(tmp_path, a__py="a", b__py="b", c__py="c", d__png="d")
    assert len(opened(tmp_path).tree().listed) == 3
    write(tmp_path, e__py="e")
    with pytest.raises(InputError, match="holds over 3 files to read; name folders within it"):
        opened(tmp_path).tree()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_counted(tmp_path: Path) -> None:
    write(tmp_path, a__py="a", b__py="b", closed_in_c__py="c")
    (tmp_path / "a.py").chmod(0)
    (tmp_path / "closed").chmod(0)
    tree = opened(tmp_path).tree()
    (tmp_path / "closed").chmod(0o700)
    assert (paths(tree), tree.skipped) == (["b.py"], {"unreadable": 2})


def test_a_file_that_changes_is_counted(tmp_path: Path) -> None:
    write(tmp_path, a__py="a", b__py="b", c__py="c")
    code = opened(tmp_path)
    wanted = [(one.blob, "py") for one in code.tree().listed]
    write(tmp_path, a__py="A")
    (tmp_path / "b.py").unlink()
    assert [row["content"] for batch in code.contents(wanted) for row in batch.to_pylist()] == [b"c"]
    assert code.skipped == {"changed while it was read": 2}


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("none", "there is no such file or folder; check the path"),
        ("empty", "empty: holds no file; name a folder with code in it"),
        ("pipe", "is no folder and no regular file"),
        ("dangling", "is no folder and no regular file"),
        ("x.tar.zst", "is an archive of a kind that cannot be read; unpack it"),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "empty/inner").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    write(tmp_path, x__tar__zst="x")
    with pytest.raises(InputError, match=what):
        opened(tmp_path / name).tree()


def test_files_have_no_history(tmp_path: Path) -> None:
    write(tmp_path, a__py="a")
    for path in (tmp_path, tmp_path / "a.py"):
        code = opened(path)
        for act in (
            lambda code: code.tree(date(2020, 1, 1)),
            lambda code: code.first_and_last(),
            lambda code: list(code.trees_at([date(2020, 1, 1)])),
        ):
            with pytest.raises(InputError, match="files have no history; leave --as-of out"):
                act(code)


# --- ignore files


def test_the_working_tree_is_what_git_would_add(new_repository: New) -> None:
    git = new_repository()
    write(git.folder, forced_in_kept__py="k", forced_in_deep_in_kept2__py="k")
    git("add", "-A")
    git.write(
        ".gitignore",
        "build/\n*.log.py\n!keep.log.py\n/only_root.py\nforced/\n# comment\na b.py\n"
        "**/gen/**/x.py\n\\!bang.py\n!pkg/forced/\n",
    )
    git.write("pkg/.gitignore", "local.py\n!/only_here.log.py\n!back.log.py\r\n")
    git.write(".git/info/exclude", "excluded.py\n")
    for path in (
        "build/x.py", "pkg/build/x.py", "builds/x.py", "x.log.py", "keep.log.py", "only_root.py",
        "pkg/only_root.py", "forced/new.py", "a b.py", "gen/a/b/x.py", "pkg/gen/x.py", "!bang.py", "local.py",
        "pkg/local.py", "pkg/inner/local.py", "pkg/only_here.log.py", "excluded.py", "pkg/excluded.py",
        ".hidden.py", "pkg/forced/a.py", "pkg/back.log.py",
    ):  # fmt: skip
        git.write(path, path)
    others = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    tree = opened(git.folder).tree()
    assert paths(tree) == sorted(path for path in others if path.endswith(".py"))
    assert "forced/kept.py" in paths(tree)
    everything = opened(git.folder, ignored=False).tree()
    assert len(everything.listed) == len(list(git.folder.rglob("*.py")))


def test_a_repository_within_a_repository_is_left_out_as_git_does(new_repository: New) -> None:
    git = new_repository()
    inner = new_repository("project/inner")
    inner.write("a.py", "a")
    git.write("b.py", "b")
    tree = opened(git.folder).tree()
    assert (paths(tree), tree.skipped) == (["b.py"], {"submodule": 1})


def test_repositories_in_a_plain_folder_are_read_without_their_git_folders(
    new_repository: New, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        git = new_repository(name)
        git.write(".git/hook.py", "h")
        git.write(".gitignore", "ignored.py\n")
        git.write("ignored.py", "i")
        git.write("a.py", name)
    assert paths(opened(tmp_path).tree()) == ["one/a.py", "two/a.py"]


def test_a_folder_within_a_repository_is_plain_files(new_repository: New) -> None:
    git = new_repository()
    git.write("sub/a.py", "a")
    git.commit("2020-01-01T00:00:00Z")
    code = opened(git.folder / "sub")
    assert (code.is_repository, code.name, paths(code.tree())) == (False, "sub", ["a.py"])


@pytest.mark.parametrize("version", [2, 4])
def test_an_index_tells_what_is_tracked(new_repository: New, version: int) -> None:
    git = new_repository()
    names = ["a.py", "ab.py", "folder/a.py", "folder/" + "long" * 40 + ".py", "caf\u00e9.py"]
    for name in names:
        git.write(name, name)
    git("update-index", "--index-version", str(version), "--add", *names)
    git.write("later.py", "l")
    git("add", "--intent-to-add", "later.py")
    index = git.folder / ".git/index"
    assert tracked_paths(index) == {*names, "later.py"}
    content = index.read_bytes()
    for cut in range(0, len(content), 7):
        index.write_bytes(content[:cut])
        tracked_paths(index)


# --- what is known of files from before


def test_known_files_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a__py="a", b__py="b")
    stats: dict[str, str] = {}
    before = opened(tmp_path, stats=stats).tree().listed
    read: list[str] = []
    monkeypatch.setattr(
        "settled.sources.code.folders.read_regular", lambda path: read.append(path.name) or path.read_bytes()
    )
    assert opened(tmp_path, stats=stats).tree().listed == before
    assert read == []
    write(tmp_path, a__py="changed")
    after = opened(tmp_path, stats=stats).tree().listed
    assert read == ["a.py"]
    assert [one.blob for one in after] == [blob_id(b"changed"), blob_id(b"b")]


# --- any tree


NAME = st.text("ab.\u00e9 -", min_size=1, max_size=4).filter(lambda name: name.strip(". ") and name != ".git")
FILES = st.dictionaries(
    st.lists(NAME, min_size=1, max_size=3).map("/".join),
    st.binary(max_size=60).filter(lambda content: not is_pointer(content)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_any_tree_is_listed_as_git_lists_it(files: dict[str, bytes], new_repository: New) -> None:
    name = Path(tempfile.mkdtemp()).name
    git = new_repository(name)
    for path, content in files.items():
        if not any(other != path and (other + "/").startswith(path + "/") for other in files):
            git.write(path, content)
    git.commit("2020-01-01T00:00:00Z")
    truth = git.listed()
    code = open_code(git.folder, lambda path: "any")
    bare = shutil.copytree(git.folder / ".git", git.folder.parent / f"{name}.git")
    for tree in (code.tree(), code.tree(date(2020, 1, 1)), open_code(bare, lambda path: "any").tree()):
        assert {one.path: one.blob for one in tree.listed} == truth
        assert list(paths(tree)) == sorted(truth)
    given = {row["blob"]: row["content"] for batch in code.contents((blob, "any") for blob in truth.values())
             for row in batch.to_pylist()}  # fmt: skip
    assert given == {blob: git.raw("cat-file", "blob", blob) for blob in truth.values()}
    assert not code.skipped


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=3000))
def test_the_id_of_a_content_is_by_its_length_and_bytes(content: bytes) -> None:
    import pygit2

    assert blob_id(content) == str(pygit2.hash(content))


RULE = st.builds(
    lambda negated, slash, body, folder: f"{negated}{slash}{body}{folder}",
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/", "**/"]),
    st.sampled_from(
        ["a", "b", "*", "a*", "?.py", "[ab]", "*.py", "a/b", "a/**", "b.py", "**/a.py", "#x", "a "]
    ),
    st.sampled_from(["", "/"]),
)
RULES = st.lists(RULE, max_size=4).map("\n".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(top=RULES, inner=RULES, exclude=RULES)
def test_any_rules_are_obeyed_as_git_obeys_them(
    top: str, inner: str, exclude: str, new_repository: New
) -> None:
    git = new_repository(Path(tempfile.mkdtemp()).name)
    for path in ("a.py", "b.py", "a/a.py", "a/b.py", "a/b/a.py", "a/b/c.py", "b/a.py", "b/a/b.py", "c/a.py"):
        git.write(path, path)
    git.write(".gitignore", top)
    git.write("a/.gitignore", inner)
    git.write(".git/info/exclude", exclude)
    others = git("ls-files", "-z", "--others", "--exclude-standard").split("\0")
    assert paths(opened(git.folder).tree()) == sorted(path for path in others if path.endswith(".py"))
