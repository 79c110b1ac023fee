"""Each kind of enemy and its mechanic, on a road made for it."""

import numpy as np
import pytest

from garrison_server import rules
from garrison_server import state as st
from sim.stage import KIND, Stage

ARCHER, MAGICIAN, KNIGHTS = rules.BUILD_ARCHER, rules.BUILD_MAGICIAN, rules.BUILD_KNIGHT
FLYERS = ("bat", "wyvern")


@pytest.mark.parametrize("kind", rules.ENEMIES, ids=lambda kind: kind.name)
def test_free_enemy_walks_at_its_speed(kind):
    stage = Stage()
    enemy = stage.enemy(kind.name, -2.0)
    stage.play(50)
    assert enemy[st.E_X] == pytest.approx(-2.0 + kind.speed)


def test_goblin_stops_to_fight_and_falls():
    stage = Stage()
    goblin, knight = stage.enemy("goblin", 0.0), stage.knight(0.1)
    stage.play(5)
    assert goblin[st.E_HOLDERS] == 1 and goblin[st.E_FOE] == 2 and knight[st.F_FOE] == 1
    assert 0 < 600 - knight[st.F_HP] <= 70  # one blow of 50 to 70
    stage.play(100)
    assert stage.alive("goblin") == 0 and stage.state.tally[KIND["goblin"]].tolist() == [0, 1, 0]


def test_orc_takes_more_blows_than_goblin():
    blows = {}
    for name in ("goblin", "orc"):
        stage = Stage()
        stage.enemy(name, 0.0)
        stage.knight(0.1, hp=1e6)
        while stage.alive(name):
            stage.play()
        blows[name] = stage.state.clock[st.C_TICK]
    assert blows["orc"] > 1.8 * blows["goblin"]


@pytest.mark.parametrize("name", FLYERS)
def test_flyer_is_held_by_nobody_and_hit_only_by_arrows_and_hero_fire(name):
    def damage(build=None, hero=(0.0, -2.8), fire=False):
        stage = Stage(hero=list(hero))
        flyer = stage.enemy(name, -0.3)
        knight = stage.knight(0.0)
        if build is not None:
            assert stage.order(0.0, 0.7, build) == rules.OK
        if fire:
            assert stage.order(0.0, 0.0, rules.FIRE_OF_RAGE) == rules.OK
        stage.play(60)
        assert flyer[st.E_HOLDERS] == 0 and knight[st.F_FOE] == 0 and knight[st.F_HP] == 600
        return rules.ENEMIES[KIND[name]].health - flyer[st.E_HP]

    assert damage() == 0
    assert damage(build=MAGICIAN) == 0
    assert damage(build=KNIGHTS) == 0
    assert damage(build=ARCHER) >= 100
    thrown = damage(hero=(0.0, -0.3))
    assert thrown >= 200
    assert damage(hero=(0.0, -0.3), fire=True) < thrown + 100  # the flames themselves do not reach it


def test_magician_bolt_spares_flyer_beside_its_target():
    stage = Stage()
    orc, bat = stage.enemy("orc", 0.0), stage.enemy("bat", 0.0, haste=1.0)
    stage.knight(0.1)
    stage.order(0.0, 0.7, MAGICIAN)
    stage.play(5)
    before = orc[st.E_HP]
    bat[[st.E_X, st.E_ARC]] = orc[st.E_X], orc[st.E_ARC]
    stage.play(12)
    assert orc[st.E_HP] < before and bat[st.E_HP] == 550


def test_wyvern_takes_more_arrows_than_bat():
    assert rules.ENEMIES[KIND["wyvern"]].health > 2 * rules.ENEMIES[KIND["bat"]].health
    stage = Stage()
    bat, wyvern = stage.enemy("bat", -0.2), stage.enemy("wyvern", -0.2)
    for x in (-1.0, 0.0, 1.0):
        stage.order(x, 0.7, ARCHER)
    stage.play(120)
    assert bat[st.E_HP] == 0 and wyvern[st.E_HP] > 0


def test_wolf_outruns_all_on_foot():
    assert max(rules.ENEMIES, key=lambda kind: kind.speed).name == "wolf"
    stage = Stage()
    wolf, goblin = stage.enemy("wolf", -2.0), stage.enemy("goblin", -2.0)
    stage.play(100)
    assert wolf[st.E_ARC] - 1.0 == pytest.approx(2 * (goblin[st.E_ARC] - 1.0))


