"""The twelve actions, and the gift among several seats: what each does when it is not refused. Nothing is clamped or guessed."""

import math

from garrison_server.board import (
    B_FIRE_COST,
    B_FIRE_TICKS,
    B_GOLD_MAX,
    B_KNIGHT_DAMAGE,
    B_KNIGHT_EXTRA,
    B_KNIGHT_HP,
    B_KNIGHT_STEP,
    B_RAISE_HEALTH,
    B_RAISE_PRICE,
    B_REFUND,
    B_REINFORCE_COOLDOWN_TICKS,
    B_REINFORCE_NUMBER,
    B_REINFORCE_TICKS,
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
    ABSENT,
    BUILD_KNIGHT,
    FIRE_OF_RAGE,
    GIFT,
    GIVE,
    KNIGHT_TOWER,
    NOOP,
    OK,
    RAISE_HEALTH,
    RALLY,
    REINFORCE,
    SELL,
    SEND_HERO,
    SHOW_RANGE,
    UPGRADE,
)
from garrison_server.sim.lives import free_fighter_row, hurt_fighter, let_go, remove_knight
from garrison_server.sim.refusals import free_fire, in_map, known, point_at, rallied, refusal
from garrison_server.sim.towers import train
from garrison_server.state import (
    B_OWNER,
    B_TICKS,
    B_X,
    B_Y,
    C_FIGHTER_TOP,
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
    S_GOLD,
    S_HERO_MAX,
    S_LAST_ACTION,
    S_LAST_CODE,
    S_LAST_X,
    S_LAST_Y,
    S_REINFORCE_TICKS,
    S_SHOWN,
    T_COOLDOWN,
    T_DAMAGE,
    T_EXTRA,
    T_KIND,
    T_LEVEL,
    T_OWNER,
    T_RALLY_X,
    T_RALLY_Y,
    T_SPENT,
    State,
)

EFFECTLESS = -1  # what `perform` answers for an accepted action after which the world goes on as after a no-op
ARRIVAL_GAP = 0.1  # reinforcements stand this far left and right of the point, alternately


@kernel
def apply(board: Board, state: State, seat: int, x: float, y: float, action: float) -> int:
    """Check and carry out one seat's action; its error code, or EFFECTLESS. Writes the seat's last-action fields."""
    code = refusal(board, state, seat, x, y, action)
    row = state.seats[seat]
    on_map = in_map(x) and in_map(y)
    row[S_LAST_X], row[S_LAST_Y] = (x, y) if on_map else (ABSENT, ABSENT)
    row[S_LAST_ACTION] = action if known(board, state, action) else ABSENT
    row[S_LAST_CODE] = code
    row[S_SHOWN] = 0.0
    if code != OK:
        state.refusals[seat, code] += 1
        return code
    return OK if perform(board, state, seat, x, y, int(action)) or int(action) == NOOP else EFFECTLESS


@kernel
def perform(board: Board, state: State, seat: int, x: float, y: float, index: int) -> bool:
    """Carry out an action known to be legal; whether the world now goes on otherwise than after a no-op."""
    if index <= BUILD_KNIGHT:
        build(board, state, seat, point_at(board, x, y), 3 - index)
    elif index == UPGRADE:
        upgrade(board, state, seat, point_at(board, x, y))
    elif index == SELL:
        sell(board, state, seat, point_at(board, x, y))
    elif index == SHOW_RANGE:
        state.seats[seat, S_SHOWN] = point_at(board, x, y) + 1
        return False
    elif index == RALLY:
        return move_rally(board, state, rallied(board, state, seat, x, y), x, y)
    elif index == REINFORCE:
        reinforce(board, state, seat, x, y)
    elif index == SEND_HERO:
        return send_hero(state, seat, x, y)
    elif index == FIRE_OF_RAGE:
        cast_fire(board, state, seat)
    elif index == RAISE_HEALTH:
        state.seats[seat, S_GOLD] -= board.numbers[B_RAISE_PRICE]
        state.seats[seat, S_HERO_MAX] += board.numbers[B_RAISE_HEALTH]
    elif index >= GIVE:
        state.seats[seat, S_GOLD] -= GIFT
        state.seats[index - GIVE, S_GOLD] += GIFT
    return index != NOOP


@kernel
def build(board: Board, state: State, seat: int, t: int, kind: int) -> None:
    """A new tower, ready to act at once; a knight tower's first knight takes its full time."""
    tower, stats = state.towers[t], board.towers[kind - 1]
    state.seats[seat, S_GOLD] -= stats[TT_PRICE]
    tower[T_KIND], tower[T_SPENT], tower[T_OWNER] = kind, stats[TT_PRICE], seat
    tower[T_DAMAGE], tower[T_EXTRA] = stats[TT_DAMAGE], stats[TT_EXTRA]
    if kind == KNIGHT_TOWER:
        tower[T_COOLDOWN] = stats[TT_INTERVAL_TICKS]


