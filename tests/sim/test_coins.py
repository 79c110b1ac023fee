"""Coins: when they fall and go, who may pick them up, and what they pay."""

import numpy as np
import pytest

from garrison_proto.modes import AllianceRules
from garrison_server import rules
from garrison_server import state as st
from sim.stage import Stage

COINS = {"refresh_s": 1.0, "residence_s": 2.0, "value": 40, "extra": 20}


def test_coin_falls_stays_and_goes():
    stage = Stage(coins=COINS)
    field = stage.state.field
    stage.play(49)
    assert field[st.D_COIN_TICKS] == 0
    stage.play()
    assert field[st.D_COIN_TICKS] == 100 and max(abs(field[st.D_COIN_X]), abs(field[st.D_COIN_Y])) <= rules.COIN_HALF
    stage.play(99)
    assert field[st.D_COIN_TICKS] == 1
    stage.play()
    assert not field[[st.D_COIN_TICKS, st.D_COIN_X, st.D_COIN_Y]].any() and field[st.D_COIN_WAIT] == 50


def drop(stage, x, y):
    """A coin at (x, y)."""
    stage.state.field[[st.D_COIN_X, st.D_COIN_Y, st.D_COIN_TICKS]] = x, y, 100.0


@pytest.mark.parametrize("x, found", [(0.29, True), (0.31, False)])
def test_hero_picks_up_a_coin_within_reach(x, found):
    stage = Stage(hero=[0.0, -2.0])
    drop(stage, x, -2.0)
    stage.play()
    assert stage.seat[st.S_COINS] == found and (1040 <= stage.seat[st.S_GOLD] <= 1060) == found


def test_any_knight_picks_up_a_coin_but_no_dead_hero():
    stage = Stage(hero=[0.0, -2.0])
    stage.hero[st.F_HP], stage.seat[st.S_REVIVE_TICKS] = 0.0, 500.0
    drop(stage, 0.0, -2.0)
    stage.play()
    assert stage.seat[st.S_COINS] == 0
    stage.knight(0.1, -2.0)
    stage.play()
    assert stage.seat[st.S_COINS] == 1


def test_coin_pays_whole_gold_over_its_range_and_up_to_the_maximum():
    paid = set()
    for seed in range(60):
        stage = Stage(seed=seed, hero=[0.0, -2.0], coins={**COINS, "extra": 2})
        drop(stage, 0.0, -2.0)
        stage.play()
        paid.add(float(stage.seat[st.S_GOLD]) - 1000)
    assert paid == {40.0, 41.0, 42.0}
    stage = Stage(hero=[0.0, -2.0], gold={"start": 990, "maximum": 1000})
    drop(stage, 0.0, -2.0)
    stage.play()
    assert stage.seat[st.S_GOLD] == 1000


def test_coin_goes_to_the_seat_whose_knight_finds_it():
    stage = Stage(mode=AllianceRules(seats=2))
    stage.state.fighters[4, [st.F_HP, st.F_X, st.F_Y, st.F_HOME_X, st.F_HOME_Y, st.F_TICKS, st.F_SPOT]] = 600, 1, 1, 1, 1, 500, 1
    stage.state.clock[st.C_FIGHTER_TOP] = 5
    drop(stage, 1.0, 1.0)
    stage.batch.step(np.array([0]), np.array([[[0.0, 0.0, rules.NOOP]] * 2]), 1, 0)
    assert stage.state.seats[:, st.S_COINS].tolist() == [0, 1, 0, 0]
