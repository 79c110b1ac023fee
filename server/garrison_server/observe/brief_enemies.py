"""The brief view's line of enemies: the nearest to the base one by one, the others counted by kind."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.brief_lines import Words, put_counts, put_place
from garrison_server.observe.scene import pace
from garrison_server.observe.writing import Bytes, put, put_row, put_whole
from garrison_server.state import State

ONE_BY_ONE: Final = 8


@kernel
def write_enemies(
    board: Board,
    state: State,
    order: NDArray[np.int64],
    remaining: NDArray[np.float64],
    holders: NDArray[np.int64],
    count: int,
    counts: NDArray[np.int64],
    words: Words,
    out: Bytes,
    at: int,
) -> int:
    """Seconds to the base at walking pace, kind, share of health if hurt, place, road. `counts` (N_KINDS,) is room to work in."""
    enemies, kinds = state.enemies, board.kinds
    if count == 0:
        return put(out, at, b"No enemy in sight.\n")
    at = put(out, at, b"Enemies, seconds to the base:")
    for k in range(min(count, ONE_BY_ONE)):
        e = order[k]
        kind = int(enemies[e, st.E_KIND])
        at = put(out, at, b"\n") if k % 4 == 0 else put(out, at, b"; ")
        at = put_whole(out, at, int(remaining[e] / pace(kinds, enemies, e)))
        at = put_row(out, put(out, at, b" "), words.kinds, kind)
        if enemies[e, st.E_HP] < kinds[kind, bd.K_HEALTH]:
            at = put_whole(out, put(out, at, b" "), int(np.ceil(100.0 * enemies[e, st.E_HP] / kinds[kind, bd.K_HEALTH])))
            at = put(out, at, b"%")
        at = put_place(out, put(out, at, b" "), enemies[e, st.E_X], enemies[e, st.E_Y])
        at = put_whole(out, put(out, at, b" road "), int(enemies[e, st.E_PATH]) + 1)
        if holders[e] >= kinds[kind, bd.K_HOLDERS]:
            at = put(out, at, b" held")
    if count > ONE_BY_ONE:
        counts[:] = 0
        for k in range(ONE_BY_ONE, count):
            counts[int(enemies[order[k], st.E_KIND])] += 1
        at = put_counts(out, put(out, at, b"\nbehind them: "), counts, words)
    return put(out, at, b"\n")
