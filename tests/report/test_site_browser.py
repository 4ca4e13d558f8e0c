"""The site in a real browser: charts are drawn, nothing complains, and nothing sticks out of a phone."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from made_forecasts import forecasts_of, sensitivities_of
from report_boards import HOSTILE_NAMES, LEVEL_RULES, SPECS, board, evidence_of, hostile_report

from settled.report.site import write_site

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--enable-logging=stderr",
    "--virtual-time-budget=5000",
)
DARK = "--blink-settings=preferredColorScheme=0"

# Says how far the page is wider than its window, and which elements stick out of it.
MEASURE = """
const wide = document.documentElement.scrollWidth - innerWidth;
const out = [...document.querySelectorAll("main *")].filter((element) =>
  !element.closest(".scroll, .unseen, thead, svg") && element.getBoundingClientRect().right > innerWidth + 1);
const shown = out.slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
document.title = JSON.stringify([innerWidth, wide, shown]);
"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; skips by name where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium: install one to run the tests marked browser")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = board(*board().fields, hostile_report())
    out = tmp_path_factory.mktemp("site") / "site"
    write_site(
        made,
        evidence_of(made),
        LEVEL_RULES,
        SPECS,
        out,
        forecasts=forecasts_of(made),
        sensitivities=sensitivities_of(made),
    )
    return out


def browse(chromium: str, page: Path, profile: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Open a page; its DOM is on stdout, its console on stderr."""
    return subprocess.run(
        [chromium, *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def console(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What the page itself wrote to the console."""
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.parametrize("field", ["gadget-0", "gadget-1", "gadget-3", "gadget-7"])
def test_charts_are_drawn_and_nothing_complains(
    field: str, chromium: str, folder: Path, tmp_path: Path
) -> None:
    done = browse(chromium, folder / f"fields/{field}.html", tmp_path, "--dump-dom")
    assert console(done) == []
    assert done.stdout.count('class="chart drawn"') == 3
    drawings = re.findall(r'<div class="drawing.*?<svg.*?</svg>', done.stdout, re.S)
    assert len(drawings) == 3
    lines = {"gadget-0": 4, "gadget-1": 14, "gadget-3": 1, "gadget-7": len(HOSTILE_NAMES)}[field]
    assert drawings[0].count('aria-roledescription="line mark"') == lines
    assert drawings[0].count('aria-roledescription="area mark"') == lines
    assert drawings[2].count('aria-roledescription="line mark"') == 2 * lines + 1, "so far, ahead, others"


@pytest.mark.parametrize(
    "path", ["index.html", "sources.html", "method.html", "founding.html", "glossary.html"]
)
def test_pages_without_charts_are_quiet(path: str, chromium: str, folder: Path, tmp_path: Path) -> None:
    assert console(browse(chromium, folder / path, tmp_path, "--dump-dom")) == []


def test_a_broken_chart_leaves_its_picture(chromium: str, folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "site"
    shutil.copytree(folder, broken)
    page = broken / "fields/gadget-0.html"
    page.write_text(page.read_text().replace('"mark":', '"mrk":'))
    done = browse(chromium, page, tmp_path / "profile", "--dump-dom")
    assert 'class="chart drawn"' not in done.stdout
    assert len(re.findall(r'<div class="drawing[^>]*hidden', done.stdout)) == 3


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "fields/gadget-1.html",
        "fields/gadget-7.html",
        "technologies/gadget-0/widget-0.html",
        "technologies/gadget-7/widget-4.html",
        "sources.html",
        "method.html",
        "founding.html",
        "glossary.html",
    ],
)
def test_nothing_sticks_out_of_a_phone(path: str, chromium: str, folder: Path, tmp_path: Path) -> None:
    """In a frame 320 px wide, since the window itself may not be made so narrow."""
    phone = tmp_path / "site"
    shutil.copytree(folder, phone)
    inner = phone / path
    text = re.sub(r"<meta http-equiv[^>]*>", "", inner.read_text())
    report = "parent.postMessage(document.title, '*');"
    script = f"<script>setTimeout(() => {{ {MEASURE} {report} }}, 1500)</script>"
    inner.write_text(text.replace("</body>", f"{script}</body>"))
    outer = phone / "frame.html"
    outer.write_text(
        f'<!DOCTYPE html><iframe style="width:320px;height:900px;border:0" src="{path}"></iframe>'
        "<pre id='said'></pre><script>onmessage = (m) => said.textContent = m.data</script>"
    )
    done = browse(chromium, outer, tmp_path / "profile", "--dump-dom")
    said = re.search(r'<pre id="said">(.*?)</pre>', done.stdout, re.S)
    assert said is not None
    assert said[1] == "[320,0,[]]"


@pytest.mark.parametrize(("flags", "ground"), [((), (255, 255, 255)), ((DARK,), (18, 22, 28))])
def test_light_and_dark(
    flags: tuple[str, ...], ground: tuple[int, ...], chromium: str, folder: Path, tmp_path: Path
) -> None:
    shot = tmp_path / "shot.png"
    page = folder / "fields/gadget-0.html"
    browse(chromium, page, tmp_path / "profile", f"--screenshot={shot}", "--window-size=900,1200", *flags)
    pixels = colours(shot)
    assert max(pixels, key=lambda colour: pixels[colour]) == ground
    series = (0x1D, 0x47, 0x96) if not flags else (0x8D, 0xB3, 0xFF)
    assert pixels.get(series, 0) > 200, "the incumbent's line has the scheme's colour"


def test_prints_with_pictures(chromium: str, folder: Path, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    browse(chromium, folder / "fields/gadget-0.html", tmp_path / "profile", f"--print-to-pdf={printed}")
    assert printed.read_bytes().startswith(b"%PDF")
    assert printed.stat().st_size > 20_000


def colours(path: Path) -> dict[tuple[int, ...], int]:
    """How many pixels of a PNG (8 bits a channel, not interlaced) have each colour."""
    data = path.read_bytes()
    width, height, depth, kind, *_ = struct.unpack(">IIBBBBB", data[16:29])
    assert depth == 8
    channels = {2: 3, 6: 4}[kind]
    rows = zlib.decompress(b"".join(_chunks(data, b"IDAT")))
    before, count, size = bytearray(width * channels), {}, width * channels
    for row in range(height):
        start = row * (size + 1)
        before = _unfiltered(rows[start], rows[start + 1 : start + 1 + size], before, channels)
        for place in range(0, size, channels):
            colour = tuple(before[place : place + 3])
            count[colour] = count.get(colour, 0) + 1
    return count


def _chunks(data: bytes, name: bytes) -> list[bytes]:
    found, place = [], 8
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        if data[place + 4 : place + 8] == name:
            found.append(data[place + 8 : place + 8 + length])
        place += 12 + length
    return found


def _unfiltered(kind: int, row: bytes, above: bytearray, step: int) -> bytearray:
    """A row of a PNG with its filter taken back (PNG specification, third edition, section 9)."""
    made = bytearray(row)
    for place in range(len(made)):
        left = made[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        up = above[place]
        if kind == 1:
            made[place] = (made[place] + left) & 255
        elif kind == 2:
            made[place] = (made[place] + up) & 255
        elif kind == 3:
            made[place] = (made[place] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            near = min((left, up, corner), key=lambda value: abs(guess - value))
            made[place] = (made[place] + near) & 255
    return made
