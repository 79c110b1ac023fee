"""The structured view: TowerMind's 759 numbers."""

import numpy as np
from tests.observe.naive import naive_structured
from tests.observe.states import Game, made_up_game

from garrison_server import state as st
from garrison_server.observe import layout as to
from garrison_server.observe.views import observe


def agrees(game: Game, seat: int = 0) -> None:
    rows = observe("structured", game, np.arange(game.n), seat=seat)
    for i in range(game.n):
        wanted = naive_structured(game.boards[game.level_of[i]], game.states[i], seat)
        np.testing.assert_array_equal(rows[i], wanted, err_msg=f"state {i}")


def test_made_up_states_equal_naive_version(made_up: Game) -> None:
    agrees(made_up)


def test_played_states_equal_naive_version(played: Game) -> None:
    agrees(played)


def test_second_seat_sees_its_own_purse_and_hero() -> None:
    game = made_up_game(30, seed=5, seats=2)
    agrees(game, seat=1)


def test_layout_is_towerminds() -> None:
    assert (to.PATHS, to.WAVE_ENEMIES, to.FIRES, to.TOWERS, to.ENEMIES, to.KNIGHTS, to.SIZE) == (44, 244, 269, 289, 409, 609, 759)


def test_states_hold_every_special_case(made_up: Game, played: Game) -> None:
    """The comparisons above mean little if nothing is ever hidden, dead or empty."""
    for game in (made_up, played):
        rows = np.asarray(observe("structured", game, np.arange(game.n)))
        states = game.states
        hero_hp = states.fighters[:, 0, st.F_HP]
        assert np.any(hero_hp == 0), "a dead hero"
        assert np.any((hero_hp > 0) & (rows[:, to.HERO_X] == -9999)), "a hidden hero"
        assert np.any((states.field[:, st.D_COIN_TICKS] > 0) & (rows[:, to.COIN_X] == -9999)), "a hidden coin"
        enemies_seen = (rows[:, to.ENEMIES : to.KNIGHTS : to.ENEMY_ROW] != -9999).sum(axis=1)
        assert np.any(enemies_seen == 0), "no enemy"
        assert np.any(enemies_seen < (states.enemies[:, :, st.E_HP] > 0).sum(axis=1)), "a hidden enemy"
        assert np.any(rows[:, to.WAVE_ENEMIES] == -9999), "no wave yet"
        assert np.any(rows[:, to.FIRES] != -9999), "a fire"
        assert np.any(rows[:, to.FOG_X] == -9999), "a level without fog"


def test_subset_of_slots_in_any_order_gives_those_rows(made_up: Game) -> None:
    every = np.asarray(observe("structured", made_up, np.arange(made_up.n)))
    chosen = np.array([17, 3, 3, 250])
    np.testing.assert_array_equal(observe("structured", made_up, chosen), every[chosen])
