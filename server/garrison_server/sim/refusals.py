"""Why an action would be refused: the single source of truth for the game, the masks and the agents' tips."""

import math

from garrison_server.board import (
    B_FIRE_COST,
    B_GOLD_MAX,
    B_POINTS,
    B_RAISE_PRICE,
    B_ZONED,
    Q_X,
    Q_Y,
    TT_PRICE,
    TT_RADIUS,
    TT_UPGRADE,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import (
    BOX_HALF,
    BUILD_KNIGHT,
    ERR_BUILD_GOLD,
    ERR_COOLDOWN,
    ERR_FIRES_FULL,
    ERR_GIFT_GOLD,
    ERR_GIFT_ROOM,
    ERR_GIFT_SEAT,
    ERR_HEALTH_GOLD,
    ERR_HERO_DEAD,
    ERR_HERO_WEAK,
    ERR_HIDDEN,
    ERR_MALFORMED,
    ERR_NOT_IN_BOX,
    ERR_NOT_YOURS,
    ERR_OCCUPIED,
    ERR_RALLY,
    ERR_RANGE_NOTHING,
    ERR_SELL_NOTHING,
    ERR_TOP_LEVEL,
    ERR_UPGRADE_GOLD,
    ERR_UPGRADE_NOTHING,
    ERR_ZONE,
    FIRE_OF_RAGE,
    GIFT,
    GIVE,
    KNIGHT_TOWER,
    MAP_HALF,
    MAX_FIRES,
    N_ACTIONS,
    N_SEVERAL_ACTIONS,
    NOOP,
    OK,
    RAISE_HEALTH,
    RALLY,
    REINFORCE,
    SELL,
    SHOW_RANGE,
    TOP_LEVEL,
    UPGRADE,
)
from garrison_server.sim.fog import covered
from garrison_server.sim.seats import seats_of
from garrison_server.state import (
    B_TICKS,
    F_HP,
    S_GOLD,
    S_REINFORCE_TICKS,
    T_KIND,
    T_LEVEL,
    T_OWNER,
    State,
)


@kernel
def refusal(board: Board, state: State, seat: int, x: float, y: float, action: float) -> int:
    """Why this action would be refused now (an error code), or OK. Changes nothing."""
    if not (in_map(x) and in_map(y) and known(board, state, action)):
        return ERR_MALFORMED
    index = int(action)
    if index <= SHOW_RANGE:
        return tower_refusal(board, state, seat, point_at(board, x, y), index)
    if index == RALLY:
        return rally_refusal(board, state, seat, x, y)
    if index == REINFORCE:
        return OK if state.seats[seat, S_REINFORCE_TICKS] == 0.0 else ERR_COOLDOWN
    if index == NOOP:
        return OK
    if index >= GIVE:
        return gift_refusal(board, state, seat, index - GIVE)
    return hero_refusal(board, state, seat, index)


@kernel
def tower_refusal(board: Board, state: State, seat: int, t: int, index: int) -> int:
    """Why an action on tower point t (-1: none) would be refused: first the place, then what stands there and whose it is, then gold."""
    if t < 0:
        return ERR_NOT_IN_BOX
    if covered(state.field, board.points[t, Q_X], board.points[t, Q_Y]):
        return ERR_HIDDEN
    kind, gold = int(state.towers[t, T_KIND]), state.seats[seat, S_GOLD]
    if index <= BUILD_KNIGHT:
        if kind > 0:
            return ERR_OCCUPIED
        if board.numbers[B_ZONED] > 0.0 and board.point_seats[t] != seat:
            return ERR_ZONE
        return OK if gold >= board.towers[2 - index, TT_PRICE] else ERR_BUILD_GOLD
    if kind == 0:
        if index == UPGRADE:
            return ERR_UPGRADE_NOTHING
        return ERR_SELL_NOTHING if index == SELL else ERR_RANGE_NOTHING
    if index != SHOW_RANGE and state.towers[t, T_OWNER] != seat:
        return ERR_NOT_YOURS
    if index == UPGRADE:
        if state.towers[t, T_LEVEL] >= TOP_LEVEL:
            return ERR_TOP_LEVEL
        return OK if gold >= board.towers[kind - 1, TT_UPGRADE] else ERR_UPGRADE_GOLD
    return OK


@kernel
def hero_refusal(board: Board, state: State, seat: int, index: int) -> int:
    """Why an order to the hero would be refused."""
    if state.fighters[seat, F_HP] == 0.0:
        return ERR_HERO_DEAD
    if index == FIRE_OF_RAGE:
        if state.fighters[seat, F_HP] <= board.numbers[B_FIRE_COST]:
            return ERR_HERO_WEAK
        if free_fire(state) < 0:
            return ERR_FIRES_FULL
    if index == RAISE_HEALTH and state.seats[seat, S_GOLD] < board.numbers[B_RAISE_PRICE]:
        return ERR_HEALTH_GOLD
    return OK


@kernel
def rally_refusal(board: Board, state: State, seat: int, x: float, y: float) -> int:
    """Why a rally point would be refused: in no knight tower's range, or only in another seat's."""
    if rallied(board, state, seat, x, y) >= 0:
        return OK
    for other in range(seats_of(board, state)):
        if other != seat and rallied(board, state, other, x, y) >= 0:
            return ERR_NOT_YOURS
    return ERR_RALLY


@kernel
def gift_refusal(board: Board, state: State, seat: int, other: int) -> int:
    """Why a gift of GIFT gold to another seat would be refused. It must fit into the purse: nothing is lost."""
    if other >= seats_of(board, state) or other == seat:
        return ERR_GIFT_SEAT
    if state.seats[seat, S_GOLD] < GIFT:
        return ERR_GIFT_GOLD
    return OK if state.seats[other, S_GOLD] + GIFT <= board.numbers[B_GOLD_MAX] else ERR_GIFT_ROOM


@kernel
def in_map(value: float) -> bool:
    """Whether a coordinate is finite and on the map."""
    return -MAP_HALF <= value <= MAP_HALF


@kernel
def known(board: Board, state: State, action: float) -> bool:
    """Whether an action index is one of the twelve or, with several seats, a gift."""
    return 0.0 <= action < (N_SEVERAL_ACTIONS if seats_of(board, state) > 1 else N_ACTIONS) and action == math.floor(action)


@kernel
def point_at(board: Board, x: float, y: float) -> int:
    """The tower point whose box holds (x, y), or -1."""
    for t in range(int(board.numbers[B_POINTS])):
        if abs(x - board.points[t, Q_X]) <= BOX_HALF and abs(y - board.points[t, Q_Y]) <= BOX_HALF:
            return t
    return -1


@kernel
def rallied(board: Board, state: State, seat: int, x: float, y: float) -> int:
    """The seat's nearest knight tower with (x, y) in its range, or -1. One under fog is left out: a refusal would tell of it."""
    radius = board.towers[KNIGHT_TOWER - 1, TT_RADIUS]
    best, least = -1, radius * radius
    for t in range(int(board.numbers[B_POINTS])):
        if state.towers[t, T_KIND] == KNIGHT_TOWER and state.towers[t, T_OWNER] == seat:
            if covered(state.field, board.points[t, Q_X], board.points[t, Q_Y]):
                continue
            dx, dy = x - board.points[t, Q_X], y - board.points[t, Q_Y]
            square = dx * dx + dy * dy
            if square < least or (square == least and best < 0):
                best, least = t, square
    return best


@kernel
def free_fire(state: State) -> int:
    """The first free row for a Fire of Rage, or -1."""
    for i in range(MAX_FIRES):
        if state.fires[i, B_TICKS] == 0.0:
            return i
    return -1
