"""What a seat may know: its own lane and its neighbours', as float32 in [0, 1]; and which actions its purse allows.

Nobody sees another's purse, a lane further away, or how long the game still goes on.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_server.commons.rules import (
    MAX_NEIGHBOURS,
    N_ACTIONS,
    R_GUARD_MAX,
    R_INCOME,
    R_PRESS,
    R_PRESS_SPREAD,
    R_WALL_MAX,
    R_WAVE_EVERY,
)
from garrison_server.commons.state import S_GUARD, S_LAST, S_LEAKS, S_PURSE, S_SPILL, S_SURGE, S_WAIT, S_WALL, seats_of
from garrison_server.commons.step import degree_of, price_of
from garrison_server.jit import kernel

FULL_PURSE: Final = 40  # incomes at which a purse is shown as full

OWN: Final = (
    "purse", "wall", "guard", "wait", "coming", "spill", "leaks", "neighbours", "saved", "guarded", "built",
)  # fmt: skip
NEIGHBOUR: Final = ("there", "wall", "guard", "wait", "leaks", "saved", "guarded", "built")
COLUMNS: Final = (*OWN, *(f"neighbour_{j}_{name}" for j in range(MAX_NEIGHBOURS) for name in NEIGHBOUR))
N_OWN: Final = 11
N_NEIGHBOUR: Final = 8
N_COLUMNS: Final = N_OWN + MAX_NEIGHBOURS * N_NEIGHBOUR


@kernel
def share(part: int, whole: int) -> np.float32:
    """part / whole, at most 1."""
    return np.float32(min(part, whole) / whole)


@kernel
def observe(cells: NDArray[np.int64], near: NDArray[np.int64], numbers: NDArray[np.int64], out: NDArray[np.float32]) -> None:
    """Write one game's observations: `out` (seats, N_COLUMNS), see COLUMNS."""
    seats = seats_of(cells, near.shape[0])
    for k in range(near.shape[0]):
        row, gates = out[k], degree_of(near, k) + 1
        row[:] = np.float32(0.0)
        row[0] = share(seats[S_PURSE, k], max(FULL_PURSE * numbers[R_INCOME], 1))
        row[1] = share(seats[S_WALL, k], numbers[R_WALL_MAX] * gates)
        row[2] = share(seats[S_GUARD, k], numbers[R_GUARD_MAX] * gates)
        row[3] = share(seats[S_WAIT, k], numbers[R_WAVE_EVERY])
        row[4] = share(numbers[R_PRESS] + seats[S_SURGE, k], numbers[R_PRESS] + numbers[R_PRESS_SPREAD])
        row[5] = share(seats[S_SPILL, k], numbers[R_PRESS] * gates)
        row[6] = share(seats[S_LEAKS, k], (numbers[R_PRESS] + numbers[R_PRESS_SPREAD]) * gates)
        row[7] = share(gates - 1, MAX_NEIGHBOURS)
        if seats[S_LAST, k] > 0:
            row[7 + seats[S_LAST, k]] = np.float32(1.0)
    for k in range(near.shape[0]):
        for j in range(degree_of(near, k)):
            look_over(out[near[k, j]], out[k, N_OWN + j * N_NEIGHBOUR : N_OWN + (j + 1) * N_NEIGHBOUR])


@kernel
def look_over(other: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Write what is seen of a neighbour, `out` (N_NEIGHBOUR,), from what it sees of itself."""
    out[0] = np.float32(1.0)
    out[1:4] = other[1:4]
    out[4] = other[6]
    out[5:8] = other[8:11]


@kernel
def mask(cells: NDArray[np.int64], near: NDArray[np.int64], numbers: NDArray[np.int64], out: NDArray[np.int8]) -> None:
    """Write which actions each seat can pay for: `out` (seats, 3), 1: legal."""
    seats = seats_of(cells, near.shape[0])
    for k in range(near.shape[0]):
        for action in range(N_ACTIONS):
            out[k, action] = np.int8(seats[S_PURSE, k] >= price_of(numbers, action))