def test_shaman_freezes_towers_near_until_it_is_gone():
    stage = Stage()
    stage.order(0.0, 0.7, ARCHER)
    stage.order(2.0, 0.7, ARCHER)
    shaman = stage.enemy("shaman", -0.1)
    stage.play(5)
    assert stage.state.towers[2, st.T_FROZEN] == 1 and stage.state.towers[4, st.T_FROZEN] == 0
    stage.play(40)
    assert not (stage.state.shots[:, st.P_KIND] > 0).any() and shaman[st.E_HP] == 700  # the frozen tower does not shoot
    shaman[[st.E_X, st.E_ARC]] = 1.0, 4.0
    stage.play(rules.AURA_TICKS)
    assert stage.state.towers[2, st.T_FROZEN] == 0
    stage.play(30)
    assert shaman[st.E_HP] < 700


def test_bone_chanter_raises_a_skeleton_and_rests():
    stage = Stage()
    chanter = stage.enemy("bone_chanter", -0.5)
    for _ in range(2):
        stage.enemy("goblin", 0.0, hp=1.0)
        stage.knight(0.05)
        while stage.alive("goblin"):
            stage.play()
    assert stage.state.tally[KIND["skeleton"], st.L_SPAWNED] == 1  # the second fell while it rested
    assert 0 < chanter[st.E_TIMER] <= rules.RAISE_TICKS


def test_bone_chanter_raises_nobody_that_is_far_or_flies():
    stage = Stage()
    stage.enemy("bone_chanter", -2.0)
    stage.enemy("goblin", 0.0, hp=1.0)
    stage.enemy("bat", -2.0, hp=1.0)
    stage.knight(0.05)
    stage.order(-2.0, 0.7, ARCHER, ticks=30)
    assert not stage.alive("goblin") and not stage.alive("bat")
    assert not stage.alive("skeleton")


def test_skeleton_stands_where_the_fallen_fell_and_rises_but_once():
    stage = Stage()
    chanter = stage.enemy("bone_chanter", -0.5)
    stage.enemy("orc", 0.0, hp=1.0)
    knight = stage.knight(0.05)
    while not stage.alive("skeleton"):
        stage.play()
    skeleton = stage.state.enemies[1]
    assert skeleton[st.E_ARC] == pytest.approx(3.0, abs=0.05) and skeleton[st.E_HP] == 250
    chanter[st.E_TIMER] = 0.0
    knight[st.F_DAMAGE] = 1e6
    stage.play(60)
    assert not stage.alive("skeleton") and stage.state.tally[KIND["skeleton"], st.L_SPAWNED] == 1


def test_ogre_hits_all_around_its_foe():
    stage = Stage()
    stage.enemy("ogre", 0.0)
    near, far = [stage.knight(0.1, y) for y in (0.0, 0.1, -0.1)], stage.knight(2.0)
    stage.play(4)
    assert all(340 <= knight[st.F_HP] <= 420 for knight in near) and far[st.F_HP] == 600
    assert len({float(knight[st.F_HP]) for knight in near}) == 3  # each its own roll


@pytest.mark.parametrize(("name", "factor"), [("orc", 1.0), ("shieldbearer", 0.25)])
def test_shieldbearer_takes_a_quarter_of_an_arrow(name, factor):
    stage = Stage(seed=3)
    enemy = stage.enemy(name, -0.2)
    stage.order(0.0, 0.7, ARCHER)
    stage.play()
    arrow = stage.state.shots[0, st.P_DAMAGE]
    stage.play(20)
    assert 100 <= arrow <= 150 and enemy[st.E_HP] == 1000 - factor * arrow


def test_shieldbearer_takes_a_bolt_whole():
    stage = Stage()
    enemy = stage.enemy("shieldbearer", -0.2)
    stage.order(0.0, 0.7, MAGICIAN)
    stage.play()
    bolt = stage.state.shots[0, st.P_DAMAGE]
    stage.play(20)
    assert enemy[st.E_HP] == 1000 - bolt


def test_healer_mends_others_but_not_itself():
    stage = Stage()
    healer = stage.enemy("healer", 0.0, hp=100.0)
    hurt, nearly, far = stage.enemy("orc", 0.3, hp=500.0), stage.enemy("orc", -0.3, hp=990.0), stage.enemy("orc", 2.0, hp=500.0)
    stage.play()
    assert (healer[st.E_HP], hurt[st.E_HP], nearly[st.E_HP], far[st.E_HP]) == (100, 560, 1000, 500)
    stage.play(rules.HEAL_TICKS - 1)
    assert hurt[st.E_HP] == 560
    stage.play()
    assert hurt[st.E_HP] == 620


