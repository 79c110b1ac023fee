"""The siege's views: what the attacker sees, what it may order, and that neither side sees what the other hides."""

import re
from pathlib import Path
from random import Random

import numpy as np
import pytest

from garrison_levels.level import benchmark_levels
from garrison_proto.modes import SiegeRules
from garrison_server import rules
from garrison_server import state as st
from garrison_server.observe import attack_columns as to
from garrison_server.observe import rich_columns
from garrison_server.observe.action_space import ActionSpaceError
from garrison_server.observe.attack_space import N_ORDERS, attack_spec, order_labels, to_native_orders
from garrison_server.observe.attack_text import MAX_LENGTH
from garrison_server.observe.attack_views import ATTACK_VIEWS, attack_view_spec, observe_attack
from garrison_server.observe.views import VIEWS, ViewError, observe
from sim.attacks import some_attack
from sim.duel import solo
from sim.order_streams import some_order

SLOT = np.array([0])
SPACES = ("native", "sites", "grid:9")
PAGE = (Path(__file__).parents[2] / "docs" / "siege.md").read_text(encoding="utf-8")


def besieged(name, steps, seed=1):
    """A level played so long by random orders of both."""
    level, rng = benchmark_levels()[name], Random(seed)
    batch = solo(level, seed, SiegeRules(intensity=3.0, budget=2.0))
    for _ in range(steps):
        batch.step(SLOT, np.array([[some_order(rng, level), some_attack(rng, level)]]), 16, 0)
    return batch


@pytest.fixture(params=[("garrison-1", 40), ("garrison-3", 90), ("garrison-5", 140)], ids=lambda param: f"{param[0]}-{param[1]}")
def batch(request):
    """A siege in the middle of play, with orders pending."""
    played = besieged(*request.param)
    for kind in range(3):
        delay = float(played.states.clock[0, st.C_WAVE_TICKS] + 20 * kind)
        played.step(SLOT, np.array([[(0.0, 0.0, 6.0), (float(kind), float(kind - 1 if kind < 2 else 0), delay)]]), 0, 0)
    assert played.states.attack[0, st.A_PENDING] > 0 and played.states.clock[0, st.C_STATUS] == st.RUNNING
    return played


def test_defenders_see_nothing_of_what_was_ordered(batch):
    before = {(view, space): observe(view, batch, SLOT, space) for view in (*VIEWS, "pixels:96", "pixels:512") for space in SPACES}
    rng, attack = Random(2), batch.states.attack[0]
    batch.states.queue[0] = 0.0
    attack[st.A_PENDING] = rng.randrange(2, 9)
    for row in range(int(attack[st.A_PENDING])):
        batch.states.queue[0, row] = 1 + rng.randrange(15), -1, 5000 + row
    for column in (st.A_BUDGET, st.A_COST, st.A_COUNT, st.A_NEXT_COST, st.A_NEXT_COUNT):
        attack[column] = rng.randrange(500)
    attack[st.A_LAST_KIND :] = 3, 0, 40, rules.ERR_BUDGET
    batch.states.refusals[0, 1] = 7
    for (view, space), shown in before.items():
        np.testing.assert_array_equal(shown, observe(view, batch, SLOT, space), err_msg=view)


def test_defenders_see_what_appeared_in_this_wave(batch):
    appeared = batch.states.appeared[0, : int(batch.states.attack[0, st.A_APPEARED])] - 1
    shown = observe("structured", batch, SLOT)[0, 244:269]
    assert shown[shown != rules.ABSENT].tolist() == appeared.tolist()
    brief = observe("brief", batch, SLOT)[0]
    assert all(f"{rules.ENEMIES[kind].name.replace('_', ' ')}" in brief.split("\n")[0] for kind in appeared)
    assert not observe("rich", batch, SLOT)[0, rich_columns.O_KINDS : rich_columns.O_ROADS].any()  # nor are the level's own waves to come


def test_attacker_sees_nothing_of_the_defenders_purse_and_clocks(batch):
    before = [observe_attack(view, batch, SLOT, space) for view in ATTACK_VIEWS for space in SPACES]
    batch.states.seats[0] += 17.0
    batch.states.fighters[0, :, [st.F_COOLDOWN, st.F_TICKS, st.F_HOME_X, st.F_DAMAGE]] += 1.0
    batch.states.towers[0, :, [st.T_COOLDOWN, st.T_SPENT, st.T_RALLY_X]] += 1.0
    batch.states.refusals[0, 0] += 3
    batch.states.rng[0] += 1
    batch.states.field[0, st.D_COIN_WAIT] += 9.0
    for one, two in zip(before, [observe_attack(view, batch, SLOT, space) for view in ATTACK_VIEWS for space in SPACES], strict=True):
        np.testing.assert_array_equal(one, two)


def test_attacker_sees_nothing_under_the_fog():
    batch = besieged("garrison-5", 120)
    state, board = batch.states[0], batch.boards[0]
    state.field[[st.D_FOG_X, st.D_FOG_Y, st.D_FOG_HIDES]] = *board.points[3, :2], 1.0
    before = [observe_attack(view, batch, SLOT) for view in ATTACK_VIEWS]
    state.towers[3, [st.T_KIND, st.T_LEVEL, st.T_FROZEN]] = 3, 2, 1
    state.fighters[40, [st.F_HP, st.F_X, st.F_Y]] = 600, *board.points[3, :2]
    state.clock[st.C_FIGHTER_TOP] = 41
    for one, view in zip(before, ATTACK_VIEWS, strict=True):
        np.testing.assert_array_equal(one, observe_attack(view, batch, SLOT))
    state.field[[st.D_FOG_X, st.D_FOG_Y]] = 5.0, 0.0
    assert (observe_attack("attacker", batch, SLOT) != before[0]).any()


