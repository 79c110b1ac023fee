"""The fog: an elliptic cloud that crosses the map back and forth, each time at another height."""

import numpy as np
from numpy.typing import NDArray

from garrison_server.board import B_FIRE_RADIUS, B_FOG, Board
from garrison_server.jit import kernel
from garrison_server.rules import FOG_HALF_HEIGHT, FOG_HALF_WIDTH, FOG_LANE_HALF, MAP_HALF, MAX_FIRES
from garrison_server.sim.draws import uniform
from garrison_server.state import B_TICKS, B_X, B_Y, D_FOG_HIDES, D_FOG_STEP, D_FOG_X, D_FOG_Y, State

TURN_X = MAP_HALF + FOG_HALF_WIDTH  # out of sight: here it turns


@kernel
def covered(field: NDArray[np.float64], x: float, y: float) -> bool:
    """Whether the fog hides the point (x, y) now."""
    if field[D_FOG_HIDES] == 0.0:
        return False
    dx = (x - field[D_FOG_X]) / FOG_HALF_WIDTH
    dy = (y - field[D_FOG_Y]) / FOG_HALF_HEIGHT
    return dx * dx + dy * dy <= 1.0


@kernel
def drift(board: Board, state: State) -> None:
    """Move the cloud by one tick; Fire of Rage inside it takes its veil away."""
    if board.numbers[B_FOG] == 0.0:
        return
    field = state.field
    x = field[D_FOG_X] + field[D_FOG_STEP]
    if x > TURN_X or x < -TURN_X:
        field[D_FOG_STEP] = -field[D_FOG_STEP]
        field[D_FOG_Y] = (uniform(state.rng) * 2.0 - 1.0) * FOG_LANE_HALF
    field[D_FOG_X] = x
    field[D_FOG_HIDES] = 0.0 if burnt_through(board, state) else 1.0


@kernel
def burnt_through(board: Board, state: State) -> bool:
    """Whether a burning circle overlaps the cloud (the ellipse widened by the circle's radius)."""
    radius = board.numbers[B_FIRE_RADIUS]
    for i in range(MAX_FIRES):
        if state.fires[i, B_TICKS] > 0.0:
            dx = (state.fires[i, B_X] - state.field[D_FOG_X]) / (FOG_HALF_WIDTH + radius)
            dy = (state.fires[i, B_Y] - state.field[D_FOG_Y]) / (FOG_HALF_HEIGHT + radius)
            if dx * dx + dy * dy <= 1.0:
                return True
    return False
