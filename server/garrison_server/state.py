"""State: everything that changes in one episode, as one NumPy record of arrays.

Each entity is one float64 array whose columns are named below; whole numbers are stored exactly. Row s of `fighters` is
seat s's hero; knights and reinforcements follow. A row with health 0 (or kind 0) is free and all zeros, so equal
episodes have equal bytes. A record and no tuple of arrays, because compiled code passes it as one bare pointer: a tuple
costs a reference count up and down per array and call, which took four fifths of a tick.
"""

import functools
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from garrison_server import rules
from garrison_server.table import Table, record_dtype

# clock: int64
C_TICK: Final = 0  # ticks played
C_STEP: Final = 1  # decisions taken
C_WAVE: Final = 2  # waves begun so far; the current wave's number, counted from 1
C_SPAWNED: Final = 3  # enemies of all waves already sent in; index into Board.spawns, but in a siege a count
C_SPAWN_TICKS: Final = 4  # until the current wave's next enemy
C_WAVE_TICKS: Final = 5  # until the next wave begins; 0 while one is being sent or none is left. Siege: also until the last ends
C_LIFE: Final = 6
C_STATUS: Final = 7  # RUNNING, WON, LOST, or CUT by the limit
C_SERIAL: Final = 8  # enemies ever made; each enemy carries its own number
C_ALIVE: Final = 9  # enemies alive
C_RESERVED: Final = 10  # rows kept free for what living carriers will leave behind
C_ENEMY_TOP: Final = 11  # no enemy stands in this row or above
C_FIGHTER_TOP: Final = 12
C_SHOT_TOP: Final = 13
N_CLOCK: Final = 14

RUNNING: Final = 0
WON: Final = 1
LOST: Final = 2
CUT: Final = 3

# field: float64, what belongs to the map and to no seat
D_COIN_X: Final = 0
D_COIN_Y: Final = 1
D_COIN_TICKS: Final = 2  # the coin's ticks left; 0: no coin
D_COIN_WAIT: Final = 3  # ticks until the next coin
D_FOG_X: Final = 4
D_FOG_Y: Final = 5
D_FOG_STEP: Final = 6  # signed units per tick
D_FOG_HIDES: Final = 7  # 1 while the fog hides what it covers; 0: no fog, or Fire of Rage burns in it
N_FIELD: Final = 8

# seats: float64, a row per seat
S_GOLD: Final = 0
S_HERO_MAX: Final = 1  # the hero's maximum health
S_REVIVE_TICKS: Final = 2  # until the dead hero returns; 0: alive
S_REINFORCE_TICKS: Final = 3
S_COINS: Final = 4  # coins collected
S_COMPENSATIONS: Final = 5
S_LAST_X: Final = 6
S_LAST_Y: Final = 7
S_LAST_ACTION: Final = 8
S_LAST_CODE: Final = 9  # its error code; 0: accepted
S_SHOWN: Final = 10  # 1 + the tower point whose range is shown; 0: none
N_SEAT: Final = 11

# towers: float64, a row per tower point
T_KIND: Final = 0
T_LEVEL: Final = 1
T_COOLDOWN: Final = 2  # ticks
T_FROZEN: Final = 3  # 1 while a shaman is near
T_SPENT: Final = 4  # gold, for the refund
T_RALLY_X: Final = 5
T_RALLY_Y: Final = 6
T_OWNER: Final = 7  # the seat that built it
T_DAMAGE: Final = 8  # at its level
T_EXTRA: Final = 9
T_KNIGHTS: Final = 10  # its knights alive
N_TOWER: Final = 11

# enemies: float64, a row per enemy; free when E_HP is 0
E_HP: Final = 0
E_KIND: Final = 1
E_X: Final = 2
E_Y: Final = 3
E_PATH: Final = 4
E_SEGMENT: Final = 5  # between waypoints segment and segment + 1
E_ARC: Final = 6  # units walked along the path
E_COOLDOWN: Final = 7  # ticks until it may strike
E_FOE: Final = 8  # 1 + the fighter it strikes; 0: none
E_HOLDERS: Final = 9  # fighters that hold it
E_TIMER: Final = 10  # ticks until its mechanic works again
E_HASTE: Final = 11  # how many times as fast it walks
E_SERIAL: Final = 12
N_ENEMY: Final = 13

# fighters: float64, heroes (rows 0 to seats - 1), then knights; free (or a dead hero) when F_HP is 0
F_HP: Final = 0
F_X: Final = 1
F_Y: Final = 2
F_HOME_X: Final = 3  # where it stands when there is nothing to fight
F_HOME_Y: Final = 4
F_FOE: Final = 5  # 1 + the enemy it holds; 0: none
F_COOLDOWN: Final = 6
F_TICKS: Final = 7  # reinforcements: ticks left; a hero: 1 while it marches where it was sent
F_TOWER: Final = 8  # 1 + the tower point it came from; 0: hero or reinforcement
F_SPOT: Final = 9  # which of its tower's three places it stands in; a reinforcement's seat
F_DAMAGE: Final = 10
F_EXTRA: Final = 11
F_STEP: Final = 12  # units per tick
N_FIGHTER: Final = 13

# shots: float64, a row per projectile; free when P_KIND is 0
P_KIND: Final = 0  # ARCHER_TOWER, MAGICIAN_TOWER or HERO_FIRE
P_X: Final = 1
P_Y: Final = 2
P_TARGET: Final = 3  # row in enemies
P_SERIAL: Final = 4  # that enemy's serial: the row may have a new owner when the arrow lands
P_DAMAGE: Final = 5
P_AIM_X: Final = 6  # where a magician's bolt will burst
P_AIM_Y: Final = 7
N_SHOT: Final = 8

