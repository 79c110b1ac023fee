"""States for the tests of the views, made up at random: crowded, empty, dead, hidden; and the games that hold them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison_levels.level import Level, level_of
from garrison_proto.modes import AllianceRules
from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import Board, Boards, board_of, stack_boards
from garrison_server.seating import lay
from garrison_server.state import State, States, empty_states

Draw = np.random.Generator


@dataclass(eq=False)
class Game:
    """What the views read of a batch: its states, its levels, and which slot plays which."""

    states: States
    boards: Boards
    level_of: NDArray[np.int64]
    seats: int = 1

    @property
    def n(self) -> int:
        return len(self.level_of)


def _document(name: str, n_paths: int, n_waypoints: int, n_points: int, fog: bool) -> dict[str, Any]:
    base = [2.5, 0.25]
    paths = []
    for p in range(n_paths):
        ys = np.linspace(-2.5 + p, 2.5 - p / 2, n_waypoints - 1)
        xs = np.linspace(-2.9, 2.0, n_waypoints - 1)
        paths.append([[float(round(x, 3)), float(round(y, 3))] for x, y in zip(xs, ys, strict=True)] + [base])
    spots = [(x, y) for y in (-2.0, 0.5, 2.0) for x in (-2.4, -1.2, 0.0, 1.2, 2.4)][:n_points]
    kinds = ["goblin", "orc", "bat", "wolf", "shaman", "bone_chanter", "ogre", "healer", "hill_king"]
    return {
        "format": 1, "name": name, "title": name, "paths": paths, "base": base,
        "tower_points": [{"at": list(at), "rally": [at[0] / 2 + 0.111, at[1] / 2 - 0.222]} for at in spots],
        "waves": [{"enemies": [kinds[(i + k) % 9] for k in range(5 + 4 * i)], "interval_s": 0.7 + i / 10} for i in range(6)],
        "wave_interval_s": 7.5, "countdown_s": 4.0, "gold": {"start": 250, "maximum": 1500}, "refund_rate": 0.65,
        "coins": {"refresh_s": 6.0, "residence_s": 8.0, "value": 40, "extra": 25}, "fog": {"on": fog, "speed": 0.3},
    }  # fmt: skip


def made_up_levels() -> list[Level]:
    """A bare level without fog, a middling one, and one as full as a level can be."""
    return [
        level_of(_document("bare", 1, 2, 1, False)),
        level_of(_document("middling", 2, 8, 8, True)),
        level_of(_document("full", 5, 20, 15, True)),
    ]


def made_up_game(n: int, seed: int, levels: list[Level] | None = None, seats: int = 1) -> Game:
    """`n` episodes at random moments that need not be reachable, over the given levels (by default, made-up ones) in turn."""
    boards = [board_of(level) for level in levels or made_up_levels()]
    game = Game(
        empty_states(n, seats > 1), lay(AllianceRules(seats=seats), stack_boards(boards)), np.arange(n, dtype=np.int64) % len(boards), seats
    )
    draw = np.random.default_rng(seed)
    for i in range(n):
        fill(game.states[i], boards[game.level_of[i]], draw)
        game.states.seats[i, seats:] = 0.0
        game.states.fighters[i, seats : game.states.seats.shape[1]] = 0.0
    return game


def fullest_game() -> Game:
    """One state as full as can be, every number long: 50 enemies, 50 knights, 15 towers, 10 fires, 5 x 20 waypoints, 25 in
    the wave, nothing hidden."""
    game = made_up_game(1, seed=0)
    game.level_of[:] = 2
    board, state = game.boards[2], game.states[0]
    long = -2.22222222
    board.numbers[[bd.B_GOLD_MAX, bd.B_LIFE, bd.B_COIN_VALUE, bd.B_COIN_EXTRA]] = 999_999.0, 1000.0, 499_999.0, 499_999.0
    board.numbers[[bd.B_WAVE_INTERVAL_TICKS, bd.B_COIN_REFRESH_TICKS, bd.B_COIN_STAY_TICKS]] = 179_999.0
    board.numbers[[bd.B_REFUND, bd.B_BASE_X, bd.B_BASE_Y]] = 0.7777777, long, long
    board.paths[:, :, [bd.W_X, bd.W_Y]] = board.points[:] = long
    board.waves[:, bd.V_COUNT], board.spawns[:] = rules.MAX_WAVE_ENEMIES, 14
    state.clock[[st.C_TICK, st.C_STEP, st.C_WAVE, st.C_WAVE_TICKS]] = 59_999, 59_999, 1, 179_999
    state.clock[[st.C_ENEMY_TOP, st.C_FIGHTER_TOP]] = rules.MAX_ENEMIES, rules.MAX_KNIGHTS + 1
    state.enemies[:], state.fighters[:], state.towers[:] = long, long, long
    state.enemies[:, st.E_HP], state.enemies[:, st.E_KIND], state.fighters[:, st.F_HP] = 999_999.77777, 15, 999_999.77777
    state.enemies[:, [st.E_PATH, st.E_FOE, st.E_HOLDERS, st.E_HASTE]] = 4, 0, 0, 0.001
    state.fighters[:, [st.F_FOE, st.F_TOWER]] = 0
    state.towers[:, st.T_KIND], state.towers[:, st.T_LEVEL], state.towers[:, st.T_FROZEN] = rules.MAGICIAN_TOWER, 3, 0
    state.fires[:], state.seats[:], state.field[:] = 77.77777, 99_999.77777, 99.77777
    state.field[st.D_FOG_HIDES] = 0
    state.seats[:, [st.S_LAST_ACTION, st.S_LAST_CODE]] = rules.RALLY, 16
    return game


def fill(state: State, board: Board, draw: Draw) -> None:
    """Overwrite one all-zero state with a random moment."""
    crowd = draw.choice([0.0, 0.3, 0.6, 1.0])  # how full the lists are
    _fill_clock(state, board, draw)
    _fill_field(state, board, draw)
    _fill_seats(state, draw)
    _fill_towers(state, board, draw, crowd)
    _fill_enemies(state, board, draw, crowd)
    _fill_fighters(state, board, draw, crowd)
    for i in range(rules.MAX_FIRES):
        if draw.random() < crowd / 2:
            state.fires[i] = (*draw.uniform(-3, 3, 2), draw.integers(1, 250), 0)


def _fill_clock(state: State, board: Board, draw: Draw) -> None:
    clock, waves = state.clock, int(board.numbers[bd.B_WAVES])
    clock[st.C_TICK] = draw.integers(0, 60_000)
    clock[st.C_STEP] = clock[st.C_TICK] // 16
    clock[st.C_WAVE] = draw.integers(0, waves + 1)
    sent = 0
    if clock[st.C_WAVE] > 0:
        first, count, interval = board.waves[clock[st.C_WAVE] - 1]
        sent = draw.integers(0, count + 1)
        clock[st.C_SPAWNED] = first + sent
        if sent < count:
            clock[st.C_SPAWN_TICKS] = draw.integers(1, interval + 1)
    done = clock[st.C_WAVE] == 0 or clock[st.C_SPAWN_TICKS] == 0
    if done and clock[st.C_WAVE] < waves:
        clock[st.C_WAVE_TICKS] = draw.integers(1, 400)
    clock[st.C_LIFE] = draw.integers(0, board.numbers[bd.B_LIFE] + 1)
    clock[st.C_SERIAL] = 10_000


def _fill_field(state: State, board: Board, draw: Draw) -> None:
    field = state.field
    if draw.random() < 0.6:
        field[[st.D_COIN_X, st.D_COIN_Y]] = draw.uniform(-2.7, 2.7, 2)
        field[st.D_COIN_TICKS] = draw.integers(1, 400)
    else:
        field[st.D_COIN_WAIT] = draw.integers(1, 300)
    if board.numbers[bd.B_FOG]:
        field[st.D_FOG_X] = draw.uniform(-4.5, 4.5)
        field[st.D_FOG_Y] = draw.uniform(-2.2, 2.2)
        field[st.D_FOG_STEP] = 0.006 * draw.choice([-1, 1])
        field[st.D_FOG_HIDES] = float(draw.random() < 0.8)


def _fill_seats(state: State, draw: Draw) -> None:
    for mine in state.seats:
        mine[st.S_GOLD] = draw.choice([0.0, 99.5, 100.0, 110.0, 120.0, 512.25, 1500.0])
        mine[st.S_HERO_MAX] = 1600 + 200 * draw.integers(0, 4)
        mine[st.S_REINFORCE_TICKS] = draw.choice([0, 0, 1, 777])
        mine[[st.S_COINS, st.S_COMPENSATIONS]] = draw.integers(0, 40, 2)
        mine[[st.S_LAST_X, st.S_LAST_Y]] = draw.uniform(-3, 3, 2)
        mine[st.S_LAST_ACTION] = draw.integers(0, rules.N_ACTIONS)
        mine[st.S_LAST_CODE] = draw.choice([0, draw.integers(0, rules.N_ERRORS)])


def _fill_towers(state: State, board: Board, draw: Draw, crowd: float) -> None:
    for i in range(int(board.numbers[bd.B_POINTS])):
        tower, point = state.towers[i], board.points[i]
        tower[[st.T_RALLY_X, st.T_RALLY_Y]] = point[[bd.Q_RALLY_X, bd.Q_RALLY_Y]]
        if draw.random() < crowd:
            kind, level = draw.integers(1, 4), draw.integers(0, 4)
            tower[st.T_KIND], tower[st.T_LEVEL] = kind, level
            tower[st.T_COOLDOWN] = draw.integers(0, board.towers[kind - 1, bd.TT_INTERVAL_TICKS] + 1)
            tower[st.T_FROZEN] = draw.integers(0, 2)
            tower[st.T_SPENT] = 100 + 100 * level
            tower[[st.T_RALLY_X, st.T_RALLY_Y]] = point[:2] + draw.uniform(-0.8, 0.8, 2)
            tower[st.T_DAMAGE] = board.towers[kind - 1, bd.TT_DAMAGE] * board.towers[kind - 1, bd.TT_GROWTH + level]


def _fill_enemies(state: State, board: Board, draw: Draw, crowd: float) -> None:
    for i in range(rules.MAX_ENEMIES):
        if draw.random() >= crowd:
            continue
        enemy, kind = state.enemies[i], draw.integers(0, rules.N_KINDS)
        path = draw.integers(0, board.numbers[bd.B_PATHS])
        waypoints = board.paths[path, : board.lengths[path]]
        arc = draw.uniform(0, waypoints[-1, bd.W_ARC])
        segment = int(np.searchsorted(waypoints[:, bd.W_ARC], arc, side="right")) - 1
        start = waypoints[segment]
        enemy[[st.E_X, st.E_Y]] = start[:2] + (arc - start[bd.W_ARC]) * start[[bd.W_DX, bd.W_DY]]
        enemy[st.E_KIND], enemy[st.E_PATH], enemy[st.E_SEGMENT], enemy[st.E_ARC] = kind, path, segment, arc
        enemy[st.E_HP] = board.kinds[kind, bd.K_HEALTH] * draw.uniform(0.001, 1)
        enemy[st.E_HASTE] = draw.choice([1.0, 1.4])
        enemy[[st.E_COOLDOWN, st.E_TIMER]] = draw.integers(0, 50, 2)
        enemy[st.E_SERIAL] = 1000 + i
    alive = np.flatnonzero(state.enemies[:, st.E_HP])
    state.clock[st.C_ALIVE] = len(alive)
    state.clock[st.C_ENEMY_TOP] = alive[-1] + 1 if len(alive) else 0
    for k in range(rules.MAX_PROJECTILES):
        if len(alive) and draw.random() < crowd / 2:
            target = draw.choice(alive)
            serial = state.enemies[target, st.E_SERIAL] if draw.random() < 0.8 else 5
            shot = (draw.integers(1, 4), *draw.uniform(-3, 3, 2), target, serial, draw.uniform(50, 400), *draw.uniform(-3, 3, 2))
            state.shots[k] = shot
            state.clock[st.C_SHOT_TOP] = k + 1


def _fill_fighters(state: State, board: Board, draw: Draw, crowd: float) -> None:
    seats = len(state.seats)
    for i in range(seats):
        if draw.random() < 0.2:
            state.seats[i, st.S_REVIVE_TICKS] = draw.integers(1, 500)
        else:
            _fill_fighter(state, i, state.seats[i, st.S_HERO_MAX], draw)
            state.fighters[i, st.F_TICKS] = draw.integers(0, 2)
    built = np.flatnonzero(state.towers[:, st.T_KIND] == rules.KNIGHT_TOWER)
    for i in range(seats, seats + rules.MAX_KNIGHTS):
        if draw.random() >= crowd:
            continue
        _fill_fighter(state, i, board.numbers[bd.B_KNIGHT_HP], draw)
        if len(built) and draw.random() < 0.8:
            state.fighters[i, st.F_TOWER] = 1 + draw.choice(built)
            state.fighters[i, st.F_SPOT] = draw.integers(0, 3)
        else:
            state.fighters[i, st.F_TICKS] = draw.integers(1, 500)
    state.clock[st.C_FIGHTER_TOP] = np.flatnonzero(state.fighters[:, st.F_HP])[-1] + 1 if state.fighters[:, st.F_HP].any() else seats


def _fill_fighter(state: State, i: int, most: float, draw: Draw) -> None:
    fighter = state.fighters[i]
    fighter[st.F_HP] = most * draw.uniform(0.01, 1)
    fighter[[st.F_X, st.F_Y]] = draw.uniform(-3, 3, 2)
    fighter[[st.F_HOME_X, st.F_HOME_Y]] = draw.uniform(-3, 3, 2)
    fighter[st.F_COOLDOWN] = draw.integers(0, 36)
    fighter[st.F_DAMAGE], fighter[st.F_EXTRA], fighter[st.F_STEP] = 150, 50, 0.012
    grounded = np.flatnonzero((state.enemies[:, st.E_HP] > 0) & (state.enemies[:, st.E_KIND] != 2))
    if len(grounded) and draw.random() < 0.5:
        foe = draw.choice(grounded)
        fighter[st.F_FOE] = 1 + foe
        state.enemies[foe, st.E_HOLDERS] += 1
        state.enemies[foe, st.E_FOE] = 1 + i
