"""Documents whose figures are true, each with a copy in which one number is changed; all made up.

A maker draws from a seeded generator and answers with both texts. A change is larger than rounding could
explain, and it leaves a figure that could stand there: a share within 100 %, a mean near the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Pair = tuple[str, str]

_NAMES = ("north", "south", "east", "west", "centre", "coast", "hills", "plains")
_FIRMS = ("Acme", "Bolt", "Crux", "Dyne", "Ergo", "Flux", "Gyro")
_CHINESE_FIRMS = ("星火", "远山", "长河", "青木", "白石", "赤云", "金桥")
_REDUCTIONS = (
    "The cost fell from ${} to ${}, a reduction of {}%.\n",
    "The cost fell from ${} to ${} ({}% less).\n",
    "Latency dropped by {2}%, from {0} ms to {1} ms.\n",
    "成本从 {} 元降至 {} 元，降低 {}%。\n",
    "延迟由 {} 毫秒降到 {} 毫秒，降幅为 {}%。\n",
)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _parts(random: Random, count: int) -> list[int]:
    """Whole percentages that add to 100."""
    cuts = sorted(random.sample(range(1, 100), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]


def total(random: Random) -> Pair:
    """Amounts and their total; the total is changed."""
    parts = [random.randint(1, 5000) for _ in range(random.randint(2, 7))]
    head = random.choice((("region", "units sold"), ("地区", "销量")))
    label = "Total" if head[0] == "region" else "合计"

    def text(shown: int) -> str:
        rows = [(name, f"{part:,}") for name, part in zip(_NAMES, parts, strict=False)]
        return _table(head, [*rows, (label, f"{shown:,}")])

    return text(sum(parts)), text(sum(parts) + random.randint(1, 4000))


def shares(random: Random) -> Pair:
    """Shares of a market with a rest row, with no running total; one share is changed."""
    parts = _parts(random, random.randint(3, 7))
    head = random.choice((("company", "market share"), ("公司", "市场份额")))
    rest = "others" if head[0] == "company" else "其他"
    at = random.randrange(len(parts))
    off = random.choice([off for off in (*range(-40, -2), *range(3, 41)) if 0 < parts[at] + off < 100])

    def text(changed: int) -> str:
        names = [*_NAMES[: len(parts) - 1], rest]
        shown = [part + changed * (place == at) for place, part in enumerate(parts)]
        return _table(head, [(name, f"{part}%") for name, part in zip(names, shown, strict=True)])

    return text(0), text(off)


def running_total(random: Random) -> Pair:
    """Shares with a running total; one figure of the running total, the last one apart, is changed."""
    parts = _parts(random, random.randint(3, 7))
    head = random.choice((("company", "market share", "cumulative"), ("公司", "市场份额", "累积份额")))
    at, off = random.randrange(len(parts) - 1), random.choice((-1, 1)) * random.randint(3, 20)

    def text(changed: int) -> str:
        rows = [
            (name, f"{part}%", f"{sum(parts[: place + 1]) + changed * (place == at)}%")
            for place, (name, part) in enumerate(zip(_NAMES, parts, strict=False))
        ]
        return _table(head, rows)

    return text(0), text(off)


def _reduction(random: Random) -> tuple[int, int, int]:
    """Before, after and the reduction in whole per cent; no end is a round number."""
    before = random.choice([number for number in range(101, 9999) if number % 10])
    after = random.randint(before // 10, before - before // 10)
    return before, after, round((1 - after / before) * 100)


def _other_share(random: Random, stated: int) -> int:
    """Another whole percentage, further off than rounding could explain."""
    return random.choice([other for other in range(1, 100) if 3 < abs(other - stated) <= 40])


def change_in_table(random: Random) -> Pair:
    """Before, after and reduction of several things; one reduction is changed."""
    rows = [_reduction(random) for _ in range(random.randint(4, 6))]
    at = random.randrange(len(rows))
    wrong = _other_share(random, rows[at][2])

    def text(changed: int | None) -> str:
        shown = [changed if changed and place == at else stated for place, (_, _, stated) in enumerate(rows)]
        body = [
            (name, f"{before}", f"{after}", f"{stated}%")
            for name, (before, after, _), stated in zip(_NAMES, rows, shown, strict=False)
        ]
        return _table(("item", "2020", "2025", "reduction"), body)

    return text(None), text(wrong)


def change_in_sentence(random: Random) -> Pair:
    """A sentence that says before, after and the reduction, which is changed."""
    before, after, stated = _reduction(random)
    words = random.choice(_REDUCTIONS)
    wrong = _other_share(random, stated)
    return words.format(before, after, stated), words.format(before, after, wrong)


def mean(random: Random) -> Pair:
    """Scores with a column that is their mean; one mean is changed."""
    rows = [[random.randint(400, 900) / 10 for _ in range(3)] for _ in range(random.randint(4, 6))]
    means = [sum(row) / 3 for row in rows]
    at, off = random.randrange(len(rows)), random.choice((-1, 1)) * random.randint(20, 90) / 10

    def text(changed: float) -> str:
        body = [
            (f"m{place}", *(f"{score:.1f}" for score in row), f"{means[place] + changed * (place == at):.2f}")
            for place, row in enumerate(rows)
        ]
        return _table(("model", "task a", "task b", "task c", "Average"), body)

    return text(0.0), text(off)


def threshold(random: Random) -> Pair:
    """A class with its rule, and a value of that class; the value is changed to one outside."""
    border = random.randint(60, 95)
    above, below = random.randint(border + 1, 99), random.randint(30, border)

    def text(shown: int) -> str:
        rule = f"$$C(T) > {border / 100:.2f} \\iff T \\text{{ 完全收敛}}$$"
        return f"收敛度 $C(T)$ 如下。\n\n{rule}\n\n完全收敛的技术，收敛度 {shown}%。\n"

    return text(above), text(below)


def ranking(random: Random) -> Pair:
    """A column and its ranks, in a table or a sentence; a figure is changed so that the rank is wrong."""
    count = random.randint(5, 7)
    amounts = sorted(random.sample(range(20, 90), count), reverse=True)
    form = random.choice(("table", "sentence", "chinese"))
    # To the least of all in the table; in a sentence the first falls behind the second.
    at = random.randrange(count - 1) if form == "table" else 0
    new = amounts[-1] - 5 if form == "table" else amounts[1] - 3

    def text(changed: int | None) -> str:
        shown = [changed if changed and place == at else amount for place, amount in enumerate(amounts)]
        if form == "chinese":
            rows = [(name, f"{amount}亿") for name, amount in zip(_CHINESE_FIRMS, shown, strict=False)]
            return f"# 公司\n\n{_table(('公司', '营收'), rows)}\n{_CHINESE_FIRMS[0]}的营收最高。\n"
        if form == "sentence":
            rows = [(name, f"${amount}M") for name, amount in zip(_FIRMS, shown, strict=False)]
            return f"# Firms\n\n{_table(('firm', 'revenue'), rows)}\nAcme has the highest revenue.\n"
        ranks = [(f"{place + 1}", _FIRMS[place], f"{amount}") for place, amount in enumerate(shown)]
        return _table(("rank", "team", "points"), ranks)

    return text(None), text(new)


def bound(random: Random) -> Pair:
    """Weights that sum to 1, or shares of the market; one weight is changed, or a share put above 100 %."""
    if random.random() < 0.5:
        parts = _parts(random, random.randint(3, 6))
        at = random.randrange(len(parts))
        off = random.choice([off for off in (*range(-30, -4), *range(5, 31)) if 0 < parts[at] + off < 100])

        def weights(changed: int) -> str:
            shown = [part + changed * (place == at) for place, part in enumerate(parts)]
            rows = [(name, f"{part / 100:.2f}") for name, part in zip(_NAMES, shown, strict=False)]
            return _table(("part", "weight"), rows)

        return weights(0), weights(off)
    share, firm = random.randint(5, 95), random.choice(_FIRMS)
    head = ("company", "market share")
    return _table(head, [(firm, f"{share}%")]), _table(head, [(firm, f"{share + 100}%")])


def calculation(random: Random) -> Pair:
    """A weighted sum that is written out; its result is changed."""
    terms = [(random.randint(1, 99), random.randint(1, 99)) for _ in range(random.randint(2, 5))]
    written = " + ".join(f"0.{weight:02} × {value / 100:.2f}" for weight, value in terms)
    result = sum(weight * value for weight, value in terms)
    wrong = result + random.randint(20, 900)
    words = random.choice(("The degree is {} = {:.4f}.\n", "收敛度为 {} = {:.4f}。\n"))
    return words.format(written, result / 10000), words.format(written, wrong / 10000)


MAKERS: dict[str, Callable[[Random], Pair]] = {
    "total": total,
    "share of a whole": shares,
    "running total": running_total,
    "change in a table": change_in_table,
    "change in a sentence": change_in_sentence,
    "mean": mean,
    "threshold": threshold,
    "ranking": ranking,
    "bound": bound,
    "calculation": calculation,
}


def changed_line(pair: Pair) -> int:
    """The line on which the two texts differ."""
    lines = zip(pair[0].splitlines(), pair[1].splitlines(), strict=True)
    return next(at for at, (one, other) in enumerate(lines, start=1) if one != other)


def report(random: Random, size: int) -> str:
    """A true document of about ``size`` bytes: sections of all kinds, each under a heading of its own."""
    parts: list[str] = []
    length = 0
    while length < size:
        name, maker = random.choice(list(MAKERS.items()))
        part = f"## Section {len(parts) + 1}: {name}\n\n{maker(random)[0]}\n"
        parts.append(part)
        length += len(part.encode())
    return "".join(parts)
