"""How enemies and fighters come into the world, are hurt, and leave it. All other phases go through these."""

from garrison_server.board import (
    B_HERO_REVIVE_TICKS,
    K_BROOD,
    K_FLYING,
    K_HEALTH,
    K_RAISE,
    W_ARC,
    W_DX,
    W_DY,
    W_X,
    W_Y,
    Board,
)
from garrison_server.jit import kernel
from garrison_server.rules import BROOD_GAP, GOBLIN, MAX_ENEMIES, RAISE_TICKS, SKELETON
from garrison_server.state import (
    C_ALIVE,
    C_ENEMY_TOP,
    C_FIGHTER_TOP,
    C_RESERVED,
    C_SERIAL,
    E_ARC,
    E_FOE,
    E_HASTE,
    E_HOLDERS,
    E_HP,
    E_KIND,
    E_PATH,
    E_SEGMENT,
    E_SERIAL,
    E_TIMER,
    E_X,
    E_Y,
    F_COOLDOWN,
    F_FOE,
    F_HP,
    F_TICKS,
    F_TOWER,
    L_SLAIN,
    L_SPAWNED,
    S_REVIVE_TICKS,
    T_KNIGHTS,
    State,
)


@kernel
def enter(board: Board, state: State, kind: int, path: int, arc: float) -> None:
    """Put a new enemy on a road, `arc` units from its start. The caller has seen to it that a row is free."""
    clock, enemies = state.clock, state.enemies
    row = 0
    while row < MAX_ENEMIES - 1 and enemies[row, E_HP] > 0.0:
        row += 1
    enemies[row, E_HP] = board.kinds[kind, K_HEALTH]
    enemies[row, E_KIND] = kind
    enemies[row, E_PATH] = path
    enemies[row, E_HASTE] = 1.0
    enemies[row, E_SERIAL] = clock[C_SERIAL]
    enemies[row, E_ARC] = arc
    segment = 0
    while segment + 2 < board.lengths[path] and arc >= board.paths[path, segment + 1, W_ARC]:
        segment += 1
    enemies[row, E_SEGMENT] = segment
    place(board, state, row)
    clock[C_SERIAL] += 1
    clock[C_ALIVE] += 1
    clock[C_RESERVED] += reserve_of(board, kind)
    clock[C_ENEMY_TOP] = max(clock[C_ENEMY_TOP], row + 1)
    state.tally[kind, L_SPAWNED] += 1


@kernel
def place(board: Board, state: State, row: int) -> None:
    """Set an enemy's position from its path, segment and arc."""
    path, segment = int(state.enemies[row, E_PATH]), int(state.enemies[row, E_SEGMENT])
    along = state.enemies[row, E_ARC] - board.paths[path, segment, W_ARC]
    state.enemies[row, E_X] = board.paths[path, segment, W_X] + board.paths[path, segment, W_DX] * along
    state.enemies[row, E_Y] = board.paths[path, segment, W_Y] + board.paths[path, segment, W_DY] * along


@kernel
def reserve_of(board: Board, kind: int) -> int:
    """Rows that must stay free while such an enemy lives: its brood, less its own row."""
    return max(int(board.kinds[kind, K_BROOD]) - 1, 0)


@kernel
def room_for(board: Board, state: State, kind: int) -> bool:
    """Whether such an enemy may come in and still leave rows for all that it and the others may leave behind."""
    return state.clock[C_ALIVE] + state.clock[C_RESERVED] + 1 + reserve_of(board, kind) <= MAX_ENEMIES


@kernel
def remove_enemy(board: Board, state: State, row: int) -> None:
    """Take an enemy off the map and free all who held it."""
    clock, enemies, fighters = state.clock, state.enemies, state.fighters
    if enemies[row, E_HOLDERS] > 0.0:
        for f in range(clock[C_FIGHTER_TOP]):
            if fighters[f, F_FOE] == row + 1:
                fighters[f, F_FOE] = 0.0
    clock[C_RESERVED] -= reserve_of(board, int(enemies[row, E_KIND]))
    enemies[row, :] = 0.0
    clock[C_ALIVE] -= 1
    while clock[C_ENEMY_TOP] > 0 and enemies[clock[C_ENEMY_TOP] - 1, E_HP] == 0.0:
        clock[C_ENEMY_TOP] -= 1


