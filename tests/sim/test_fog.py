"""The fog: how it drifts, what it stops, and how Fire of Rage lifts it."""

import pytest

from garrison_server import rules
from garrison_server import state as st
from sim.stage import Stage

STILL = {"on": True, "speed": 0.0}


def fogged(x=0.0, y=0.0, **changes):
    """A stage with the cloud standing at (x, y)."""
    stage = Stage(**{"fog": STILL, **changes})
    stage.state.field[[st.D_FOG_X, st.D_FOG_Y]] = x, y
    return stage


def test_fog_drifts_and_turns_out_of_sight():
    stage = Stage(fog={"on": True, "speed": 1.0})
    field = stage.state.field
    field[[st.D_FOG_X, st.D_FOG_STEP]] = 4.7, 0.02
    before = field[st.D_FOG_Y]
    stage.play(2)
    assert field[st.D_FOG_X] == pytest.approx(4.74) and field[st.D_FOG_Y] == before
    stage.play(2)
    assert field[st.D_FOG_STEP] == -0.02 and field[st.D_FOG_Y] != before and abs(field[st.D_FOG_Y]) <= 2.2
    stage.play(50)
    assert field[st.D_FOG_X] < 4.0


def test_no_fog_is_nowhere():
    field = Stage().state.field
    assert field[[st.D_FOG_X, st.D_FOG_Y, st.D_FOG_STEP, st.D_FOG_HIDES]].tolist() == [rules.ABSENT, rules.ABSENT, 0, 0]


@pytest.mark.parametrize("x, shoots", [(0.0, False), (2.9, True)])
def test_covered_tower_does_not_shoot(x, shoots):
    stage = fogged(5.0)
    stage.order(0.0, 0.7, rules.BUILD_ARCHER)
    stage.state.field[st.D_FOG_X] = x
    stage.enemy("orc", 0.0)
    stage.play(3)
    assert bool(stage.state.shots[:, st.P_KIND].any()) == shoots


def test_covered_knights_hold_but_do_not_strike():
    stage = fogged()
    orc, knight = stage.enemy("orc", 0.0), stage.knight(0.1)
    stage.play(50)
    assert orc[st.E_HOLDERS] == 1 and orc[st.E_HP] == 1000 and knight[st.F_HP] < 600


def test_covered_hero_throws_no_fire():
    stage = fogged(hero=[0.0, -0.2])
    bat = stage.enemy("bat", 0.0)
    stage.play(30)
    assert bat[st.E_HP] == 550


def test_fire_of_rage_lifts_the_fog_while_it_burns():
    stage = fogged(hero=[1.9, 0.0])  # the fire's circle overlaps the cloud, its centre does not
    stage.play()
    assert stage.state.field[st.D_FOG_HIDES] == 1
    stage.order(0.0, 0.0, rules.FIRE_OF_RAGE)
    stage.play(250)
    assert stage.state.field[st.D_FOG_HIDES] == 0
    stage.play()
    assert stage.state.field[st.D_FOG_HIDES] == 1


def test_fire_far_from_the_fog_lifts_nothing():
    stage = fogged(hero=[2.1, 0.0])
    stage.order(0.0, 0.0, rules.FIRE_OF_RAGE, ticks=2)
    assert stage.state.field[st.D_FOG_HIDES] == 1
