"""The contests of the past: well formed, told apart in text, and out of the way of the fields of today."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import settled.catalog
from settled import catalog
from settled.catalog.lookup import SIGNATURE_KINDS, Catalog
from settled.ledger import Ledger
from settled.pipeline import Settled
from settled.records import Alias, Field
from settled.scan.claims import find_claims
from settled.scan.code.lexicon import Lexicon
from settled.scan.text import TextScanner

FOLDER = Path(settled.catalog.__file__).parent / "fields"
HISTORY = [field for field in catalog.load().fields.values() if field.status == "history"]
PAST = sorted(field.id for field in HISTORY)
IN_PAPERS = sorted(field.id for field in HISTORY if any(t.signatures.aliases for t in field.technologies))


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return catalog.load()


@pytest.fixture(scope="module")
def today(shipped: Catalog) -> Catalog:
    """The catalog without its contests of the past."""
    current = {name: field for name, field in shipped.fields.items() if field.status == "current"}
    return Catalog(current, shipped.profiles, shipped.levels)


@pytest.fixture(scope="module")
def scanner(shipped: Catalog) -> TextScanner:
    return TextScanner([shipped.fields[name] for name in PAST])


@pytest.fixture
def tool(tmp_path: Path, shipped: Catalog) -> Settled:
    return Settled(tmp_path, date(2026, 11, 24), shipped, Ledger.open(tmp_path, shipped=None))


def aliases(field: Field) -> Iterator[Alias]:
    for technology in field.technologies:
        yield from technology.signatures.aliases


# --- the files


def test_there_are_enough_of_them() -> None:
    assert len(PAST) >= 16


@pytest.mark.parametrize("name", PAST)
def test_a_contest_has_rivals_and_says_first_why_it_is_in(shipped: Catalog, name: str) -> None:
    assert len(shipped.fields[name].technologies) >= 3
    assert (FOLDER / f"{name}.toml").read_text(encoding="utf-8").startswith("# Kept as history: ")


@pytest.mark.parametrize("name", PAST)
def test_a_contest_says_what_papers_cannot_tell_of_it(shipped: Catalog, name: str) -> None:
    assert {"adoption", "standardization"} <= dict(shipped.fields[name].unmeasured).keys()


@pytest.mark.parametrize("name", PAST)
def test_no_rival_is_younger_than_the_papers(shipped: Catalog, name: str) -> None:
    assert all(1950 <= technology.born.year <= 2026 for technology in shipped.fields[name].technologies)


@pytest.mark.parametrize("name", PAST)
def test_every_named_context_is_asked_for(shipped: Catalog, name: str) -> None:
    contexts = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")).get("context", {})
    asked = {alias.context for alias in aliases(shipped.fields[name])}
    assert [key for key, words in contexts.items() if tuple(words) not in asked] == []


def test_those_that_no_paper_names_are_known_by_downloads() -> None:
    assert set(PAST) - set(IN_PAPERS) == {"python-package-manager"}
    for field in HISTORY:
        owners = [t for t in field.technologies if t.signatures.downloads]
        assert bool(owners) == (field.id not in IN_PAPERS) == (field.download_group is not None)


# --- in text

SENTENCES = [
    ("sequence-model", "We train an LSTM and a Transformer.", {"recurrent-network", "transformer-network"}),
    ("sequence-model", "Faults of a power transformer are found from voltages.", set()),
    ("sequence-model", "The mamba is a snake of Africa.", set()),
    ("classifier", "A support vector machine beats AdaBoost.", {"support-vector-machine", "boosting"}),
    ("classifier", "Boosting the morale of a team matters.", set()),
    ("classifier", "Faces are classified with a deep neural network.", {"deep-network"}),
    ("acoustic-model", "Speech recognition with a GMM-HMM is outdated.", {"gmm-hmm"}),
    ("acoustic-model", "A DNN-HMM recognizes speech.", {"hybrid-hmm"}),
    ("acoustic-model", "An HMM of the weather and its seasons.", set()),
    ("acoustic-model", "Whisper lowers the word error rate.", {"pretrained-speech"}),
    ("visual-features", "SIFT descriptors of images are matched.", {"hand-crafted-features"}),
    ("visual-features", "CNN and Daily Mail are read as CNN/Daily Mail.", set()),
    ("word-representation", "GloVe vectors against BERT.", {"static-embeddings", "contextual-embeddings"}),
    ("word-representation", "The robot wears a glove.", set()),
    ("machine-translation", "NMT outdoes SMT in machine translation.",
     {"neural-translation", "statistical-translation"}),
    ("machine-translation", "An SMT solver proves the theorem.", set()),
    ("sequence-labelling", "Named entity recognition with a CRF.", {"crf-tagger"}),
    ("sequence-labelling", "Named entity recognition with a BiLSTM-CRF.", {"bilstm-crf"}),
    ("sequence-labelling", "Pixels are labelled by a conditional random field.", set()),
    ("object-detector", "YOLOv8 is faster than Faster R-CNN.", {"one-stage-detector", "two-stage-detector"}),
    ("object-detector", "The data lie on an SSD of two terabytes.", set()),
    ("topic-model", "Latent Dirichlet allocation finds topics.", {"latent-dirichlet-allocation"}),
    ("topic-model", "Faces are projected by LDA, a linear discriminant.", set()),
    ("dimension-reduction", "We visualize features with t-SNE and UMAP.", {"t-sne", "umap"}),
    ("approximate-inference", "MCMC is slow, variational inference biased.",
     {"markov-chain-monte-carlo", "variational-inference"}),
    ("graph-learning", "A graph neural network replaces graph kernels.",
     {"graph-neural-network", "graph-kernel"}),
    ("graph-learning", "Knowledge graph embedding of facts.", set()),
    ("recommender", "Matrix factorization for recommender systems.", {"matrix-factorization-recommender"}),
    ("recommender", "Matrix factorization of a covariance.", set()),
    ("reinforcement-learning", "Q-learning and PPO in reinforcement learning.",
     {"value-based", "policy-gradient"}),
    ("reinforcement-learning", "The PPO of a health insurer.", set()),
    ("visual-tracking", "A Siamese tracker follows the object.", {"siamese-tracker"}),
    ("visual-tracking", "A Siamese cat sleeps.", set()),
    ("video-recognition", "Two-stream networks for action recognition.", {"two-stream"}),
    ("semantic-segmentation", "U-Net for image segmentation.", {"convolutional-segmentation"}),
    ("semantic-segmentation", "SAM, sharpness-aware minimization, finds flat minima.", set()),
    ("syntactic-parsing", "A transition-based dependency parser.", {"transition-parser"}),
    ("language-model", "An n-gram language model with Kneser-Ney smoothing.", {"ngram-model"}),
    ("hyperparameter-search", "Grid search of hyperparameters.", {"grid-search"}),
    ("hyperparameter-search", "Bayesian optimization of a chemical reaction.", set()),
    ("uncertainty-estimation", "Conformal prediction against deep ensembles.",
     {"conformal-prediction", "deep-ensemble"}),
    ("regularization", "Dropout keeps a neural network from overfitting.", {"dropout"}),
    ("regularization", "School dropout is a social problem.", set()),
    ("vision-backbone", "ResNet-50 against ViT.", {"residual-backbone", "vision-transformer-backbone"}),
    ("vision-backbone", "The Fréchet Inception Distance of images.", set()),
    ("clustering", "k-means and DBSCAN.", {"k-means", "density-clustering"}),
    ("summarization", "Extractive summarization of news.", {"extractive-summary"}),
    ("tokenization", "Byte pair encoding splits rare words.", {"subword-units"}),
    ("text-retrieval", "BM25 against dense retrieval.", {"term-matching", "dense-retrieval"}),
]  # fmt: skip


def _id(value: str | set[str]) -> str:
    """The same in every process: a set has no order."""
    return (value if isinstance(value, str) else " ".join(sorted(value)))[:40]


@pytest.mark.parametrize(("field", "text", "technologies"), SENTENCES, ids=_id)
def test_a_sentence_names_these_rivals_and_no_other(
    scanner: TextScanner, field: str, text: str, technologies: set[str]
) -> None:
    columns = {
        "unit": ["papers:made-up:2020:1"], "unit_key": [1], "source": ["papers/made-up"],
        "period": [date(2020, 1, 1)], "title": ["A title"], "abstract": [text],
    }  # fmt: skip
    found = scanner.scan(pa.RecordBatch.from_pydict(columns)).to_pylist()
    assert {row["technology"] for row in found if row["field"] == field} == technologies


def test_every_contest_has_a_sentence() -> None:
    assert {field for field, _, _ in SENTENCES} == set(IN_PAPERS)


# --- beside the fields of today


def test_code_is_not_asked_for_them(shipped: Catalog, today: Catalog) -> None:
    everything, current = (Lexicon(tuple(known.fields.values())) for known in (shipped, today))
    for part in ("names", "modules", "own", "shapes", "selectors", "values", "packages", "queries", "roots"):
        assert getattr(everything, part) == getattr(current, part), part
    assert everything.foreign_names == current.foreign_names


def test_no_digest_but_those_of_aliases_and_downloads_knows_them(shipped: Catalog, today: Catalog) -> None:
    differing = {kind for kind in SIGNATURE_KINDS if shipped.digest(kind) != today.digest(kind)}
    assert differing == {"aliases", "downloads"}


def test_a_contest_that_is_looked_for_in_code_changes_their_digest(today: Catalog) -> None:
    past = Field("past", "Past", "过去", "?", today.fields["optimizer"].technologies, status="history")
    both = Catalog({**today.fields, "past": past}, today.profiles, today.levels)
    assert both.digest("repositories") != today.digest("repositories")


def test_they_are_on_no_board(tool: Settled) -> None:
    on_board = {report.field.id for report in tool.board(series=False).fields}
    assert on_board
    assert on_board.isdisjoint(PAST)


def test_names_lead_to_the_fields_of_today_as_before(shipped: Catalog, today: Catalog) -> None:
    for field in today.fields.values():
        for technology in field.technologies:
            for name in (technology.id, technology.name, technology.name_zh, *technology.aka):
                assert shipped.find(name) == today.find(name)


def test_a_document_is_read_as_without_them(shipped: Catalog, today: Catalog) -> None:
    table = "| | AdamW |\n|---|---|\n| adoption | 0.9 |\n"
    text = f"# Attention\n\nThe adoption of the Transformer is 95 %.\n\n{table}"
    with_them, without = (
        find_claims(text, "report.md", list(known.fields.values())) for known in (shipped, today)
    )
    assert with_them == without
    assert without


def test_a_contest_is_a_field_that_can_be_shown(tool: Settled, tmp_path: Path) -> None:
    from settled.pipeline.scanning import scan_papers

    file = tmp_path / "papers.csv"
    abstract = "We classify images of digits with a {} and report the error on held-out data."
    rows = [
        f"Digits {year} {number},{abstract.format(model)},{year}"
        for year, models in ((2001, ["support vector machine"] * 3), (2015, ["deep neural network"] * 4))
        for number, model in enumerate(models)
    ]
    file.write_text("title,abstract,year\n" + "\n".join(rows) + "\n", encoding="utf-8")
    scan_papers(tool, file, workers=1)
    report = tool.field("classifier")
    shares = {(point.technology, point.year): (point.k, point.n) for point in report.shares}
    assert report.field.status == "history"
    assert shares["support-vector-machine", 2001] == (3, 3)
    assert shares["deep-network", 2015] == (4, 4)
    assert shares["support-vector-machine", 2015] == (0, 4)


def test_of_a_contest_there_are_share_levels_as_of_a_year_and_no_degree(
    tool: Settled, tmp_path: Path
) -> None:
    from dataclasses import replace

    from settled.pipeline.scanning import scan_papers

    file = tmp_path / "papers.csv"
    rows = [
        f"Digits {model} {number},We classify images of digits with a {model} and report errors.,{year}"
        for year, model in ((2003, "support vector machine"), (2015, "deep neural network"))
        for number in range(400)
    ]
    file.write_text("title,abstract,year\n" + "\n".join(rows) + "\n", encoding="utf-8")
    scan_papers(tool, file, workers=1)
    for year, leader, other in (
        (2003, "support-vector-machine", "deep-network"),
        (2015, "deep-network", "support-vector-machine"),
    ):
        then = replace(tool, as_of=date(year, 12, 31))
        verdicts = {one.technology: one for one in then.field("classifier").verdicts}
        assert all(one.past and one.degree is one.level is one.label is None for one in verdicts.values())
        ahead, behind = verdicts[leader].share_level, verdicts[other].share_level
        assert (ahead and ahead.level, behind and behind.level) == ("L4", "L0")
        assert then.assess(f"classifier/{leader}").share_level == ahead


def test_todays_fields_have_no_share_level(tool: Settled) -> None:
    verdicts = [one for report in tool.board(series=False).fields for one in report.verdicts]
    assert verdicts
    assert not any(one.past or one.share_level for one in verdicts)