@kernel
def hurt_enemy(board: Board, state: State, row: int, damage: float) -> None:
    """Take health from an enemy; at 0 it falls, and may leave goblins behind or rise as a skeleton."""
    enemies = state.enemies
    enemies[row, E_HP] -= damage
    if enemies[row, E_HP] > 0.0:
        return
    kind, path, arc = int(enemies[row, E_KIND]), int(enemies[row, E_PATH]), enemies[row, E_ARC]
    x, y = enemies[row, E_X], enemies[row, E_Y]
    state.tally[kind, L_SLAIN] += 1
    remove_enemy(board, state, row)
    brood = int(board.kinds[kind, K_BROOD])
    if brood > 0:
        for i in range(brood):
            enter(board, state, GOBLIN, path, max(arc - i * BROOD_GAP, 0.0))
    elif kind != SKELETON and board.kinds[kind, K_FLYING] == 0.0 and room_for(board, state, SKELETON) and chanted_over(board, state, x, y):
        enter(board, state, SKELETON, path, arc)


@kernel
def chanted_over(board: Board, state: State, x: float, y: float) -> bool:
    """Whether a rested bone chanter stands near enough to raise who fell at (x, y); the first one does, and rests."""
    for row in range(state.clock[C_ENEMY_TOP]):
        if state.enemies[row, E_HP] > 0.0 and state.enemies[row, E_TIMER] == 0.0:
            radius = board.kinds[int(state.enemies[row, E_KIND]), K_RAISE]
            dx, dy = state.enemies[row, E_X] - x, state.enemies[row, E_Y] - y
            if radius > 0.0 and dx * dx + dy * dy <= radius * radius:
                state.enemies[row, E_TIMER] = RAISE_TICKS
                return True
    return False


@kernel
def let_go(state: State, f: int) -> None:
    """A fighter stops holding its enemy; the enemy turns to the next who holds it."""
    fighters, enemies = state.fighters, state.enemies
    row = int(fighters[f, F_FOE]) - 1
    if row < 0:
        return
    fighters[f, F_FOE] = 0.0
    enemies[row, E_HOLDERS] -= 1.0
    if enemies[row, E_FOE] != f + 1:
        return
    enemies[row, E_FOE] = 0.0
    for g in range(state.clock[C_FIGHTER_TOP]):
        if fighters[g, F_FOE] == row + 1:
            enemies[row, E_FOE] = g + 1
            return


@kernel
def hurt_fighter(board: Board, state: State, f: int, damage: float) -> None:
    """Take health from a knight or hero; at 0 a knight is gone, and a hero returns after its time."""
    fighters = state.fighters
    fighters[f, F_HP] -= damage
    if fighters[f, F_HP] > 0.0:
        return
    if f < state.seats.shape[0]:
        let_go(state, f)
        fighters[f, F_HP] = 0.0
        fighters[f, F_TICKS] = 0.0
        fighters[f, F_COOLDOWN] = 0.0
        state.seats[f, S_REVIVE_TICKS] = board.numbers[B_HERO_REVIVE_TICKS]
    else:
        remove_knight(state, f)


@kernel
def remove_knight(state: State, f: int) -> None:
    """Take a knight or reinforcement off the map."""
    clock, fighters = state.clock, state.fighters
    let_go(state, f)
    tower = int(fighters[f, F_TOWER]) - 1
    if tower >= 0:
        state.towers[tower, T_KNIGHTS] -= 1.0
    fighters[f, :] = 0.0
    while clock[C_FIGHTER_TOP] > state.seats.shape[0] and fighters[clock[C_FIGHTER_TOP] - 1, F_HP] == 0.0:
        clock[C_FIGHTER_TOP] -= 1


@kernel
def free_fighter_row(state: State) -> int:
    """The first free row for a knight, or -1."""
    for f in range(state.seats.shape[0], state.fighters.shape[0]):
        if state.fighters[f, F_HP] == 0.0:
            return f
    return -1
