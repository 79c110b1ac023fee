"""Whether the fighters, towers, projectiles and fires of an untrusted state could have come about."""

from garrison_server.board import (
    B_FIRE_TICKS,
    B_HERO_DAMAGE,
    B_HERO_EXTRA,
    B_HERO_INTERVAL_TICKS,
    B_HERO_STEP,
    B_KNIGHT_DAMAGE,
    B_KNIGHT_EXTRA,
    B_KNIGHT_HP,
    B_KNIGHT_INTERVAL_TICKS,
    B_KNIGHT_STEP,
    B_POINTS,
    B_REINFORCE_TICKS,
    B_ZONED,
    Q_RALLY_X,
    Q_RALLY_Y,
    TT_DAMAGE,
    TT_EXTRA,
    TT_GROWTH,
    TT_INTERVAL_TICKS,
    TT_PRICE,
    TT_UPGRADE,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import (
    ARCHER_TOWER,
    KNIGHT_TOWER,
    KNIGHTS_PER_TOWER,
    MAX_ENEMIES,
    SEARCH_TICKS,
    TOP_LEVEL,
)
from garrison_server.sim.refusals import in_map
from garrison_server.sim.seats import seats_of
from garrison_server.sim.sound_rows import MOST, Row, empty, placed, whole
from garrison_server.state import (
    B_OWNER,
    B_TICKS,
    B_X,
    B_Y,
    C_SERIAL,
    E_HP,
    F_COOLDOWN,
    F_DAMAGE,
    F_EXTRA,
    F_FOE,
    F_HOME_X,
    F_HOME_Y,
    F_HP,
    F_SPOT,
    F_STEP,
    F_TICKS,
    F_TOWER,
    F_X,
    F_Y,
    P_AIM_X,
    P_AIM_Y,
    P_DAMAGE,
    P_KIND,
    P_SERIAL,
    P_TARGET,
    P_X,
    P_Y,
    S_HERO_MAX,
    T_COOLDOWN,
    T_DAMAGE,
    T_EXTRA,
    T_FROZEN,
    T_KIND,
    T_KNIGHTS,
    T_LEVEL,
    T_OWNER,
    T_RALLY_X,
    T_RALLY_Y,
    T_SPENT,
    State,
)


@kernel
def sound_fighters(board: Board, state: State) -> bool:
    """Every hero and knight possible, and each holds a living enemy or none."""
    numbers, seats = board.numbers, state.seats.shape[0]
    for f in range(state.fighters.shape[0]):
        fighter = state.fighters[f]
        if f >= seats and fighter[F_HP] == 0.0:
            if not empty(fighter):
                return False
            continue
        if not whole(fighter[F_FOE], 0, MAX_ENEMIES) or not 0.0 <= fighter[F_HP] < MOST:
            return False
        if fighter[F_FOE] > 0.0 and (fighter[F_HP] == 0.0 or state.enemies[int(fighter[F_FOE]) - 1, E_HP] == 0.0):
            return False
        if not (placed(fighter[F_X], fighter[F_Y]) and placed(fighter[F_HOME_X], fighter[F_HOME_Y])):
            return False
        if not whole(fighter[F_COOLDOWN], 0, numbers[B_HERO_INTERVAL_TICKS if f < seats else B_KNIGHT_INTERVAL_TICKS]):
            return False
        if f < seats:
            if f < seats_of(board, state) and not sound_hero(board, state, f):
                return False
        elif not sound_knight(board, state, fighter):
            return False
    return True


@kernel
def sound_hero(board: Board, state: State, f: int) -> bool:
    """A hero has the level's strength and no tower."""
    hero, numbers = state.fighters[f], board.numbers
    if hero[F_HP] > state.seats[f, S_HERO_MAX] or not whole(hero[F_TICKS], 0, 1) or hero[F_TOWER] != 0.0 or hero[F_SPOT] != 0.0:
        return False
    return hero[F_DAMAGE] == numbers[B_HERO_DAMAGE] and hero[F_EXTRA] == numbers[B_HERO_EXTRA] and hero[F_STEP] == numbers[B_HERO_STEP]


@kernel
def sound_knight(board: Board, state: State, knight: Row) -> bool:
    """A knight has a knight tower's place and strength; a reinforcement has a seat and its time."""
    numbers, growth = board.numbers, 1.0
    if knight[F_HP] > numbers[B_KNIGHT_HP] or not whole(knight[F_TOWER], 0, numbers[B_POINTS]):
        return False
    if knight[F_TOWER] == 0.0:
        if not (whole(knight[F_TICKS], 1, numbers[B_REINFORCE_TICKS]) and whole(knight[F_SPOT], 0, seats_of(board, state) - 1)):
            return False
    else:
        tower = state.towers[int(knight[F_TOWER]) - 1]
        if tower[T_KIND] != KNIGHT_TOWER or not whole(tower[T_LEVEL], 0, TOP_LEVEL):
            return False
        if knight[F_TICKS] != 0.0 or not whole(knight[F_SPOT], 0, KNIGHTS_PER_TOWER - 1):
            return False
        growth = board.towers[KNIGHT_TOWER - 1, TT_GROWTH + int(tower[T_LEVEL])]
    if knight[F_DAMAGE] != numbers[B_KNIGHT_DAMAGE] * growth or knight[F_EXTRA] != numbers[B_KNIGHT_EXTRA] * growth:
        return False
    return knight[F_STEP] == numbers[B_KNIGHT_STEP] * growth


@kernel
def sound_towers(board: Board, state: State) -> bool:
    """Towers only on the level's points; a free point has its default rally point and nothing else."""
    for t in range(state.towers.shape[0]):
        tower = state.towers[t]
        if t >= board.numbers[B_POINTS]:
            if not empty(tower):
                return False
        elif tower[T_KIND] == 0.0:
            if not (empty(tower[:T_RALLY_X]) and empty(tower[T_RALLY_Y + 1 :])):
                return False
            if tower[T_RALLY_X] != board.points[t, Q_RALLY_X] or tower[T_RALLY_Y] != board.points[t, Q_RALLY_Y]:
                return False
        elif not sound_tower(board, state, t):
            return False
    return True


@kernel
def sound_tower(board: Board, state: State, t: int) -> bool:
    """What its kind has at its level, and as many knights as live."""
    tower, knights = state.towers[t], 0
    if not (whole(tower[T_KIND], 1, ARCHER_TOWER) and whole(tower[T_LEVEL], 0, TOP_LEVEL) and whole(tower[T_FROZEN], 0, 1)):
        return False
    stats, level = board.towers[int(tower[T_KIND]) - 1], int(tower[T_LEVEL])
    growth = stats[TT_GROWTH + level]
    if tower[T_SPENT] != stats[TT_PRICE] + level * stats[TT_UPGRADE] or not whole(tower[T_OWNER], 0, seats_of(board, state) - 1):
        return False
    if board.numbers[B_ZONED] > 0.0 and tower[T_OWNER] != board.point_seats[t]:
        return False
    if tower[T_DAMAGE] != stats[TT_DAMAGE] * growth or tower[T_EXTRA] != stats[TT_EXTRA] * growth:
        return False
    if not (
        in_map(tower[T_RALLY_X]) and in_map(tower[T_RALLY_Y]) and whole(tower[T_COOLDOWN], 0, max(stats[TT_INTERVAL_TICKS], SEARCH_TICKS))
    ):
        return False
    for f in range(state.fighters.shape[0]):
        if state.fighters[f, F_TOWER] == t + 1:
            knights += 1
    return tower[T_KNIGHTS] == knights and knights <= KNIGHTS_PER_TOWER


@kernel
def sound_shots(state: State) -> bool:
    """Projectiles between places on the map, at a row of enemies."""
    for s in range(state.shots.shape[0]):
        shot = state.shots[s]
        if shot[P_KIND] == 0.0:
            if not empty(shot):
                return False
            continue
        if not (whole(shot[P_KIND], 1, ARCHER_TOWER) and whole(shot[P_TARGET], 0, MAX_ENEMIES - 1)):
            return False
        if not (whole(shot[P_SERIAL], 0, state.clock[C_SERIAL] - 1) and 0.0 <= shot[P_DAMAGE] < MOST):
            return False
        if not (placed(shot[P_X], shot[P_Y]) and placed(shot[P_AIM_X], shot[P_AIM_Y])):
            return False
    return True


@kernel
def sound_fires(board: Board, state: State) -> bool:
    """Fires on the map, with time left, of a seat."""
    for i in range(state.fires.shape[0]):
        fire = state.fires[i]
        if fire[B_TICKS] == 0.0:
            if not empty(fire):
                return False
            continue
        if not (whole(fire[B_TICKS], 1, board.numbers[B_FIRE_TICKS]) and whole(fire[B_OWNER], 0, seats_of(board, state) - 1)):
            return False
        if not placed(fire[B_X], fire[B_Y]):
            return False
    return True
