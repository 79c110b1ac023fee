"""State of a commons: one row of int64 words a game, the clock in front, then each field of all seats.

Whole rows are what is hashed, snapshotted and forked; everything in them is a whole number, so that equal games have
equal bytes on every machine.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server.jit import kernel
from garrison_server.state import CUT, RUNNING

__all__ = ["CUT", "RUNNING"]  # a game's status is numbered as in the first simulator

# clock
C_RNG: Final = 0  # the generator's 64 bits
C_STEP: Final = 1  # steps played
C_STATUS: Final = 2  # RUNNING or CUT
N_CLOCK: Final = 3

# seats: a row a field, a column a seat
S_PURSE: Final = 0  # gold
S_WALL: Final = 1  # enemies that the wall before the lane will still stop
S_GUARD: Final = 2  # enemies that the lane's own guard will still stop
S_WAIT: Final = 3  # the lane's next wave comes in the step that makes this 0: 1 means in the coming step
S_SURGE: Final = 4  # enemies a gate by which that wave is stronger (or weaker, below 0) than `press`
S_PAIR: Final = 5  # 1: that wave is the second of its pair, as much weaker as the first was stronger
S_SPILL: Final = 6  # enemies that come in the next step from neighbours' lanes
S_LEAKS: Final = 7  # enemies that got through in the last step
S_LAST: Final = 8  # 1 + what the seat did in the last step; 0: nothing yet. A refused action is a save
S_REFUSED: Final = 9  # actions refused so far
S_BUILT: Final = 10  # steps spent on the wall so far
S_LOST: Final = 11  # all leaks so far
N_SEAT: Final = 12


def empty_cells(games: int, seats: int) -> NDArray[np.int64]:
    """(games, words): all zeros."""
    return np.zeros((games, N_CLOCK + N_SEAT * seats), np.int64)


@kernel
def seats_of(cells: NDArray[np.int64], seats: int) -> NDArray[np.int64]:
    """(N_SEAT, seats): one game's fields, a view of its words."""
    return cells[N_CLOCK:].reshape((N_SEAT, seats))


@kernel
def rng_of(cells: NDArray[np.int64]) -> NDArray[np.uint64]:
    """(1,): one game's generator, a view of its words."""
    return cells[C_RNG : C_RNG + 1].view(np.uint64)
