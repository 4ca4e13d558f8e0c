"""Tables of released models: what is read, and what their rows are taken to say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from settled import catalog
from settled.errors import CatalogError, InputError
from settled.records import SIGHTING_COLUMNS
from settled.scan import models as scan
from settled.sources import models
from settled.sources.models import ecosystem, epoch, timm
from settled.sources.models.read import TABLES, name_key
from settled.sources.models.table import Table, day_of

AS_OF = date(2026, 11, 24)
Rows = list[dict[str, object]]


def written(folder: Path, table: Table, rows: Rows) -> Path:
    schema = pa.schema([(name, pa.string()) for name in table.columns])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{table.name}.parquet")
    return folder / f"{table.name}.parquet"


def read(path: Path) -> tuple[Rows, Counter[str]]:
    reading = models.read(path, as_of=AS_OF)
    return [row for batch in reading.batches for row in batch.to_pylist()], reading.skipped


EPOCH_ROW = {"model": "A", "publication_date": "2023-05-24"}
ECOSYSTEM_ROW = {"name": "A", "type": "model", "created_date": "2023-05-24", "size": "7B parameters (dense)"}
TIMM_ROW = {"model": "resnet18.a_in1k", "img_size": "224", "first_in_results": "2024-08-13"}


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        (epoch.TABLE, EPOCH_ROW | {"publication_date": None}, "no date"),
        (epoch.TABLE, EPOCH_ROW | {"publication_date": "unknown"}, "no date"),
        (epoch.TABLE, EPOCH_ROW | {"publication_date": "updated on Oct. 22, 2024"}, "date not understood"),
        (epoch.TABLE, EPOCH_ROW | {"publication_date": "2023-02-30"}, "date not understood"),
        (epoch.TABLE, EPOCH_ROW | {"publication_date": "3000-01-01"}, "year out of range"),
        (epoch.TABLE, EPOCH_ROW | {"publication_date": "0001-01-01"}, "year out of range"),
        (epoch.TABLE, EPOCH_ROW | {"model": None}, "no name"),
        (ecosystem.TABLE, ECOSYSTEM_ROW | {"type": "dataset"}, "not a model"),
        (ecosystem.TABLE, ECOSYSTEM_ROW | {"type": None}, "not a model"),
        (timm.TABLE, TIMM_ROW | {"first_in_results": "2022-12-30"}, timm.NOT_NEW),
        (timm.TABLE, TIMM_ROW | {"first_in_results": "2023-05-24"}, timm.NOT_NEW),
        (timm.TABLE, TIMM_ROW | {"model": "test_vit.r160_in1k"}, timm.FOR_TESTS),
    ],
)
def test_rows_that_are_skipped(tmp_path: Path, table: Table, row: dict[str, object], reason: str) -> None:
    units, skipped = read(written(tmp_path, table, [row]))
    assert units == []
    assert skipped == {reason: 1}


def test_one_set_of_weights_at_two_image_sizes_is_one_unit(tmp_path: Path) -> None:
    units, skipped = read(written(tmp_path, timm.TABLE, [TIMM_ROW, TIMM_ROW | {"img_size": "288"}]))
    assert [unit["unit"] for unit in units] == ["models:timm:resnet18.a_in1k"]
    assert skipped == {"same model again": 1}
    assert json.loads(str(units[0]["attributes"]))["tag"] == "a_in1k"


def test_one_model_in_two_tables_has_one_key(tmp_path: Path) -> None:
    [one], _ = read(written(tmp_path, epoch.TABLE, [EPOCH_ROW | {"model": "Llama 2-70B"}]))
    [other], _ = read(written(tmp_path, ecosystem.TABLE, [ECOSYSTEM_ROW | {"name": "LLaMA-2 70b"}]))
    assert one["unit_key"] == other["unit_key"] == name_key("llama270b")
    assert (one["source"], other["source"]) == ("models/epoch", "models/ecosystem")


def test_a_correction_holds_only_for_what_it_expects(tmp_path: Path) -> None:
    for size, corrected in (("314B parameters (dense)", "(sparse)"), ("315B parameters (dense)", "(dense)")):
        [unit], _ = read(
            written(tmp_path, ecosystem.TABLE, [ECOSYSTEM_ROW | {"name": "Grok-1", "size": size}])
        )
        assert corrected in str(unit["attributes"])


def test_free_text_is_not_carried() -> None:
    carried = {column for table in TABLES for column in table.columns}
    assert carried.isdisjoint({"abstract", "description", "reference", "notability_criteria"})


def test_scanner_and_source_agree_on_the_columns(tmp_path: Path) -> None:
    full = {
        "epoch": dict.fromkeys(epoch.COLUMNS, "2023-05-24"),
        "ecosystem": dict.fromkeys(ecosystem.COLUMNS, "2023-05-24") | {"type": "model"},
        "timm": dict.fromkeys(timm.COLUMNS, "2024-05-24") | {"model": "a.b"},
    }
    for table in TABLES:
        [unit], _ = read(written(tmp_path, table, [full[table.name]]))
        assert set(json.loads(str(unit["attributes"]))) == scan.COLUMNS[table.name]


@pytest.mark.parametrize(
    "written_day", ["2023-05-24T00:00", "24.05.2023", "2023-5-4", "２０２３-05-24", "2023-05"]
)
def test_only_whole_iso_days_are_days(written_day: str) -> None:
    assert isinstance(day_of(written_day, AS_OF), str)


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no table of models"):
        models.files(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        models.read(tmp_path / "models.parquet")
    (tmp_path / "models.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="not a whole Parquet file"):
        models.read(tmp_path / "models.parquet")
    pq.write_table(pa.table({"model": ["A"], "publication_day": ["2023-05-24"]}), tmp_path / "models.parquet")
    with pytest.raises(InputError, match=r"no table of models that is known"):
        models.read(tmp_path / "models.parquet")


# --- conditions -------------------------------------------------------------------------------------


def seen(text: str, table: str = "timm", **cells: object) -> bool:
    return scan.condition(text, "field/technology").holds(
        table, {k: str(v).lower() for k, v in cells.items()}
    )


@pytest.mark.parametrize(
    ("text", "tag", "holds"),
    [
        ("timm: tag", "in1k", True),
        ("timm: tag", "", False),
        ("timm: !tag", "in1k", False),
        ("timm: tag = in1k", "IN1K", True),
        ("timm: tag = in1k", "a_in1k", False),
        ("timm: tag != in1k", "a_in1k", True),
        ("timm: tag ^ a_|b_", "b_in1k", True),
        ("timm: tag ^ a_|b_", "c_a_b_", False),
        ("timm: tag !^ a_|b_", "c_a_b_", True),
        ("timm: tag ~ _ft_", "in21k_ft_in1k", True),
        ("timm: tag ~ in1k & tag !~ _ft_|in21k", "in21k_ft_in1k", False),
        ("timm: tag ~ in1k & tag !~ _ft_|in21k", "ra_in1k", True),
        ("timm:tag~in1k&!architecture", "ra_in1k", True),
        ("epoch: model", "in1k", False),
    ],
)
def test_conditions(text: str, tag: str, holds: bool) -> None:
    assert seen(text, tag=tag) is holds


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("tag ~ in1k", "names no table"),
        ("tim: tag ~ in1k", "did you mean 'timm'"),
        ("timm: tags ~ in1k", "did you mean 'tag'"),
        ("epoch: abstract ~ MoE", "unknown column 'abstract'"),
        ("timm: tag > in1k", "cannot be read"),
        ("timm: tag ~", "cannot be read"),
        ("timm: tag ~ a||b", "empty word"),
        ("timm: !tag ~ a", "cannot be read"),
        ("timm: tag ~ a &", "cannot be read"),
        ("timm:", "cannot be read"),
    ],
)
def test_a_wrong_condition_is_named(text: str, what: str) -> None:
    with pytest.raises(CatalogError) as caught:
        scan.condition(text, "sparsity/dense")
    assert caught.value.place == "sparsity/dense"
    assert text in caught.value.what
    assert what in str(caught.value)


def test_every_condition_of_the_catalog_can_be_read() -> None:
    rules = scan.rules(catalog.load().fields.values())
    assert {rule.field for rule in rules} >= {"sequence-mixing", "sparsity", "training-paradigm"}


def test_sightings_have_exactly_their_columns(tmp_path: Path) -> None:
    rules = scan.rules(catalog.load().fields.values())
    for batch in models.read(written(tmp_path, timm.TABLE, [TIMM_ROW]), as_of=AS_OF).batches:
        found = scan.scan(batch, rules)
        assert found.schema.names == list(SIGHTING_COLUMNS)
        assert [(row["field"], row["technology"], row["role"]) for row in found.to_pylist()] == [
            ("sequence-mixing", "convolution", "uses"),
            ("training-paradigm", "from-scratch", "uses"),
        ]


# --- the real tables --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sightings(data_folder: Path) -> Rows:
    rules = scan.rules(catalog.load().fields.values())
    readings = [models.read(path, as_of=AS_OF) for path in models.files(data_folder)]
    return [
        row
        for reading in readings
        for batch in reading.batches
        for row in scan.scan(batch, rules).to_pylist()
    ]


@pytest.mark.data
def test_every_row_is_read_or_counted(data_folder: Path) -> None:
    for path in models.files(data_folder):
        units, skipped = read(path)
        assert len(units) + sum(skipped.values()) == pq.read_metadata(path).num_rows
        assert len({unit["unit"] for unit in units}) == len(units)


@pytest.mark.data
def test_one_sighting_for_a_model_and_a_technology(sightings: Rows) -> None:
    keys = [(row["unit"], row["field"], row["technology"]) for row in sightings]
    assert len(set(keys)) == len(keys)


@pytest.mark.data
@pytest.mark.parametrize("field", ["training-paradigm", "sparsity"])
def test_rivals_that_exclude_one_another_share_no_model(sightings: Rows, field: str) -> None:
    units = [row["unit"] for row in sightings if row["field"] == field]
    assert len(set(units)) == len(units)


@pytest.mark.data
def test_no_share_is_trivial(sightings: Rows) -> None:
    for source in ("models/timm", "models/epoch"):
        counts = Counter(
            row["technology"]
            for row in sightings
            if (row["source"], row["field"]) == (source, "training-paradigm")
        )
        assert min(counts["pretrain-finetune"], counts["from-scratch"]) > 0.1 * counts.total()


@pytest.mark.data
def test_nearly_every_new_image_model_is_told(data_folder: Path, sightings: Rows) -> None:
    units, _ = read(data_folder / "timm_imagenet_results.parquet")
    for field, told in (("sequence-mixing", 1.0), ("training-paradigm", 0.9)):
        with_one = {
            row["unit"] for row in sightings if row["field"] == field and row["source"] == "models/timm"
        }
        assert len(with_one) >= told * len(units)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "field", "technology"),
    [
        ("timm:vit_so400m_patch14_siglip_378.webli_ft_in1k", "training-paradigm", {"pretrain-finetune"}),
        ("timm:hiera_tiny_224.mae_in1k_ft_in1k", "training-paradigm", {"pretrain-finetune"}),
        ("timm:rdnet_large.nv_in1k_ft_in1k_384", "training-paradigm", set()),
        ("timm:hgnetv2_b0.ssld_stage1_in22k_in1k", "training-paradigm", set()),
        ("timm:resnet34.ra4_e3600_r224_in1k", "training-paradigm", {"from-scratch"}),
        ("timm:efficientvit_b0.r224_in1k", "sequence-mixing", {"linear-attention", "convolution"}),
        ("timm:efficientvit_m0.r224_in1k", "sequence-mixing", {"softmax-attention", "convolution"}),
        ("timm:repvit_m1.dist_in1k", "sequence-mixing", {"convolution"}),
        ("timm:vit_wee_patch16_reg1_gap_256.sbb_in1k", "sequence-mixing", {"softmax-attention"}),
        ("epoch:Alpaca", "training-paradigm", {"pretrain-finetune"}),
        ("epoch:AlexNet", "training-paradigm", set()),
        ("epoch:iGPT-L", "training-paradigm", set()),
        ("epoch:ESM2-15B", "training-paradigm", set()),
        ("epoch:RNMT+", "training-paradigm", {"from-scratch"}),
        ("ecosystem:DBRX", "sparsity", {"mixture-of-experts"}),
        ("ecosystem:Grok-1", "sparsity", {"mixture-of-experts"}),
        ("ecosystem:Qwen 1.5 MoE", "sparsity", {"mixture-of-experts"}),
        ("ecosystem:Jamba 1.5", "sparsity", set()),
    ],
)
def test_models_that_we_know(sightings: Rows, name: str, field: str, technology: set[str]) -> None:
    found = {
        row["technology"] for row in sightings if row["unit"] == f"models:{name}" and row["field"] == field
    }
    assert found == technology


@pytest.mark.data
def test_corrections_are_still_needed(data_folder: Path) -> None:
    table = pq.read_table(data_folder / "models.parquet").to_pylist()
    for (name, column), (expected, _) in ecosystem.corrections().items():
        assert [row[column] for row in table if row["name"] == name] == [expected]
