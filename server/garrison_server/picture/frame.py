"""A frame: the ground, and over it everything that is seen, in the order of `compose`."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.picture.blits import Blits, Table, draw
from garrison_server.picture.copying import copy
from garrison_server.picture.effects import put_base, put_cloud, put_fires, put_rallies, put_range, put_shots
from garrison_server.picture.panels import put_panels
from garrison_server.picture.things import Queue, put_coin, put_things
from garrison_server.state import State
from garrison_server.table import Rows


@kernel
def compose(board: Board, state: State, seat: int, side: int, bare: bool, sprites: Table, queue: Queue, blits: Blits) -> None:
    """Fill `blits` with all that a frame shows over the ground, from the back to the front."""
    blits[0, 0] = 0
    put_cloud(board, state, side, blits)
    put_base(board, side, blits)
    put_rallies(board, state, side, blits)
    put_range(board, state, seat, side, blits)
    put_coin(state, side, blits)
    put_fires(state, side, blits)
    put_things(board, state, side, sprites, queue, blits)
    put_shots(board, state, side, blits)
    if not bare:
        put_panels(board, state, seat, side, sprites, blits)


@kernel
def write_frames(
    states: Rows,
    boards: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    seat: int,
    bare: bool,
    grounds: NDArray[np.uint8],  # flat: (levels, side, side, 3)
    sprites: Table,
    spans: Table,
    ink: NDArray[np.uint8],
    queue: Queue,
    blits: Blits,
    side: int,
    pixels: NDArray[np.uint8],  # flat: (n, side, side, 3)
) -> None:
    """Draw a frame of each of `slots` as `seat` sees it, into `pixels`."""
    size = side * side * 3
    for i in range(slots.size):
        level = level_of[slots[i]]
        compose(boards[level], states[slots[i]], seat, side, bare, sprites, queue, blits)
        copy(pixels, i * size, grounds, level * size, size)
        draw(blits, sprites, spans, ink, pixels, i * size, side)