def test_attackers_numbers_are_what_they_are_named(batch):
    state, board = batch.states[0], batch.boards[0]
    row = observe_attack("attacker", batch, SLOT)[0]
    assert row.shape == (to.SIZE,) and np.abs(row).max() <= 1.0
    told = dict(zip(to.names(), row.tolist(), strict=True))
    assert told["budget"] == pytest.approx(min(state.attack[st.A_BUDGET] / 1000, 1))
    assert told["life"] == pytest.approx(state.clock[st.C_LIFE] / 20) and told["pending"] == pytest.approx(state.attack[st.A_PENDING] / 50)
    queue = state.queue[: int(state.attack[st.A_PENDING])]
    for kind in range(rules.SKELETON):
        assert told[f"kind_{kind}.pending"] == pytest.approx(np.count_nonzero(queue[:, st.G_KIND] == kind + 1) / 50)
        assert told[f"kind_{kind}.cost"] == pytest.approx(rules.ENEMY_COSTS[kind] / 1000)
    for p in range(int(board.numbers[0])):
        assert told[f"road_{p}.there"] == 1 and told[f"road_{p}.pending"] == pytest.approx(np.count_nonzero(queue[:, st.G_ROAD] == p) / 50)
    seen = state.enemies[state.enemies[:, st.E_HP] > 0]
    assert told["enemies_seen"] <= len(seen) / 50 + 1e-6
    assert sum(told[f"road_{p}.enemies"] for p in range(5)) == pytest.approx(told["enemies_seen"])


def test_mask_tells_what_a_step_would_accept(batch):
    spec, choices = attack_spec("sites", batch.boards[0]), np.arange(N_ORDERS + 1)
    mask, kinds = observe_attack("attacker_mask", batch, SLOT, "sites")[0], observe_attack("attacker_mask", batch, SLOT)[0]
    labels = order_labels(batch.boards[0])
    assert (spec.n, len(mask), len(kinds), len(labels), len(set(labels)) > 100) == (N_ORDERS, N_ORDERS, 16, N_ORDERS, True)
    blob, legal = batch.snapshot(0), []
    for choice in choices:
        order = to_native_orders("sites", batch, SLOT, choices[choice : choice + 1])[0]
        legal.append(batch.step(SLOT, np.array([[(0.0, 0.0, 6.0), order]]), 0, 0).codes[0, 1] == rules.OK)
        batch.restore(0, blob)
    assert legal[:-1] == mask.astype(bool).tolist() and not legal[-1]
    assert kinds[1:].tolist() == mask[1:].reshape(15, 6, 3).any(axis=(1, 2)).tolist() and mask[0] == kinds[0] == 1


def test_text_tells_all_in_short_lines():
    batch = besieged("garrison-5", 120)
    text = observe_attack("attacker_text", batch, SLOT)[0]
    assert f"You have {batch.states.attack[0, st.A_BUDGET]:.0f} gold." in text and "goblin 40" in text
    batch.states.attack[0, st.A_PENDING] = 50
    batch.states.queue[0] = 6, -1, 1e6
    batch.states.enemies[0][:, [st.E_HP, st.E_HASTE]] = 400.0, 1.0
    batch.states.clock[0, st.C_ENEMY_TOP] = 50
    batch.states.fighters[0, :, st.F_HP] = 600.0
    batch.states.clock[0, st.C_FIGHTER_TOP] = 51
    batch.states.field[0, st.D_FOG_HIDES] = 0.0
    assert len(observe_attack("attacker_text", batch, SLOT)[0]) < MAX_LENGTH


def test_unknown_names_and_wrong_shapes_are_refused_by_name():
    batch = besieged("garrison-1", 1)
    with pytest.raises(ViewError, match="came 'nothing', wanted one of attacker, attacker_mask, attacker_text"):
        observe_attack("nothing", batch, SLOT)
    with pytest.raises(ViewError, match="action space: came 'dance'"):
        attack_view_spec("attacker_mask", "dance")
    with pytest.raises(ActionSpaceError, match=r"orders: came float64 \(1, 3\), wanted whole numbers \(1,\)"):
        to_native_orders("sites", batch, SLOT, np.zeros((1, 3)))
    with pytest.raises(ActionSpaceError, match=r"native: came int64 \(1,\), wanted floats \(1, 3\)"):
        to_native_orders("native", batch, SLOT, np.zeros(1, np.int64))


@pytest.mark.parametrize("name", [*to.GLOBALS, *to.KIND, *to.ROAD, *to.TOWER, *to.ENEMY, *to.HERO, *to.KNIGHT, *to.QUEUE])
def test_column_of_the_attackers_view_is_explained(name):
    assert f"`{re.sub('_[1-4]$', '_0', name)}`" in PAGE


def test_blocks_begin_where_the_page_says():
    starts = [0, to.O_KINDS, to.O_ROADS, to.O_TOWERS, to.O_ENEMIES, to.O_HEROES, to.O_KNIGHTS, to.O_QUEUE]
    assert [int(start) for start in re.findall(r"^\| ([0-9]+) \| `", PAGE, re.M)] == starts and f"({to.SIZE},)" in PAGE
