"""What each of the twelve actions does when it is not refused."""

import numpy as np
import pytest

from garrison_server import board as bd
from garrison_server import rules
from garrison_server import state as st
from sim.stage import Stage

POINT = (0.0, 0.7)
EFFECTLESS = -1


def run(stage, *actions, at=POINT):
    """Take these actions at one place; all must be accepted."""
    for action in actions:
        assert stage.order(*at, action) == rules.OK
    return stage


@pytest.mark.parametrize("action", [rules.BUILD_ARCHER, rules.BUILD_MAGICIAN, rules.BUILD_KNIGHT])
def test_build_costs_its_price_and_stands(action):
    stage, stats = run(Stage(), action), rules.TOWERS[2 - action]
    tower = stage.state.towers[2]
    assert tower[st.T_KIND] == 3 - action and tower[st.T_LEVEL] == 0
    assert tower[st.T_SPENT] == stats.price and stage.seat[st.S_GOLD] == 1000 - stats.price
    assert (tower[st.T_DAMAGE], tower[st.T_EXTRA]) == (stats.damage, stats.extra_damage)


def test_upgrade_multiplies_damage_by_growth():
    stage = run(Stage(), rules.BUILD_ARCHER, *[rules.UPGRADE] * 3)
    tower = stage.state.towers[2]
    assert tower[st.T_LEVEL] == 3 and tower[st.T_DAMAGE] == pytest.approx(100 * 1.4**3)
    assert stage.seat[st.S_GOLD] == 1000 - 120 * 4 and tower[st.T_SPENT] == 480


def test_upgrade_strengthens_living_knights():
    stage = run(Stage(), rules.BUILD_KNIGHT)
    stage.play(260)
    assert stage.state.fighters[1, st.F_DAMAGE] == 150
    run(stage, rules.UPGRADE)
    assert stage.state.fighters[1, st.F_DAMAGE] == pytest.approx(210)
    assert stage.state.fighters[1, st.F_STEP] == pytest.approx(0.6 * 0.02 * 1.4)


@pytest.mark.parametrize("rate, refund", [(0.7, 336), (0.0, 0), (1.0, 480), (0.333, 159)])
def test_sell_refunds_whole_gold_of_all_that_was_spent(rate, refund):
    stage = run(Stage(refund_rate=rate), rules.BUILD_ARCHER, *[rules.UPGRADE] * 3, rules.SELL)
    assert stage.seat[st.S_GOLD] == 520 + refund
    assert not stage.state.towers[2, [st.T_KIND, st.T_LEVEL, st.T_SPENT, st.T_DAMAGE]].any()
    assert stage.state.towers[2, st.T_RALLY_Y] == 0.0 and stage.order(*POINT, rules.BUILD_KNIGHT) == rules.OK


def test_sell_stops_at_the_maximum():
    stage = Stage(gold={"start": 1000, "maximum": 1000}, refund_rate=1.0)
    run(stage, rules.BUILD_ARCHER)
    stage.seat[st.S_GOLD] = 950.0
    assert run(stage, rules.SELL).seat[st.S_GOLD] == 1000


def test_sell_takes_the_knights_away_and_frees_whom_they_held():
    stage = run(Stage(), rules.BUILD_KNIGHT)
    stage.play(260)
    orc = stage.enemy("orc", 0.0)
    stage.play(60)
    assert orc[st.E_HOLDERS] == 1
    run(stage, rules.SELL)
    assert orc[st.E_HOLDERS] == orc[st.E_FOE] == 0 and not stage.state.fighters[1:].any()
    assert stage.state.clock[st.C_FIGHTER_TOP] == 1


def test_knight_tower_keeps_three_knights_alive():
    stage = run(Stage(), rules.BUILD_KNIGHT)
    times = []
    for tick in range(1, 1200):
        stage.play()
        if stage.state.towers[2, st.T_KNIGHTS] > len(times):
            times.append(tick)
    assert times == [250, 500, 750]
    places = stage.state.fighters[1:4, [st.F_X, st.F_Y]]
    assert places == pytest.approx(np.array([[0.0, 0.15], [-0.13, -0.08], [0.13, -0.08]]))
    stage.state.fighters[2, st.F_HP] = 1.0
    stage.enemy("sapper", -0.13)
    stage.play(20)
    assert stage.state.towers[2, st.T_KNIGHTS] == (stage.state.fighters[:, st.F_TOWER] == 3).sum()


