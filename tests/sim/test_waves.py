"""When waves begin and enemies come in, and how an episode ends."""

import numpy as np

from garrison_server import rules
from garrison_server import state as st
from sim.stage import KIND, Stage

TWO = [{"enemies": ["goblin", "orc", "wolf"], "interval_s": 0.5}, {"enemies": ["bat"], "interval_s": 1.0}]


def arrivals(stage, ticks):
    """The ticks at which enemies came in."""
    seen, times = 0, []
    for tick in range(1, ticks + 1):
        stage.play()
        times += [tick] * int(stage.state.clock[st.C_SERIAL] - seen)
        seen = stage.state.clock[st.C_SERIAL]
    return times


def test_enemies_come_at_their_intervals():
    stage = Stage(waves=TWO, countdown_s=1.0, wave_interval_s=2.0)
    assert arrivals(stage, 250) == [50, 75, 100, 200]
    assert stage.state.tally[:4, st.L_SPAWNED].tolist() == [1, 1, 1, 1]
    assert stage.state.clock[st.C_WAVE] == 2 and stage.state.clock[st.C_WAVE_TICKS] == 0


def test_no_countdown_means_the_first_tick():
    assert arrivals(Stage(waves=TWO, countdown_s=0.0, wave_interval_s=0.0), 60) == [1, 26, 51, 52]


def test_an_enemy_that_finds_no_room_waits_outside():
    stage = Stage(waves=[{"enemies": ["goblin"], "interval_s": 1.0}], countdown_s=0.0)
    for i in range(rules.MAX_ENEMIES):
        stage.enemy("orc", -2.0 + i / 50)
    stage.play(5)
    assert stage.state.clock[st.C_SPAWNED] == 0
    stage.state.enemies[7, [st.E_X, st.E_ARC]] = 2.99, 5.99
    stage.play(5)
    assert stage.state.clock[st.C_SPAWNED] == 1 and stage.state.enemies[7, st.E_KIND] == KIND["goblin"]


def test_enemies_draw_among_all_roads():
    roads = [[[-3.0, float(y)], [3.0, 0.0]] for y in (-1, 0, 1)]
    stage = Stage(paths=roads, waves=[{"enemies": ["goblin"] * 25, "interval_s": 0.02}], countdown_s=0.0)
    stage.play(26)
    assert set(np.unique(stage.state.enemies[:25, st.E_PATH])) == {0, 1, 2}


def test_game_is_won_when_all_came_and_none_is_left():
    stage = Stage(countdown_s=0.0)
    stage.play(60)
    assert stage.state.clock[st.C_STATUS] == st.RUNNING
    stage.state.enemies[0, st.E_HP] = 1.0
    stage.knight(float(stage.state.enemies[0, st.E_X]))
    stage.play(10)
    assert stage.state.clock[st.C_STATUS] == st.WON


def test_game_is_won_with_lives_lost_but_not_all():
    stage = Stage(countdown_s=0.0, life=2)
    assert stage.play(700) == -1 and stage.state.clock[st.C_STATUS] == st.WON


def test_last_enemy_that_takes_the_last_life_loses_the_game():
    stage = Stage(countdown_s=0.0, life=1)
    assert stage.play(700) == -1 and stage.state.clock[st.C_STATUS] == st.LOST


def test_limit_cuts_the_episode_between_steps():
    stage = Stage()
    steps = stage.batch.step(np.array([0]), np.array([[0.0, 0.0, rules.NOOP]]), 16, 17)
    assert not steps.truncated[0]
    steps = stage.batch.step(np.array([0]), np.array([[0.0, 0.0, rules.NOOP]]), 16, 17)
    assert steps.truncated[0] and not steps.terminated[0] and stage.state.clock[st.C_TICK] == 32
