"""The action mask: which choices of an action space the game would accept now, by the game's own reasons for refusal.

uint8, 1 = legal. `grid` and `sites`: exactly what a step would accept. `native`: whether the action's index could be
legal at some place. Of what the fog hides a mask tells what error 14 tells: that nothing can be done there.
Where several seats defend, the gifts stand at the end; of another's purse they tell what a refusal tells: that it is full.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.action_space import (
    N_SITES,
    SITE_ANCHOR,
    SITE_COIN,
    SITE_FIRE,
    SITE_HEALTH,
    SITE_NOOP,
    grid_action,
    sees_coin,
)
from garrison_server.rules import (
    ABSENT,
    FIRE_OF_RAGE,
    MAX_ANCHORS,
    N_ACTIONS,
    NOOP,
    OK,
    RAISE_HEALTH,
    RALLY,
    REINFORCE,
    SEND_HERO,
    SHOW_RANGE,
)
from garrison_server.sim.refusals import gift_refusal, point_at, rallied, refusal, tower_refusal
from garrison_server.sim.seats import seats_of
from garrison_server.state import State
from garrison_server.table import Rows


@kernel
def write_native_mask(
    states: Rows, boards: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, out: NDArray[np.uint8]
) -> None:
    """Fill `out` (n, 12 and the gifts): whether each action could be legal somewhere on the map."""
    for i in range(slots.size):
        state, board = states[slots[i]], boards[level_of[slots[i]]]
        for action in range(N_ACTIONS):
            out[i, action] = _legal_somewhere(board, state, seat, action)
        _write_gifts(board, state, seat, out[i], N_ACTIONS)


@kernel
def write_site_mask(
    states: Rows, boards: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, out: NDArray[np.uint8]
) -> None:
    """Fill `out` (n, 127 and the gifts): whether each choice of `sites` is legal."""
    for i in range(slots.size):
        state, board, row = states[slots[i]], boards[level_of[slots[i]]], out[i]
        n_points = int(board.numbers[bd.B_POINTS])
        for choice in range(SITE_ANCHOR):
            point = choice // 5
            row[choice] = point < n_points and tower_refusal(board, state, seat, point, choice % 5) == OK
        reinforce, send_hero = _legal(board, state, seat, REINFORCE), _legal(board, state, seat, SEND_HERO)
        for anchor in range(MAX_ANCHORS):
            x, y, first = board.anchors[anchor, 0], board.anchors[anchor, 1], SITE_ANCHOR + 3 * anchor
            row[first] = x != ABSENT and rallied(board, state, seat, x, y) >= 0
            row[first + 1] = x != ABSENT and reinforce
            row[first + 2] = x != ABSENT and send_hero
        row[SITE_COIN] = send_hero and sees_coin(state.field)
        row[SITE_FIRE] = _legal(board, state, seat, FIRE_OF_RAGE)
        row[SITE_HEALTH] = _legal(board, state, seat, RAISE_HEALTH)
        row[SITE_NOOP] = _legal(board, state, seat, NOOP)
        _write_gifts(board, state, seat, row, N_SITES)


@kernel
def write_grid_mask(
    states: Rows, boards: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, split: int, out: NDArray[np.uint8]
) -> None:
    """Fill `out` (n, split * split * 12 and the gifts): whether each choice of `grid` is legal."""
    for i in range(slots.size):
        state, board, row = states[slots[i]], boards[level_of[slots[i]]], out[i]
        for index in range(SHOW_RANGE + 1, N_ACTIONS):
            row[index] = _legal(board, state, seat, index)
        for cell in range(split * split):
            first = cell * N_ACTIONS
            x, y, _ = grid_action(split, first, 0)
            point = point_at(board, x, y)
            for index in range(SHOW_RANGE + 1):
                row[first + index] = point >= 0 and tower_refusal(board, state, seat, point, index) == OK
            for index in range(SHOW_RANGE + 1, N_ACTIONS):
                row[first + index] = row[index]  # these depend on no place, but for the rally, which follows
        for cell in range(split * split):
            x, y, _ = grid_action(split, cell * N_ACTIONS, 0)
            row[cell * N_ACTIONS + RALLY] = rallied(board, state, seat, x, y) >= 0
        _write_gifts(board, state, seat, row, split * split * N_ACTIONS)


@kernel
def _write_gifts(board: Board, state: State, seat: int, row: NDArray[np.uint8], first: int) -> None:
    """Whether a gift to each seat is legal, from place `first` on; alone there is none."""
    if seats_of(board, state) > 1:
        for other in range(seats_of(board, state)):
            row[first + other] = gift_refusal(board, state, seat, other) == OK


@kernel
def _legal(board: Board, state: State, seat: int, action: int) -> bool:
    """Whether an action that depends on no place is legal."""
    return bool(refusal(board, state, seat, 0.0, 0.0, float(action)) == OK)


@kernel
def _legal_somewhere(board: Board, state: State, seat: int, action: int) -> bool:
    """Actions on towers, and the rally of a knight tower, are legal at a tower point if anywhere; the others everywhere."""
    if action > SHOW_RANGE and action != RALLY:
        return _legal(board, state, seat, action)
    for point in range(int(board.numbers[bd.B_POINTS])):
        if action == RALLY:
            legal = rallied(board, state, seat, board.points[point, bd.Q_X], board.points[point, bd.Q_Y]) >= 0
        else:
            legal = tower_refusal(board, state, seat, point, action) == OK
        if legal:
            return True
    return False
