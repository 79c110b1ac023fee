"""Walking: enemies that nothing holds go on along their road, and at its end cost a life."""

from garrison_server.board import K_HOLDERS, K_STEP, W_ARC, Board
from garrison_server.jit import kernel
from garrison_server.sim.lives import place, remove_enemy
from garrison_server.state import (
    C_ENEMY_TOP,
    C_LIFE,
    E_ARC,
    E_HASTE,
    E_HOLDERS,
    E_HP,
    E_KIND,
    E_PATH,
    E_SEGMENT,
    L_LEAKED,
    State,
)


@kernel
def walk(board: Board, state: State) -> None:
    """Move every free enemy by one tick."""
    clock, enemies = state.clock, state.enemies
    for row in range(clock[C_ENEMY_TOP]):
        if enemies[row, E_HP] == 0.0:
            continue
        kind = int(enemies[row, E_KIND])
        if enemies[row, E_HOLDERS] >= board.kinds[kind, K_HOLDERS]:
            continue
        path, segment = int(enemies[row, E_PATH]), int(enemies[row, E_SEGMENT])
        arc = enemies[row, E_ARC] + board.kinds[kind, K_STEP] * enemies[row, E_HASTE]
        enemies[row, E_ARC] = arc
        last = board.lengths[path] - 1
        while segment < last and arc >= board.paths[path, segment + 1, W_ARC]:
            segment += 1
        if segment < last:
            enemies[row, E_SEGMENT] = segment
            place(board, state, row)
        else:
            if clock[C_LIFE] > 0:
                clock[C_LIFE] -= 1
                if state.leaks.shape[0] > 0:
                    state.leaks[path] += 1
            state.tally[kind, L_LEAKED] += 1
            remove_enemy(board, state, row)