def test_show_range_marks_the_point_until_the_next_action():
    stage = run(Stage(), rules.BUILD_ARCHER)
    assert stage.order(*POINT, rules.SHOW_RANGE) == EFFECTLESS and stage.seat[st.S_SHOWN] == 3
    stage.play()
    assert stage.seat[st.S_SHOWN] == 0


def test_noop_is_accepted_and_counts_as_no_lack_of_effect():
    assert Stage().order(0.0, 0.0, rules.NOOP) == rules.OK


def test_rally_moves_knights_and_frees_whom_they_hold():
    stage = run(Stage(), rules.BUILD_KNIGHT)
    stage.play(260)
    orc = stage.enemy("orc", 0.0)
    stage.play(60)
    assert stage.order(0.8, 0.7, rules.RALLY) == rules.OK and orc[st.E_HOLDERS] == 0
    assert stage.state.fighters[1, [st.F_HOME_X, st.F_HOME_Y]] == pytest.approx([0.8, 0.85])
    assert stage.order(0.8, 0.7, rules.RALLY) == EFFECTLESS


def test_rally_goes_to_the_nearest_knight_tower():
    stage = Stage()
    for x in (0.0, 1.0):
        run(stage, rules.BUILD_KNIGHT, at=(x, 0.7))
    run(stage, rules.RALLY, at=(0.6, 0.5))
    assert stage.state.towers[2, st.T_RALLY_X] == 0.0 and stage.state.towers[3, st.T_RALLY_X] == 0.6


def test_reinforcements_stay_ten_seconds_and_come_again_after_twenty():
    stage = run(Stage(), rules.REINFORCE, at=(1.0, -1.0))
    knights = stage.state.fighters[1:3]
    assert knights[:, st.F_HP].tolist() == [600, 600] and knights[:, st.F_X] == pytest.approx([0.9, 1.1])
    stage.play(499)
    assert (knights[:, st.F_HP] > 0).all()
    stage.play()
    assert not knights.any() and stage.state.clock[st.C_FIGHTER_TOP] == 1
    stage.play(499)
    assert stage.order(1.0, -1.0, rules.REINFORCE) == rules.ERR_COOLDOWN
    stage.play()
    assert stage.order(1.0, -1.0, rules.REINFORCE) == rules.OK


def test_reinforcements_find_no_room_on_a_full_map():
    stage = Stage()
    for i in range(rules.MAX_KNIGHTS - 1):
        stage.knight(0.0, -2.0 + i / 100)
    run(stage, rules.REINFORCE)
    assert (stage.state.fighters[1:, st.F_HP] > 0).all() and stage.seat[st.S_REINFORCE_TICKS] > 0


def test_hero_marches_past_enemies_to_where_it_is_sent():
    stage = Stage(hero=[0.0, -0.1])
    stage.enemy("orc", 0.0)
    stage.play(4)
    assert stage.hero[st.F_FOE] == 1
    assert stage.order(0.0, -1.9, rules.SEND_HERO) == rules.OK
    stage.play(101)
    assert stage.hero[st.F_FOE] == 0 and stage.hero[st.F_Y] == pytest.approx(-1.9)
    assert stage.order(0.0, -1.9, rules.SEND_HERO) == EFFECTLESS


def test_hero_recovers_only_while_it_rests():
    stage = Stage()
    stage.hero[st.F_HP] = 1000.0
    stage.play(50)
    assert stage.hero[st.F_HP] == pytest.approx(1050)
    stage.order(0.0, 2.0, rules.SEND_HERO)
    stage.play(50)
    assert stage.hero[st.F_HP] == pytest.approx(1050)


