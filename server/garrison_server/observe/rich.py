"""The rich view: all that may be known of an episode, as one float32 vector. Every value lies in [-1, 1]; absent is 0.

It adds to structured_norm every row there is, roads and their coverage, progress and time to the base, cooldowns,
holders, shots in flight and prices. The fog hides here what it hides everywhere. Columns: `rich_columns`.
"""

import numpy as np
from numpy.typing import NDArray

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board, Boards
from garrison_server.jit import kernel
from garrison_server.observe import norm_columns
from garrison_server.observe import rich_columns as to
from garrison_server.observe import scales as by
from garrison_server.observe.rich_points import write_points
from garrison_server.observe.rich_rows import write_enemies, write_fires, write_knights, write_shots
from garrison_server.observe.scene import Scratch, count_holders, nearest_first, sees_fighter, unit, upcoming
from garrison_server.observe.sites import sites_of
from garrison_server.observe.structured_norm import norm_templates, write_globals
from garrison_server.state import State
from garrison_server.table import Rows


def rich_templates(boards: Boards) -> NDArray[np.float32]:
    """What never changes in a level, one row per board: float32 (levels, SIZE); the rest is 0."""
    out = np.zeros((len(boards.numbers), to.SIZE), np.float32)
    out[:, : to.O_HERO] = norm_templates(boards)[:, : to.O_HERO]
    for b, row in enumerate(out):
        board = boards[b]
        sites = sites_of(board)
        roads = row[to.O_ROADS : to.O_POINTS].reshape(rules.MAX_PATHS, len(to.ROAD))
        roads[:, 0] = np.minimum(sites.totals / by.ROAD, 1.0)
        for p in range(int(board.numbers[bd.B_PATHS])):
            waypoints = board.paths[p, : board.lengths[p], [bd.W_X, bd.W_Y]].T
            roads[p, 1 : 1 + waypoints.size] = waypoints.ravel() / by.HALF_MAP
        points = row[to.O_POINTS : to.O_ENEMIES].reshape(rules.MAX_POINTS, to.N_POINT)
        for i in range(int(board.numbers[bd.B_POINTS])):
            points[i, 1:3] = board.points[i, [bd.Q_X, bd.Q_Y]] / by.HALF_MAP
            cover = np.minimum(sites.cover[i].ravel() / by.COVER, 1.0)
            points[i, -cover.size - rules.MAX_PATHS :] = [*np.minimum(sites.remaining[i] / by.ROAD, 1.0), *cover]
    return out


@kernel
def write_rich(
    states: Rows,
    boards: Rows,
    level_of: NDArray[np.int64],
    slots: NDArray[np.int64],
    seat: int,
    template: NDArray[np.float32],
    scratch: Scratch,
    out: NDArray[np.float32],
) -> None:
    """Fill `out` (n, SIZE): row i shows slot slots[i] as `seat` sees it."""
    order, holders, ends, remaining = scratch.order, scratch.holders, scratch.ends, scratch.remaining
    for i in range(slots.size):
        level = level_of[slots[i]]
        state, board = states[slots[i]], boards[level]
        row = out[i]
        for k in range(to.SIZE):
            row[k] = template[level, k]
        count = nearest_first(board, state, order, remaining)
        count_holders(state, holders)
        upcoming(board, state, ends)
        write_globals(board, state, seat, ends, row)
        _write_totals(board, state, order, count, row)
        _write_hero_more(board, state, seat, row)
        _write_waves(board, ends, row)
        write_points(board, state, seat, order, count, row)
        write_enemies(board, state, order, remaining, holders, count, row)
        write_knights(board, state, row)
        write_shots(state, order, holders, count, row)
        write_fires(board, state, row)


@kernel
def _write_totals(board: Board, state: State, order: NDArray[np.int64], count: int, row: NDArray[np.float32]) -> None:
    health, flyers = 0.0, 0.0
    for k in range(count):
        health += state.enemies[order[k], st.E_HP]
        flyers += board.kinds[int(state.enemies[order[k], st.E_KIND]), bd.K_FLYING]
    row[norm_columns.ENEMIES_SEEN] = count / rules.MAX_ENEMIES
    row[norm_columns.ENEMIES_HEALTH] = unit(health / by.CROWD_HEALTH)
    row[norm_columns.FLYERS_SEEN] = unit(flyers / by.FLYERS)


@kernel
def _write_hero_more(board: Board, state: State, seat: int, row: NDArray[np.float32]) -> None:
    if sees_fighter(state.field, state.fighters, seat):
        hero = state.fighters[seat]
        row[to.O_HERO] = unit(hero[st.F_COOLDOWN] / by.COOLDOWN_TICKS)
        row[to.O_HERO + 1] = unit(hero[st.F_DAMAGE] / by.DAMAGE)
        row[to.O_HERO + 2] = unit((hero[st.F_HOME_X] - hero[st.F_X]) / by.HALF_MAP)
        row[to.O_HERO + 3] = unit((hero[st.F_HOME_Y] - hero[st.F_Y]) / by.HALF_MAP)


@kernel
def _write_waves(board: Board, ends: NDArray[np.int64], row: NDArray[np.float32]) -> None:
    for k in range(ends[0], ends[1]):
        row[to.O_KINDS + board.spawns[k]] += 1.0 / rules.MAX_WAVE_ENEMIES
    for wave in range(int(board.numbers[bd.B_WAVES])):
        if board.waves[wave, bd.V_FIRST] == ends[1]:
            for k in range(ends[1], ends[1] + board.waves[wave, bd.V_COUNT]):
                row[to.O_LATER + board.spawns[k]] += 1.0 / rules.MAX_WAVE_ENEMIES
    for k in range(to.O_KINDS, to.O_ROADS):
        row[k] = unit(row[k])
