"""Computations known by their shape, each both ways."""

from __future__ import annotations

from textwrap import dedent

import pytest

from settled.scan.zoo.structure import shapes
from settled.scan.zoo.syntax import parse, scopes


def shapes_of(text: str) -> set[str]:
    return {fact.text for scope in scopes(parse(dedent(text).encode())) for fact in shapes(scope)}


ATTENTION = {
    "in steps": """
        def forward(self, q, k, v):
            scores = torch.matmul(q, k.transpose(-1, -2))
            scores = scores / math.sqrt(self.size)
            probs = nn.functional.softmax(scores, dim=-1)
            probs = self.dropout(probs)
            return torch.matmul(probs, v)
    """,
    "in one expression": "def f(q, k, v): return torch.softmax(q @ k.mT, -1) @ v",
    "with einsum and a method": """
        def f(q, k, v):
            w = torch.einsum("bqd,bkd->bqk", q, k).softmax(dim=-1)
            out = torch.einsum("bqk,bkd->bqd", w, v)
    """,
    "with a wrapped softmax": """
        def f(self, q, k, v):
            s = torch.bmm(q, k)
            p = XSoftmax.apply(s, mask, -1)
            return torch.bmm(p, v)
    """,
    "kept in an attribute": """
        def f(self, q, k, v):
            self.scores = q @ k
            self.probs = self.softmax(self.scores)
            return self.probs @ v
    """,
}
NO_ATTENTION = {
    "a router": """
        def f(self, x):
            weights = torch.softmax(self.gate(x), dim=-1)
            top, index = torch.topk(weights, 2)
            return torch.bmm(x, self.experts(top))
    """,
    "a contrastive loss": """
        def f(text, image):
            logits = text @ image.t()
            return logits.softmax(dim=1)
    """,
    "linear attention": """
        def f(q, k, v):
            q = q.softmax(dim=-1)
            k = k.softmax(dim=-2)
            return q @ (k.transpose(1, 2) @ v)
    """,
    "a log-softmax": """
        def f(q, k, v):
            s = q @ k
            p = F.log_softmax(s, -1)
            return p @ v
    """,
    "two functions that share names": """
        def f(q, k):
            scores = q @ k
            return scores
        def g(scores, v):
            probs = scores.softmax(-1)
            return probs @ v
    """,
}


@pytest.mark.parametrize("text", ATTENTION.values(), ids=ATTENTION)
def test_softmax_attention_is_known(text: str) -> None:
    assert "softmax-attention" in shapes_of(text)


@pytest.mark.parametrize("text", NO_ATTENTION.values(), ids=NO_ATTENTION)
def test_what_is_no_softmax_attention(text: str) -> None:
    assert "softmax-attention" not in shapes_of(text)


RMS = """
    class T5LayerNorm(nn.Module):
        def forward(self, x):
            variance = x.to(torch.float32).pow(2).mean(-1, keepdim=True)
            return self.weight * x * torch.rsqrt(variance + self.eps)
"""
POWER = """
    class Norm(nn.Module):
        def _norm(self, x):
            mean_squared = x.pow(2).mean(-1, keepdim=True) + self.eps
            return x * torch.pow(mean_squared, -0.5)
"""
CENTRED = """
    class LayerNorm2d(nn.Module):
        def forward(self, x):
            u = x.mean(1, keepdim=True)
            s = (x - u).pow(2).mean(1, keepdim=True)
            return (x - u) / torch.sqrt(s + self.eps)
"""
VOLUME = """
    class EncoderModel(PreTrainedModel):
        def _encode_frame(self, x):
            scale = x.pow(2).mean(dim=2).sqrt() + 1e-8
            return x / scale
"""


@pytest.mark.parametrize(
    ("text", "expected"), [(RMS, True), (POWER, True), (CENTRED, False), (VOLUME, False)],
    ids=["t5", "power", "centred", "volume"],
)  # fmt: skip
def test_rms_norm(text: str, expected: bool) -> None:
    assert ("rms-norm" in shapes_of(text)) is expected


def embedding(line: str) -> str:
    return f"class Embeddings(nn.Module):\n    def __init__(self, config):\n        {line}\n"


