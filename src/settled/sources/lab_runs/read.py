"""Read what a run of the lab found: verdicts on theorems, and comparisons of rivals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from settled.errors import InputError
from settled.records import Origin
from settled.sources import Reading, read_origin, readable_file, shown, users_own

SOURCE = "lab"
RESULT = "result.json"  # as a run's folder holds it
DOCUMENT = "settled/lab-run/1"
LARGEST = 64 * 2**20  # bytes; a run of every theorem has a fifth of a megabyte
MOST_CHARACTERS = 200

RULINGS = ("holds", "fails", "holds_only_if", "undecided", "not_tested")
WORDS = ("better", "worse", "shown equal", "no difference found")
NO_THEOREM = "claim that is no theorem"
NOT_JUDGED = "theorem that was not judged"

SCHEMA = pa.schema(
    [
        ("unit", pa.large_string()),
        ("source", pa.large_string()),
        ("period", pa.date32()),
        ("kind", pa.large_string()),
        ("technology", pa.large_string()),
        ("against", pa.large_string()),
        ("finding", pa.large_string()),
        ("stance", pa.large_string()),
    ]
)
Row = dict[str, Any]


def shipped() -> list[Path]:
    """The project's own results, in the order of their names."""
    return sorted((Path(__file__).resolve().parents[2] / "lab" / "results").glob("*.json"))


def read(path: Path) -> Reading:
    """The verdicts and comparisons of one run.

    Args:
        path: a result file, or a run's folder.

    Returns:
        One batch of rows with ``unit`` (``lab:theory:scaling-factor:softmax-attention``), ``source``
        (``lab/theory``), ``period`` (day of the run's start), ``kind`` (``theorem`` or ``contest``),
        ``technology``, ``against`` (of a contest the incumbent, else null), ``finding`` (``holds``,
        ``fails``, ``holds_only_if``; of a contest ``better``, ``worse``, ``shown equal``, ``no difference
        found``) and ``stance`` (of a theorem ``for`` or ``against`` its technology, else null). A theorem
        about several technologies has a row for each.

    Raises:
        InputError: missing, too large, not JSON, or no result of a run; the run is not complete.
    """
    file = readable_file(path / RESULT if path.is_dir() else path)
    content = _content(file)
    document = _document(file, content)
    skipped: Counter[str] = Counter()
    try:
        rows = [*_theorems(document, skipped), *_contests(document)]
        day, run = date.fromisoformat(document["started"]), _word(document["run"])
        source = f"{SOURCE}/{_word(document['experiment'])}"
        complete = document["complete"] is True
        origin = _origin(file, document)
        revision = _word(document["code"])[:12]
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        what = f"is no result of a run: {type(fault).__name__}: {shown(str(fault))}"
        raise InputError(str(file), what, "write it with `settled lab show RUN --json`") from fault
    if not complete:
        raise InputError(str(file), "is of a run that is not complete", f"`settled lab resume {run}`")
    batch = pa.RecordBatch.from_pylist([{**row, "source": source, "period": day} for row in rows], SCHEMA)
    digest = sha256(content).hexdigest()
    return Reading(origin, source, run, revision, digest, iter([batch]), skipped)


def _content(file: Path) -> bytes:
    with file.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(str(file), f"is larger than {LARGEST // 2**20} MiB", "is it a result of a run?")
    return content


def _document(file: Path, content: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise InputError(str(file), "is not JSON", "write it with `settled lab show RUN --json`") from fault
    if not isinstance(document, dict) or document.get("schema") != DOCUMENT:
        found = document.get("schema") if isinstance(document, dict) else None
        what = f"is of the schema '{shown(str(found))}', not '{DOCUMENT}'"
        raise InputError(str(file), what, "write it with `settled lab show RUN --json`")
    return document


def _origin(file: Path, document: Mapping[str, Any]) -> Origin:
    """Ours for what ships, with the machine it ran on; any other file is the user's own."""
    if file.resolve() not in [path.resolve() for path in shipped()]:
        return users_own(SOURCE, file)
    origin = read_origin(Path(__file__).parent)
    machine = f"{document['hardware']['processor']}, {document['hardware']['cores']} cores"
    title = f"{origin.title}: {document['experiment']}, budget {document['plan']['budget']}, on {machine}"
    return replace(origin, title=title, date_published=document["started"])


def _word(value: object, allowed: Sequence[str] = ()) -> str:
    if not isinstance(value, str) or not value or (allowed and value not in allowed):
        raise ValueError(f"'{value}' stands where a word should")
    return value[:MOST_CHARACTERS]


def _theorems(document: Mapping[str, Any], skipped: Counter[str]) -> Iterator[Row]:
    for claim in document["claims"]:
        verdict = _word(claim["verdict"], RULINGS)
        if claim["theorem"] is not True:
            skipped[NO_THEOREM] += 1
        elif verdict in ("undecided", "not_tested"):
            skipped[NOT_JUDGED] += 1
        else:
            yield from _of_theorem(document, claim, verdict)


def _of_theorem(document: Mapping[str, Any], claim: Mapping[str, Any], verdict: str) -> Iterator[Row]:
    for technology in claim["technologies"]:
        yield {
            "unit": f"lab:{_word(document['experiment'])}:{_word(claim['id'])}:{_word(technology)}",
            "kind": "theorem",
            "technology": _word(technology),
            "against": None,
            "finding": verdict,
            "stance": _word(claim["stance"], ("for", "against")),
        }


def _contests(document: Mapping[str, Any]) -> Iterator[Row]:
    for one in document["comparisons"]:
        names = [_word(one[key]) for key in ("workload", "technology", "against")]
        yield {
            "unit": f"lab:{_word(document['experiment'])}:{':'.join(names)}",
            "kind": "contest",
            "technology": names[1],
            "against": names[2],
            "finding": _word(one["word"], WORDS),
            "stance": None,
        }
