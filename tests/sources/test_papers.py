"""Which papers are read, once each, under which ids and dates."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settled.sources.papers import read, unit_url
from settled.sources.papers.rows import title_key, venue_months

AS_OF = date(2026, 11, 24)
LONG = "We compare two ways of training a network and find that one of them is better."


def paper(title: str, venue: str, year: int = 2023, **more: object) -> dict[str, object]:
    row = {"title": title, "abstract": LONG, "venue": venue, "year": year, "month": None, "paper_id": ""}
    return row | more


def kept(folder: Path, rows: list[dict[str, object]], batch_rows: int = 16384) -> list[dict[str, object]]:
    schema = pa.schema(
        [(name, pa.string()) for name in ("title", "abstract", "venue", "month", "paper_id", "title_key")]
        + [("year", pa.int32())]
    )
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "mine.parquet")
    reading = read(folder / "mine.parquet", batch_rows=batch_rows, as_of=AS_OF)
    found = [row for batch in reading.batches for row in batch.to_pylist()]
    assert len(found) + sum(reading.skipped.values()) == len(rows)
    return found


TITLE = "A paper that stands twice"


@pytest.mark.parametrize(
    ("rows", "source"),
    [
        # The earlier month is kept, wherever it stands.
        ([paper(TITLE, "icml"), paper(TITLE, "arxiv-cs.LG", month="2023-02")], "papers/arxiv-cs.LG"),
        ([paper(TITLE, "icml"), paper(TITLE, "arxiv-cs.LG", month="2023-09")], "papers/icml"),
        # In one month, the conference.
        ([paper(TITLE, "arxiv-cs.LG", month="2023-07"), paper(TITLE, "icml")], "papers/icml"),
        # Then file order.
        ([paper(TITLE, "uai"), paper(TITLE, "icml")], "papers/uai"),
        # A row without abstract stands back for one that has it.
        ([paper(TITLE, "icml", abstract=None), paper(TITLE, "neurips")], "papers/neurips"),
        # Case and punctuation of the title do not matter.
        ([paper("A PAPER, that stands: twice", "icml"), paper(TITLE, "neurips")], "papers/icml"),
    ],
)
def test_the_same_paper_is_read_once(tmp_path: Path, rows: list[dict[str, object]], source: str) -> None:
    assert [row["source"] for row in kept(tmp_path, rows)] == [source]


def test_short_titles_are_never_merged(tmp_path: Path) -> None:
    rows = [paper("关于注意力", "icml", paper_id="1"), paper("论注意力机制", "icml", paper_id="2")]
    rows += [paper("On ∇f", "icml", paper_id="3"), paper("On f", "icml", paper_id="4")]
    found = kept(tmp_path, rows)
    assert len({row["unit_key"] for row in found}) == 4


def test_unit_key_is_the_signed_title_key(tmp_path: Path) -> None:
    [row] = kept(tmp_path, [paper(TITLE, "icml", title_key="ffffffffffffffff")])
    assert row["unit_key"] == -1
    [row] = kept(tmp_path, [paper(TITLE, "icml", title_key="no key at all")])
    assert row["unit_key"] == int.from_bytes(bytes.fromhex(title_key(TITLE)), "big", signed=True)


def test_an_id_of_two_papers_gives_way_to_the_title_key(tmp_path: Path) -> None:
    rows = [
        paper("The first of the papers", "acl", paper_id="P18-1"),
        paper("The second", "acl", paper_id="P18-1"),
    ]
    rows.append(paper("The third", "acl", paper_id="P18-2"))
    units = [row["unit"] for row in kept(tmp_path, rows)]
    assert units == [
        f"papers:acl:2023:{title_key('The first of the papers')}",
        f"papers:acl:2023:{title_key('The second')}",
        "papers:acl:2023:P18-2",
    ]


def test_usual_month_of_the_venue(tmp_path: Path) -> None:
    rows = [paper("In December", "neurips"), paper("At mid-year", "unheard-of")]
    assert [row["period"] for row in kept(tmp_path, rows)] == [date(2023, 12, 1), date(2023, 7, 1)]


def test_venue_months_are_months() -> None:
    months, unknown = venue_months()
    assert all(1 <= month <= 12 for month in [*months.values(), unknown])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["One paper on training", "Another paper on it", "短", ""]),
            st.sampled_from(["icml", "arxiv-cs.LG"]),
            st.sampled_from(["2023-01", "2023-07", "2023-11", None]),
            st.sampled_from(["", "1", "2"]),
        ),
        max_size=12,
    ),
    st.integers(1, 5),
)
def test_batches_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str | None, str]], batch_rows: int
) -> None:
    folder = tmp_path_factory.mktemp("papers")
    rows = [paper(title, venue, month=month, paper_id=own) for title, venue, month, own in cells]
    found = kept(folder, rows, batch_rows)
    assert found == kept(folder, rows)
    keys = Counter(row["unit_key"] for row in found)
    assert set(keys.values()) <= {1}


@pytest.mark.parametrize(
    ("unit", "url"),
    [
        ("papers:arxiv-cs.CL:2017:1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("papers:arxiv-cs.CL:2018:1811.0024399999998", "https://arxiv.org/abs/1811.00244"),
        ("papers:arxiv-cs.NE:2010:1005.339", "https://arxiv.org/abs/1005.3390"),
        ("papers:arxiv-cs.NE:2014:1412.6980", "https://arxiv.org/abs/1412.6980"),
        ("papers:arxiv-cs.AI:2007:705.2305", "https://arxiv.org/abs/0705.2305"),
        ("papers:arxiv-cs.NE:2009:0704.0001", "https://arxiv.org/abs/0704.0001"),
        ("papers:arxiv-cs.CL:1999:cs/9901001", "https://arxiv.org/abs/cs/9901001"),
        ("papers:arxiv-cs.CL:1999:cmp-lg/9901001", "https://arxiv.org/abs/cmp-lg/9901001"),
        ("papers:iclr:2023:Vx6G9W5M4sQ", "https://openreview.net/forum?id=Vx6G9W5M4sQ"),
        ("papers:acl:2022:2022.findings-acl.312", "https://aclanthology.org/2022.findings-acl.312"),
        (
            "papers:aaai:2024:https://doi.org/10.1609/aaai.v38i1.27770",
            "https://doi.org/10.1609/aaai.v38i1.27770",
        ),
        ("papers:acl:2018:P18-116", None),
        ("papers:neurips:2018:755b3acc3a", None),
        ("papers:cvpr:2013:site_112e272638", None),
        ("papers:icra:2025:icra2025:in-vivo-cable-driven", None),
        ("papers:arxiv-cs.CL:2023:javascript:alert(1)", None),
        ("papers:iclr:2023:https://example.org/?a=<b>", None),
        ("models:epoch:GPT-4", None),
        ("", None),
    ],
)
def test_unit_url(unit: str, url: str | None) -> None:
    assert unit_url(unit) == url


@pytest.fixture(scope="module")
def collection(data_folder: Path) -> tuple[pa.Table, Counter[str]]:
    reading = read(data_folder / "papers.parquet", as_of=AS_OF)
    return pa.Table.from_batches(reading.batches), reading.skipped


@pytest.mark.data
def test_the_collection_is_read_whole(data_folder: Path, collection: tuple[pa.Table, Counter[str]]) -> None:
    table, skipped = collection
    rows = pq.read_metadata(data_folder / "papers.parquet").num_rows
    assert table.num_rows + sum(skipped.values()) == rows
    abstracts = pq.read_table(data_folder / "papers.parquet", columns=["abstract"]).column("abstract")
    assert skipped["no abstract"] == abstracts.null_count
    assert set(+skipped) == {"no abstract", "same paper again", "of a hand-picked selection"}
    assert table.column("period").null_count == 0


@pytest.mark.data
def test_units_and_papers_are_unique(collection: tuple[pa.Table, Counter[str]]) -> None:
    table, _ = collection
    for name in ("unit", "unit_key"):
        assert pc.count_distinct(table.column(name)).as_py() == table.num_rows


@pytest.mark.data
def test_as_many_papers_as_different_titles(
    data_folder: Path, collection: tuple[pa.Table, Counter[str]]
) -> None:
    table = pq.read_table(data_folder / "papers.parquet", columns=["title", "abstract", "title_key", "venue"])
    picked = pc.equal(table.column("venue"), "arxiv-llm-selection")
    readable = pc.and_(pc.is_valid(table.column("abstract")), pc.invert(picked))
    rows = table.filter(readable).select(["title", "title_key"]).to_pylist()
    short = [row for row in rows if len(re.sub("[^a-z0-9]", "", row["title"].lower())) < 8]
    keys = {row["title_key"] for row in rows} - {row["title_key"] for row in short}
    assert collection[0].num_rows == len(keys) + len(short)


@pytest.mark.data
def test_title_keys_are_those_of_the_collection(data_folder: Path) -> None:
    table = pq.read_table(data_folder / "papers.parquet", columns=["title", "title_key"])
    for row in table.slice(0, 300_000).take(pa.array(range(0, 300_000, 997))).to_pylist():
        assert title_key(row["title"]) == row["title_key"]


@pytest.mark.data
def test_every_venue_without_months_is_listed(data_folder: Path) -> None:
    table = pq.read_table(data_folder / "papers.parquet", columns=["venue", "month"])
    without = table.filter(pc.is_null(table.column("month")))
    assert set(without.column("venue").unique().to_pylist()) == set(venue_months()[0])


@pytest.mark.data
def test_every_arxiv_id_leads_somewhere(collection: tuple[pa.Table, Counter[str]]) -> None:
    table, _ = collection
    units = [unit for unit in table.column("unit").to_pylist() if unit.startswith("papers:arxiv")]
    assert [unit for unit in units if unit_url(unit) is None] == []
