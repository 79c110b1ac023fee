"""One step of one commons: choose, build, press, spill, pay. Pure int64 arithmetic, but for the rewards.

Arguments shared by all phases: `seats` (N_SEAT, seats), see state.py; `near` (seats, 4) the neighbours, -1 where there is
none; `numbers` (14,) the payoffs, see rules.py.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server.commons.rules import (
    ERR_MALFORMED,
    ERR_PURSE,
    GUARD,
    N_ACTIONS,
    OK,
    R_GUARD_GAIN,
    R_GUARD_MAX,
    R_GUARD_PRICE,
    R_INCOME,
    R_MAX_STEPS,
    R_PRESS,
    R_PRESS_SPREAD,
    R_PURSE_START,
    R_SPILL_PERCENT,
    R_WALL_GAIN,
    R_WALL_MAX,
    R_WALL_PRICE,
    R_WALL_START,
    R_WAVE_EVERY,
    SAVE,
    WALL,
)
from garrison_server.commons.state import (
    C_STATUS,
    C_STEP,
    CUT,
    RUNNING,
    S_BUILT,
    S_GUARD,
    S_LAST,
    S_LEAKS,
    S_LOST,
    S_PAIR,
    S_PURSE,
    S_REFUSED,
    S_SPILL,
    S_SURGE,
    S_WAIT,
    S_WALL,
    rng_of,
    seats_of,
)
from garrison_server.jit import kernel
from garrison_server.sim.draws import below

Ints = NDArray[np.int64]


@kernel
def degree_of(near: Ints, seat: int) -> int:
    """How many neighbours a seat has."""
    degree = 0
    while degree < near.shape[1] and near[seat, degree] >= 0:
        degree += 1
    return degree


@kernel
def price_of(numbers: Ints, action: int) -> int:
    """Gold that an action costs."""
    if action == WALL:
        return numbers[R_WALL_PRICE]
    return numbers[R_GUARD_PRICE] if action == GUARD else 0


@kernel
def start(cells: Ints, near: Ints, numbers: Ints, seed: np.uint64) -> None:
    """Make a game's words the first of an episode. Draws, seat by seat: the wait for its first wave, then that wave's strength."""
    cells[:] = 0
    rng = rng_of(cells)
    rng[0] = seed
    seats = seats_of(cells, near.shape[0])
    for k in range(near.shape[0]):
        seats[S_PURSE, k] = numbers[R_PURSE_START]
        seats[S_WALL, k] = numbers[R_WALL_START] * (degree_of(near, k) + 1)
        seats[S_WAIT, k] = 1 + below(rng, numbers[R_WAVE_EVERY])
        seats[S_SURGE, k] = drawn_surge(rng, numbers)


@kernel
def drawn_surge(rng: NDArray[np.uint64], numbers: Ints) -> int:
    """By how many enemies a gate a wave is stronger than the middling one: draws from -spread to spread."""
    return below(rng, 2 * numbers[R_PRESS_SPREAD] + 1) - numbers[R_PRESS_SPREAD]


@kernel
def play(
    cells: Ints, near: Ints, numbers: Ints, leak_cost: float, actions: Ints, codes: NDArray[np.int16], rewards: NDArray[np.float64]
) -> None:
    """One step: every seat's action at once, then the enemies. A game that is over stays as it is, and pays nothing."""
    seats = seats_of(cells, near.shape[0])
    if cells[C_STATUS] != RUNNING:
        codes[:] = OK
        rewards[:] = 0.0
        return
    choose(seats, numbers, actions, codes)
    build(seats, near, numbers)
    press(seats, near, numbers, rng_of(cells))
    spill(seats, near, numbers)
    pay(seats, numbers, leak_cost, rewards)
    cells[C_STEP] += 1
    if cells[C_STEP] >= numbers[R_MAX_STEPS]:
        cells[C_STATUS] = CUT


