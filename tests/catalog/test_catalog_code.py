"""How the shipped fields show in code: every word means one thing, and the forms that occur are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from settled import catalog
from settled.catalog.lookup import Catalog
from settled.records import Field, Signatures
from settled.scan.code.lexicon import Lexicon, Match


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return catalog.load()


@pytest.fixture(scope="module")
def lexicon(shipped: Catalog) -> Lexicon:
    return Lexicon(tuple(shipped.fields.values()))


def of_field(field: str, matches: tuple[Match, ...]) -> list[str]:
    """The technologies of a field that are matched, with their variants."""
    return [
        "/".join(filter(None, (match.rival.technology, match.rival.variant)))
        for match in matches
        if match.rival.field == field
    ]


def owners(field: Field) -> Iterator[tuple[str, Signatures]]:
    for technology in field.technologies:
        for owner in (technology, *technology.variants):
            yield owner.id, owner.signatures


def test_a_word_belongs_to_one_technology_or_variant_of_its_field(lexicon: Lexicon) -> None:
    tables = {
        "name": lexicon.names,
        "module": lexicon.modules,
        "own implementation": lexicon.own,
        "shape": lexicon.shapes,
        "value": lexicon.values,
        "package": lexicon.packages,
    }
    twice = [
        (kind, word, [match.rival for match in matches])
        for kind, table in tables.items()
        for word, matches in table.items()
        if len({match.rival.field for match in matches}) < len(matches)
    ]
    assert twice == []


def test_no_value_under_a_key_of_two_fields_selects_in_both(lexicon: Lexicon) -> None:
    both = [
        (key, word, sorted(fields))
        for key, fields in lexicon.selectors.items()
        if len(fields) > 1
        for word, matches in lexicon.values.items()
        if len(fields & {match.rival.field for match in matches}) > 1
    ]
    assert both == []


def test_a_word_of_a_config_selects_under_some_key(shipped: Catalog) -> None:
    dead = [
        (field.id, owner, word)
        for field in shipped.fields.values()
        for owner, signatures in owners(field)
        for word in signatures.config
        if not field.code.selectors
    ]
    assert dead == []


def test_what_is_too_general_is_a_name_of_the_field_and_found_nowhere(
    shipped: Catalog, lexicon: Lexicon
) -> None:
    for field in shipped.fields.values():
        names = {name for _, signatures in owners(field) for name in signatures.code}
        assert set(field.code.too_general) <= names, field.id
        assert [n for n in field.code.too_general if of_field(field.id, lexicon.qualified(n))] == []


def test_a_field_whose_own_classes_have_common_names_asks_for_their_bases(shipped: Catalog) -> None:
    for name in ("optimizer", "sequence-mixing", "normalization", "activation", "fine-tuning", "sparsity"):
        assert shipped.fields[name].code.bases, name


def test_every_canonical_name_is_that_of_a_framework_not_of_an_extension(shipped: Catalog) -> None:
    extensions = {"apex", "deepspeed", "transformers", "bitsandbytes", "timm", "tensorflow_addons", "torchao"}
    found: dict[str, list[str]] = defaultdict(list)
    for name in ("optimizer", "sequence-mixing", "normalization", "activation"):
        for _, signatures in owners(shipped.fields[name]):
            found[name] += [word for word in signatures.canonical if word.partition(".")[0] in extensions]
    assert not any(found.values()), found


# field: names as code resolves them, and whose they are (empty: nobody's of the field).
NAMES: dict[str, dict[str, str]] = {
    "optimizer": {
        "torch.optim.AdamW": "adamw",
        "torch.optim.adamw.AdamW": "adamw",
        "tensorflow.keras.optimizers.legacy.Adam": "adam",
        "tensorflow.keras.optimizers.experimental.AdamW": "adamw",
        "tensorflow.train.AdamOptimizer": "adam",
        "tensorflow.compat.v1.train.GradientDescentOptimizer": "sgd",
        "tensorflow.train.MomentumOptimizer": "sgd/sgd-momentum",
        "transformers.optimization.AdamW": "adamw",
        "pytorch_pretrained_bert.optimization.BertAdam": "adamw",
        "deepspeed.ops.adam.fused_adam.FusedAdam": "adamw",
        "bitsandbytes.optim.adamw.AdamW8bit": "adamw/adamw-8bit",
        "optax.scale_by_adam": "adam",
        "flax.optim.Momentum": "sgd/sgd-momentum",
        "lion_pytorch.Lion": "lion",
        "muon.MuonWithAuxAdam": "muon",
        "schedulefree.AdamWScheduleFree": "schedule-free",
        "torch.optim.lr_scheduler.StepLR": "",
        "torch.optim.Optimizer": "",
        "scipy.optimize.minimize": "",
    },
    "sequence-mixing": {
        "torch.nn.modules.activation.MultiheadAttention": "softmax-attention",
        "flash_attn.flash_attn_interface.flash_attn_func": "softmax-attention/flash-attention",
        "xformers.ops.memory_efficient_attention": "softmax-attention/flash-attention",
        "torch.nn.attention.flex_attention.flex_attention": "softmax-attention/flex-attention",
        "torch.nn.LSTM": "recurrent/lstm",
        "tensorflow.compat.v1.nn.rnn_cell.GRUCell": "recurrent/gru",
        "mamba_ssm.modules.mamba_simple.Mamba": "state-space/mamba",
        "fla.layers.gated_deltanet.GatedDeltaNet": "linear-attention/deltanet",
        "performer_pytorch.Performer": "linear-attention/performer",
        "torch.softmax": "",
        "torch.nn.functional.softmax": "",
        "torch.nn.Linear": "",
        "torch.nn.Conv2d": "",
        "torch.nn.utils.rnn.pad_sequence": "",
    },
    "normalization": {
        "torch.nn.functional.layer_norm": "layer-norm",
        "apex.normalization.FusedRMSNorm": "rms-norm",
        "transformers.models.t5.modeling_t5.T5LayerNorm": "rms-norm",
        "torch.nn.SyncBatchNorm.convert_sync_batchnorm": "batch-norm",
        "torch.nn.functional.normalize": "",
        "torch.nn.utils.clip_grad_norm_": "",
        "torch.linalg.norm": "",
    },
    "activation": {
        "torch.nn.functional.relu": "relu",
        "torch.relu": "relu",
        "torch.nn.Hardswish": "silu/hard-swish",
        "transformers.activations.NewGELUActivation": "gelu",
        "xformers.ops.SwiGLU": "gated-linear-unit/swiglu",
        "torch.nn.Tanh": "tanh",
        "torch.sigmoid": "",
        "tensorflow.nn.sigmoid": "",
        "jax.nn.tanh": "",
        "torch.nn.functional.softmax": "",
    },
    "framework": {
        "torch.nn.Module": "pytorch",
        "torch.optim.AdamW": "pytorch",
        "torch.nn.LayerNorm": "pytorch",
        "tensorflow.keras.layers.Dense": "tensorflow/tf-keras",
        "tensorflow.compat.v1.train.Saver": "tensorflow",
        "keras.layers.Dense": "keras",
        "pytorch_lightning.Trainer": "pytorch/pytorch-lightning",
        "numpy.array": "",
    },
    "fine-tuning": {
        "peft.tuners.lora.LoraConfig": "lora",
        "peft.TaskType": "",
        "transformers.Trainer": "",
    },
    "alignment": {
        "trl.trainer.dpo_trainer.DPOTrainer": "dpo",
        "trl.GRPOConfig": "grpo",
        "stable_baselines3.PPO": "",
        "ray.rllib.algorithms.ppo.PPO": "",
    },
    "training-paradigm": {
        "transformers.AutoModelForSequenceClassification.from_pretrained": "pretrain-finetune",
        "transformers.AutoModelForCausalLM.from_config": "from-scratch",
        "torchvision.models.resnet.ResNet50_Weights.DEFAULT": "pretrain-finetune",
        "transformers.AutoTokenizer.from_pretrained": "",
        "transformers.AutoModelForCausalLM.from_pretrained": "",
        "torchvision.models.resnet50": "",
    },
    "python-http-client": {
        "requests.sessions.Session": "requests",
        "requests.exceptions.HTTPError": "requests",
        "urllib.request.urlopen": "urllib-standard-library",
        "aiohttp.ClientSession": "aiohttp",
        "aiohttp.web.Application": "",
        "urllib.parse.urlencode": "",
    },
    "python-test-framework": {
        "pytest.mark.skipif": "pytest",
        "unittest.TestCase": "unittest",
        "unittest.case.TestCase": "unittest",
        "absl.testing.absltest.TestCase": "unittest",
        "unittest.mock.patch": "",
    },
}


@pytest.mark.parametrize(
    ("field", "name", "technology"), [(f, n, t) for f, names in NAMES.items() for n, t in names.items()]
)
def test_a_name_is_whose_it_is(lexicon: Lexicon, field: str, name: str, technology: str) -> None:
    assert of_field(field, lexicon.qualified(name)) == ([technology] if technology else [])


# The keys from the outermost, the value, and what it selects in which field.
SELECTIONS: list[tuple[tuple[str, ...], str, str, str]] = [
    (("optim",), "adamw_torch_fused", "optimizer", "adamw"),
    (("--optim",), "paged_adamw_8bit", "optimizer", "adamw/adamw-8bit"),
    (("optimizer", "type"), "AdamW", "optimizer", "adamw"),
    (("optim_wrapper", "optimizer", "type"), "SGD", "optimizer", "sgd"),
    (("SOLVER", "OPTIMIZER", "NAME"), "ADAMW", "optimizer", "adamw"),
    (("optax_name",), "big_vision.scale_by_adafactor", "optimizer", "adafactor"),
    (("optimizer", "_target_"), "torch.optim.Adam", "optimizer", "adam"),
    (("solver",), "lbfgs", "optimizer", ""),
    (("opt_level",), "O2", "optimizer", ""),
    (("animal",), "lion", "optimizer", ""),
    (("attn_implementation",), "flash_attention_2", "sequence-mixing", "softmax-attention/flash-attention"),
    (("attn_implementation",), "eager", "sequence-mixing", "softmax-attention"),
    (("execution",), "eager", "sequence-mixing", ""),
    (("rnn_type",), "LSTM", "sequence-mixing", "recurrent/lstm"),
    (("cell_type",), "markdown", "sequence-mixing", ""),
    (("norm_cfg", "type"), "SyncBN", "normalization", "batch-norm"),
    (("norm_layer",), "rmsnorm", "normalization", "rms-norm"),
    (("hidden_act",), "gelu_new", "activation", "gelu"),
    (("act_cfg", "type"), "LeakyReLU", "activation", "relu/leaky-relu"),
    (("nonlinearity",), "relu", "activation", ""),
    (("position_embedding_type",), "rotary", "position-encoding", "rope"),
    (("adapter",), "qlora", "fine-tuning", "qlora"),
    (("rl",), "dpo", "alignment", "dpo"),
    (("rl_algorithm",), "ppo", "alignment", ""),
    (("build-system", "build-backend"), "uv_build", "python-build-backend", "uv-build"),
    (("backend",), "vllm", "serving", "vllm"),
    (("backend",), "tensorflow", "framework", "tensorflow"),
    (("backend",), "nccl", "framework", ""),
]


@pytest.mark.parametrize(("keys", "value", "field", "technology"), SELECTIONS)
def test_a_value_selects_under_its_keys_alone(
    lexicon: Lexicon, keys: tuple[str, ...], value: str, field: str, technology: str
) -> None:
    assert of_field(field, lexicon.selected(keys, value)) == ([technology] if technology else [])


OWNED: list[tuple[str, str, tuple[str, ...], str, str]] = [
    ("class", "AdamW", ("torch.optim.Optimizer",), "optimizer", "adamw"),
    ("class", "Lion", ("torch.optim.Optimizer",), "optimizer", "lion"),
    ("class", "Lion", ("animals.Animal",), "optimizer", ""),
    ("class", "Lion", (), "optimizer", ""),
    ("class", "LinearAttention", ("torch.nn.Module",), "sequence-mixing", "linear-attention"),
    ("class", "Attention", ("torch.nn.Module",), "sequence-mixing", ""),
    ("class", "T5LayerNorm", ("torch.nn.Module",), "normalization", "rms-norm"),
    ("def", "gelu", (), "activation", "gelu"),
    ("class", "PPOTrainer", ("ray.rllib.Trainer",), "alignment", ""),
]


@pytest.mark.parametrize(("kind", "name", "bases", "field", "technology"), OWNED)
def test_an_own_implementation_needs_its_base(
    lexicon: Lexicon, kind: str, name: str, bases: tuple[str, ...], field: str, technology: str
) -> None:
    assert of_field(field, lexicon.owned(kind, name, bases)) == ([technology] if technology else [])