@pytest.mark.parametrize(
    "line",
    [
        "self.position_embeddings = nn.Embedding(512, 8)",
        "self.wpe = nn.Embedding(1024, 8)",
        "self.pos_embed = nn.Parameter(torch.zeros(1, 10, 8))",
        "self.x_position_embeddings = nn.Embedding(512, 8)",
        "self.positional_embedding = nn.Parameter(torch.empty(3))",
    ],
)
def test_learned_positions(line: str) -> None:
    assert shapes_of(embedding(line)) == {"learned-positions"}


@pytest.mark.parametrize(
    "line",
    [
        "self.relative_position_bias_table = nn.Parameter(torch.zeros(3))",
        "self.rel_pos_h = nn.Parameter(torch.zeros(3))",
        "self.distance_embedding = nn.Embedding(3, 3)",
        "self.query_position_embeddings = nn.Embedding(100, 8)",
        "self.position_embeddings = SinusoidalPositionalEmbedding(3, 3)",
        "self.pos_emb_alpha = nn.Parameter(torch.ones(1))",
        "self.position_ids = nn.Parameter(torch.arange(3))",
        "self.word_embeddings = nn.Embedding(3, 3)",
        "self.composition = nn.Embedding(3, 3)",
    ],
)
def test_no_learned_positions(line: str) -> None:
    assert shapes_of(embedding(line)) == set()


def test_an_embedding_class_of_positions_is_a_table_unless_it_computes_waves() -> None:
    assert shapes_of("class FooPositionalEmbeddings(nn.Embedding): pass") == {"learned-positions"}
    waves = """
        class FooSinusoidalPositionalEmbedding(nn.Embedding):
            def build(self):
                return torch.cat([torch.sin(e), torch.cos(e)])
    """
    assert shapes_of(waves) == {"sinusoidal-positions"}


@pytest.mark.parametrize(
    ("name", "result", "expected"),
    [
        ("build_position_embedding", "torch.cat([sin(x), cos(x)])", True),
        ("get_2d_sincos_pos_embed", "np.concatenate([np.sin(x), np.cos(x)])", True),
        ("TimeSeriesSinusoidalPositionalEmbedding", "torch.cat([sin(x), cos(x)])", True),
        ("fixed_pos_embedding", "torch.sin(x), torch.cos(x)", False),
        ("RotaryPositionEmbedding", "torch.cat([sin(x), cos(x)])", False),
        ("RelPositionalEncoding", "torch.cat([sin(x), cos(x)])", False),
        ("TimestepEmbeddingSinusoidal", "torch.cat([sin(x), cos(x)])", False),
        ("waves", "torch.cat([sin(x), cos(x)])", False),
    ],
)
def test_sinusoidal_positions(name: str, result: str, expected: bool) -> None:
    assert ("sinusoidal-positions" in shapes_of(f"def {name}(x): return {result}")) is expected


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("FooMLP", "return self.down(self.act_fn(self.gate(x)) * self.up(x))", {"gated-feed-forward"}),
        ("FooMLP", "return self.down(self.act_fn(self.up(x)))", {"plain-feed-forward"}),
        ("DenseGatedActDense", "g = self.act(self.wi_0(x)); return g * self.wi_1(x)", {"gated-feed-forward"}),
        ("FooExperts", "gate, up = h.chunk(2); return ACT2FN['silu'](gate) * up", {"gated-feed-forward"}),
        ("FooMLP", "return self.act(x) * 0.5", {"plain-feed-forward"}),
        ("FooExperts", "return self.act_fn(self.up(x)) * top_k_weights", {"plain-feed-forward"}),
        ("FooDecoderLayer", "return self.fc2(self.activation_fn(self.fc1(x)))", {"plain-feed-forward"}),
        ("FooMixer", "return self.act(gate) * x", set()),
    ],
)  # fmt: skip
def test_feed_forward_layers(name: str, body: str, expected: set[str]) -> None:
    assert shapes_of(f"class {name}(nn.Module):\n    def forward(self, x):\n        {body}\n") == expected
