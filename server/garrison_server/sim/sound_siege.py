"""Whether the attacker of an untrusted state of a siege could have come about: windows, queue, and where all the gold went."""

from garrison_server.board import B_COUNTDOWN_TICKS, B_PATHS, B_WAVES, Board
from garrison_server.jit import kernel
from garrison_server.rules import (
    ABSENT,
    ANY_ROAD,
    ENEMY_COSTS,
    ERR_BUDGET,
    ERR_MALFORMED,
    ERR_QUEUE_FULL,
    GOBLIN,
    MAX_QUEUE,
    MAX_WAVE_ENEMIES,
    OK,
    SKELETON,
    WAIT,
)
from garrison_server.sim.siege import NEXT, PRESENT, grant, most_cost, most_count, well_formed, window_of, window_ticks
from garrison_server.sim.sound_rows import empty, whole
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
    C_SPAWN_TICKS,
    C_SPAWNED,
    C_TICK,
    C_WAVE,
    C_WAVE_TICKS,
    G_KIND,
    G_ROAD,
    G_TICK,
    L_SPAWNED,
    State,
)


@kernel
def sound_windows(board: Board, state: State) -> bool:
    """The wave and the time left of it are what the tick says."""
    clock, waves = state.clock, int(board.numbers[B_WAVES])
    wave, gone, length = 0, clock[C_TICK], max(int(board.numbers[B_COUNTDOWN_TICKS]), 1)
    while wave < waves and gone >= length:
        gone -= length
        length = window_ticks(board, wave)
        wave += 1
    return clock[C_WAVE] == wave and clock[C_WAVE_TICKS] == max(length - gone, 0) and clock[C_SPAWN_TICKS] == 0


@kernel
def sound_attack(board: Board, state: State) -> bool:
    """The attacker's counts fit its queue, its bounds, and what has appeared; no gold is lost or won."""
    attack = state.attack
    if not (whole(attack[A_PENDING], 0, MAX_QUEUE) and whole(attack[A_APPEARED], 0, MAX_WAVE_ENEMIES)):
        return False
    if not (sound_bounds(board, state) and sound_queue(board, state) and sound_appeared(state) and sound_last(board, state)):
        return False
    return attack[A_BUDGET] >= 0.0 and attack[A_BUDGET] == granted(board, state) - spent(state)


@kernel
def sound_bounds(board: Board, state: State) -> bool:
    """Nothing ordered beyond the intensity, nothing for a wave that is not there."""
    attack, wave = state.attack, state.clock[C_WAVE]
    cost, count = (most_cost(board, wave - 1), most_count(board, wave - 1)) if wave > 0 else (0, 0)
    if not (whole(attack[A_COST], 0, cost) and whole(attack[A_COUNT], 0, count)):
        return False
    cost, count = (most_cost(board, wave), most_count(board, wave)) if wave < board.numbers[B_WAVES] else (0, 0)
    return whole(attack[A_NEXT_COST], 0, cost) and whole(attack[A_NEXT_COUNT], 0, count)


@kernel
def sound_queue(board: Board, state: State) -> bool:
    """The first rows in use, in order, each possible, and as many for each wave as are counted."""
    attack, queue, now = state.attack, state.queue, state.clock[C_TICK]
    cost, count, next_cost, next_count = 0, 0, 0, 0
    for row in range(MAX_QUEUE):
        if row >= attack[A_PENDING]:
            if not empty(queue[row]):
                return False
            continue
        if not (whole(queue[row, G_KIND], 1, SKELETON) and whole(queue[row, G_ROAD], ANY_ROAD, board.numbers[B_PATHS] - 1)):
            return False
        if not whole(queue[row, G_TICK], queue[row - 1, G_TICK] if row > 0 else 0.0, 2.0**53):
            return False
        window, price = window_of(board, state, max(queue[row, G_TICK] - now, 0.0)), ENEMY_COSTS[int(queue[row, G_KIND]) - 1]
        if queue[row, G_TICK] < now:
            if state.clock[C_WAVE] == 0:
                return False
        elif window == NEXT:
            next_cost, next_count = next_cost + price, next_count + 1
        elif window == PRESENT:
            cost, count = cost + price, count + 1
        else:
            return False
    return attack[A_NEXT_COST] == next_cost and attack[A_NEXT_COUNT] == next_count and attack[A_COST] >= cost and attack[A_COUNT] >= count


@kernel
def sound_appeared(state: State) -> bool:
    """No more types appeared in this wave than ever did."""
    count = int(state.attack[A_APPEARED])
    if count > state.clock[C_SPAWNED]:
        return False
    for k in range(MAX_WAVE_ENEMIES):
        kind = state.appeared[k] - 1
        if k >= count:
            if kind != -1:
                return False
        elif kind < 0 or kind >= SKELETON or state.tally[kind, L_SPAWNED] == 0:
            return False
    return True


@kernel
def sound_last(board: Board, state: State) -> bool:
    """The last order was well formed and its code one that an attacker can get, or it was neither."""
    attack = state.attack
    kind, road, delay, code = attack[A_LAST_KIND], attack[A_LAST_ROAD], attack[A_LAST_DELAY], attack[A_LAST_CODE]
    if code == ERR_MALFORMED:
        return kind == ABSENT and road == ABSENT and delay == ABSENT
    return well_formed(board, kind, road, delay) and (code == OK or (kind != WAIT and whole(code, ERR_BUDGET, ERR_QUEUE_FULL)))


@kernel
def granted(board: Board, state: State) -> int:
    """All gold the attacker was given so far: for every wave that has begun, and for the next."""
    gold = 0
    for wave in range(min(state.clock[C_WAVE] + 1, int(board.numbers[B_WAVES]))):
        gold += grant(board, wave)
    return gold


@kernel
def spent(state: State) -> int:
    """What all enemies cost that appeared or wait. Goblins left by carriers cost nothing: other types are the attacker's only."""
    cost, others = 0, 0
    for kind in range(SKELETON):
        if kind != GOBLIN:
            others += state.tally[kind, L_SPAWNED]
            cost += ENEMY_COSTS[kind] * state.tally[kind, L_SPAWNED]
    cost += ENEMY_COSTS[GOBLIN] * (state.clock[C_SPAWNED] - others)
    for row in range(int(state.attack[A_PENDING])):
        cost += ENEMY_COSTS[int(state.queue[row, G_KIND]) - 1]
    return cost
