"""What was measured, as one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median, quantiles

from rich.table import Table

from bench.bots import ECHO, RAW
from bench.rounds import Block

FLOOR = {"plain": RAW, "encrypted": ECHO}
NOTE = (
    "ratio: to the floor in the same round, median of all rounds; the floor is the raw loop, the echo where encrypted"
)


def table(blocks: Sequence[Block], starts: dict[str, list[float]], memory: dict[str, float]) -> Table:
    """Return the table of all blocks, of the seconds from start to first answer and of the MiB of each bot."""
    shown = Table(title="Command to answer on Synapse", caption=NOTE)
    for name in ("", "bot"):
        shown.add_column(name)
    for name in ("p50 ms", "ratio", "p95 ms", "answers/s", "ratio", "CPU ms", "Synapse ms", "MiB"):
        shown.add_column(name, justify="right")
    groups: dict[tuple[str, str], dict[str, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        groups[block.kind, block.load][block.bot].append(block)
    for (kind, load), by_bot in sorted(groups.items(), key=lambda group: group[0][0], reverse=True):
        for row, (bot, own) in enumerate(sorted(by_bot.items(), key=lambda pair: list(memory).index(pair[0]))):
            floor = by_bot[FLOOR[kind]]
            shown.add_row(f"{kind}, {load}" if row == 0 else "", bot, *_figures(own, floor))
        shown.add_section()
    for row, (bot, seconds) in enumerate(starts.items()):
        ratio = median(seconds) / median(starts[RAW])
        first = f"{median(seconds) * 1000:.0f}"
        shown.add_row(
            "start to first answer" if row == 0 else "",
            bot,
            first,
            f"{ratio:.2f}",
            "",
            "",
            "",
            "",
            "",
            f"{memory[bot]:.0f}",
        )
    return shown


def _figures(own: list[Block], floor: list[Block]) -> list[str]:
    waits = sorted(wait * 1000 for block in own for wait in block.waits)
    rate = median(_rate(block) for block in own)
    paced = own[0].load == "10 a second"  # the asker sets the pace, not the bot
    return [
        f"{median(waits):.0f}",
        f"{_ratio(own, floor, lambda block: median(block.waits)):.2f}",
        f"{quantiles(waits, n=20)[-1]:.0f}",
        "" if paced else f"{rate:.1f}",
        "" if paced else f"{_ratio(own, floor, _rate):.2f}",
        f"{_mean([block.cpu for block in own]) * 1000:.1f}",
        f"{_mean([block.server_cpu for block in own]) * 1000:.0f}",
        "",
    ]


def _ratio(own: list[Block], floor: list[Block], figure: Callable[[Block], float]) -> float:
    beside = {block.round: block for block in floor}
    return median(figure(block) / figure(beside[block.round]) for block in own)


def _rate(block: Block) -> float:
    return len(block.waits) / block.seconds


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