@kernel
def upgrade(board: Board, state: State, seat: int, t: int) -> None:
    """One level up; living knights of the tower gain at once."""
    tower = state.towers[t]
    stats = board.towers[int(tower[T_KIND]) - 1]
    state.seats[seat, S_GOLD] -= stats[TT_UPGRADE]
    tower[T_SPENT] += stats[TT_UPGRADE]
    tower[T_LEVEL] += 1.0
    growth = stats[TT_GROWTH + int(tower[T_LEVEL])]
    tower[T_DAMAGE], tower[T_EXTRA] = stats[TT_DAMAGE] * growth, stats[TT_EXTRA] * growth
    muster(board, state, t)


@kernel
def muster(board: Board, state: State, t: int) -> None:
    """Give all knights of tower t its present rally point and strength."""
    for f in range(state.seats.shape[0], state.clock[C_FIGHTER_TOP]):
        if state.fighters[f, F_TOWER] == t + 1:
            train(board, state, t, f)


@kernel
def sell(board: Board, state: State, seat: int, t: int) -> None:
    """Refund whole gold of all that was spent, up to the maximum; the tower's knights go with it."""
    tower = state.towers[t]
    refund = math.floor(tower[T_SPENT] * board.numbers[B_REFUND])
    state.seats[seat, S_GOLD] = min(state.seats[seat, S_GOLD] + refund, board.numbers[B_GOLD_MAX])
    for f in range(state.seats.shape[0], state.clock[C_FIGHTER_TOP]):
        if state.fighters[f, F_TOWER] == t + 1:
            remove_knight(state, f)
    tower[:] = 0.0
    tower[T_RALLY_X], tower[T_RALLY_Y] = board.points[t, Q_RALLY_X], board.points[t, Q_RALLY_Y]


@kernel
def move_rally(board: Board, state: State, t: int, x: float, y: float) -> bool:
    """Send tower t's knights to a new rally point; they leave their fights. Whether it is another point."""
    tower = state.towers[t]
    if tower[T_RALLY_X] == x and tower[T_RALLY_Y] == y:
        return False
    tower[T_RALLY_X], tower[T_RALLY_Y] = x, y
    for f in range(state.seats.shape[0], state.clock[C_FIGHTER_TOP]):
        if state.fighters[f, F_TOWER] == t + 1:
            let_go(state, f)
    muster(board, state, t)
    return True


@kernel
def reinforce(board: Board, state: State, seat: int, x: float, y: float) -> None:
    """Reinforcements stand left and right of the point for a while. All rows taken: fewer come."""
    for i in range(int(board.numbers[B_REINFORCE_NUMBER])):
        f = free_fighter_row(state)
        if f < 0:
            break
        row = state.fighters[f]
        row[F_HP] = board.numbers[B_KNIGHT_HP]
        row[F_X] = row[F_HOME_X] = x + (ARRIVAL_GAP if i % 2 else -ARRIVAL_GAP)
        row[F_Y] = row[F_HOME_Y] = y + (i // 2) * ARRIVAL_GAP
        row[F_TICKS], row[F_SPOT] = board.numbers[B_REINFORCE_TICKS], seat
        row[F_DAMAGE], row[F_EXTRA] = board.numbers[B_KNIGHT_DAMAGE], board.numbers[B_KNIGHT_EXTRA]
        row[F_STEP] = board.numbers[B_KNIGHT_STEP]
        state.clock[C_FIGHTER_TOP] = max(state.clock[C_FIGHTER_TOP], f + 1)
    state.seats[seat, S_REINFORCE_TICKS] = board.numbers[B_REINFORCE_COOLDOWN_TICKS]


@kernel
def send_hero(state: State, seat: int, x: float, y: float) -> bool:
    """The hero breaks off and marches to (x, y), fighting nobody on the way. Whether that is news to it."""
    hero = state.fighters[seat]
    if hero[F_HOME_X] == x and hero[F_HOME_Y] == y and hero[F_FOE] == 0.0:
        return False
    let_go(state, seat)
    hero[F_HOME_X], hero[F_HOME_Y], hero[F_TICKS] = x, y, 1.0
    return True


@kernel
def cast_fire(board: Board, state: State, seat: int) -> None:
    """Pay with the hero's health and light a fire where it stands."""
    hero, fire = state.fighters[seat], state.fires[free_fire(state)]
    fire[B_X], fire[B_Y], fire[B_OWNER] = hero[F_X], hero[F_Y], seat
    fire[B_TICKS] = board.numbers[B_FIRE_TICKS]
    hurt_fighter(board, state, seat, board.numbers[B_FIRE_COST])
