"""The fog hides: two states that differ only in what it covers look the same in every view."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as hypo
from tests.observe.played import new_batch, play
from tests.observe.scramble import scramble
from tests.observe.states import Game, made_up_game

from garrison_server import state as st
from garrison_server.observe.action_space import N_SITES, to_native
from garrison_server.observe.views import VIEWS, observe

SPACES = ("native", "grid:9", "sites")
N = 6


def assert_look_alike(game: Game, other: Game, seat: int = 0) -> None:
    slots = np.arange(game.n)
    for view in VIEWS:
        for space in SPACES if view == "mask" else SPACES[:1]:
            one, two = (observe(view, which, slots, space, seat=seat) for which in (game, other))
            np.testing.assert_array_equal(one, two, err_msg=f"{view} {space}")
    for choice in range(N_SITES):
        choices = np.full(game.n, choice)
        np.testing.assert_array_equal(to_native("sites", game, slots, choices), to_native("sites", other, slots, choices))


def scrambled(game: Game, draw: np.random.Generator) -> Game:
    other = Game(type(game.states)(game.states.rows.copy()), game.boards, game.level_of, game.seats)
    for i in range(other.n):
        scramble(other.boards[other.level_of[i]], other.states[i], draw)
    return other


@settings(max_examples=60, deadline=None)
@given(seed=hypo.integers(0, 2**32 - 1), x=hypo.floats(-3, 3), y=hypo.floats(-2.2, 2.2))
def test_hidden_changes_leave_every_view_as_it_was(seed: int, x: float, y: float) -> None:
    game = made_up_game(N, seed)
    game.level_of[:] = game.level_of % 2 + 1  # the two with fog
    for i in range(N):
        game.states[i].fires[:] = 0
        game.states[i].field[[st.D_FOG_X, st.D_FOG_Y, st.D_FOG_HIDES]] = x, y, 1
        top = int(game.boards[game.level_of[i]].numbers[1])
        game.states[i].towers[top:] = 0
        game.states[i].enemies[:, st.E_PATH] %= game.boards[game.level_of[i]].numbers[0]
    assert_look_alike(game, scrambled(game, np.random.default_rng(seed)))


def test_hidden_changes_in_played_games_leave_every_view_as_it_was() -> None:
    batch, draw = new_batch(2, seed=23), np.random.default_rng(5)
    changed = 0
    for _ in range(12):
        play(batch, draw, 25)
        game = Game(batch.states, batch.boards, batch.level_of)
        other = scrambled(game, draw)
        assert_look_alike(game, other)
        changed += np.count_nonzero(game.states.rows["towers"][:, :, st.T_KIND] != other.states.rows["towers"][:, :, st.T_KIND])
    assert changed > 10, "towers were hidden now and then"


def test_lifted_fog_shows_what_it_hid() -> None:
    game = made_up_game(9, seed=2)
    game.states.field[:, st.D_FOG_HIDES] = 0
    rows = np.asarray(observe("structured", game, np.arange(game.n)))
    seen = (rows[:, 409:609:4] != -9999).sum(axis=1)
    np.testing.assert_array_equal(seen, (game.states.enemies[:, :, st.E_HP] > 0).sum(axis=1))
