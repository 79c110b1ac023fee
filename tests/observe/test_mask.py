"""The masks: they say exactly what the game would accept."""

import numpy as np
import pytest
from tests.observe.played import new_batch, play
from tests.observe.states import Game, made_up_game

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from garrison_server.batch import Batch
from garrison_server.observe.action_space import N_SITES, SITE_COIN, action_spec, to_native
from garrison_server.observe.views import observe
from garrison_server.sim.refusals import refusal


def mask_of(game: Game, space: str, seat: int = 0) -> np.ndarray:
    out = observe("mask", game, np.arange(game.n), space, seat=seat)
    assert isinstance(out, np.ndarray)
    return out


def legal(game: Game, space: str, choice: int, seat: int = 0) -> list[bool]:
    """By the game's own reasons, one slot at a time."""
    slots = np.arange(game.n)
    orders = to_native(space, game, slots, np.full(game.n, choice))
    return [refusal(game.boards[game.level_of[i]], game.states[i], seat, *orders[i]) == rules.OK for i in slots]


def test_sites_mask_agrees_with_refusals_for_every_action(made_up: Game) -> None:
    mask = mask_of(made_up, "sites")
    for choice in range(N_SITES):
        np.testing.assert_array_equal(mask[:, choice], legal(made_up, "sites", choice), err_msg=f"choice {choice}")


def test_sites_mask_agrees_with_refusals_in_played_states(played: Game) -> None:
    mask = mask_of(played, "sites")
    for choice in range(0, N_SITES, 3):
        np.testing.assert_array_equal(mask[:, choice], legal(played, "sites", choice), err_msg=f"choice {choice}")


@pytest.mark.parametrize("split", [2, 9])
def test_grid_mask_agrees_with_refusals_for_every_action(split: int) -> None:
    game = made_up_game(30, seed=split)
    mask = mask_of(game, f"grid:{split}")
    for choice in range(split * split * rules.N_ACTIONS):
        np.testing.assert_array_equal(mask[:, choice], legal(game, f"grid:{split}", choice), err_msg=f"choice {choice}")


def test_native_mask_tells_whether_any_place_would_do(made_up: Game) -> None:
    """Tower points and a fine grid over the map stand for all places."""
    places = [(x, y) for x in np.linspace(-3, 3, 25) for y in np.linspace(-3, 3, 25)]
    mask = mask_of(made_up, "native")
    for i in range(0, made_up.n, 6):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        points = [tuple(point[:2]) for point in board.points[: int(board.numbers[bd.B_POINTS])]]
        for action in range(rules.N_ACTIONS):
            somewhere = any(refusal(board, state, 0, x, y, float(action)) == rules.OK for x, y in points + places)
            assert mask[i, action] == somewhere, (i, action)


def test_second_seat_has_its_own_mask() -> None:
    game = made_up_game(20, seed=8, seats=2)
    game.states.towers[:, ::2, st.T_OWNER] = 1
    mask = mask_of(game, "sites", seat=1)
    for choice in range(N_SITES):
        np.testing.assert_array_equal(mask[:, choice], legal(game, "sites", choice, seat=1))


@pytest.mark.parametrize(("space", "own"), [("native", rules.N_ACTIONS), ("sites", N_SITES), ("grid:3", 9 * rules.N_ACTIONS)])
def test_masks_of_several_seats_end_with_the_gifts(space: str, own: int) -> None:
    game = made_up_game(12, seed=9, seats=3)
    game.states.seats[:, 1, st.S_GOLD] = game.boards.numbers[game.level_of, bd.B_GOLD_MAX]
    for seat in range(3):
        mask = mask_of(game, space, seat)
        assert mask.shape == (game.n, own + 3)
        for other in range(3):
            wanted = [
                refusal(game.boards[game.level_of[i]], game.states[i], seat, 0.0, 0.0, 12.0 + other) == rules.OK for i in range(game.n)
            ]
            np.testing.assert_array_equal(mask[:, own + other], wanted)
            if space != "native":
                np.testing.assert_array_equal(legal(game, space, own + other, seat), wanted)
    assert mask[:, own : own + 3].any() and not mask[:, own + 1].any() and not mask[:, own + 2].any()


def test_seats_choices_become_their_native_actions() -> None:
    game = made_up_game(4, seed=2, seats=2)
    slots, choices = np.array([3, 1]), np.array([[N_SITES + 1, 3], [SITE_COIN, N_SITES + 2]])
    orders = to_native("sites", game, slots, choices, seats=2)
    alone = [to_native("sites", game, slots, np.ascontiguousarray(choices[:, seat])) for seat in range(2)]
    np.testing.assert_array_equal(orders, np.stack(alone, axis=1))
    assert orders[0, 0].tolist() == [0, 0, rules.GIVE + 1] and orders[1, 1, 2] == -1
    assert action_spec("sites", game.boards[0], 2).labels[-2:] == ("give 50 gold to seat 0", "give 50 gold to seat 1")


@pytest.mark.parametrize("space", ["sites", "grid:6"])
def test_mask_foretells_the_codes_of_steps(space: str) -> None:
    """Legal choices are accepted by a real step, illegal ones refused."""
    batch, draw = new_batch(2, seed=41), np.random.default_rng(9)
    slots = np.arange(batch.n)
    verdicts = set()
    for _ in range(60):
        play(batch, draw, 4)
        mask = observe("mask", batch, slots, space)
        assert isinstance(mask, np.ndarray)
        choices = draw.integers(0, mask.shape[1], batch.n)
        running = batch.states.clock[:, st.C_STATUS] == st.RUNNING
        steps = batch.step(slots, to_native(space, batch, slots, choices), 16, 0)
        accepted = mask[slots, choices] == 1
        np.testing.assert_array_equal(accepted[running], steps.codes[running] == rules.OK)
        verdicts |= set(accepted[running])
        restart(batch)
    assert verdicts == {True, False}


def restart(batch: Batch) -> None:
    over = np.flatnonzero(batch.states.clock[:, st.C_STATUS] != st.RUNNING)
    if len(over):
        batch.reset(over, over.astype(np.uint64))


def test_hidden_point_takes_nothing(made_up: Game) -> None:
    mask = mask_of(made_up, "sites")
    veiled = 0
    for i in range(made_up.n):
        board, state = made_up.boards[made_up.level_of[i]], made_up.states[i]
        for point in range(int(board.numbers[bd.B_POINTS])):
            if refusal(board, state, 0, *board.points[point, :2], float(rules.SHOW_RANGE)) == rules.ERR_HIDDEN:
                veiled += 1
                assert not mask[i, 5 * point : 5 * point + 5].any()
    assert veiled > 20
