"""The picture of the README: a part of the evening as it was really said, drawn as an SVG that names no other place.

python -m bot.demo.picture docs/evening.svg
"""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from bot.demo.evening import House, opened
from bot.demo.stage import play
from bot.demo.story import ARRIVAL, CHECK_IN, CLOSING
from bot.demo.transcript import Transcript

COLUMNS = 78
MARGIN = 3  # columns at the right, as wide as what is free at the left
_ASPECT = 0.602  # the width of a sign to its height in most monospaced fonts
BEFORE = (ARRIVAL,)
SHOWN = (CHECK_IN, CLOSING)

# Background, text, then the eight colours of a terminal: night and lamplight, readable on a white page and a dark one.
_COLOURS = TerminalTheme(
    (32, 37, 48),
    (222, 221, 214),
    [
        (32, 37, 48),
        (229, 128, 112),
        (146, 200, 128),
        (226, 189, 112),
        (130, 170, 232),
        (207, 152, 208),
        (124, 200, 200),
        (222, 221, 214),
    ],
)
_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{unique_id}-title">
<title id="{unique_id}-title">An evening in River Circle</title>
<style>
.{unique_id}-matrix {{
  font: {char_height}px/{line_height}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect width="{width}" height="{height}" rx="14" fill="#202530"/>
<g transform="translate(24, 16)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


async def drawn(house: House, transcript: Transcript) -> str:
    """Play what is shown in a house that Kith has come to, and return the picture of it."""
    canvas = Console(
        file=io.StringIO(),
        record=True,
        width=COLUMNS,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        markup=False,
        emoji=False,
    )
    transcript.console = canvas
    await play(SHOWN, house.circle, transcript)
    canvas.width += MARGIN
    return canvas.export_svg(title="", theme=_COLOURS, code_format=_SVG, unique_id="evening", font_aspect_ratio=_ASPECT)


async def _evening() -> str:
    transcript = Transcript(Console(quiet=True), lambda: datetime.now(UTC))
    async with opened(transcript) as house:
        await play(BEFORE, house.circle, transcript)
        return await drawn(house, transcript)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(asyncio.run(_evening()), encoding="utf-8")
