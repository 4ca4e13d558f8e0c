"""Reading released model folders: each once, at its first release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from settled.errors import SourceError
from settled.sources.model_zoo import read
from settled.sources.registry import Artefact

ROOT = "transformers/models"
FIRST: Mapping[str, str] = {
    "transformers/__init__.py": "",
    f"{ROOT}/auto/modeling_auto.py": "",
    f"{ROOT}/bert/__init__.py": "",
    f"{ROOT}/bert/modeling_bert.py": "class BertModel: pass",
    f"{ROOT}/bert/modeling_tf_bert.py": "class TFBertModel: pass",
    f"{ROOT}/bert/modeling_flax_bert.py": "class FlaxBertModel: pass",
    f"{ROOT}/bert/configuration_bert.py": "class BertConfig: pass",
    f"{ROOT}/bert/tokenization_bert.py": "",
    f"{ROOT}/phobert/tokenization_phobert.py": "",
    f"{ROOT}/kerasonly/modeling_tf_kerasonly.py": "",
    f"{ROOT}/deprecated/old/modeling_old.py": "",
}
SECOND: Mapping[str, str] = {
    **FIRST,
    f"{ROOT}/bert/modeling_bert.py": "class BertModel: changed = 1",
    f"{ROOT}/phobert/modeling_phobert.py": "from ..roberta.modeling_roberta import RobertaModel\n",
    f"{ROOT}/roberta/modeling_roberta.py": "from ..bert.modeling_bert import BertModel\n",
    f"{ROOT}/roberta/configuration_roberta.py": "from ..bert.configuration_bert import BertConfig\n",
}


@pytest.fixture
def two(make_release) -> list[Artefact]:
    return [
        make_release("4.1.0", date(2021, 1, 5), SECOND),
        make_release("4.0.0", date(2020, 11, 30), FIRST),
    ]


def rows_of(releases: list[Artefact], **options: int) -> tuple[list[dict], dict[str, int]]:
    reading = read(releases, **options)
    rows = [row for batch in reading.batches for row in batch.to_pylist()]
    return rows, dict(reading.skipped)


def test_a_unit_is_read_at_its_first_release(two) -> None:
    rows, _ = rows_of(two)
    days = {row["unit"].rpartition(":")[2]: row["period"] for row in rows}
    assert days == {
        "bert": date(2020, 11, 30),
        "kerasonly": date(2020, 11, 30),
        "phobert": date(2021, 1, 5),
        "roberta": date(2021, 1, 5),
    }
    first = [row["content"] for row in rows if row["unit"].endswith(":bert") and "modeling" in row["path"]]
    assert first == [b"class BertModel: pass"]


def test_copies_in_other_frameworks_are_left_out_unless_there_is_nothing_else(two) -> None:
    rows, _ = rows_of(two)
    paths = [row["path"] for row in rows if row["unit"].endswith((":bert", ":kerasonly"))]
    assert paths == [
        f"{ROOT}/bert/configuration_bert.py",
        f"{ROOT}/bert/modeling_bert.py",
        f"{ROOT}/kerasonly/modeling_tf_kerasonly.py",
    ]


def test_files_that_a_module_builds_on_come_with_it(two) -> None:
    rows, _ = rows_of(two)
    paths = [row["path"].rpartition("/")[2] for row in rows if row["unit"].endswith(":phobert")]
    assert paths == [
        "modeling_phobert.py",
        "modeling_bert.py",
        "modeling_roberta.py",
    ]


def test_what_is_skipped_is_counted_once(two) -> None:
    _, skipped = rows_of(two)
    assert skipped == {
        "folder holds no model of its own": 1,
        "folder deprecated": 1,
        "folder without a modeling file": 1,
        "copy of a PyTorch module": 2,
        "file without a model": 3,
    }


def test_batches_never_split_a_unit(two) -> None:
    reading = read(two, batch_units=1)
    units = [set(batch.column("unit").to_pylist()) for batch in reading.batches]
    assert [len(unit) for unit in units] == [1, 1, 1, 1]
    assert rows_of(two, batch_units=1) == rows_of(two, batch_units=99)


def test_the_order_of_the_releases_does_not_matter(two) -> None:
    forth, back = read(two), read(two[::-1])
    assert forth.content_digest == back.content_digest
    assert forth.locator == back.locator == "transformers==4.0.0..4.1.0"
    assert forth.revision == "4.0.0 4.1.0"
    assert rows_of(two) == rows_of(two[::-1])


def test_unit_keys_are_distinct_and_stable(two) -> None:
    keys = {row["unit"]: row["unit_key"] for row in rows_of(two)[0]}
    assert len(set(keys.values())) == 4
    assert keys["model_zoo:transformers:bert"] == 3229510464935164108


def test_a_wheel_without_model_folders_is_refused(make_release) -> None:
    old = make_release(
        "3.5.1", date(2020, 11, 13), {"transformers/modeling_bert.py": "class BertModel: pass"}
    )
    with pytest.raises(SourceError, match=r"transformers==3\.5\.1: holds no file under transformers/models"):
        rows_of([old])


def test_a_damaged_wheel_is_refused(make_release) -> None:
    release = make_release("4.0.0", date(2020, 11, 30), FIRST)
    Path(release.path).write_bytes(Path(release.path).read_bytes()[:200])
    with pytest.raises(SourceError, match="damaged"):
        rows_of([release])


def test_a_path_out_of_the_wheel_is_refused(make_release) -> None:
    release = make_release("4.0.0", date(2020, 11, 30), {**FIRST, "../../evil.py": "boom"})
    with pytest.raises(SourceError, match="hostile"):
        rows_of([release])
