"""Every error code, and that a refused action changes nothing."""

import math

import numpy as np
import pytest

from garrison_server import rules
from garrison_server import state as st
from sim.stage import Stage

POINT = (0.0, 0.7)
NOWHERE = (-2.9, -2.9)


def built(*actions, **changes):
    """A stage on whose third tower point these actions were taken."""
    stage = Stage(**changes)
    for action in actions:
        assert stage.order(*POINT, action) == rules.OK
    return stage


def refused(stage, x, y, action):
    """The code of an order, which must leave all as it was but the last action, its count and the step's number."""
    before = stage.batch.states.rows.copy()
    code = stage.order(x, y, action)
    after = stage.batch.states.rows.copy()
    assert after[0].refusals[0, code] == before[0].refusals[0, code] + 1
    assert after[0].refusals.sum() == before[0].refusals.sum() + 1
    assert after[0].clock[st.C_STEP] == before[0].clock[st.C_STEP] + 1
    assert after[0].seats[0, st.S_LAST_CODE] == code
    for rows in (before, after):
        rows[0].refusals[:] = 0
        rows[0].clock[st.C_STEP] = 0
        rows[0].seats[0, [st.S_LAST_X, st.S_LAST_Y, st.S_LAST_ACTION, st.S_LAST_CODE, st.S_SHOWN]] = 0
    assert (before.view(np.uint64) == after.view(np.uint64)).all()
    return code


@pytest.mark.parametrize("build", [rules.BUILD_ARCHER, rules.BUILD_MAGICIAN, rules.BUILD_KNIGHT])
def test_build_refused(build):
    assert refused(built(rules.BUILD_ARCHER), *POINT, build) == rules.ERR_OCCUPIED
    assert refused(Stage(gold={"start": 99, "maximum": 99}), *POINT, build) == rules.ERR_BUILD_GOLD
    assert refused(Stage(), *NOWHERE, build) == rules.ERR_NOT_IN_BOX


@pytest.mark.parametrize("x, y", [(0.2500001, 0.7), (0.0, 0.4499999), (-0.26, 0.96)])
def test_build_outside_the_box_refused(x, y):
    assert refused(Stage(), x, y, rules.BUILD_KNIGHT) == rules.ERR_NOT_IN_BOX


@pytest.mark.parametrize("kind", range(3))
def test_build_needs_exactly_its_price(kind):
    price = rules.TOWERS[2 - kind].price
    assert refused(Stage(gold={"start": price - 1, "maximum": 999}), *POINT, kind) == rules.ERR_BUILD_GOLD
    stage = Stage(gold={"start": price, "maximum": 999})
    assert stage.order(*POINT, kind) == rules.OK and stage.seat[st.S_GOLD] == 0


def test_upgrade_refused():
    assert refused(Stage(), *POINT, rules.UPGRADE) == rules.ERR_UPGRADE_NOTHING
    assert refused(built(rules.BUILD_ARCHER, gold={"start": 239, "maximum": 999}), *POINT, rules.UPGRADE) == rules.ERR_UPGRADE_GOLD
    assert refused(Stage(), *NOWHERE, rules.UPGRADE) == rules.ERR_NOT_IN_BOX
    assert refused(built(rules.BUILD_ARCHER, *[rules.UPGRADE] * 3), *POINT, rules.UPGRADE) == rules.ERR_TOP_LEVEL


def test_sell_and_show_refused():
    assert refused(Stage(), *POINT, rules.SELL) == rules.ERR_SELL_NOTHING
    assert refused(Stage(), *POINT, rules.SHOW_RANGE) == rules.ERR_RANGE_NOTHING
    assert refused(Stage(), *NOWHERE, rules.SELL) == rules.ERR_NOT_IN_BOX
    assert refused(Stage(), *NOWHERE, rules.SHOW_RANGE) == rules.ERR_NOT_IN_BOX


@pytest.mark.parametrize("builds", [(), (rules.BUILD_ARCHER,), (rules.BUILD_MAGICIAN,)])
def test_rally_without_a_knight_tower_refused(builds):
    assert refused(built(*builds), *POINT, rules.RALLY) == rules.ERR_RALLY


def test_rally_out_of_range_refused():
    assert refused(built(rules.BUILD_KNIGHT), 1.21, 0.7, rules.RALLY) == rules.ERR_RALLY
    assert built(rules.BUILD_KNIGHT).order(1.19, 0.7, rules.RALLY) == rules.OK


def test_reinforcements_on_cooldown_refused():
    stage = Stage()
    stage.order(0.0, 0.0, rules.REINFORCE)
    assert refused(stage, 0.0, 0.0, rules.REINFORCE) == rules.ERR_COOLDOWN


@pytest.mark.parametrize("action", [rules.SEND_HERO, rules.FIRE_OF_RAGE, rules.RAISE_HEALTH])
def test_order_to_a_dead_hero_refused(action):
    stage = Stage()
    stage.hero[st.F_HP], stage.seat[st.S_REVIVE_TICKS] = 0.0, 100.0
    assert refused(stage, 0.0, 0.0, action) == rules.ERR_HERO_DEAD


def test_raise_health_without_gold_refused():
    assert refused(Stage(gold={"start": 499, "maximum": 999}), 0.0, 0.0, rules.RAISE_HEALTH) == rules.ERR_HEALTH_GOLD


def test_fire_by_a_weak_hero_refused():
    stage = Stage()
    stage.hero[st.F_HP] = 100.0  # it would die of the price
    assert refused(stage, 0.0, 0.0, rules.FIRE_OF_RAGE) == rules.ERR_HERO_WEAK
    stage.hero[st.F_HP] = 100.5
    assert stage.order(0.0, 0.0, rules.FIRE_OF_RAGE) == rules.OK


def test_eleventh_fire_refused():
    stage = Stage()
    for _ in range(rules.MAX_FIRES):
        assert stage.order(0.0, 0.0, rules.FIRE_OF_RAGE) == rules.OK
    assert refused(stage, 0.0, 0.0, rules.FIRE_OF_RAGE) == rules.ERR_FIRES_FULL


@pytest.mark.parametrize("action", range(6))
def test_action_on_a_hidden_point_refused(action):
    stage = Stage(fog={"on": True, "speed": 0.0})
    stage.state.field[[st.D_FOG_X, st.D_FOG_Y]] = 0.0, 0.7
    assert refused(stage, *POINT, action) == rules.ERR_HIDDEN
    assert refused(stage, *NOWHERE, action) == rules.ERR_NOT_IN_BOX


@pytest.mark.parametrize("action", [*map(float, range(12)), -1.0, 12.0, 0.5, 1e300, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 3.0000001, -3.0000001])
def test_malformed_action_refused(action, bad):
    stage = Stage()
    assert refused(stage, bad, 0.0, action) == rules.ERR_MALFORMED
    assert refused(stage, 0.0, bad, action) == rules.ERR_MALFORMED
    assert stage.seat[st.S_LAST_X] == stage.seat[st.S_LAST_Y] == rules.ABSENT
    if action not in range(12):
        assert refused(stage, 0.0, 0.0, action) == rules.ERR_MALFORMED
        assert stage.seat[st.S_LAST_ACTION] == rules.ABSENT and stage.seat[st.S_LAST_X] == 0.0


def test_every_code_has_a_text():
    assert len(rules.ERROR_TEXTS) == rules.N_ERRORS == 17
