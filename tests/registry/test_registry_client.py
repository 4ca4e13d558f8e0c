"""The registry client against a server that really misbehaves."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settled.errors import SourceError
from settled.sources.registry import Registry
from settled.sources.registry.transfer import Transfer

WHEEL = "toy-1.0-py3-none-any.whl"
SDIST = "toy-1.0.tar.gz"


def kept(registry: Registry) -> list[Path]:
    """Every file in the cache's folder of artefacts, half-written ones too."""
    return sorted(path for path in (registry.cache / "artefacts").rglob("*") if path.is_file())


def test_fetch_verifies_and_keeps_a_file(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel" * 100, SDIST: b"sdist"})
    artefact = registry.fetch("Toy", "1")
    assert (artefact.project, artefact.version, artefact.released) == ("toy", "1.0", date(2020, 8, 14))
    assert artefact.path.read_bytes() == b"wheel" * 100
    assert artefact.sha256 == hashlib.sha256(b"wheel" * 100).hexdigest()
    assert kept(registry) == [artefact.path]


def test_a_pinned_release_is_not_asked_for_twice(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    first = registry.fetch("toy", "1.0")
    assert registry.fetch("toy", "1.0") == first
    assert local.asked == {"/simple/toy/": 1, f"/files/{WHEEL}": 1}
    local.answers.clear()
    assert registry.fetch("toy", "1.0.0") == first


def test_a_damaged_file_in_the_cache_is_fetched_anew(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    path = registry.fetch("toy", "1.0").path
    path.write_bytes(b"whe")
    assert registry.fetch("toy", "1.0").path.read_bytes() == b"wheel"


def test_newest_is_the_newest_final_release_that_was_not_withdrawn(local: Any, registry: Registry) -> None:
    names = {f"toy-{v}-py3-none-any.whl": v.encode() for v in ("1.9", "1.10", "2.0rc1", "1.11", "0.5")}
    local.publish("toy", names, **{"toy-1.11-py3-none-any.whl": {"yanked": "broken"}})
    assert registry.newest("toy").version == "1.10"
    assert [release.version for release in registry.releases("toy")] == [
        "0.5",
        "1.9",
        "1.10",
        "1.11",
        "2.0rc1",
    ]


@pytest.mark.parametrize(
    ("files", "changes", "expected"),
    [
        ({WHEEL: b"w" * 90, SDIST: b"s"}, {}, WHEEL),
        (
            {"toy-1.0-cp310-cp310-win_amd64.whl": b"w" * 80, WHEEL: b"w" * 90},
            {},
            "toy-1.0-cp310-cp310-win_amd64.whl",
        ),
        ({WHEEL: b"w" * 9, SDIST: b"s"}, {WHEEL: {"yanked": True}}, SDIST),
        ({"toy-1.0-cp310-cp310-win_amd64.whl": b"w" * 2, WHEEL: b"w" * 500}, {}, WHEEL),
        ({WHEEL: b"w" * 2000, SDIST: b"s"}, {}, SDIST),
        ({"toy-1.0.win32.exe": b"e", "toy-1.0-py2.7.egg": b"e", SDIST: b"s" * 50}, {}, SDIST),
    ],
    ids=["wheel first", "smallest", "withdrawn last", "no empty shell", "within the limit", "no installers"],
)
def test_the_smallest_usable_file_is_chosen(
    local: Any, registry: Registry, files: dict[str, bytes], changes: dict[str, Any], expected: str
) -> None:
    local.publish("toy", files, **changes)
    assert registry.smallest_artefact("toy", "1.0", limit_bytes=1000).filename == expected


def test_an_unknown_package_says_that_no_list_can_help(local: Any, registry: Registry) -> None:
    with pytest.raises(SourceError, match=r"no package or file of this name; check the spelling .*no list"):
        registry.newest("nosuch")
    assert local.asked["/simple/nosuch/"] == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "", "http://x", "a" * 300, ".."])
def test_what_is_no_name_never_reaches_the_registry(local: Any, registry: Registry, name: str) -> None:
    with pytest.raises(SourceError, match="no name of a package"):
        registry.newest(name)
    assert not local.asked


def test_an_unknown_version_names_the_nearest(local: Any, registry: Registry) -> None:
    files = {f"toy-{v}-py3-none-any.whl": b"w" for v in ("0.1", "1.0", "1.1", "2.0", "3.0")}
    local.publish("toy", files)
    with pytest.raises(
        SourceError,
        match=r"toy==1\.2: no such version is published; hint: nearest are 1\.0, 1\.1, 2\.0, 3\.0",
    ):
        registry.fetch("toy", "1.2")
    with pytest.raises(SourceError, match=r"'latest' is no version; hint: nearest are 1\.1, 2\.0, 3\.0"):
        registry.fetch("toy", "latest")


def test_a_package_without_files_says_so(local: Any, registry: Registry) -> None:
    local.publish("toy", {"toy-1.0.exe": b"e"})
    with pytest.raises(SourceError, match="no release with a wheel or source distribution"):
        registry.fetch("toy")
    with pytest.raises(SourceError, match="no such version is published; it has no release at all"):
        registry.fetch("toy", "1.0")


def test_too_large_is_said_before_anything_is_fetched(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"w" * 2_000_000})
    with pytest.raises(SourceError, match="smallest file has 2 MB, the limit is 1 MB"):
        registry.fetch("toy", "1.0", limit_bytes=1_000_000)
    assert f"/files/{WHEEL}" not in local.asked


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_short_fault_of_the_server_is_sat_out(local: Any, registry: Registry, status: int) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    answer = local.answers[f"/files/{WHEEL}"]
    answer.first = [type(answer)(b"oops", status), type(answer)(b"wheel", cut_to=2)]
    assert registry.fetch("toy").path.read_bytes() == b"wheel"
    assert local.asked[f"/files/{WHEEL}"] == 3


