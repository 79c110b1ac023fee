"""Waves: when the next one begins, and who comes in next on which road."""

from garrison_server.board import B_PATHS, B_WAVE_INTERVAL_TICKS, B_WAVES, V_COUNT, V_FIRST, V_INTERVAL_TICKS, Board
from garrison_server.jit import kernel
from garrison_server.sim import siege
from garrison_server.sim.draws import below
from garrison_server.sim.lives import enter, room_for
from garrison_server.state import C_SPAWN_TICKS, C_SPAWNED, C_WAVE, C_WAVE_TICKS, State


@kernel
def send(board: Board, state: State) -> None:
    """One tick of the wave clock. An enemy that finds no room waits outside; none is lost."""
    clock = state.clock
    if state.attack.shape[0] > 0:
        siege.send(board, state)
        return
    if clock[C_WAVE_TICKS] > 0:
        clock[C_WAVE_TICKS] -= 1
        if clock[C_WAVE_TICKS] > 0:
            return
        clock[C_WAVE] += 1
        clock[C_SPAWN_TICKS] = 0
    wave = clock[C_WAVE] - 1
    last = board.waves[wave, V_FIRST] + board.waves[wave, V_COUNT]
    if clock[C_SPAWNED] >= last:
        return
    if clock[C_SPAWN_TICKS] > 0:
        clock[C_SPAWN_TICKS] -= 1
        return
    kind = board.spawns[clock[C_SPAWNED]]
    if not room_for(board, state, kind):
        return
    enter(board, state, kind, below(state.rng, int(board.numbers[B_PATHS])), 0.0)
    clock[C_SPAWNED] += 1
    clock[C_SPAWN_TICKS] = max(board.waves[wave, V_INTERVAL_TICKS] - 1, 0)
    if clock[C_SPAWNED] == last and clock[C_WAVE] < board.numbers[B_WAVES]:
        clock[C_WAVE_TICKS] = max(int(board.numbers[B_WAVE_INTERVAL_TICKS]), 1)


@kernel
def all_sent(board: Board, state: State) -> bool:
    """Whether the last enemy of the last wave has come in."""
    if state.attack.shape[0] > 0:
        return siege.over(board, state)
    wave = int(board.numbers[B_WAVES]) - 1
    return state.clock[C_SPAWNED] == board.waves[wave, V_FIRST] + board.waves[wave, V_COUNT]