# fires: float64, a row per Fire of Rage; free when B_TICKS is 0
B_X: Final = 0
B_Y: Final = 1
B_TICKS: Final = 2
B_OWNER: Final = 3
N_FIRE: Final = 4

# tally: int64, rows by enemy type
L_SPAWNED: Final = 0
L_SLAIN: Final = 1
L_LEAKED: Final = 2
N_TALLY: Final = 3

# attack: float64, what belongs to the attacker of a siege
A_BUDGET: Final = 0  # gold in hand
A_COST: Final = 1  # of all that was ordered for the present wave
A_COUNT: Final = 2  # how many that were
A_NEXT_COST: Final = 3  # likewise for the next wave
A_NEXT_COUNT: Final = 4
A_PENDING: Final = 5  # rows of `queue` in use: the first ones
A_APPEARED: Final = 6  # entries of `appeared` in use: the first ones
A_LAST_KIND: Final = 7  # the last order, as it was given; all three ABSENT if it was malformed
A_LAST_ROAD: Final = 8
A_LAST_DELAY: Final = 9
A_LAST_CODE: Final = 10  # its error code; 0: accepted
N_ATTACK: Final = 11

# queue: float64, a row per enemy that was ordered and has not appeared, in the order in which they will; free when G_KIND is 0
G_KIND: Final = 0  # 1 + the type
G_ROAD: Final = 1  # ANY_ROAD: drawn when it appears
G_TICK: Final = 2  # the tick in which it is due
N_QUEUED: Final = 3


class State:
    """The fields of one episode's record, for readers and type checkers; `state_dtype` makes the real one.

    There are three records: for a single seat, for an alliance and for a siege. The latter two have rows for as many seats
    as there can be, so that kernels are not compiled for every number; rows of seats that are not taken are all zeros, and
    sim.seats says how many are. What a mode does not need has size zero in its record: a `.shape[0]` is a constant for
    compiled code.
    """

    rng: NDArray[np.uint64]  # (1,)
    clock: NDArray[np.int64]  # (N_CLOCK,)
    field: NDArray[np.float64]  # (N_FIELD,)
    seats: NDArray[np.float64]  # (1 or MAX_SEATS, N_SEAT) those who defend
    refusals: NDArray[np.int64]  # (1, N_ERRORS) or (MAX_SEATS, N_SEVERAL_ERRORS), and a row for an attacker: actions refused, by error code
    tally: NDArray[np.int64]  # (N_KINDS, N_TALLY)
    towers: NDArray[np.float64]  # (MAX_POINTS, N_TOWER)
    enemies: NDArray[np.float64]  # (MAX_ENEMIES, N_ENEMY)
    fighters: NDArray[np.float64]  # (1 or MAX_SEATS + MAX_KNIGHTS, N_FIGHTER)
    shots: NDArray[np.float64]  # (MAX_PROJECTILES, N_SHOT)
    fires: NDArray[np.float64]  # (MAX_FIRES, N_FIRE)
    leaks: NDArray[np.int64]  # (0 or MAX_PATHS,) lives lost by road
    attack: NDArray[np.float64]  # siege: (N_ATTACK,); else (0,)
    queue: NDArray[np.float64]  # siege: (MAX_QUEUE, N_QUEUED); else (0, N_QUEUED)
    appeared: NDArray[np.int64]  # siege: (MAX_WAVE_ENEMIES,) 1 + the types that appeared in this wave, first come first; else (0,)


@functools.cache
def state_dtype(several: bool = False, siege: bool = False) -> np.dtype[Any]:
    """The record of one episode, of one seat or of several (as in every siege): only 8-byte words, no padding, 15 to 18 KB.

    Made once and kept: compiled code knows a record by where its dtype stands in memory, and would take one that came to stand
    in the place of another for that other.
    """
    seats = rules.MAX_SEATS if several else 1
    codes = rules.N_SIEGE_ERRORS if siege else rules.N_SEVERAL_ERRORS if several else rules.N_ERRORS
    return record_dtype(
        rng=("u8", (1,)),
        clock=("i8", (N_CLOCK,)),
        field=("f8", (N_FIELD,)),
        seats=("f8", (seats, N_SEAT)),
        refusals=("i8", (seats + siege, codes)),
        tally=("i8", (rules.N_KINDS, N_TALLY)),
        towers=("f8", (rules.MAX_POINTS, N_TOWER)),
        enemies=("f8", (rules.MAX_ENEMIES, N_ENEMY)),
        fighters=("f8", (seats + rules.MAX_KNIGHTS, N_FIGHTER)),
        shots=("f8", (rules.MAX_PROJECTILES, N_SHOT)),
        fires=("f8", (rules.MAX_FIRES, N_FIRE)),
        leaks=("i8", (rules.MAX_PATHS if several else 0,)),
        attack=("f8", (N_ATTACK if siege else 0,)),
        queue=("f8", (rules.MAX_QUEUE if siege else 0, N_QUEUED)),
        appeared=("i8", (rules.MAX_WAVE_ENEMIES if siege else 0,)),
    )


class States(Table, State):
    """A batch of episodes: every field of State with one more axis in front, and `rows` for the kernels."""


def empty_states(n: int, several: bool = False, siege: bool = False) -> States:
    """A batch of `n` all-zero states."""
    return States(np.zeros(n, state_dtype(several, siege)))
