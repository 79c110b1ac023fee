"""Towers: archers and magicians shoot, knight towers summon."""

from garrison_server.board import (
    B_KNIGHT_DAMAGE,
    B_KNIGHT_EXTRA,
    B_KNIGHT_HP,
    B_KNIGHT_STEP,
    B_POINTS,
    K_FLYING,
    Q_X,
    Q_Y,
    TT_AIR,
    TT_GROUND,
    TT_GROWTH,
    TT_INTERVAL_TICKS,
    TT_RADIUS,
    W_ARC,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import KNIGHT_TOWER, KNIGHTS_PER_TOWER, SEARCH_TICKS
from garrison_server.sim.draws import uniform
from garrison_server.sim.fog import covered
from garrison_server.sim.lives import free_fighter_row
from garrison_server.sim.shots import launch
from garrison_server.state import (
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    E_ARC,
    E_HP,
    E_KIND,
    E_PATH,
    E_X,
    E_Y,
    F_DAMAGE,
    F_EXTRA,
    F_HOME_X,
    F_HOME_Y,
    F_HP,
    F_SPOT,
    F_STEP,
    F_TOWER,
    F_X,
    F_Y,
    T_COOLDOWN,
    T_DAMAGE,
    T_EXTRA,
    T_FROZEN,
    T_KIND,
    T_KNIGHTS,
    T_LEVEL,
    T_RALLY_X,
    T_RALLY_Y,
    State,
)

SPOTS_X = (0.0, -0.13, 0.13)  # where a tower's three knights stand around the rally point
SPOTS_Y = (0.15, -0.08, -0.08)


@kernel
def act(board: Board, state: State) -> None:
    """One tick of every tower. A frozen tower or one under fog does not act; its cooldown runs on."""
    towers = state.towers
    for t in range(int(board.numbers[B_POINTS])):
        kind = int(towers[t, T_KIND])
        if kind == 0:
            continue
        if towers[t, T_COOLDOWN] > 0.0:
            towers[t, T_COOLDOWN] -= 1.0
            if towers[t, T_COOLDOWN] > 0.0:
                continue
        if towers[t, T_FROZEN] > 0.0 or covered(state.field, board.points[t, Q_X], board.points[t, Q_Y]):
            continue
        if kind == KNIGHT_TOWER:
            if towers[t, T_KNIGHTS] < KNIGHTS_PER_TOWER:
                summon(board, state, t)
        else:
            shoot(board, state, t, kind)


@kernel
def shoot(board: Board, state: State, t: int, kind: int) -> None:
    """Shoot at the enemy in range that is nearest to the base; with none, look again after SEARCH_TICKS."""
    row = target(board, state, t, kind)
    if row < 0:
        state.towers[t, T_COOLDOWN] = SEARCH_TICKS
        return
    damage = state.towers[t, T_DAMAGE] + uniform(state.rng) * state.towers[t, T_EXTRA]
    if launch(state, kind, board.points[t, Q_X], board.points[t, Q_Y], row, damage):
        state.towers[t, T_COOLDOWN] = board.towers[kind - 1, TT_INTERVAL_TICKS]


@kernel
def target(board: Board, state: State, t: int, kind: int) -> int:
    """The enemy in a tower's range with the shortest way left to the base, or -1; of equals the first row."""
    enemies, best, least = state.enemies, -1, 0.0
    radius = board.towers[kind - 1, TT_RADIUS]
    for row in range(state.clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] == 0.0:
            continue
        dx, dy = enemies[row, E_X] - board.points[t, Q_X], enemies[row, E_Y] - board.points[t, Q_Y]
        if dx * dx + dy * dy > radius * radius:
            continue
        flying = board.kinds[int(enemies[row, E_KIND]), K_FLYING] > 0.0
        if board.towers[kind - 1, TT_AIR if flying else TT_GROUND] == 0.0:
            continue
        path = int(enemies[row, E_PATH])
        left = board.paths[path, board.lengths[path] - 1, W_ARC] - enemies[row, E_ARC]
        if best < 0 or left < least:
            best, least = row, left
    return best


@kernel
def summon(board: Board, state: State, t: int) -> None:
    """A knight leaves its tower for the first free place at the rally point. Without a free row the tower waits."""
    f = free_fighter_row(state)
    if f < 0:
        return
    fighters = state.fighters
    spot = 0
    while spot < KNIGHTS_PER_TOWER - 1 and taken(state, t, spot):
        spot += 1
    fighters[f, F_HP] = board.numbers[B_KNIGHT_HP]
    fighters[f, F_X], fighters[f, F_Y] = board.points[t, Q_X], board.points[t, Q_Y]
    fighters[f, F_TOWER], fighters[f, F_SPOT] = t + 1, spot
    train(board, state, t, f)
    state.towers[t, T_KNIGHTS] += 1.0
    state.towers[t, T_COOLDOWN] = board.towers[KNIGHT_TOWER - 1, TT_INTERVAL_TICKS]
    state.clock[C_FIGHTER_TOP] = max(state.clock[C_FIGHTER_TOP], f + 1)


@kernel
def taken(state: State, t: int, spot: int) -> bool:
    """Whether one of tower t's knights has this place."""
    for f in range(state.seats.shape[0], state.clock[C_FIGHTER_TOP]):
        if state.fighters[f, F_TOWER] == t + 1 and state.fighters[f, F_SPOT] == spot:
            return True
    return False


@kernel
def train(board: Board, state: State, t: int, f: int) -> None:
    """Give a knight its place and its tower level's strength and speed."""
    fighters, spot = state.fighters, int(state.fighters[f, F_SPOT])
    growth = board.towers[KNIGHT_TOWER - 1, TT_GROWTH + int(state.towers[t, T_LEVEL])]
    fighters[f, F_HOME_X] = state.towers[t, T_RALLY_X] + SPOTS_X[spot]
    fighters[f, F_HOME_Y] = state.towers[t, T_RALLY_Y] + SPOTS_Y[spot]
    fighters[f, F_DAMAGE] = board.numbers[B_KNIGHT_DAMAGE] * growth
    fighters[f, F_EXTRA] = board.numbers[B_KNIGHT_EXTRA] * growth
    fighters[f, F_STEP] = board.numbers[B_KNIGHT_STEP] * growth
