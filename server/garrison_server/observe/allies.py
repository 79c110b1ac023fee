"""The view of the allies: for each seat that defends, its own first, what everybody on the map may see of it.

A row holds, scaled to [-1, 1]: which seat it is (a 1 in one of four places), whether its hero stands on the map unhidden by fog, and
then where and how healthy it is; which towers it owns, fog aside; and which tower points lie in its zone. Purses, cooldowns and
orders are nobody else's business.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.modes import MOST_DEFENDERS
from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.jit import kernel
from garrison_server.sim.fog import covered
from garrison_server.sim.seats import seats_of
from garrison_server.table import Rows

SEEN: Final = MOST_DEFENDERS  # 1: the hero stands on the map, and no fog hides it
X: Final = SEEN + 1
Y: Final = SEEN + 2
HEALTH: Final = SEEN + 3  # of its maximum
OWNED: Final = SEEN + 4  # by tower point; 0 where fog covers it
ZONE: Final = OWNED + rules.MAX_POINTS  # by tower point
SIZE: Final = ZONE + rules.MAX_POINTS  # 38


@kernel
def write_allies(
    states: Rows, boards: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, out: NDArray[np.float32]
) -> None:
    """Fill `out` (n, seats, SIZE) as `seat` sees it: row j is seat (seat + j) modulo their number."""
    for i in range(slots.size):
        board, state = boards[level_of[slots[i]]], states[slots[i]]
        seats = seats_of(board, state)
        for j in range(seats):
            other, row = (seat + j) % seats, out[i, j]
            row[:] = 0.0
            row[other] = 1.0
            hero = state.fighters[other]
            if hero[st.F_HP] > 0.0 and not covered(state.field, hero[st.F_X], hero[st.F_Y]):
                row[SEEN] = 1.0
                row[X] = hero[st.F_X] / rules.MAP_HALF
                row[Y] = hero[st.F_Y] / rules.MAP_HALF
                row[HEALTH] = hero[st.F_HP] / state.seats[other, st.S_HERO_MAX]
            for t in range(int(board.numbers[bd.B_POINTS])):
                if board.point_seats[t] == other:
                    row[ZONE + t] = 1.0
                if state.towers[t, st.T_KIND] > 0.0 and state.towers[t, st.T_OWNER] == other:
                    if not covered(state.field, board.points[t, bd.Q_X], board.points[t, bd.Q_Y]):
                        row[OWNED + t] = 1.0
