"""The siege: its windows, what bounds the attacker, every refusal, and the kernels against the slow reference."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as hyp

from garrison_levels.level import benchmark_levels, generate_level
from garrison_proto.modes import AllianceRules, SiegeRules
from garrison_server import rules
from garrison_server import state as st
from garrison_server.board import V_COUNT
from garrison_server.rules import MAX_SEATS
from garrison_server.sim import siege
from sim.attacks import WAIT, OwnWaves, some_attack
from sim.duel import play_both, solo
from sim.order_streams import some_order, stream
from sim.small_levels import crowded, mixed_rules, small_level

SLOT = np.array([0])
NOOP = (0.0, 0.0, float(rules.NOOP))
TWO = [{"enemies": ["goblin", "orc", "wolf"], "interval_s": 0.5}, {"enemies": ["bat", "bat"], "interval_s": 1.0}]  # cost 170 and 120
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


class Assault:
    """A siege of the small level's two waves: windows of 150 and 150 ticks, the first opens in tick 49."""

    def __init__(self, budget=1.0, intensity=1.5, **changes):
        level = small_level(**{"waves": TWO, "countdown_s": 1.0, "wave_interval_s": 2.0, **changes})
        self.batch = solo(level, 1, SiegeRules(budget=budget, intensity=intensity))
        self.state = self.batch.states.rows[0]
        self.attack, self.clock = self.state.attack, self.state.clock

    def order(self, kind, road=0.0, delay=0.0, ticks=0):
        """An order, so many ticks; its code."""
        return int(self.batch.step(SLOT, np.array([[NOOP, (kind, road, delay)]]), ticks, 0).codes[0, 1])

    def wait(self, ticks):
        """So many ticks."""
        assert self.order(*WAIT, ticks=ticks) == rules.OK


def both(rng, level, seats, n):
    """Steps of random orders by all who defend, and an attacker's."""
    return [[*(some_order(rng, level) for _ in range(seats)), some_attack(rng, level)] for _ in range(n)]


@pytest.mark.parametrize("name", ["garrison-1", "garrison-3", "garrison-5"])
def test_siege_equals_reference(name, sized):
    level, rng = benchmark_levels()[name], Random(name)
    game = play_both(level, 5, both(rng, level, 1, sized(300, 100)), SiegeRules(intensity=2.5), ticks=(16, 16, 3))
    assert game.spawned >= sized(15, 3)


def test_siege_of_an_alliance_equals_reference(sized):
    level, rng = benchmark_levels()["garrison-4"], Random(3)
    siege_of_two = SiegeRules(AllianceRules(seats=2, reward="split", ownership="zones"), budget=3.0, intensity=4.0)
    play_both(level, 2**63, both(rng, level, 2, sized(300, 60)), siege_of_two)


