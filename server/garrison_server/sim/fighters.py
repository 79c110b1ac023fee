"""Fighters: knights, reinforcements and heroes seek an enemy on the ground, hold it, and strike."""

import math

from garrison_server.board import (
    B_HERO_INTERVAL_TICKS,
    B_HERO_RADIUS,
    B_HERO_RECOVERY,
    B_HERO_X,
    B_HERO_Y,
    B_KNIGHT_INTERVAL_TICKS,
    B_KNIGHT_RADIUS,
    K_FLYING,
    K_HOLDERS,
    K_UNHOLDABLE,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import HERO_FIRE, LEASH, REACH, SEARCH_TICKS
from garrison_server.sim.draws import uniform
from garrison_server.sim.fog import covered
from garrison_server.sim.lives import hurt_enemy, let_go, remove_knight
from garrison_server.sim.seats import seats_of
from garrison_server.sim.shots import launch
from garrison_server.state import (
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    C_TICK,
    E_FOE,
    E_HOLDERS,
    E_HP,
    E_KIND,
    E_X,
    E_Y,
    F_COOLDOWN,
    F_DAMAGE,
    F_EXTRA,
    F_FOE,
    F_HOME_X,
    F_HOME_Y,
    F_HP,
    F_STEP,
    F_TICKS,
    F_TOWER,
    F_X,
    F_Y,
    S_HERO_MAX,
    S_REVIVE_TICKS,
    State,
)

FAR = 1e9


@kernel
def act(board: Board, state: State) -> None:
    """One tick of every fighter, heroes first. Those under fog walk and hold, but do not strike."""
    fighters, seats, taken = state.fighters, state.seats.shape[0], seats_of(board, state)
    for f in range(state.clock[C_FIGHTER_TOP]):
        if fighters[f, F_HP] == 0.0:
            if f < taken:
                revive(board, state, f)
            continue
        if f >= seats and fighters[f, F_TOWER] == 0.0:
            fighters[f, F_TICKS] -= 1.0
            if fighters[f, F_TICKS] == 0.0:
                remove_knight(state, f)
                continue
        if fighters[f, F_COOLDOWN] > 0.0:
            fighters[f, F_COOLDOWN] -= 1.0
        marching = f < seats and fighters[f, F_TICKS] > 0.0
        number = f if f < seats else f - seats + taken  # among those who may be there: what an empty seat changes is nothing
        if fighters[f, F_FOE] == 0.0 and not marching and (state.clock[C_TICK] + number) % SEARCH_TICKS == 0:
            seek(board, state, f)
        if fighters[f, F_FOE] > 0.0:
            fight(board, state, f)
        elif stride(state, f, fighters[f, F_HOME_X], fighters[f, F_HOME_Y], 0.0) and f < seats:
            fighters[f, F_TICKS] = 0.0
            rest(board, state, f)


@kernel
def revive(board: Board, state: State, f: int) -> None:
    """Count a dead hero's time down; then it stands at its starting place in full health."""
    seat = state.seats[f]
    seat[S_REVIVE_TICKS] = max(seat[S_REVIVE_TICKS] - 1.0, 0.0)  # a level may have it return at once
    if seat[S_REVIVE_TICKS] > 0.0:
        return
    fighters = state.fighters
    fighters[f, F_HP] = seat[S_HERO_MAX]
    fighters[f, F_X] = fighters[f, F_HOME_X] = board.numbers[B_HERO_X]
    fighters[f, F_Y] = fighters[f, F_HOME_Y] = board.numbers[B_HERO_Y]


@kernel
def radius_of(board: Board, state: State, f: int) -> float:
    """How far a fighter looks for an enemy."""
    return board.numbers[B_HERO_RADIUS if f < state.seats.shape[0] else B_KNIGHT_RADIUS]


@kernel
def seek(board: Board, state: State, f: int) -> None:
    """Take on the nearest ground enemy in range, first those that still lack holders. It stops to fight back."""
    fighters, enemies = state.fighters, state.enemies
    radius, best, least = radius_of(board, state, f), -1, 2.0 * FAR
    for row in range(state.clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] == 0.0:
            continue
        dx, dy = enemies[row, E_X] - fighters[f, F_X], enemies[row, E_Y] - fighters[f, F_Y]
        square = dx * dx + dy * dy
        if square > radius * radius:
            continue
        kind = int(enemies[row, E_KIND])
        if board.kinds[kind, K_FLYING] > 0.0 or board.kinds[kind, K_UNHOLDABLE] > 0.0:
            continue
        if enemies[row, E_HOLDERS] >= board.kinds[kind, K_HOLDERS]:
            square += FAR
        if square < least:
            best, least = row, square
    if best >= 0:
        fighters[f, F_FOE] = best + 1
        enemies[best, E_HOLDERS] += 1.0
        if enemies[best, E_FOE] == 0.0:
            enemies[best, E_FOE] = f + 1


@kernel
def stride(state: State, f: int, x: float, y: float, gap: float) -> bool:
    """Walk one tick towards (x, y) unless within `gap` of it; whether the fighter stood there already."""
    fighters = state.fighters
    dx, dy = x - fighters[f, F_X], y - fighters[f, F_Y]
    square = dx * dx + dy * dy
    if square <= gap * gap:
        return True
    distance, step = math.sqrt(square), fighters[f, F_STEP]
    if distance <= step:
        fighters[f, F_X], fighters[f, F_Y] = x, y
    else:
        fighters[f, F_X] += dx / distance * step
        fighters[f, F_Y] += dy / distance * step
    return False


@kernel
def fight(board: Board, state: State, f: int) -> None:
    """Walk up to the held enemy and strike it; let it go when it has drawn the fighter off its leash."""
    fighters, enemies = state.fighters, state.enemies
    row = int(fighters[f, F_FOE]) - 1
    dx, dy = fighters[f, F_X] - fighters[f, F_HOME_X], fighters[f, F_Y] - fighters[f, F_HOME_Y]
    if dx * dx + dy * dy > LEASH * LEASH:
        let_go(state, f)
        return
    if not stride(state, f, enemies[row, E_X], enemies[row, E_Y], REACH):
        return
    if fighters[f, F_COOLDOWN] > 0.0 or covered(state.field, fighters[f, F_X], fighters[f, F_Y]):
        return
    fighters[f, F_COOLDOWN] = interval_of(board, state, f)
    hurt_enemy(board, state, row, fighters[f, F_DAMAGE] + uniform(state.rng) * fighters[f, F_EXTRA])


@kernel
def interval_of(board: Board, state: State, f: int) -> float:
    """Ticks between two strikes of a fighter."""
    return board.numbers[B_HERO_INTERVAL_TICKS if f < state.seats.shape[0] else B_KNIGHT_INTERVAL_TICKS]


@kernel
def rest(board: Board, state: State, f: int) -> None:
    """A hero that stands with nothing to fight recovers, and throws fire at what flies in its range."""
    fighters = state.fighters
    if fighters[f, F_COOLDOWN] > 0.0:
        return
    most = state.seats[f, S_HERO_MAX]
    fighters[f, F_HP] = min(fighters[f, F_HP] + board.numbers[B_HERO_RECOVERY], most)
    if (state.clock[C_TICK] + f) % SEARCH_TICKS != 0 or covered(state.field, fighters[f, F_X], fighters[f, F_Y]):
        return
    row = nearest_flyer(board, state, f)
    if row < 0:
        return
    damage = fighters[f, F_DAMAGE] + uniform(state.rng) * fighters[f, F_EXTRA]
    if launch(state, HERO_FIRE, fighters[f, F_X], fighters[f, F_Y], row, damage):
        fighters[f, F_COOLDOWN] = interval_of(board, state, f)


@kernel
def nearest_flyer(board: Board, state: State, f: int) -> int:
    """The nearest flying enemy in a fighter's range, or -1."""
    enemies, radius, best = state.enemies, radius_of(board, state, f), -1
    least = radius * radius
    for row in range(state.clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] == 0.0 or board.kinds[int(enemies[row, E_KIND]), K_FLYING] == 0.0:
            continue
        dx, dy = enemies[row, E_X] - state.fighters[f, F_X], enemies[row, E_Y] - state.fighters[f, F_Y]
        if dx * dx + dy * dy <= least:
            best, least = row, dx * dx + dy * dy
    return best