def test_sapper_explodes_among_knights():
    stage = Stage()
    stage.enemy("sapper", 0.0)
    near, far = [stage.knight(0.1, 0.1 * i, hp=5000.0) for i in range(3)], stage.knight(1.5)
    stage.play(4)
    assert all(350 <= 5000 - knight[st.F_HP] <= 450 for knight in near) and far[st.F_HP] == 600
    assert not stage.alive("sapper") and stage.state.tally[KIND["sapper"], st.L_SLAIN] == 1
    assert all(knight[st.F_FOE] == 0 for knight in near)


def test_captain_hurries_neighbours_but_not_itself():
    stage = Stage()
    captain, near, far = stage.enemy("captain", -2.0), stage.enemy("goblin", -1.8), stage.enemy("goblin", 1.0)
    stage.play(50)
    assert near[st.E_X] == pytest.approx(-1.8 + 0.5 * 1.4)
    assert captain[st.E_X] == pytest.approx(-2.0 + 0.45) and far[st.E_X] == pytest.approx(1.5)
    captain[[st.E_X, st.E_ARC]] = 2.8, 5.8
    stage.play(rules.AURA_TICKS)
    assert near[st.E_HASTE] == 1.0


def test_ghost_walks_past_knights():
    stage = Stage()
    ghost, knight = stage.enemy("ghost", -0.2), stage.knight(0.0)
    stage.order(0.0, 0.7, ARCHER, ticks=50)
    assert ghost[st.E_X] == pytest.approx(0.3) and ghost[st.E_HOLDERS] == 0 and knight[st.F_FOE] == 0
    assert ghost[st.E_HP] < 600  # arrows do reach it


def test_carrier_leaves_three_goblins_behind():
    stage = Stage()
    stage.enemy("carrier", 0.0, hp=1.0)
    stage.knight(0.1)
    while stage.alive("carrier"):
        stage.play()
    goblins = stage.state.enemies[stage.state.enemies[:, st.E_HP] > 0]
    assert stage.alive("goblin") == 3 and stage.state.clock[st.C_RESERVED] == 0
    assert np.diff(goblins[:, st.E_ARC]) == pytest.approx([-rules.BROOD_GAP] * 2)


def test_carrier_loses_no_goblin_on_a_full_map():
    stage = Stage(waves=[{"enemies": ["goblin"] * 25, "interval_s": 0.02}] * 3, countdown_s=0.0, wave_interval_s=0.0)
    carrier, knight = stage.enemy("carrier", 0.0), stage.knight(0.1)
    knight[[st.F_DAMAGE, st.F_EXTRA]] = 0.0
    stage.play(120)
    assert stage.state.clock[st.C_ALIVE] == 48  # two rows wait for the brood, and the wave waits outside
    carrier[st.E_HP], knight[st.F_DAMAGE] = 1.0, 1.0
    stage.play(36)
    tally = stage.state.tally[KIND["goblin"]]
    assert stage.alive("goblin") == tally[st.L_SPAWNED] - tally[st.L_SLAIN] - tally[st.L_LEAKED] == stage.state.clock[st.C_ALIVE]
    assert tally[st.L_SPAWNED] >= 47 + 3


def test_hill_king_is_held_only_by_three():
    stage = Stage()
    king = stage.enemy("hill_king", 0.0)
    for y in (0.1, -0.1):
        stage.knight(0.1, y, hp=1e6)
    stage.play(20)
    assert king[st.E_HOLDERS] == 2 and king[st.E_X] == pytest.approx(0.1)
    stage.knight(0.3, hp=1e6)
    stage.play(4)
    at = king[st.E_X]
    stage.play(20)
    assert king[st.E_HOLDERS] == 3 and king[st.E_X] == at


def test_one_knight_holds_one_enemy_and_the_others_pass():
    stage = Stage()
    first, second, knight = stage.enemy("orc", 0.0), stage.enemy("orc", -0.2), stage.knight(0.1)
    stage.play(40)
    assert first[st.E_X] == pytest.approx(0.03, abs=0.04) and second[st.E_X] == pytest.approx(-0.2 + 0.4 * 0.8)
    assert knight[st.F_FOE] == 1


def test_knights_choose_enemies_that_nobody_holds():
    stage = Stage()
    enemies = [stage.enemy("orc", x) for x in (0.0, -0.1, -0.2)]
    for y in (0.0, 0.1, -0.1):
        stage.knight(0.2, y)
    stage.play(4)
    assert [enemy[st.E_HOLDERS] for enemy in enemies] == [1, 1, 1]


def test_enemy_at_the_base_costs_a_life():
    stage = Stage(life=2)
    stage.enemy("goblin", 2.9), stage.enemy("goblin", 2.95)
    assert stage.play(5) == 0
    assert stage.play(20) == -2
    assert stage.state.clock[st.C_STATUS] == st.LOST and stage.state.tally[KIND["goblin"], st.L_LEAKED] == 2