@given(data=hyp.data())
@settings(max_examples=8, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_siege_equals_reference(data, sized):
    level = mixed_rules(generate_level(data.draw(hyp.integers(0, 99)), data.draw(hyp.integers(1, 5))), data.draw(hyp.integers(0, 2**32)))
    level = level.model_copy(update={"wave_interval_s": data.draw(hyp.sampled_from((0.0, 1.0, 7.5)))})
    kind, road = hyp.integers(-2, 16).map(float) | hyp.floats(), hyp.integers(-2, 5).map(float) | hyp.floats()
    free = data.draw(hyp.lists(hyp.tuples(kind, road, hyp.integers(-1, 900).map(float) | hyp.floats()), max_size=8))
    rng = Random(data.draw(hyp.integers(0, 2**32)))
    orders = [[some_order(rng, level), attack] for attack in free] + both(rng, level, 1, sized(40, 4))
    factor = hyp.sampled_from((0.0, 0.5, 1.0, 1.5, 10.0))
    play_both(level, data.draw(hyp.integers(0, 2**64 - 1)), orders, SiegeRules(budget=data.draw(factor), intensity=data.draw(factor)))


def without_empty_seats(states):
    """What a siege's record of one defender shares with a defense's, in its form."""
    fields = ("rng", "field", "seats", "tally", "towers", "enemies", "fighters", "shots", "fires")
    shared = {field: getattr(states, field).copy() for field in fields}
    empty = range(1, MAX_SEATS)
    shared["seats"], shared["fighters"] = (np.delete(shared[field], empty, axis=1) for field in ("seats", "fighters"))
    foes = shared["enemies"][:, :, st.E_FOE]
    foes[foes > MAX_SEATS] -= len(empty)
    return shared


@pytest.mark.parametrize("name", ["garrison-2", "garrison-5"])
def test_own_waves_at_their_times_play_like_defense(name, sized):
    level = benchmark_levels()[name]
    defense, assault = solo(level, 9), solo(level, 9, SiegeRules())
    own = OwnWaves(assault)
    for order in stream(4, level, sized(600, 60)):
        alone = defense.step(SLOT, np.array([order]), 16, 0)
        besieged = assault.step(SLOT, np.array([[order, own.order(assault.states.clock[0])]]), 16, 0)
        assert besieged.codes[0].tolist() == [alone.codes[0], rules.OK]
        assert besieged.rewards[0].tolist() == [alone.rewards[0], -alone.rewards[0]]
        for field, theirs in without_empty_seats(assault.states).items():
            assert (getattr(defense.states, field) == theirs).all(), field
        if alone.terminated[0]:
            break
    assert defense.states.clock[0, st.C_SPAWNED] == assault.states.clock[0, st.C_SPAWNED]


def test_siege_without_orders_is_won_when_the_last_window_closes():
    assault = Assault()
    assault.wait(349)
    assert assault.clock[[st.C_STATUS, st.C_WAVE, st.C_WAVE_TICKS]].tolist() == [st.RUNNING, 2, 1]
    assault.wait(1)
    assert assault.clock[[st.C_STATUS, st.C_TICK, st.C_LIFE]].tolist() == [st.WON, 350, 20]


def test_enemies_appear_in_the_ticks_they_were_ordered_for_one_a_tick():
    assault = Assault()
    assault.wait(40)
    assert [assault.order(0, delay=delay) for delay in (30, 9, 9)] == [rules.OK] * 3  # the window opens in tick 49
    seen = []
    for _ in range(35):
        before = assault.clock[st.C_SPAWNED]
        assault.wait(1)
        seen += [int(assault.clock[st.C_TICK]) - 1] * int(assault.clock[st.C_SPAWNED] - before)
    assert seen == [49, 50, 70] and assault.state.appeared[:4].tolist() == [1, 1, 1, 0]


def test_gold_comes_a_wave_ahead_and_what_is_left_stays():
    assault = Assault()
    assert assault.attack[st.A_BUDGET] == 170
    assault.order(0, delay=60, ticks=50)
    assert assault.attack[st.A_BUDGET] == 170 - 40 + 120
    assault.wait(300)
    assert assault.attack[st.A_BUDGET] == 250


def test_enemy_that_finds_no_room_waits_outside():
    assault = Assault()
    assault.wait(50)
    assault.clock[st.C_ALIVE] = rules.MAX_ENEMIES
    assault.order(0, ticks=300)
    assert assault.clock[[st.C_SPAWNED, st.C_WAVE_TICKS, st.C_STATUS]].tolist() == [0, 0, st.RUNNING]
    assault.clock[st.C_ALIVE] = 0
    assault.wait(1)
    assert assault.clock[st.C_SPAWNED] == 1 and assault.attack[st.A_PENDING] == 0 and not assault.state.queue.any()


@pytest.mark.parametrize(
    "order, code",
    [
        ((0.0, 0.0, 48.0), rules.ERR_TOO_EARLY),
        ((0.0, 0.0, 49.0), rules.OK),
        ((0.0, -1.0, 198.0), rules.OK),
        ((0.0, 0.0, 199.0), rules.ERR_TOO_LATE),
        ((0.0, 0.0, 1e7), rules.ERR_TOO_LATE),
        ((0.0, 0.0, 1e7 + 1), rules.ERR_MALFORMED),
        ((0.0, 1.0, 49.0), rules.ERR_MALFORMED),
        ((0.0, -2.0, 49.0), rules.ERR_MALFORMED),
        ((15.0, 0.0, 49.0), rules.ERR_MALFORMED),
        ((-2.0, 0.0, 49.0), rules.ERR_MALFORMED),
        ((0.5, 0.0, 49.0), rules.ERR_MALFORMED),
        ((0.0, 0.0, 49.5), rules.ERR_MALFORMED),
        ((0.0, 0.0, -1.0), rules.ERR_MALFORMED),
        ((-1.0, math.nan, 0.0), rules.ERR_MALFORMED),
        ((14.0, 0.0, 49.0), rules.ERR_WAVE_COST),
        ((6.0, 0.0, 49.0), rules.ERR_BUDGET),
        (WAIT, rules.OK),
    ],
)
def test_every_first_order_is_answered_by_its_code(order, code):
    assault = Assault()
    before = assault.state.copy()
    assert assault.order(*order) == code == assault.attack[st.A_LAST_CODE]
    if code:
        assert assault.state.refusals[1, code] == 1 and assault.state.refusals.sum() == 1
        assert (assault.attack[: st.A_LAST_KIND] == before.attack[: st.A_LAST_KIND]).all() and not assault.state.queue.any()


def test_number_bound_and_full_queue_refuse():
    assault = Assault(budget=10.0)
    codes = [assault.order(0, delay=60) for _ in range(5)]
    assert codes == [rules.OK] * 4 + [rules.ERR_WAVE_NUMBER]  # floor(1.5 * 3)
    assault = Assault(budget=10.0, intensity=10.0, waves=[{"enemies": ["carrier"] * 25, "interval_s": 1.0}] * 3)
    assert {assault.order(0, delay=60) for _ in range(25)} == {rules.OK} and assault.order(0, delay=60) == rules.ERR_WAVE_NUMBER
    assault.wait(50)
    assert {assault.order(0, delay=float(assault.clock[st.C_WAVE_TICKS])) for _ in range(25)} == {rules.OK}
    assault.state.attack[[st.A_COUNT, st.A_COST]] = 0.0  # as if those that wait had been ordered long ago
    assert assault.order(0) == rules.ERR_QUEUE_FULL


def test_after_the_last_window_nothing_can_be_ordered():
    assault = Assault()
    assault.wait(200)
    assert assault.order(0, delay=1, ticks=150) == rules.OK
    assert assault.clock[[st.C_STATUS, st.C_WAVE_TICKS, st.C_ALIVE]].tolist() == [st.RUNNING, 0, 1]
    assert assault.order(0) == rules.ERR_TOO_LATE


@given(
    factors=hyp.tuples(*[hyp.floats(0.0, 4.0)] * 2), orders=hyp.lists(hyp.tuples(hyp.integers(-1, 14), hyp.integers(0, 400)), max_size=80)
)
@settings(max_examples=40, deadline=None)
def test_bounds_hold_whatever_is_ordered(factors, orders):
    budget, intensity = factors
    assault = Assault(budget, intensity)
    board, accepted = assault.batch.boards[0], {0: [0], 1: [0]}
    for kind, delay in orders:
        due = int(assault.clock[st.C_TICK]) + delay
        if assault.order(float(kind), -1.0, float(delay), ticks=6) == rules.OK and kind >= 0:
            accepted[0 if due < 199 else 1].append(rules.ENEMY_COSTS[kind])
    own = (170, 120)
    for wave, costs in accepted.items():
        assert sum(costs) <= intensity * own[wave] and len(costs) - 1 <= intensity * board.waves[wave, V_COUNT]
    assert sum(map(sum, accepted.values())) <= budget * 290
    assert siege.own_cost(board, 0) == 170 and siege.own_cost(board, 1) == 120


@pytest.mark.parametrize("reward", ["shared", "split", "own"])
def test_siege_is_zero_sum_at_every_step(reward, sized):
    level, rng = crowded(benchmark_levels()["garrison-3"]), Random(5)
    batch = solo(level, 3, SiegeRules(AllianceRules(seats=2, reward=reward), intensity=10.0, budget=10.0))
    lost = 0.0
    for orders in both(rng, level, 2, sized(150, 20)):
        rewards = batch.step(SLOT, np.array([orders]), 16, 0).rewards[0]
        assert rewards[-1] == -(rewards[0] + rewards[1]) and rewards[-1] >= 0.0
        lost += rewards[-1]
    assert lost > 0 or sized(0, 1)


def test_every_kind_has_its_cost_and_every_code_its_text():
    assert len(rules.ENEMY_COSTS) == rules.N_KINDS and all(cost > 0 for cost in rules.ENEMY_COSTS[: rules.SKELETON])
    assert len(rules.SIEGE_ERROR_TEXTS) == rules.N_SIEGE_ERRORS
