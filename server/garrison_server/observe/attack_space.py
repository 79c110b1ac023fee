"""The attacker's two action spaces in a siege, the masks of both, and how a choice becomes an order.

`native`, where the defenders' is: three numbers: kind (-1: wait), road (-1: drawn as the enemy appears), delay in ticks.
`orders`, in all other sessions: one number. 0 waits; then for each of the fifteen types, each road (the drawn one, then
1 to 5) and each of three times: at once, in DELAY_TICKS ticks, or with the next wave. A road that the level lacks is
malformed, and refused.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from garrison_proto.records import ActionSpec
from garrison_server.board import B_PATHS, Board
from garrison_server.jit import kernel
from garrison_server.observe.action_space import ActionSpaceError, Batch, split_of
from garrison_server.rules import ANY_ROAD, ENEMIES, MAX_PATHS, OK, SKELETON, TICKS_PER_S, WAIT
from garrison_server.sim.siege import refusal
from garrison_server.state import C_WAVE_TICKS, State
from garrison_server.table import Rows

DELAY_TICKS: Final = 2 * TICKS_PER_S
TIMES: Final = ("now", "in 2 s", "with the next wave")
ROADS: Final = 1 + MAX_PATHS
N_ORDERS: Final = 1 + SKELETON * ROADS * len(TIMES)  # 271
N_KINDS: Final = 1 + SKELETON  # what the mask of `native` tells: wait, and each type


def attack_space_of(action_space: str) -> str:
    """The attacker's action space in a session whose defenders have this one. Raises ActionSpaceError."""
    split_of(action_space)
    return "native" if action_space == "native" else "orders"


def attack_spec(action_space: str, board: Board) -> ActionSpec:
    """The spec of the attacker's action space on a level. Raises ActionSpaceError."""
    name = attack_space_of(action_space)
    return ActionSpec(name) if name == "native" else ActionSpec(name, n=N_ORDERS, labels=order_labels(board))


def order_labels(board: Board) -> tuple[str, ...]:
    """What each of the 271 choices does, in words."""
    roads = ["any road", *(f"road {p + 1}" if p < board.numbers[B_PATHS] else "(no such road)" for p in range(MAX_PATHS))]
    kinds = [kind.name.replace("_", " ") for kind in ENEMIES[:SKELETON]]
    return ("wait", *(f"send {kind} on {road}, {time}" for kind in kinds for road in roads for time in TIMES))


def to_native_orders(action_space: str, batch: Batch, slots: NDArray[np.int64], actions: NDArray[np.generic]) -> NDArray[np.float64]:
    """Native orders, float64 (n, 3), for one action per slot: float64 (n, 3) in a session of `native`, else int64 (n,).

    Raises ActionSpaceError for an unknown space or a wrong shape or dtype.
    """
    n, name = len(slots), attack_space_of(action_space)
    wanted, kinds = ((n, 3), "f") if name == "native" else ((n,), "iu")
    if actions.shape != wanted or actions.dtype.kind not in kinds:
        what = "floats" if kinds == "f" else "whole numbers"
        raise ActionSpaceError(f"attacker's actions for {name}: came {actions.dtype} {actions.shape}, wanted {what} {wanted}")
    if name == "native":
        return np.ascontiguousarray(actions, np.float64)
    out = np.empty((n, 3))
    _orders(batch.states.rows, np.ascontiguousarray(slots, np.int64), np.ascontiguousarray(actions, np.int64), out)
    return out


@kernel
def order_of(state: State, choice: int) -> tuple[float, float, float]:
    """What a choice means now: kind, road, delay. One that is out of range becomes malformed."""
    if choice == 0:
        return float(WAIT), float(ANY_ROAD), 0.0
    if choice < 0 or choice >= N_ORDERS:
        return float(SKELETON), float(ANY_ROAD), 0.0
    rest, time = (choice - 1) // len(TIMES), (choice - 1) % len(TIMES)
    return float(rest // ROADS), float(rest % ROADS - 1), float(delay_of(state, time))


@kernel
def delay_of(state: State, time: int) -> int:
    """The delay in ticks of one of the TIMES."""
    if time == 2:
        return max(int(state.clock[C_WAVE_TICKS]) - 1, 0)
    return DELAY_TICKS if time == 1 else 0


@kernel
def _orders(states: Rows, slots: NDArray[np.int64], choices: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    for i in range(choices.size):
        out[i, 0], out[i, 1], out[i, 2] = order_of(states[slots[i]], choices[i])


@kernel
def write_kind_mask(states: Rows, boards: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
    """Fill `out` (n, 16): whether waiting (always), and an enemy of each type, could be ordered at some delay."""
    for i in range(slots.size):
        state, board = states[slots[i]], boards[level_of[slots[i]]]
        out[i, 0] = 1
        for kind in range(SKELETON):
            soon = legal_after(board, state, kind, 0)
            out[i, 1 + kind] = soon or legal_after(board, state, kind, delay_of(state, 2))


@kernel
def write_order_mask(states: Rows, boards: Rows, level_of: NDArray[np.int64], slots: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
    """Fill `out` (n, 271): whether each choice is legal."""
    for i in range(slots.size):
        state, board, row = states[slots[i]], boards[level_of[slots[i]]], out[i]
        row[0] = 1
        for kind in range(SKELETON):
            for time in range(len(TIMES)):
                legal = legal_after(board, state, kind, delay_of(state, time))
                for road in range(ROADS):
                    row[1 + (kind * ROADS + road) * len(TIMES) + time] = legal and road <= board.numbers[B_PATHS]


@kernel
def legal_after(board: Board, state: State, kind: int, delay: int) -> bool:
    """Whether an enemy of a type may be ordered on any of the level's roads with this delay."""
    return bool(refusal(board, state, float(kind), float(ANY_ROAD), float(delay)) == OK)
