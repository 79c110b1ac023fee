"""Fire of Rage: burns ground enemies and our own knights at a fixed rhythm; for a burnt knight gold may be paid."""

from garrison_server.board import (
    B_COMPENSATION,
    B_COMPENSATION_PROBABILITY,
    B_FIRE_DAMAGE,
    B_FIRE_EXTRA,
    B_FIRE_RADIUS,
    B_GOLD_MAX,
    K_FLYING,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import FIRE_TICKS, MAX_FIRES
from garrison_server.sim.draws import uniform
from garrison_server.sim.lives import hurt_enemy, hurt_fighter
from garrison_server.state import (
    B_OWNER,
    B_TICKS,
    B_X,
    B_Y,
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    C_SERIAL,
    E_HP,
    E_KIND,
    E_SERIAL,
    E_X,
    E_Y,
    F_HP,
    F_X,
    F_Y,
    S_COMPENSATIONS,
    S_GOLD,
    State,
)


@kernel
def burn(board: Board, state: State) -> None:
    """One tick of every fire."""
    fires = state.fires
    for i in range(MAX_FIRES):
        if fires[i, B_TICKS] == 0.0:
            continue
        fires[i, B_TICKS] -= 1.0
        if fires[i, B_TICKS] % FIRE_TICKS == 0.0:
            scorch_enemies(board, state, fires[i, B_X], fires[i, B_Y])
            scorch_knights(board, state, fires[i, B_X], fires[i, B_Y], int(fires[i, B_OWNER]))
        if fires[i, B_TICKS] == 0.0:
            fires[i, :] = 0.0


@kernel
def heat(board: Board, state: State) -> float:
    """The damage one fire does to one body at one beat."""
    return board.numbers[B_FIRE_DAMAGE] + uniform(state.rng) * board.numbers[B_FIRE_EXTRA]


@kernel
def within(board: Board, dx: float, dy: float) -> bool:
    """Whether an offset lies in the fire's circle."""
    return dx * dx + dy * dy <= board.numbers[B_FIRE_RADIUS] * board.numbers[B_FIRE_RADIUS]


@kernel
def scorch_enemies(board: Board, state: State, x: float, y: float) -> None:
    """Burn the ground enemies in the circle, but none that only rise from this very beat."""
    enemies, born = state.enemies, state.clock[C_SERIAL]
    for row in range(state.clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] > 0.0 and enemies[row, E_SERIAL] < born and board.kinds[int(enemies[row, E_KIND]), K_FLYING] == 0.0:
            if within(board, enemies[row, E_X] - x, enemies[row, E_Y] - y):
                hurt_enemy(board, state, row, heat(board, state))


@kernel
def scorch_knights(board: Board, state: State, x: float, y: float, seat: int) -> None:
    """Burn knights in the circle; the caster may be paid for each that dies of it."""
    fighters = state.fighters
    for f in range(state.seats.shape[0], state.clock[C_FIGHTER_TOP]):
        if fighters[f, F_HP] > 0.0 and within(board, fighters[f, F_X] - x, fighters[f, F_Y] - y):
            hurt_fighter(board, state, f, heat(board, state))
            if fighters[f, F_HP] == 0.0 and uniform(state.rng) < board.numbers[B_COMPENSATION_PROBABILITY]:
                gold = state.seats[seat, S_GOLD] + board.numbers[B_COMPENSATION]
                state.seats[seat, S_GOLD] = min(gold, board.numbers[B_GOLD_MAX])
                state.seats[seat, S_COMPENSATIONS] += 1.0
