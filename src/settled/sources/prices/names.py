"""Which model a price is for, whoever sells it and however that vendor writes its name."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

# Gateways write ``REGION.MAKER.NAME``; regions and makers are prefixes of the name, not parts of it.
_REGION = re.compile(r"^(?:us-gov|us|eu|apac|au|jp|ca|global)\.")
_MAKER = re.compile(r"^[a-z][a-z0-9]*\.(?=[a-z])")
_GATEWAY_VERSION = re.compile(r"-v\d+(?::\d+.*)?$")
# A day or month at the end is a snapshot of the same model; ``-001`` and such a vendor's own numbering of it.
_SNAPSHOT = re.compile(r"-(?:20\d\d-?\d\d-?\d\d|\d\d-20\d\d|\d\d-\d\d|\d{3,4})$")
# Says how the model is served or tuned to talk, not which model it is.
_MANNER = re.compile(
    r"-(?:latest|preview|exp|instruct|chat|it|hf|maas|fp8|bf16|basic|versatile|turbo-preview)$"
)
_POINT = re.compile(r"(?<=\d)p(?=\d)")
_V = re.compile(r"^((?:meta-)?llama)-v(?=\d)")
_SIZE = re.compile(r"(?:^|[^a-z0-9.])(?:(\d+)x)?(\d+(?:\.\d+)?)([bm])(?![a-z0-9])")


def model_name(written: str) -> str:
    """The model that a vendor's name stands for: lower case, letters and digits only.

    Vendor paths, regions, dates and the manner of serving are left out; a size stays. It is a rule of thumb:
    two names of one model that it does not bring together count as two models.

    >>> model_name("bedrock/us.anthropic.claude-3-5-sonnet-20240620-v1:0")
    'claude35sonnet'
    >>> model_name("fireworks_ai/accounts/fireworks/models/llama-v3p1-70b-instruct")
    'llama3170b'
    """
    fine_tuned = written.lower().startswith("ft:")
    name = written.lower().removeprefix("ft:").rsplit("/", 1)[-1]
    # ``-v1:0`` and ``-v2@20241022`` number a gateway's offer; ``deepseek-v3`` is the model's own name.
    if re.search(r":\d|@\d", name):
        name = _GATEWAY_VERSION.sub("", name.split("@", 1)[0])
    name = _MAKER.sub("", _REGION.sub("", name.split(":", 1)[0]))
    while (shorter := _MANNER.sub("", _SNAPSHOT.sub("", name))) != name:
        name = shorter
    name = _V.sub(r"\1-", _POINT.sub(".", name)).removeprefix("meta-")
    return squeezed(name) + (" fine-tuned" if fine_tuned else "")


def squeezed(name: str) -> str:
    """Letters and digits of a name in lower case; what stands in brackets is a remark.

    >>> squeezed("GPT-4o (Mar 2025)")
    'gpt4o'
    """
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", name.lower()))


def size_in(written: str) -> float | None:
    """Parameters that a name tells; of experts (``8x7b``) all together; ``None`` where it tells none.

    >>> size_in("llama-3.3-70b-instruct"), size_in("mixtral-8x7b"), size_in("gpt-4o")
    (70000000000.0, 56000000000.0, None)
    """
    found = _SIZE.search(written.lower())
    if not found:
        return None
    experts, count, unit = found.groups()
    return int(experts or 1) * float(count) * (1e9 if unit == "b" else 1e6)


@cache
def _tiers() -> dict[str, str]:
    document = tomllib.loads((Path(__file__).parent / "vendors.toml").read_text(encoding="utf-8"))
    return {vendor: tier for tier, vendors in document.items() for vendor in vendors}


def vendor_tier(vendor: str) -> str | None:
    """``maker``, ``cloud`` or ``host``; ``None`` for a vendor that is not known.

    >>> vendor_tier("vertex_ai-llama_models"), vendor_tier("nobody")
    ('cloud', None)
    """
    return _tiers().get(vendor.split("-", 1)[0] if vendor.startswith("vertex_ai") else vendor)
