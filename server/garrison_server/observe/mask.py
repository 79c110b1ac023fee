"""The action mask: which choices of an action space the game would accept now, by the game's own reasons for refusal.

uint8, 1 = legal. `grid` and `sites`: exactly what a step would accept. `native`: whether the action's index could be
legal at some place. Of what the fog hides a mask tells what error 14 tells: that nothing can be done there.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server.board import Board
from garrison_server.jit import kernel
from garrison_server.observe.action_space import N_SITES, grid_action, site_action, split_of
from garrison_server.observe.slicing import board_at, state_at
from garrison_server.rules import N_ACTIONS, OK, RALLY, SHOW_RANGE
from garrison_server.sim.refusals import point_at, rallied, refusal, tower_refusal
from garrison_server.state import State


def mask_size(action_space: str) -> int:
    """How many choices the mask of an action space has. Raises ActionSpaceError."""
    split = split_of(action_space)
    if split:
        return split * split * N_ACTIONS
    return N_SITES if action_space == "sites" else N_ACTIONS


@kernel
def write_native_mask(
    states: State, boards: Board, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, out: NDArray[np.uint8]
) -> None:
    """Fill `out` (n, 12): whether each action could be legal somewhere on the map."""
    for i in range(slots.size):
        state, board = state_at(states, slots[i]), board_at(boards, level_of[slots[i]])
        for action in range(N_ACTIONS):
            out[i, action] = _legal_somewhere(board, state, seat, action)


@kernel
def write_site_mask(
    states: State, boards: Board, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, out: NDArray[np.uint8]
) -> None:
    """Fill `out` (n, 127): whether each choice of `sites` is legal."""
    action = np.empty(3)
    for i in range(slots.size):
        state, board = state_at(states, slots[i]), board_at(boards, level_of[slots[i]])
        n_points = int(board.numbers[bd.B_POINTS])
        for choice in range(N_SITES):
            site_action(state.field, board.points, board.anchors, n_points, choice, action)
            out[i, choice] = refusal(board, state, seat, action[0], action[1], action[2]) == OK


@kernel
def write_grid_mask(
    states: State, boards: Board, level_of: NDArray[np.int64], slots: NDArray[np.int64], seat: int, split: int, out: NDArray[np.uint8]
) -> None:
    """Fill `out` (n, split * split * 12): whether each choice of `grid` is legal."""
    action, anywhere = np.empty(3), np.empty(N_ACTIONS, np.uint8)
    for i in range(slots.size):
        state, board = state_at(states, slots[i]), board_at(boards, level_of[slots[i]])
        for index in range(SHOW_RANGE + 1, N_ACTIONS):
            anywhere[index] = refusal(board, state, seat, 0.0, 0.0, float(index)) == OK
        for cell in range(split * split):
            first = cell * N_ACTIONS
            grid_action(split, first, action)
            point = point_at(board, action[0], action[1])
            for index in range(SHOW_RANGE + 1):
                out[i, first + index] = point >= 0 and tower_refusal(board, state, seat, point, index) == OK
            for index in range(SHOW_RANGE + 1, N_ACTIONS):
                out[i, first + index] = anywhere[index]
            out[i, first + RALLY] = rallied(board, state, seat, action[0], action[1]) >= 0


@kernel
def _legal_somewhere(board: Board, state: State, seat: int, action: int) -> bool:
    """Actions on towers, and the rally of a knight tower, are legal at a tower point if anywhere; the others everywhere."""
    if action > SHOW_RANGE and action != RALLY:
        return bool(refusal(board, state, seat, 0.0, 0.0, float(action)) == OK)
    for point in range(int(board.numbers[bd.B_POINTS])):
        if refusal(board, state, seat, board.points[point, bd.Q_X], board.points[point, bd.Q_Y], float(action)) == OK:
            return True
    return False
