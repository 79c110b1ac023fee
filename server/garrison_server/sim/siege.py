"""Siege: an attacker orders the enemies in place of the level's own waves, within a budget and bounds.

The waves are windows of time: each is as long as the level's own wave takes, from its first enemy to the first of the
next. Enemies appear within windows, and an order is for the window that is open or for the next one. What is ordered is
paid for at once and waits in `queue`, which nobody but the attacker sees.
"""

import math

from garrison_server.board import (
    B_BUDGET,
    B_INTENSITY,
    B_PATHS,
    B_WAVE_INTERVAL_TICKS,
    B_WAVES,
    V_COUNT,
    V_FIRST,
    V_INTERVAL_TICKS,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import (
    ABSENT,
    ANY_ROAD,
    ENEMY_COSTS,
    ERR_BUDGET,
    ERR_MALFORMED,
    ERR_QUEUE_FULL,
    ERR_TOO_EARLY,
    ERR_TOO_LATE,
    ERR_WAVE_COST,
    ERR_WAVE_NUMBER,
    MAX_DELAY,
    MAX_QUEUE,
    MAX_WAVE_ENEMIES,
    OK,
    SKELETON,
    WAIT,
)
from garrison_server.sim.draws import below
from garrison_server.sim.lives import enter, room_for
from garrison_server.sim.seats import seats_of
from garrison_server.state import (
    A_APPEARED,
    A_BUDGET,
    A_COST,
    A_COUNT,
    A_LAST_CODE,
    A_LAST_DELAY,
    A_LAST_KIND,
    A_LAST_ROAD,
    A_NEXT_COST,
    A_NEXT_COUNT,
    A_PENDING,
    C_SPAWNED,
    C_TICK,
    C_WAVE,
    C_WAVE_TICKS,
    G_KIND,
    G_ROAD,
    G_TICK,
    State,
)

NO_WAVE = -1  # no window is open when the enemy would appear: it would be too early
PRESENT = 0
NEXT = 1
BEYOND = 2  # after the next window, or after the last


@kernel
def own_cost(board: Board, wave: int) -> int:
    """What the level's own wave would cost the attacker."""
    cost, first = 0, board.waves[wave, V_FIRST]
    for k in range(first, first + board.waves[wave, V_COUNT]):
        cost += ENEMY_COSTS[board.spawns[k]]
    return cost


@kernel
def grant(board: Board, wave: int) -> int:
    """The gold that the attacker is given for a wave."""
    return math.floor(own_cost(board, wave) * board.numbers[B_BUDGET])


@kernel
def most_cost(board: Board, wave: int) -> int:
    """What all enemies ordered for a wave may cost."""
    return math.floor(own_cost(board, wave) * board.numbers[B_INTENSITY])


@kernel
def most_count(board: Board, wave: int) -> int:
    """How many enemies may be ordered for a wave."""
    return min(math.floor(board.waves[wave, V_COUNT] * board.numbers[B_INTENSITY]), MAX_WAVE_ENEMIES)


@kernel
def window_ticks(board: Board, wave: int) -> int:
    """How long a wave's window is: the level's own wave from its first enemy to the first of the next."""
    between = (board.waves[wave, V_COUNT] - 1) * max(board.waves[wave, V_INTERVAL_TICKS], 1)
    return between + max(int(board.numbers[B_WAVE_INTERVAL_TICKS]), 1)


@kernel
def start_attack(board: Board, state: State) -> None:
    """The attacker at the start: the first wave's gold in hand, nothing ordered."""
    state.attack[A_BUDGET] = grant(board, 0)
    state.attack[A_LAST_KIND], state.attack[A_LAST_ROAD] = WAIT, ANY_ROAD


@kernel
def apply(board: Board, state: State, kind: float, road: float, delay: float) -> int:
    """Check and carry out the attacker's order; its error code. Writes the attacker's last-order fields."""
    attack, code = state.attack, refusal(board, state, kind, road, delay)
    known = well_formed(board, kind, road, delay)
    attack[A_LAST_KIND], attack[A_LAST_ROAD], attack[A_LAST_DELAY] = (kind, road, delay) if known else (ABSENT, ABSENT, ABSENT)
    attack[A_LAST_CODE] = code
    if code != OK:
        state.refusals[seats_of(board, state), code] += 1
    elif kind != WAIT:
        enqueue(board, state, int(kind), int(road), int(delay))
    return code


@kernel
def refusal(board: Board, state: State, kind: float, road: float, delay: float) -> int:
    """Why this order would be refused now (an error code), or OK. Changes nothing."""
    if not well_formed(board, kind, road, delay):
        return ERR_MALFORMED
    if kind == WAIT:
        return OK
    window = window_of(board, state, delay)
    if window == NO_WAVE:
        return ERR_TOO_EARLY
    return ERR_TOO_LATE if window == BEYOND else price_refusal(board, state, window, int(kind))


@kernel
def price_refusal(board: Board, state: State, window: int, kind: int) -> int:
    """Why one more enemy of a kind would be refused in the present window or the next: bounds before budget."""
    attack, wave, cost = state.attack, state.clock[C_WAVE] - 1 + window, ENEMY_COSTS[kind]
    if attack[A_NEXT_COUNT if window == NEXT else A_COUNT] + 1.0 > most_count(board, wave):
        return ERR_WAVE_NUMBER
    if attack[A_NEXT_COST if window == NEXT else A_COST] + cost > most_cost(board, wave):
        return ERR_WAVE_COST
    if cost > attack[A_BUDGET]:
        return ERR_BUDGET
    return ERR_QUEUE_FULL if attack[A_PENDING] >= MAX_QUEUE else OK


@kernel
def well_formed(board: Board, kind: float, road: float, delay: float) -> bool:
    """Whether an order names a type of enemy (or WAIT), one of the level's roads (or ANY_ROAD) and a whole number of ticks."""
    if not (WAIT <= kind < SKELETON and kind == math.floor(kind)):
        return False
    if not (ANY_ROAD <= road < board.numbers[B_PATHS] and road == math.floor(road)):
        return False
    return 0.0 <= delay <= MAX_DELAY and delay == math.floor(delay)


@kernel
def window_of(board: Board, state: State, delay: float) -> int:
    """In which window an enemy would appear that is due after so many ticks: NO_WAVE, PRESENT, NEXT or BEYOND."""
    clock, waves = state.clock, int(board.numbers[B_WAVES])
    if delay < clock[C_WAVE_TICKS] - 1:
        return PRESENT if clock[C_WAVE] > 0 else NO_WAVE
    if clock[C_WAVE] == waves or delay >= clock[C_WAVE_TICKS] - 1 + window_ticks(board, clock[C_WAVE]):
        return BEYOND
    return NEXT


@kernel
def enqueue(board: Board, state: State, kind: int, road: int, delay: int) -> None:
    """Pay for an order known to be legal and put it in the queue: behind all that are due before it or in the same tick."""
    attack, queue, window = state.attack, state.queue, window_of(board, state, float(delay))
    row, due = int(attack[A_PENDING]), state.clock[C_TICK] + delay
    while row > 0 and queue[row - 1, G_TICK] > due:
        queue[row, :] = queue[row - 1, :]
        row -= 1
    queue[row, G_KIND], queue[row, G_ROAD], queue[row, G_TICK] = kind + 1, road, due
    attack[A_PENDING] += 1.0
    attack[A_BUDGET] -= ENEMY_COSTS[kind]
    attack[A_NEXT_COST if window == NEXT else A_COST] += ENEMY_COSTS[kind]
    attack[A_NEXT_COUNT if window == NEXT else A_COUNT] += 1.0


@kernel
def send(board: Board, state: State) -> None:
    """One tick of the windows' clock; then the first in the queue appears if it is due. One that finds no room waits outside."""
    clock, attack, queue = state.clock, state.attack, state.queue
    if clock[C_WAVE_TICKS] > 0:
        clock[C_WAVE_TICKS] -= 1
        if clock[C_WAVE_TICKS] == 0 and clock[C_WAVE] < board.numbers[B_WAVES]:
            open_window(board, state)
    if attack[A_PENDING] == 0.0 or queue[0, G_TICK] > clock[C_TICK]:
        return
    kind, road = int(queue[0, G_KIND]) - 1, int(queue[0, G_ROAD])
    if not room_for(board, state, kind):
        return
    enter(board, state, kind, below(state.rng, int(board.numbers[B_PATHS])) if road == ANY_ROAD else road, 0.0)
    clock[C_SPAWNED] += 1
    if attack[A_APPEARED] < MAX_WAVE_ENEMIES:
        state.appeared[int(attack[A_APPEARED])] = kind + 1
        attack[A_APPEARED] += 1.0
    attack[A_PENDING] -= 1.0
    last = int(attack[A_PENDING])
    for row in range(last):
        queue[row, :] = queue[row + 1, :]
    queue[last, :] = 0.0


@kernel
def open_window(board: Board, state: State) -> None:
    """The next wave begins: what was ordered for it counts as its own, and the gold for the one after it comes in."""
    clock, attack = state.clock, state.attack
    clock[C_WAVE_TICKS] = window_ticks(board, clock[C_WAVE])
    clock[C_WAVE] += 1
    attack[A_COST], attack[A_COUNT] = attack[A_NEXT_COST], attack[A_NEXT_COUNT]
    attack[A_NEXT_COST] = attack[A_NEXT_COUNT] = attack[A_APPEARED] = 0.0
    state.appeared[:] = 0
    if clock[C_WAVE] < board.numbers[B_WAVES]:
        attack[A_BUDGET] += grant(board, clock[C_WAVE])


@kernel
def over(board: Board, state: State) -> bool:
    """Whether the last window has closed and nothing waits to appear."""
    clock = state.clock
    return bool(clock[C_WAVE] == board.numbers[B_WAVES] and clock[C_WAVE_TICKS] == 0 and state.attack[A_PENDING] == 0.0)
