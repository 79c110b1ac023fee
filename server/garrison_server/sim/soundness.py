"""Whether a state that came from outside may be played: whether it could have come out of a game of this level.

A snapshot is untrusted, and the kernels index without looking; this is the one place that looks. It looks at every
word: what could not have come about is refused, so that no rule has to ask whether a count is the count.
"""

from numpy.typing import NDArray

from garrison_server.board import (
    B_COIN_REFRESH_TICKS,
    B_COIN_STAY_TICKS,
    B_FOG,
    B_FOG_STEP,
    B_GOLD_MAX,
    B_HERO_REVIVE_TICKS,
    B_LIFE,
    B_PATHS,
    B_POINTS,
    B_REINFORCE_COOLDOWN_TICKS,
    B_WAVES,
    V_COUNT,
    V_FIRST,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import ABSENT, COIN_HALF, FOG_LANE_HALF, MAX_ENEMIES
from garrison_server.sim.fog import TURN_X
from garrison_server.sim.refusals import in_map, known
from garrison_server.sim.seats import agents_of, seats_of
from garrison_server.sim.siege import over
from garrison_server.sim.sound_defence import sound_fighters, sound_fires, sound_shots, sound_towers
from garrison_server.sim.sound_rows import MOST, empty, sound_enemies, used_rows, whole
from garrison_server.sim.sound_siege import sound_attack, sound_windows
from garrison_server.state import (
    C_ALIVE,
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    C_LIFE,
    C_RESERVED,
    C_SHOT_TOP,
    C_SPAWNED,
    C_STATUS,
    C_WAVE,
    C_WAVE_TICKS,
    CUT,
    D_COIN_TICKS,
    D_COIN_WAIT,
    D_COIN_X,
    D_COIN_Y,
    D_FOG_HIDES,
    D_FOG_STEP,
    D_FOG_X,
    D_FOG_Y,
    E_HP,
    F_HP,
    LOST,
    P_KIND,
    S_COINS,
    S_COMPENSATIONS,
    S_GOLD,
    S_HERO_MAX,
    S_LAST_ACTION,
    S_LAST_CODE,
    S_LAST_X,
    S_LAST_Y,
    S_REINFORCE_TICKS,
    S_REVIVE_TICKS,
    S_SHOWN,
    WON,
    State,
)
from garrison_server.table import Rows

FAULTS = (
    "sound",
    "got a count that is negative or beyond all bounds, wanted counts from 0 up",
    "got a wave, spawn, life or status number that the level does not come to, wanted one that it does",
    "got a coin or fog that the level does not bring about, wanted one that it does",
    "got a seat with impossible gold, hero, clocks or last action, wanted possible ones",
    "got an enemy of impossible type, road, place, health, clock or foe, wanted what the level brings about",
    "got a fighter of impossible health, place, strength, enemy or tower, wanted what the level brings about",
    "got a tower of impossible kind, level, owner, price or knights, wanted what the level brings about",
    "got a projectile of impossible kind, place or target, wanted what the level brings about",
    "got a fire of impossible place, time or owner, wanted what the level brings about",
    "got a mark of rows in use, or a count of enemies, that is not theirs, wanted theirs",
    "got an attacker with impossible gold, orders, bounds or last order, wanted possible ones",
    "got lives lost by road that are not those lost in all, wanted as many on the level's roads",
)
TOP_COUNT = 2**48


def fault_text(fault: int) -> str:
    """What a fault number means."""
    return FAULTS[fault]


@kernel
def fault_of(boards: Rows, level: int, states: Rows) -> int:
    """0 when the first of `states` is a sound state of boards[level], else an index into FAULTS."""
    board, state = boards[level], states[0]
    if not (counts(state.clock) and counts(state.refusals.reshape(-1)) and counts(state.tally.reshape(-1)) and counts(state.leaks)):
        return 1
    for agent in range(agents_of(board, state), state.refusals.shape[0]):
        if state.refusals[agent].any():
            return 1
    if not sound_clock(board, state):
        return 2
    if not (sound_coin(board, state) and sound_fog(board, state)):
        return 3
    for seat in range(state.seats.shape[0]):
        if seat >= seats_of(board, state):
            if not (empty(state.seats[seat]) and empty(state.fighters[seat])):
                return 4
        elif not sound_seat(board, state, seat):
            return 4
    if state.attack.shape[0] > 0 and not sound_attack(board, state):
        return 11
    if not sound_tops(state):
        return 10
    if not sound_leaks(board, state):
        return 12
    if not sound_enemies(board, state):
        return 5
    if not sound_fighters(board, state):
        return 6
    if not sound_towers(board, state):
        return 7
    if not sound_shots(state):
        return 8
    return 0 if sound_fires(board, state) else 9


@kernel
def counts(values: NDArray) -> bool:  # type: ignore[type-arg]
    """Whether all whole numbers are counts."""
    for value in values:
        if value < 0 or value > TOP_COUNT:
            return False
    return True


@kernel
def sound_clock(board: Board, state: State) -> bool:
    """The next wave is waited for exactly while there is one and none is being sent; room is kept for all broods."""
    clock, waves = state.clock, int(board.numbers[B_WAVES])
    if clock[C_STATUS] > CUT or clock[C_LIFE] > board.numbers[B_LIFE] or (clock[C_LIFE] == 0) != (clock[C_STATUS] == LOST):
        return False
    if clock[C_ALIVE] + clock[C_RESERVED] > MAX_ENEMIES or clock[C_WAVE] > waves:
        return False
    if state.attack.shape[0] > 0:
        return sound_windows(board, state) and (clock[C_STATUS] != WON or (clock[C_ALIVE] == 0 and over(board, state)))
    if clock[C_WAVE] == 0:
        return clock[C_WAVE_TICKS] > 0 and clock[C_SPAWNED] == 0 and clock[C_STATUS] != WON
    wave = clock[C_WAVE] - 1
    first = board.waves[wave, V_FIRST]
    last = first + board.waves[wave, V_COUNT]
    if clock[C_SPAWNED] < first or clock[C_SPAWNED] > last:
        return False
    waits = clock[C_SPAWNED] == last and clock[C_WAVE] < waves
    if (clock[C_WAVE_TICKS] > 0) != waits:
        return False
    return clock[C_STATUS] != WON or (clock[C_ALIVE] == 0 and clock[C_WAVE] == waves and clock[C_SPAWNED] == last)


@kernel
def sound_coin(board: Board, state: State) -> bool:
    """Either a coin lies on the map or the next one is waited for."""
    field = state.field
    if not (
        whole(field[D_COIN_TICKS], 0, board.numbers[B_COIN_STAY_TICKS])
        and whole(field[D_COIN_WAIT], 0, board.numbers[B_COIN_REFRESH_TICKS])
    ):
        return False
    if (field[D_COIN_TICKS] == 0.0) == (field[D_COIN_WAIT] == 0.0):
        return False
    if field[D_COIN_TICKS] == 0.0:
        return field[D_COIN_X] == 0.0 and field[D_COIN_Y] == 0.0
    return abs(field[D_COIN_X]) <= COIN_HALF and abs(field[D_COIN_Y]) <= COIN_HALF


@kernel
def sound_fog(board: Board, state: State) -> bool:
    """A cloud on its way across the map; nowhere where the level has none."""
    field, step = state.field, board.numbers[B_FOG_STEP]
    if board.numbers[B_FOG] == 0.0:
        return field[D_FOG_X] == ABSENT and field[D_FOG_Y] == ABSENT and field[D_FOG_STEP] == 0.0 and field[D_FOG_HIDES] == 0.0
    if not whole(field[D_FOG_HIDES], 0, 1) or abs(field[D_FOG_STEP]) != step:
        return False
    return abs(field[D_FOG_X]) <= TURN_X + step and abs(field[D_FOG_Y]) <= FOG_LANE_HALF


@kernel
def sound_seat(board: Board, state: State, seat: int) -> bool:
    """A purse within the level's maximum, clocks within its times, and a last action that can have been given."""
    row, numbers = state.seats[seat], board.numbers
    if not (whole(row[S_GOLD], 0, numbers[B_GOLD_MAX]) and whole(row[S_COINS], 0, TOP_COUNT) and whole(row[S_COMPENSATIONS], 0, TOP_COUNT)):
        return False
    if not (whole(row[S_REVIVE_TICKS], 0, numbers[B_HERO_REVIVE_TICKS]) and 0.0 < row[S_HERO_MAX] < MOST):
        return False
    if not whole(row[S_REINFORCE_TICKS], 0, numbers[B_REINFORCE_COOLDOWN_TICKS]):
        return False
    if state.fighters[seat, F_HP] > 0.0 and row[S_REVIVE_TICKS] > 0.0:
        return False
    if not (in_map(row[S_LAST_X]) and in_map(row[S_LAST_Y])) and not (row[S_LAST_X] == ABSENT and row[S_LAST_Y] == ABSENT):
        return False
    if not known(board, state, row[S_LAST_ACTION]) and row[S_LAST_ACTION] != ABSENT:
        return False
    return whole(row[S_LAST_CODE], 0, state.refusals.shape[1] - 1) and whole(row[S_SHOWN], 0, numbers[B_POINTS])


@kernel
def sound_leaks(board: Board, state: State) -> bool:
    """With several seats every life lost was lost on one of the level's roads."""
    lost = 0
    for road in range(state.leaks.shape[0]):
        if road >= board.numbers[B_PATHS] and state.leaks[road] != 0:
            return False
        lost += state.leaks[road]
    return state.leaks.shape[0] == 0 or lost == board.numbers[B_LIFE] - state.clock[C_LIFE]


@kernel
def sound_tops(state: State) -> bool:
    """The marks stand right above the last row in use, and as many enemies live as are counted."""
    clock, alive = state.clock, 0
    for row in range(MAX_ENEMIES):
        if state.enemies[row, E_HP] != 0.0:
            alive += 1
    if clock[C_ALIVE] != alive or clock[C_ENEMY_TOP] != used_rows(state.enemies, E_HP):
        return False
    if clock[C_FIGHTER_TOP] != max(used_rows(state.fighters, F_HP), state.seats.shape[0]):
        return False
    return clock[C_SHOT_TOP] == used_rows(state.shots, P_KIND)
