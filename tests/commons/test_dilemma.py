"""The dilemma: cooperating pays everybody most, leaving it pays at first, and in the end it does not."""

import numpy as np
import pytest

from commons.duel import ONE, solo
from garrison_server.commons.dilemma import AT_FIRST, dilemma_of
from garrison_server.commons.graph import graph_of
from garrison_server.commons.observe import COLUMNS
from garrison_server.commons.rules import GRAPHS, GUARD, NAMED, SAVE, WALL, payoffs_of
from garrison_server.commons.state import S_LEAKS, S_PURSE, S_WALL

SIZES = (3, 4, 7, 8, 16, 33, 64)


@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("name", NAMED)
def test_cooperation_pays_every_seat_most_and_defection_pays_at_first(name, kind, sized):
    payoffs = payoffs_of(name, {"max_steps": sized(200, 30)})
    for seats in SIZES[: sized(len(SIZES), 2)]:
        dilemma = dilemma_of(payoffs, graph_of(kind, seats, 1), seed=seats)
        assert dilemma.leaks == 0  # full cooperation holds every wave
        assert (dilemma.cooperating == payoffs.income - payoffs.wall_price).all()
        assert dilemma.holds(), (seats, dilemma)
        assert (dilemma.at_first == AT_FIRST * payoffs.wall_price).all()


@pytest.mark.parametrize("kind", GRAPHS)
def test_leaving_cooperation_for_good_does_not_pay_but_where_leaks_are_cheap(kind, sized):
    for seats in SIZES[: sized(len(SIZES), 1)]:
        near = graph_of(kind, seats, 1)
        assert all(dilemma_of(payoffs_of(name), near, 3).is_stable() == (name != "tempting") for name in NAMED)


def test_once_the_reserve_is_gone_a_skipped_turn_costs_more_than_its_price(sized):
    """The derivation of docs/commons.md: wall_gain x leak_cost > wall_price, on the own lane alone."""
    seats, skips = 5, 6
    payoffs = payoffs_of("standard", {"wall_start": 20, "max_steps": 400})
    steady, slack = (solo(payoffs, "ring", seats, 4) for _ in range(2))
    paid = np.zeros(2)
    for step in range(sized(400, 60)):
        turn = np.full((1, seats), WALL)
        paid[0] += steady.step(ONE, turn).rewards[0, 0]
        turn[0, 0] = SAVE if step < 2 * skips and step % 2 else WALL
        paid[1] += slack.step(ONE, turn).rewards[0, 0]
    lost = skips * payoffs.wall_gain * payoffs.leak_cost
    assert paid[1] - paid[0] <= skips * payoffs.wall_price - lost + payoffs.press_spread * 3 * payoffs.leak_cost


def test_leaks_spill_over_to_the_neighbours_alone():
    batch = solo(payoffs_of("standard", {"wall_start": 0, "wave_every": 1, "press_spread": 0, "wall_gain": 0}), "ring", 6, 1)
    batch.lanes[0, S_WALL, 1:] = 10_000
    batch.step(ONE, np.zeros((1, 6), np.int64))
    assert batch.lanes[0, S_LEAKS].tolist() == [120, 0, 0, 0, 0, 0]
    batch.lanes[0, S_WALL] = 0
    batch.step(ONE, np.zeros((1, 6), np.int64))
    assert batch.lanes[0, S_LEAKS].tolist() == [120, 135, 120, 120, 120, 135]  # 25 % of 120, in two parts


def test_a_short_purse_refuses_and_is_told_by_the_mask():
    batch = solo(payoffs_of("standard", {"income": 0, "purse_start": 3}), "ring", 3, 1)
    assert batch.observe(ONE)[1][0].tolist() == [[1, 0, 1]] * 3
    steps = batch.step(ONE, np.array([[GUARD, WALL, 7]]))
    assert steps.codes[0].tolist() == [1, 0, 2]
    assert batch.lanes[0, S_PURSE].tolist() == [3, 1, 3]
    assert batch.observe(ONE)[1][0].tolist() == [[1, 0, 1], [1, 0, 0], [1, 0, 1]]


def test_nobody_sees_beyond_the_neighbours(sized):
    """Changing all that a seat may not know changes nothing of what it sees."""
    batch = solo(payoffs_of(), "ring", 7, 1)
    for actions in np.random.default_rng(2).integers(0, 3, (sized(30, 5), 1, 7)):
        batch.step(ONE, actions)
    before = batch.observe(ONE)[0][0, 0].copy()
    batch.lanes[0, :, 2:6] = 0  # 1 and 6 are the neighbours of 0
    batch.lanes[0, S_PURSE, 1:] += 50
    assert (batch.observe(ONE)[0][0, 0] == before).all()
    assert len(before) == len(COLUMNS)