def test_a_lasting_fault_is_an_error(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    local.answers[f"/files/{WHEEL}"].status = 500
    with pytest.raises(SourceError, match=r"answered HTTP 500 \(tried 3 times\)"):
        registry.fetch("toy")
    assert kept(registry) == []


def test_a_refusal_is_not_tried_again(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    local.answers[f"/files/{WHEEL}"].status = 403
    with pytest.raises(SourceError, match="answered HTTP 403"):
        registry.fetch("toy")
    assert local.asked[f"/files/{WHEEL}"] == 1


def test_a_body_cut_short_leaves_nothing(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel" * 100_000})
    local.answers[f"/files/{WHEEL}"].cut_to = 300_000
    with pytest.raises(SourceError, match="tried 3 times"):
        registry.fetch("toy")
    assert kept(registry) == []


def test_a_body_shorter_than_stated_leaves_nothing(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel"}, **{WHEEL: {"size": 9}})
    with pytest.raises(SourceError, match="ended after 5 of 9 bytes"):
        registry.fetch("toy")
    assert kept(registry) == []


def test_a_body_longer_than_stated_is_cut_off(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel" * 100_000}, **{WHEEL: {"size": 9}})
    with pytest.raises(SourceError, match="more bytes came than the 9 stated"):
        registry.fetch("toy")
    assert kept(registry) == []


def test_a_wrong_digest_leaves_nothing(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    local.answers[f"/files/{WHEEL}"].body = b"WHEEL"
    with pytest.raises(SourceError, match=r"its SHA-256 is .*stated is"):
        registry.fetch("toy")
    assert kept(registry) == []
    assert local.asked[f"/files/{WHEEL}"] == 1


def test_a_silent_server_is_given_up(local: Any, tmp_path: Path) -> None:
    local.publish("toy", {WHEEL: b"wheel"})
    local.answers["/simple/toy/"].delay_s = 0.4
    registry = Registry(local.url, tmp_path, Transfer(timeout_s=0.05, attempts=2, backoff_s=0.01))
    with pytest.raises(SourceError, match=r"no answer from 127\.0\.0\.1 within 0\.05 s \(tried 2 times\)"):
        registry.newest("toy")


def test_no_network_is_one_line(tmp_path: Path) -> None:
    registry = Registry("http://127.0.0.1:9/simple", tmp_path, Transfer(1.0, 2, 0.01))
    with pytest.raises(SourceError, match=r"toy: no connection to 127\.0\.0\.1 \(ConnectError\)"):
        registry.newest("toy")


@pytest.mark.parametrize(
    "body",
    [b"<!DOCTYPE html><a>toy</a>", b"{}", b"[1]", b'{"files": [{"filename": 3}]}', b'{"files": 7}', b"\xff"],
)
def test_an_answer_in_another_form_is_an_error(local: Any, registry: Registry, body: bytes) -> None:
    local.publish("toy", {})
    local.answers["/simple/toy/"].body = body
    with pytest.raises(SourceError, match="not in the JSON form"):
        registry.newest("toy")


def test_files_that_cannot_be_verified_are_left_out(local: Any, registry: Registry) -> None:
    local.publish("toy", {WHEEL: b"w", SDIST: b"s"}, **{WHEEL: {"hashes": {"md5": "0" * 32}}})
    assert registry.smallest_artefact("toy", "1.0").filename == SDIST


def test_an_address_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="check SETTLED_INDEX_URL"):
        Registry("gopher://x/simple", tmp_path, Transfer(1.0, 1, 0.0)).newest("toy")


def test_a_cache_that_cannot_be_written_is_one_line(local: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    local.publish("toy", {WHEEL: b"wheel"})
    registry = Registry(local.url, tmp_path / "file", Transfer(1.0, 1, 0.0))
    with pytest.raises(SourceError, match=r"cannot write to the cache folder.*set SETTLED_CACHE"):
        registry.fetch("toy")


def test_the_environment_names_registry_and_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SETTLED_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("SETTLED_CACHE", str(tmp_path))
    assert Registry.from_environment() == Registry("http://127.0.0.1:9/simple", tmp_path)


@pytest.mark.network
def test_the_real_registry_answers_in_this_form(tmp_path: Path) -> None:
    registry = Registry(Registry.from_environment().index_url, tmp_path)
    artefact = registry.fetch("optax", "0.0.2")
    assert artefact.released == date(2020, 12, 4)
    assert artefact.path.name == "optax-0.0.2-py3-none-any.whl"
    assert artefact.path.stat().st_size == 54391
