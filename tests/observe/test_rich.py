"""The rich view: progress, time to the base, cooldowns, shots, coverage and prices, fog or no fog."""

import numpy as np
import pytest
from tests.observe.naive import hidden
from tests.observe.states import Game

from garrison_server import board as bd
from garrison_server import state as st
from garrison_server.observe import rich_columns
from garrison_server.observe.views import observe
from garrison_server.sim.refusals import refusal

COLUMN = {name: i for i, name in enumerate(rich_columns.names())}


@pytest.fixture(scope="module")
def rows(made_up: Game) -> np.ndarray:
    return np.asarray(observe("rich", made_up, np.arange(made_up.n)))


def seen_enemies(game: Game, i: int) -> list[int]:
    """Rows of the enemies that are seen, nearest to the base first."""
    board, state = game.boards[game.level_of[i]], game.states[i]
    rows = [r for r, e in enumerate(state.enemies) if e[st.E_HP] > 0 and not hidden(state, e[st.E_X], e[st.E_Y])]
    return sorted(rows, key=lambda r: total(board, state.enemies[r]) - state.enemies[r, st.E_ARC])


def total(board: bd.Board, enemy: np.ndarray) -> float:
    path = int(enemy[st.E_PATH])
    return float(board.paths[path, board.lengths[path] - 1, bd.W_ARC])


def test_enemies_tell_progress_and_seconds(made_up: Game, rows: np.ndarray) -> None:
    for i in range(made_up.n):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        for k, r in enumerate(seen_enemies(made_up, i)):
            enemy = state.enemies[r]
            kind, length = board.kinds[int(enemy[st.E_KIND])], total(board, enemy)
            told = {name: rows[i, COLUMN[f"enemy_{k}.{name}"]] for name in rich_columns.ENEMY}
            seconds = (length - enemy[st.E_ARC]) / (kind[bd.K_STEP] * 50 * enemy[st.E_HASTE])
            holders = sum(f[st.F_HP] > 0 and f[st.F_FOE] == r + 1 and not hidden(state, f[st.F_X], f[st.F_Y]) for f in state.fighters)
            assert told["progress"] == pytest.approx(enemy[st.E_ARC] / length, abs=1e-5)
            assert told["seconds_left"] == pytest.approx(min(seconds / 60, 1), abs=1e-5)
            assert told["holders"] == pytest.approx(min(holders / 5, 1), abs=1e-6)
            assert told["held"] == (holders >= kind[bd.K_HOLDERS])
            assert told["seconds_left_now"] == (1 if told["held"] else told["seconds_left"])
            assert told[f"on_road_{int(enemy[st.E_PATH])}"] == 1


def test_shots_count_towards_the_enemy_they_fly_at(made_up: Game, rows: np.ndarray) -> None:
    found = 0
    for i in range(made_up.n):
        state = made_up.states[i]
        for k, r in enumerate(seen_enemies(made_up, i)):
            coming = [
                s for s in state.shots
                if s[st.P_KIND] and s[st.P_TARGET] == r and s[st.P_SERIAL] == state.enemies[r, st.E_SERIAL]
                and not hidden(state, s[st.P_X], s[st.P_Y])
            ]  # fmt: skip
            found += len(coming)
            assert rows[i, COLUMN[f"enemy_{k}.shots_coming"]] == pytest.approx(min(len(coming) / 5, 1), abs=1e-6)
    assert found > 20


def test_points_tell_coverage_prices_and_what_is_legal(made_up: Game, rows: np.ndarray) -> None:
    for i in range(made_up.n):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        for t in range(int(board.numbers[bd.B_POINTS])):
            told = {name: rows[i, COLUMN[f"point_{t}.{name}"]] for name in rich_columns.POINT}
            if hidden(state, *board.points[t, :2]):
                static = ("x", "y", "road_left", "covered")
                assert not any(v for name, v in told.items() if not name.startswith(static))
                continue
            legal = [refusal(board, state, 0, *board.points[t, :2], float(a)) == 0 for a in range(4)]
            assert [told[f"can_{name}"] for name in ("build_archer", "build_magician", "build_knight", "upgrade")] == legal
            free = state.towers[t, st.T_KIND] == 0
            assert told["price_archer"] == pytest.approx(free * board.towers[2, bd.TT_PRICE] / 500)
            assert (told["refund"] > 0) == (not free)


def test_begins_like_structured_norm(made_up: Game, rows: np.ndarray) -> None:
    norm = np.asarray(observe("structured_norm", made_up, np.arange(made_up.n)))
    np.testing.assert_array_equal(rows[:, : rich_columns.O_HERO], norm[:, : rich_columns.O_HERO])