def test_dead_hero_revives_at_its_place_after_ten_seconds():
    stage = Stage(hero=[0.5, 0.0])
    stage.order(0.0, 0.0, rules.SEND_HERO, ticks=60)
    stage.hero[st.F_HP] = 1.0
    stage.enemy("sapper", 0.0)
    stage.play(5)
    assert stage.hero[st.F_HP] == 0
    left = int(stage.seat[st.S_REVIVE_TICKS])
    assert 495 <= left <= 500
    stage.play(left - 1)
    assert stage.hero[st.F_HP] == 0
    stage.play()
    assert stage.hero[[st.F_HP, st.F_X, st.F_Y]].tolist() == [1600, 0.5, 0.0] and stage.seat[st.S_REVIVE_TICKS] == 0


def test_hero_that_revives_at_once_leaves_no_countdown_behind():
    stage = Stage(hero=[0.1, 0.0], rules={"hero": {"revive_s": 0.0}})
    stage.hero[st.F_HP] = 1.0
    stage.enemy("sapper", 0.0)
    stage.play(6)
    assert stage.hero[st.F_HP] == 1600 and stage.seat[st.S_REVIVE_TICKS] == 0


def test_raise_health_costs_gold_and_raises_the_maximum():
    stage = run(Stage(), rules.RAISE_HEALTH)
    assert stage.seat[st.S_GOLD] == 500 and stage.seat[st.S_HERO_MAX] == 1800 and stage.hero[st.F_HP] == 1600
    stage.play(500)
    assert stage.hero[st.F_HP] == 1800


def test_fire_of_rage_burns_at_its_rhythm():
    stage = run(Stage(hero=[1.0, 0.2]), rules.FIRE_OF_RAGE)
    assert stage.hero[st.F_HP] == 1500
    stage.hero[st.F_HP] = 0.0  # it shall not fight itself
    stage.seat[st.S_REVIVE_TICKS] = 10_000.0
    stage.kinds[1, bd.K_STEP] = 0.0
    orc, outside = stage.enemy("orc", 1.0, hp=1e6), stage.enemy("orc", 1.3, hp=1e6)
    beats, last = [], 1e6
    for tick in range(1, 300):
        stage.play()
        if orc[st.E_HP] < last:
            beats.append(tick)
            assert 100 <= last - orc[st.E_HP] <= 200
            last = float(orc[st.E_HP])
    assert beats == [25 * i for i in range(1, 11)] and outside[st.E_HP] == 1e6
    assert not stage.state.fires.any()


@pytest.mark.parametrize("probability, paid", [(1.0, 50), (0.0, 0)])
def test_knight_burnt_by_our_own_fire_is_compensated(probability, paid):
    stage = Stage(hero=[0.0, -2.0], rules={"knight": {"compensation_probability": probability}})
    stage.knight(0.1, -2.0, hp=50.0), stage.knight(0.5, -2.0, hp=50.0)
    run(stage, rules.FIRE_OF_RAGE)
    stage.play(25)
    assert stage.state.fighters[1, st.F_HP] == 0 and stage.state.fighters[2, st.F_HP] == 50
    assert stage.seat[st.S_GOLD] == 1000 + paid and stage.seat[st.S_COMPENSATIONS] == bool(paid)


def test_arrow_takes_its_time_to_arrive():
    stage = run(Stage(), rules.BUILD_ARCHER)
    orc = stage.enemy("orc", 1.0)
    stage.play(10)
    assert orc[st.E_HP] == 1000 and (stage.state.shots[:, st.P_KIND] == rules.ARCHER_TOWER).any()
    stage.play(10)
    assert orc[st.E_HP] < 1000


def test_arrow_whose_enemy_is_gone_is_lost():
    stage = run(Stage(), rules.BUILD_ARCHER)
    orc = stage.enemy("orc", 1.0)
    stage.play(3)
    orc[[st.E_SERIAL]] = 77.0  # the row has a new owner
    stage.play()
    assert stage.state.shots[0, st.P_KIND] == 0 and orc[st.E_HP] == 1000


def test_bolt_hits_every_ground_enemy_near_where_it_bursts():
    stage = Stage()
    stage.kinds[1, bd.K_STEP] = 0.0
    near, far = [stage.enemy("orc", x) for x in (0.0, -0.2, -0.39)], stage.enemy("orc", -0.9)
    run(stage, rules.BUILD_MAGICIAN)
    stage.play(15)
    assert len({float(enemy[st.E_HP]) for enemy in near}) == 1 and near[0][st.E_HP] < 1000 and far[st.E_HP] == 1000
