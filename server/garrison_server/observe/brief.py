"""The brief view: the state in a few lines of plain words, for language models; about a fifth of the text's length.

Sites have stable names (`sites.sites_of`), roads numbers. The lines tell the clock and the waves; life, gold and what it
pays; hero, reinforcements, coin; the fog; each site with the road it covers; enemies by seconds to the base; the last action.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server.board import Boards
from garrison_server.jit import kernel
from garrison_server.observe.brief_enemies import write_enemies
from garrison_server.observe.brief_lines import Words, write_fog, write_hero, write_last, write_purse, write_sites, write_wave
from garrison_server.observe.scene import Scratch, count_holders, nearest_first, upcoming
from garrison_server.observe.sites import sites_of
from garrison_server.observe.writing import table
from garrison_server.table import Rows

MAX_LENGTH: Final = 4_096
ROOM: Final = 16_384  # bytes of a row: more than any numbers could fill
STANDING: Final = ("", ": knight tower ", ": magician tower ", ": archer tower ")


def brief_words(boards: Boards) -> Words:
    """The texts that a batch's levels need."""
    names: list[str] = []
    lines: list[str] = []
    for b in range(len(boards)):
        board = boards[b]
        sites = sites_of(board)
        for i, name in enumerate(sites.names):
            names.append(name)
            x, y = board.points[i, [bd.Q_X, bd.Q_Y]]
            lines.append(f"{name} ({x:.4g},{y:.4g}) {_cover(sites.cover[i, :, rules.ARCHER_TOWER - 1])}")
        missing = [""] * (rules.MAX_POINTS - len(sites.names))
        names += missing
        lines += missing
    return Words(
        sites=table(tuple(lines)),
        names=table(tuple(names)),
        kinds=table(tuple(kind.name.replace("_", " ") for kind in rules.ENEMIES)),
        towers=table(STANDING),
        actions=table(rules.SEVERAL_ACTION_NAMES),
        errors=table(tuple(text.split(":")[0] for text in rules.SEVERAL_ERROR_TEXTS)),
    )


def _cover(lengths: NDArray[np.float64]) -> str:
    """The road within an archer's range, as `[1:2.1 3:0.4]`: 2.1 units of road 1, and so on."""
    return f"[{' '.join(f'{p + 1}:{length:.1f}' for p, length in enumerate(lengths) if length >= 0.05) or 'no road'}]"


@kernel
def write_brief(
    states: Rows,
    boards: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    seat: int,
    words: Words,
    scratch: Scratch,
    out: NDArray[np.uint8],
    lengths: NDArray[np.int64],
) -> None:
    """Fill `out` (n, ROOM) and `lengths` (n,)."""
    order, holders, ends, remaining, counts = scratch.order, scratch.holders, scratch.ends, scratch.remaining, scratch.counts
    for i in range(slots.size):
        level = level_of[slots[i]]
        state, board, line, first_site = states[slots[i]], boards[level], out[i], level * rules.MAX_POINTS
        count = nearest_first(board, state, order, remaining)
        count_holders(state, holders)
        upcoming(board, state, ends)
        at = write_wave(board, state, ends, counts, words, line, 0)
        at = write_purse(board, state, seat, line, at)
        at = write_hero(state, seat, line, at)
        at = write_fog(board, state, first_site, words, line, at)
        at = write_sites(board, state, seat, first_site, counts, words, line, at)
        at = write_enemies(board, state, order, remaining, holders, count, counts, words, line, at)
        lengths[i] = write_last(board, state, seat, first_site, words, line, at)