@kernel
def choose(seats: Ints, numbers: Ints, actions: Ints, codes: NDArray[np.int16]) -> None:
    """Judge each action, take its price, and note what the seat does."""
    for k in range(seats.shape[1]):
        action = actions[k]
        codes[k] = OK
        if action < 0 or action >= N_ACTIONS:
            codes[k] = ERR_MALFORMED
        elif seats[S_PURSE, k] < price_of(numbers, action):
            codes[k] = ERR_PURSE
        if codes[k] != OK:
            seats[S_REFUSED, k] += 1
            action = SAVE
        seats[S_PURSE, k] -= price_of(numbers, action)
        seats[S_LAST, k] = action + 1
        if action == WALL:
            seats[S_BUILT, k] += 1


@kernel
def build(seats: Ints, near: Ints, numbers: Ints) -> None:
    """Raise each lane's wall by its own seat's turn and its neighbours', and its guard by its own."""
    for k in range(seats.shape[1]):
        degree = degree_of(near, k)
        turns = int(seats[S_LAST, k] == WALL + 1)
        for j in range(degree):
            turns += int(seats[S_LAST, near[k, j]] == WALL + 1)
        seats[S_WALL, k] = min(seats[S_WALL, k] + turns * numbers[R_WALL_GAIN], numbers[R_WALL_MAX] * (degree + 1))
        if seats[S_LAST, k] == GUARD + 1:
            seats[S_GUARD, k] = min(seats[S_GUARD, k] + numbers[R_GUARD_GAIN], numbers[R_GUARD_MAX] * (degree + 1))


@kernel
def press(seats: Ints, near: Ints, numbers: Ints, rng: NDArray[np.uint64]) -> None:
    """The enemies come: the wall stops what it can and wears by as many, then the guard; the rest leaks."""
    for k in range(seats.shape[1]):
        enemies = seats[S_SPILL, k]
        seats[S_WAIT, k] -= 1
        if seats[S_WAIT, k] == 0:
            enemies += (numbers[R_PRESS] + seats[S_SURGE, k]) * (degree_of(near, k) + 1)
            foresee(seats, k, numbers, rng)
        stopped = min(enemies, seats[S_WALL, k])
        seats[S_WALL, k] -= stopped
        enemies -= stopped
        stopped = min(enemies, seats[S_GUARD, k])
        seats[S_GUARD, k] -= stopped
        seats[S_LEAKS, k] = enemies - stopped
        seats[S_LOST, k] += enemies - stopped


@kernel
def foresee(seats: Ints, k: int, numbers: Ints, rng: NDArray[np.uint64]) -> None:
    """A lane's next wave: the second of a pair mirrors the first, so that two waves together are always two middling ones."""
    seats[S_WAIT, k] = numbers[R_WAVE_EVERY]
    seats[S_PAIR, k] = 1 - seats[S_PAIR, k]
    if seats[S_PAIR, k] == 1:
        seats[S_SURGE, k] = -seats[S_SURGE, k]
    else:
        seats[S_SURGE, k] = drawn_surge(rng, numbers)


@kernel
def spill(seats: Ints, near: Ints, numbers: Ints) -> None:
    """A share of each lane's leaks goes on to its neighbours, in equal whole parts, and comes there in the next step."""
    seats[S_SPILL, :] = 0
    for k in range(seats.shape[1]):
        if seats[S_LEAKS, k] > 0:
            degree = degree_of(near, k)
            part = seats[S_LEAKS, k] * numbers[R_SPILL_PERCENT] // (100 * degree)
            for j in range(degree):
                seats[S_SPILL, near[k, j]] += part


@kernel
def pay(seats: Ints, numbers: Ints, leak_cost: float, rewards: NDArray[np.float64]) -> None:
    """Income; the reward is what the purse gained in the step, less the leaks' cost."""
    for k in range(seats.shape[1]):
        seats[S_PURSE, k] += numbers[R_INCOME]
        gained = numbers[R_INCOME] - price_of(numbers, seats[S_LAST, k] - 1)
        rewards[k] = float(gained) - leak_cost * float(seats[S_LEAKS, k])
