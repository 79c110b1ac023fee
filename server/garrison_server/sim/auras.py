"""What enemies do to all around them: shamans freeze towers, captains hurry and healers mend their fellows."""

from garrison_server.board import (
    B_POINTS,
    K_FREEZE,
    K_HEAL,
    K_HEAL_RADIUS,
    K_HEALTH,
    K_HURRY,
    K_HURRY_FACTOR,
    Q_X,
    Q_Y,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import AURA_TICKS, HEAL_TICKS
from garrison_server.state import (
    C_ENEMY_TOP,
    C_TICK,
    E_HASTE,
    E_HP,
    E_KIND,
    E_TIMER,
    E_X,
    E_Y,
    T_FROZEN,
    T_KIND,
    State,
)


@kernel
def spread(board: Board, state: State) -> None:
    """Let every aura be felt. Timers run each tick; freezing and hurrying are felt anew every AURA_TICKS."""
    enemies, top = state.enemies, state.clock[C_ENEMY_TOP]
    renew = state.clock[C_TICK] % AURA_TICKS == 0
    if renew:
        state.towers[:, T_FROZEN] = 0.0
        for row in range(top):
            if enemies[row, E_HP] > 0.0:
                enemies[row, E_HASTE] = 1.0
    for row in range(top):
        if enemies[row, E_HP] == 0.0:
            continue
        kind = int(enemies[row, E_KIND])
        if enemies[row, E_TIMER] > 0.0:
            enemies[row, E_TIMER] -= 1.0
        if renew and board.kinds[kind, K_FREEZE] > 0.0:
            freeze(board, state, row, board.kinds[kind, K_FREEZE])
        if renew and board.kinds[kind, K_HURRY] > 0.0:
            hurry(state, row, board.kinds[kind, K_HURRY], board.kinds[kind, K_HURRY_FACTOR])
        if board.kinds[kind, K_HEAL_RADIUS] > 0.0 and enemies[row, E_TIMER] == 0.0:
            heal(board, state, row, board.kinds[kind, K_HEAL_RADIUS], board.kinds[kind, K_HEAL])
            enemies[row, E_TIMER] = HEAL_TICKS


@kernel
def near(state: State, row: int, other: int, radius: float) -> bool:
    """Whether another living enemy stands within `radius` of enemy `row`."""
    if other == row or state.enemies[other, E_HP] == 0.0:
        return False
    dx = state.enemies[other, E_X] - state.enemies[row, E_X]
    dy = state.enemies[other, E_Y] - state.enemies[row, E_Y]
    return dx * dx + dy * dy <= radius * radius


@kernel
def freeze(board: Board, state: State, row: int, radius: float) -> None:
    """Freeze the towers around; they thaw at the next renewal without a shaman near."""
    for t in range(int(board.numbers[B_POINTS])):
        dx = board.points[t, Q_X] - state.enemies[row, E_X]
        dy = board.points[t, Q_Y] - state.enemies[row, E_Y]
        if state.towers[t, T_KIND] > 0.0 and dx * dx + dy * dy <= radius * radius:
            state.towers[t, T_FROZEN] = 1.0


@kernel
def hurry(state: State, row: int, radius: float, factor: float) -> None:
    """Hurry the others around; of two captains the faster counts."""
    for other in range(state.clock[C_ENEMY_TOP]):
        if near(state, row, other, radius):
            state.enemies[other, E_HASTE] = max(state.enemies[other, E_HASTE], factor)


@kernel
def heal(board: Board, state: State, row: int, radius: float, health: float) -> None:
    """Mend the others around, up to what they came with."""
    for other in range(state.clock[C_ENEMY_TOP]):
        if near(state, row, other, radius):
            most = board.kinds[int(state.enemies[other, E_KIND]), K_HEALTH]
            state.enemies[other, E_HP] = min(state.enemies[other, E_HP] + health, most)
