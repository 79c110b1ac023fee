"""The structured_norm view: fixed rows, values in [-1, 1], nothing the policy needs left out."""

import re

import numpy as np
import pytest
from tests.observe.naive import hidden
from tests.observe.states import Game

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.observe import norm_columns, rich_columns
from garrison_server.observe.views import observe, view_spec

COLUMN = {name: i for i, name in enumerate(norm_columns.names())}


def rows_of(game: Game, view: str = "structured_norm") -> np.ndarray:
    return np.asarray(observe(view, game, np.arange(game.n)))


@pytest.mark.parametrize(("view", "columns"), [("structured_norm", norm_columns), ("rich", rich_columns)])
def test_every_column_has_one_name(view: str, columns: object) -> None:
    names = columns.names()  # type: ignore[attr-defined]
    assert len(names) == len(set(names)) == columns.SIZE == view_spec(view, "native").shape[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("view", ["structured_norm", "rich"])
def test_values_are_finite_and_within_the_spec(view: str, made_up: Game, played: Game) -> None:
    spec = view_spec(view, "native")
    for game in (made_up, played):
        rows = rows_of(game, view)
        assert rows.dtype == np.float32
        assert np.isfinite(rows).all()
        assert rows.min() >= spec.low
        assert rows.max() <= spec.high


@pytest.mark.parametrize("view", ["structured_norm", "rich"])
def test_no_column_is_dead(view: str, made_up: Game) -> None:
    """Every kind of column, whatever its row, takes some value other than 0 somewhere."""
    columns = norm_columns if view == "structured_norm" else rich_columns
    ever = rows_of(made_up, view).any(axis=0)
    kinds = [re.sub(r"_[0-9]+\.", ".", name) for name in columns.names()]
    alive = {kind for kind, lives in zip(kinds, ever, strict=True) if lives}
    assert [kind for kind in kinds if kind not in alive and ".type_" not in kind] == []  # some types stand in no wave here


def test_policy_can_tell_what_it_may_pay(made_up: Game) -> None:
    rows = rows_of(made_up)
    for i in range(made_up.n):
        board, gold = made_up.boards[made_up.level_of[i]], made_up.states[i].seats[0, st.S_GOLD]
        for kind, name in ((1, "knight"), (2, "magician"), (3, "archer")):
            assert rows[i, COLUMN[f"can_pay_{name}"]] == (gold >= board.towers[kind - 1, bd.TT_PRICE])
        assert rows[i, COLUMN["can_pay_health"]] == (gold >= board.numbers[bd.B_RAISE_PRICE])
        assert rows[i, COLUMN["gold"]] == np.float32(min(gold / 1000, 1))


def test_enemies_come_nearest_to_the_base_first(made_up: Game) -> None:
    rows = rows_of(made_up)
    for i in range(made_up.n):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        seen = [e for e in state.enemies if e[st.E_HP] > 0 and not hidden(state, e[st.E_X], e[st.E_Y])]
        left = sorted(board.paths[int(e[st.E_PATH]), board.lengths[int(e[st.E_PATH])] - 1, bd.W_ARC] - e[st.E_ARC] for e in seen)
        told = [rows[i, COLUMN[f"enemy_{k}.road_left"]] for k in range(norm_columns.ENEMY_ROWS) if rows[i, COLUMN[f"enemy_{k}.present"]]]
        np.testing.assert_allclose(told, np.minimum(left[: norm_columns.ENEMY_ROWS], 15) / 15, rtol=1e-5, atol=1e-6)
        assert rows[i, COLUMN["enemies_seen"]] == np.float32(len(seen) / 50)


def test_towers_keep_their_rows_and_hidden_ones_tell_nothing_new(made_up: Game) -> None:
    rows = rows_of(made_up)
    for i in range(made_up.n):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        for t in range(rules.MAX_POINTS):
            told = {name: rows[i, COLUMN[f"tower_{t}.{name}"]] for name in norm_columns.TOWER}
            if t >= board.numbers[bd.B_POINTS]:
                assert not any(told.values())
                continue
            np.testing.assert_allclose([told["x"], told["y"]], board.points[t, :2] / 3, rtol=1e-6)
            kinds = [told["is_knight"], told["is_magician"], told["is_archer"]]
            if hidden(state, *board.points[t, :2]):
                assert not any(v for name, v in told.items() if name not in ("x", "y", "road_covered", "road_left"))
            else:
                assert told["seen"] == 1
                assert kinds == [state.towers[t, st.T_KIND] == k for k in (1, 2, 3)]
                assert told["level"] == np.float32(state.towers[t, st.T_LEVEL] / 3)


def test_knights_are_summed_at_their_towers(made_up: Game) -> None:
    rows = rows_of(made_up)
    for i in range(made_up.n):
        state = made_up.states[i]
        for t in range(rules.MAX_POINTS):
            if rows[i, COLUMN[f"tower_{t}.seen"]]:
                mine = [f for f in state.fighters[1:] if f[st.F_HP] > 0 and f[st.F_TOWER] == t + 1]
                seen = sum(not hidden(state, f[st.F_X], f[st.F_Y]) for f in mine)
                assert rows[i, COLUMN[f"tower_{t}.knights"]] == pytest.approx(min(seen / 3, 1), abs=1e-6)


def test_what_comes_next_follows_the_wave(played: Game) -> None:
    rows = rows_of(played)
    for i in range(played.n):
        board, clock = played.boards[played.level_of[i]], played.states[i].clock
        ends = board.waves[: int(board.numbers[bd.B_WAVES]), : bd.V_COUNT + 1].sum(axis=1)
        wave = int(np.searchsorted(ends, clock[st.C_SPAWNED], side="right"))  # the first that is not all in
        left = ends[wave] - clock[st.C_SPAWNED] if wave < len(ends) else 0
        assert rows[i, COLUMN["to_come_0.count"]] == np.float32(left / 25)
        if left:
            kind = board.kinds[board.spawns[clock[st.C_SPAWNED]]]
            assert rows[i, COLUMN["next_0.present"]] == 1
            assert rows[i, COLUMN["next_0.flies"]] == kind[bd.K_FLYING]
            assert rows[i, COLUMN["next_0.health_points"]] == np.float32(min(kind[bd.K_HEALTH] / 2500, 1))
