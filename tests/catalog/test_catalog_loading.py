"""The catalog that ships: it loads, it is fast, and its names lead where they should."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

import settled.catalog
from settled import catalog
from settled.catalog.aliases import clash
from settled.catalog.lookup import SIGNATURE_KINDS, Catalog
from settled.errors import InputError
from settled.records import Alias, Field

FOLDER = Path(settled.catalog.__file__).parent / "fields"
FIELDS = {
    "activation",
    "alignment",
    "architecture",
    "fine-tuning",
    "framework",
    "image-generation",
    "js-bundler",
    "js-test-framework",
    "normalization",
    "optimizer",
    "position-encoding",
    "python-build-backend",
    "python-http-client",
    "python-test-framework",
    "sequence-mixing",
    "serving",
    "sparsity",
    "training-paradigm",
}


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return catalog.load()


def owned_aliases(field: Field) -> list[tuple[str, Alias]]:
    return [
        (owner.id, alias)
        for technology in field.technologies
        for owner in (technology, *technology.variants)
        for alias in owner.signatures.aliases
    ]


def test_all_fields_of_today_ship(shipped: Catalog) -> None:
    assert {field.id for field in shipped.fields.values() if field.status == "current"} == FIELDS


def test_each_file_is_named_after_its_field(shipped: Catalog) -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(shipped.fields)


@pytest.mark.parametrize(
    ("field", "incumbent"),
    [
        ("optimizer", "adamw"),
        ("sequence-mixing", "softmax-attention"),
        ("training-paradigm", "pretrain-finetune"),
        ("framework", "pytorch"),
    ],
)
def test_the_incumbent_stands_first(shipped: Catalog, field: str, incumbent: str) -> None:
    assert shipped.fields[field].incumbent.id == incumbent


def test_technology_and_variant_ids_are_unique_over_all_fields(shipped: Catalog) -> None:
    ids = [
        owner.id
        for field in shipped.fields.values()
        for technology in field.technologies
        for owner in (technology, *technology.variants)
    ]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_no_alias_means_two_technologies_of_a_field(shipped: Catalog, name: str) -> None:
    shared = [
        (one, other, alias.text)
        for (one, alias), (other, known) in combinations(owned_aliases(shipped.fields[name]), 2)
        if clash(alias, known)
    ]
    assert shared == []


def test_no_two_technologies_of_a_field_share_a_code_name_or_a_package(shipped: Catalog) -> None:
    for field in shipped.fields.values():
        names = [
            name
            for technology in field.technologies
            for owner in (technology, *technology.variants)
            for name in (*owner.signatures.code, *owner.signatures.packages)
        ]
        assert sorted(names) == sorted(set(names)), field.id


def test_every_field_can_be_asked_for_in_chinese(shipped: Catalog) -> None:
    for field in shipped.fields.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in field.name_zh), field.id


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("adamw", "adamw"),
        ("optimizer/adamw", "adamw"),
        ("AdamW 优化器", "adamw"),
        ("注意力机制", "softmax-attention"),
        ("Attention 机制", "softmax-attention"),
        ("attention", "softmax-attention"),
        ("self-attention", "softmax-attention"),
        ("预训练-微调", "pretrain-finetune"),
        ("预训练-微调范式", "pretrain-finetune"),
        ("预训练+微调", "pretrain-finetune"),
        ("MoE", "mixture-of-experts"),
    ],
)
def test_a_technology_is_found_by_the_names_that_documents_use(
    shipped: Catalog, name: str, found: str
) -> None:
    assert shipped.find(name)[1].id == found


def test_every_id_name_and_other_name_leads_to_its_own_technology(shipped: Catalog) -> None:
    for field in shipped.fields.values():
        for technology in field.technologies:
            for name in (technology.id, technology.name, *technology.aka):
                assert shipped.find(name) == (field, technology), name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("softmax-atention", "softmax-atention: no such technology; hint: did you mean 'softmax-attention'"),
        (
            "flash-attention",
            "is a variant of 'softmax-attention', no rival of it; hint: ask for 'softmax-attention'",
        ),
        ("FlashAttention", "is a variant of 'softmax-attention'"),
        ("optimizer", "is a field, no technology; hint: its incumbent is 'adamw'"),
        ("optimiser/adamw", "no field 'optimiser'; hint: did you mean 'optimizer'?"),
        ("activation/adamw", "no such technology"),
        ("", "technology: no such technology"),
    ],
)
def test_what_is_no_technology_is_refused_with_a_hint(shipped: Catalog, name: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        shipped.find(name)
    assert message in str(raised.value)


def test_a_name_in_two_fields_asks_for_the_field(shipped: Catalog) -> None:
    twin = Field("copy", "Copy", "副本", "?", shipped.fields["optimizer"].technologies)
    both = Catalog({**shipped.fields, "copy": twin}, shipped.profiles, shipped.levels)
    with pytest.raises(InputError, match="did you mean 'optimizer/adamw' or 'copy/adamw'"):
        both.find("adamw")
    assert both.find("copy/adamw")[0] is twin


def test_flash_attention_is_an_implementation_of_softmax_attention(shipped: Catalog) -> None:
    owners = {alias.text: owner for owner, alias in owned_aliases(shipped.fields["sequence-mixing"])}
    incumbent = shipped.fields["sequence-mixing"].incumbent
    assert owners["Flash Attention"] in {variant.id for variant in incumbent.variants}


@pytest.mark.parametrize(
    ("variant", "parent"),
    [
        ("performer", "linear-attention"),
        ("transnormer", "linear-attention"),
        ("longformer", "sparse-attention"),
        ("mamba", "state-space"),
        ("lstm", "recurrent"),
        ("adamw-8bit", "adamw"),
    ],
)
def test_variants_count_with_their_parent(shipped: Catalog, variant: str, parent: str) -> None:
    assert variant in {found.id for found in shipped.find(parent)[1].variants}


def test_profiles_are_those_of_the_design(shipped: Catalog) -> None:
    weights = {
        profile.id: [(weight.indicator, weight.weight, weight.inverted) for weight in profile.weights]
        for profile in shipped.profiles.values()
    }
    assert weights == {
        "standard": [("adoption", 0.4, False), ("standardization", 0.3, False), ("controversy", 0.3, True)],
        "attention": [("adoption", 0.4, False), ("standardization", 0.4, False), ("controversy", 0.2, True)],
        "paradigm": [
            ("adoption", 0.3, False),
            ("standardization", 0.3, False),
            ("controversy", 0.2, True),
            ("maturity", 0.2, False),
        ],
        "optimizer": [
            ("adoption", 0.25, False),
            ("standardization", 0.25, False),
            ("controversy", 0.2, True),
            ("theory", 0.3, False),
        ],
    }
    assert next(iter(shipped.profiles)) == "standard"


def test_levels_are_those_of_the_design(shipped: Catalog) -> None:
    rules = [(rule.level, rule.above) for rule in shipped.levels]
    assert rules == [("L4", 0.95), ("L3", 0.80), ("L2", 0.60), ("L1", 0.30), ("L0", 0.0)]


def test_every_kind_of_signature_has_its_own_digest(shipped: Catalog) -> None:
    digests = {kind: shipped.digest(kind) for kind in SIGNATURE_KINDS}
    assert all(len(digest) == 64 for digest in digests.values())
    filled = {kind for kind in SIGNATURE_KINDS if kind in ("aliases", "code", "config", "packages")}
    assert len({digests[kind] for kind in filled}) == len(filled)


def test_an_unknown_kind_of_signature_is_refused(shipped: Catalog) -> None:
    with pytest.raises(ValueError, match="did you mean 'aliases'"):
        shipped.digest("alias")


def test_loading_everything_is_fast() -> None:
    def seconds() -> float:
        start = time.process_time()
        catalog.load()
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) < 0.08


def test_importing_the_catalog_reads_no_file_and_pulls_in_nothing_heavy() -> None:
    script = (
        "import sys, pathlib\n"
        "import settled.records\n"
        "def refuse(event, args):\n"
        "    if event == 'open' and str(args[0]).endswith('.toml'): raise SystemExit(f'opened {args[0]}')\n"
        "sys.addaudithook(refuse)\n"
        "import settled.catalog\n"
        "heavy = {'polars', 'pyarrow', 'httpx', 'hyperscan', 'altair'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# Each ambiguous alias, and a phrase of its other sense that its rules must be able to tell apart.
AMBIGUOUS = [
    ("optimizer", "Adam"),
    ("optimizer", "Lion"),
    ("optimizer", "Sophia"),
    ("optimizer", "Muon"),
    ("optimizer", "SOAP"),
    ("optimizer", "LAMB"),
    ("optimizer", "LARS"),
    ("optimizer", "SGD"),
    ("optimizer", "Shampoo"),
    ("sequence-mixing", "Mamba"),
    ("sequence-mixing", "Transformer"),
    ("sequence-mixing", "Transformers"),
    ("sequence-mixing", "transformer"),
    ("sequence-mixing", "attention"),
    ("sequence-mixing", "Performer"),
    ("sequence-mixing", "Reformer"),
    ("sequence-mixing", "Hyena"),
    ("sequence-mixing", "S4"),
    ("sequence-mixing", "CNN"),
    ("sequence-mixing", "state space model"),
    ("training-paradigm", "prompting"),
    ("training-paradigm", "from scratch"),
    ("fine-tuning", "LoRA"),
    ("fine-tuning", "adapter"),
    ("position-encoding", "RoPE"),
    ("sparsity", "dense"),
    ("activation", "Swish"),
    ("activation", "Mish"),
    ("alignment", "PPO"),
    ("alignment", "DPO"),
    ("alignment", "IPO"),
    ("image-generation", "diffusion model"),
    ("framework", "JAX"),
    ("framework", "Caffe"),
    ("serving", "TGI"),
    ("normalization", "group normalization"),
    ("python-test-framework", "behave"),
    ("js-test-framework", "Jest"),
    ("js-test-framework", "Mocha"),
    ("js-test-framework", "Jasmine"),
    ("js-test-framework", "AVA"),
    ("js-test-framework", "tape"),
    ("js-bundler", "Vite"),
    ("js-bundler", "Rollup"),
]


@pytest.mark.parametrize(("field", "words"), AMBIGUOUS, ids=lambda value: str(value))
def test_an_ambiguous_alias_declares_what_tells_its_senses_apart(
    shipped: Catalog, field: str, words: str
) -> None:
    (alias,) = [alias for _, alias in owned_aliases(shipped.fields[field]) if alias.text == words]
    other_case = alias.exact and any(letter.isupper() for letter in words[1:])
    assert alias.context or alias.unless or other_case
    if words not in (
        "LoRA",
        "SGD",
        "CNN",
        "Transformer",
        "Transformers",
    ):  # told apart by case and by the phrases under unless
        assert alias.context


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_named_context_is_asked_for(shipped: Catalog, name: str) -> None:
    contexts = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")).get("context", {})
    asked = {alias.context for _, alias in owned_aliases(shipped.fields[name])}
    assert [key for key, words in contexts.items() if tuple(words) not in asked] == []


def test_short_or_lower_case_words_never_stand_alone(shipped: Catalog) -> None:
    """A case-blind alias of up to four letters is a word of something else, too."""
    bare = [
        (field.id, alias.text)
        for field in shipped.fields.values()
        for _, alias in owned_aliases(field)
        if alias.text.isascii() and len(alias.text) <= 4 and not (alias.exact or alias.context)
    ]
    assert bare == []
