"""How an episode begins."""

import numpy as np

from garrison_server.board import (
    B_COIN_REFRESH_TICKS,
    B_COUNTDOWN_TICKS,
    B_FOG,
    B_FOG_STEP,
    B_GOLD,
    B_HERO_DAMAGE,
    B_HERO_EXTRA,
    B_HERO_HP,
    B_HERO_STEP,
    B_HERO_X,
    B_HERO_Y,
    B_LIFE,
    B_POINTS,
    B_SPLIT_PURSE,
    Q_RALLY_X,
    Q_RALLY_Y,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import ABSENT, FOG_LANE_HALF, MAP_HALF, NOOP
from garrison_server.sim.draws import uniform
from garrison_server.sim.seats import seats_of
from garrison_server.sim.siege import start_attack
from garrison_server.state import (
    C_FIGHTER_TOP,
    C_LIFE,
    C_WAVE_TICKS,
    D_COIN_WAIT,
    D_FOG_HIDES,
    D_FOG_STEP,
    D_FOG_X,
    D_FOG_Y,
    F_DAMAGE,
    F_EXTRA,
    F_HOME_X,
    F_HOME_Y,
    F_HP,
    F_STEP,
    F_X,
    F_Y,
    S_GOLD,
    S_HERO_MAX,
    S_LAST_ACTION,
    T_RALLY_X,
    T_RALLY_Y,
    State,
)


@kernel
def start(board: Board, state: State, seed: np.uint64) -> None:
    """Make `state` the first state of an episode; whatever it held before is gone."""
    clear(state)
    numbers = board.numbers
    state.rng[0] = seed
    state.clock[C_LIFE] = int(numbers[B_LIFE])
    state.clock[C_WAVE_TICKS] = max(int(numbers[B_COUNTDOWN_TICKS]), 1)
    state.clock[C_FIGHTER_TOP] = state.seats.shape[0]
    state.field[D_COIN_WAIT] = numbers[B_COIN_REFRESH_TICKS]
    start_fog(board, state)
    if state.attack.shape[0] > 0:
        start_attack(board, state)
    for t in range(int(numbers[B_POINTS])):
        state.towers[t, T_RALLY_X], state.towers[t, T_RALLY_Y] = board.points[t, Q_RALLY_X], board.points[t, Q_RALLY_Y]
    for seat in range(seats_of(board, state)):
        state.seats[seat, S_GOLD] = purse(board, seat, seats_of(board, state))
        state.seats[seat, S_HERO_MAX] = numbers[B_HERO_HP]
        state.seats[seat, S_LAST_ACTION] = NOOP
        hero = state.fighters[seat]
        hero[F_HP], hero[F_STEP] = numbers[B_HERO_HP], numbers[B_HERO_STEP]
        hero[F_X], hero[F_Y] = numbers[B_HERO_X], numbers[B_HERO_Y]
        hero[F_HOME_X], hero[F_HOME_Y] = numbers[B_HERO_X], numbers[B_HERO_Y]
        hero[F_DAMAGE], hero[F_EXTRA] = numbers[B_HERO_DAMAGE], numbers[B_HERO_EXTRA]


@kernel
def purse(board: Board, seat: int, seats: int) -> float:
    """A seat's gold at the start: the level's, or an even part of it; what whole gold does not divide goes to the first seats."""
    gold = int(board.numbers[B_GOLD])
    if board.numbers[B_SPLIT_PURSE] == 0.0:
        return float(gold)
    return float(gold // seats + (1 if seat < gold % seats else 0))


@kernel
def clear(state: State) -> None:
    """All zeros."""
    state.clock[:] = 0
    state.field[:] = 0.0
    state.seats[:] = 0.0
    state.refusals[:] = 0
    state.tally[:] = 0
    state.towers[:] = 0.0
    state.enemies[:] = 0.0
    state.fighters[:] = 0.0
    state.shots[:] = 0.0
    state.fires[:] = 0.0
    state.leaks[:] = 0
    state.attack[:] = 0.0
    state.queue[:] = 0.0
    state.appeared[:] = 0


@kernel
def start_fog(board: Board, state: State) -> None:
    """Draw the cloud's first place and direction; without fog it is nowhere."""
    if board.numbers[B_FOG] == 0.0:
        state.field[D_FOG_X] = state.field[D_FOG_Y] = ABSENT
        return
    state.field[D_FOG_X] = (uniform(state.rng) * 2.0 - 1.0) * MAP_HALF
    state.field[D_FOG_Y] = (uniform(state.rng) * 2.0 - 1.0) * FOG_LANE_HALF
    state.field[D_FOG_STEP] = board.numbers[B_FOG_STEP] if uniform(state.rng) < 0.5 else -board.numbers[B_FOG_STEP]
    state.field[D_FOG_HIDES] = 1.0
