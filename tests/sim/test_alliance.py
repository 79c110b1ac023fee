"""The alliance: its rules one at a time, the kernels against the slow reference, and one seat as in defense."""

from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from garrison_levels.level import benchmark_levels, generate_level, level_of
from garrison_proto.modes import MOST_DEFENDERS, OWNERSHIPS, PURSES, REWARDS, AllianceRules
from garrison_server import rules
from garrison_server.rules import MAX_SEATS
from garrison_server.sim.soundness import fault_of
from garrison_server.state import C_STATUS, F_HP, RUNNING, S_GOLD, T_KIND, T_OWNER
from sim.duel import play_both, solo
from sim.order_streams import company, stream
from sim.small_levels import crowded, document, mixed_rules
from sim.stage import Stage

IDLE = (0.0, 0.0, rules.NOOP)
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


class Table(Stage):
    """A stage with several seats."""

    def __init__(self, seats: int = 2, level=None, rules_changed=None, **changes):
        super().__init__(level, mode=AllianceRules(seats=seats, **(rules_changed or {})), **changes)
        self.n = seats

    def all(self, *orders, ticks: int = 0):
        """The codes of one order a seat (the rest idle)."""
        given = [*orders, *[IDLE] * (self.n - len(orders))]
        return self.batch.step(np.array([0]), np.array([given], np.float64), ticks, 0)

    def ask(self, seat: int, x: float, y: float, action: int) -> int:
        """The code of one seat's order while the others idle."""
        steps = self.all(*[IDLE] * seat, (x, y, action))
        return int(steps.codes[0, seat])

    def gold(self) -> list[float]:
        return self.state.seats[: self.n, S_GOLD].tolist()


def test_seats_are_as_many_as_the_contract_allows():
    assert MAX_SEATS == MOST_DEFENDERS


@pytest.mark.parametrize("seats, purse, wanted", [(3, "split", [334, 333, 333]), (4, "full", [1000] * 4), (1, "split", [1000])])
def test_purse_is_shared_out_or_full(seats, purse, wanted):
    assert Table(seats, rules_changed={"purse": purse}).gold() == wanted


def test_gift_moves_whole_gold_and_every_refusal_moves_none():
    table = Table(3, gold={"start": 200, "maximum": 200})
    table.state.seats[:3, S_GOLD] = 110, 160, 0
    assert table.ask(0, 0, 0, rules.GIVE + 2) == rules.OK and table.gold() == [60, 160, 50]
    before = table.gold()
    asked = {
        (0, rules.GIVE + 0): rules.ERR_GIFT_SEAT, (0, rules.GIVE + 3): rules.ERR_GIFT_SEAT, (0, rules.GIVE + 4): rules.ERR_MALFORMED,
        (0, rules.GIVE + 1): rules.ERR_GIFT_ROOM,
    }  # fmt: skip
    assert {order: table.ask(order[0], 0, 0, order[1]) for order in asked} == asked
    table.state.seats[2, S_GOLD] = before[2] = 49
    assert table.ask(2, 0, 0, rules.GIVE + 0) == rules.ERR_GIFT_GOLD and table.gold() == before
    assert table.ask(0, 9, 0, rules.GIVE + 2) == rules.ERR_MALFORMED  # the place must be on the map


def test_nobody_acts_on_anothers_tower():
    table = Table(2)
    assert table.ask(0, -2.0, 0.7, rules.BUILD_KNIGHT) == rules.OK
    assert table.ask(1, -2.0, 0.7, rules.BUILD_ARCHER) == rules.ERR_OCCUPIED
    for action in (rules.UPGRADE, rules.SELL):
        assert table.ask(1, -2.0, 0.7, action) == rules.ERR_NOT_YOURS
    assert table.ask(1, -2.0, 0.0, rules.RALLY) == rules.ERR_NOT_YOURS
    assert table.ask(1, 2.5, 2.5, rules.RALLY) == rules.ERR_RALLY
    assert table.ask(1, -2.0, 0.7, rules.SHOW_RANGE) == rules.OK
    assert table.ask(0, -2.0, 0.7, rules.UPGRADE) == rules.OK and table.ask(0, -2.0, 0.7, rules.SELL) == rules.OK
    assert table.ask(1, -2.0, 0.7, rules.BUILD_KNIGHT) == rules.OK and table.state.towers[0, T_OWNER] == 1


@pytest.mark.parametrize("zones, owner", [(None, [0, 1, 0, 1, 0]), ({"points": [3, 3, 2, 1, 0], "roads": [1]}, [1, 1, 0, 1, 0])])
def test_zones_say_who_builds_where(zones, owner):
    level = level_of(document(gold={"start": 4000, "maximum": 5000}) | ({"zones": zones} if zones else {}))
    for t, x in enumerate(range(-2, 3)):
        table = Table(2, level, {"ownership": "zones"})
        other = 1 - owner[t]
        assert table.ask(other, x, 0.7, rules.BUILD_KNIGHT) == rules.ERR_ZONE
        assert table.ask(owner[t], x, 0.7, rules.BUILD_KNIGHT) == rules.OK
        table.state.towers[t, T_OWNER] = other  # no game comes to this
        assert fault_of(table.batch.boards.rows, 0, table.batch.states.rows) == 7


@pytest.mark.parametrize("share, paid", [(0.5, [8, 26, 8, 8]), (0.9, [1, 47, 1, 1]), (0.0, [16, 2, 16, 16]), (1.0, [0, 50, 0, 0])])
def test_coin_is_shared_by_the_finders_share(share, paid):
    coins = {"refresh_s": 1.0, "residence_s": 2.0, "value": 50, "extra": 0}
    table = Table(4, rules_changed={"finder_share": share}, coins=coins, hero=[0.0, -2.0])
    table.state.fighters[[0, 2, 3], F_HP] = 0.0
    table.state.seats[[0, 2, 3], 2] = 500.0  # they revive later
    table.state.field[:3] = 0.0, -2.0, 100.0
    table.all(ticks=1)
    assert table.gold() == [250 + gold for gold in paid]


@pytest.mark.parametrize("reward, wanted", [("shared", [-1, -1, -1]), ("split", [-1 / 3] * 3), ("own", [0, 0, -1])])
def test_rewards_charge_who_they_should(reward, wanted):
    level = level_of(document() | {"zones": {"points": [0] * 5, "roads": [2]}})
    table = Table(3, level, {"reward": reward})
    table.enemy("wolf", x=2.99, haste=3.0)
    steps = table.all(ticks=3)
    assert steps.rewards.tolist() == [wanted] and table.state.leaks.tolist() == [1, 0, 0, 0, 0]
    assert table.all(ticks=3).rewards.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("seats, changed", [(2, {"ownership": "zones", "reward": "own"}), (3, {"purse": "full", "finder_share": 0.7}),
                                            (4, {"reward": "split", "finder_share": 0.25})])  # fmt: skip
def test_alliance_equals_reference(seats, changed, sized):
    level = crowded(benchmark_levels()[f"garrison-{seats + 1}"])
    play_both(level, 5, company(seats, level, seats, sized(300, 40)), AllianceRules(seats=seats, **changed))


@given(data=st.data())
@settings(max_examples=8, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_alliance_equals_reference(data, sized):
    level = mixed_rules(generate_level(data.draw(st.integers(0, 99)), data.draw(st.integers(1, 5))), data.draw(st.integers(0, 2**32)))
    zone = st.integers(0, 3)
    zones = st.fixed_dictionaries({"points": st.lists(zone, min_size=len(level.tower_points), max_size=len(level.tower_points)),
                                   "roads": st.lists(zone, min_size=len(level.paths), max_size=len(level.paths))})  # fmt: skip
    level = level_of(level.model_dump(mode="json") | {"zones": data.draw(st.none() | zones)})
    seats = data.draw(st.integers(2, 4))
    words = {name: data.draw(st.sampled_from(known)) for name, known in (("reward", REWARDS), ("ownership", OWNERSHIPS), ("purse", PURSES))}
    alliance = AllianceRules(seats=seats, finder_share=data.draw(st.integers(0, 100)) / 100, **words)
    number = st.floats(-3.1, 3.1) | st.floats()
    free = st.tuples(number, number, st.integers(0, 17).map(float) | st.floats())
    orders = company(data.draw(st.integers(0, 2**32)), level, seats, sized(30, 4))
    orders += data.draw(st.lists(st.lists(free, min_size=seats, max_size=seats), max_size=6))
    play_both(level, data.draw(st.integers(0, 2**64 - 1)), orders, alliance, ticks=(16, 5, 40))


@pytest.mark.parametrize("name", list(benchmark_levels()))
def test_one_seat_is_defense_byte_for_byte(name, sized):
    level = benchmark_levels()[name]
    one, defense = solo(level, 9, AllianceRules(seats=1, ownership="zones", finder_share=0.3, reward="own")), solo(level, 9)
    slot, rng = np.array([0]), Random(1)
    for order in stream(4, level, sized(400, 20)):
        order = (order[0], order[1], float(rng.randrange(17))) if rng.random() < 0.1 else order
        ours, theirs = one.step(slot, np.array([[order]]), 16, 0), defense.step(slot, np.array([order]), 16, 0)
        assert ours.rewards.shape == (1, 1)
        assert [column.reshape(-1).tolist() for column in ours] == [column.reshape(-1).tolist() for column in theirs]
        assert one.hashes(slot) == defense.hashes(slot)
        if one.states.clock[0, C_STATUS] != RUNNING:
            break
    assert one.states.rows.tobytes() == defense.states.rows.tobytes()


def test_gold_is_conserved_by_gifts_and_towers_change_hands_only_when_sold(sized):
    level = crowded(benchmark_levels()["garrison-3"])
    batch = solo(level, 3, AllianceRules(seats=4))
    rng, slot, gifts_made = Random(2), np.array([0]), 0
    for orders in company(8, level, 4, sized(150, 15)):
        batch.step(slot, np.array([orders]), 16, 0)
        if batch.states.clock[0, C_STATUS] != RUNNING:
            break
        purses = batch.states.seats[0, :, S_GOLD].copy()
        giver, getter = rng.randrange(4), rng.randrange(4)
        gifts = np.array([[(0.0, 0.0, rules.GIVE + getter) if seat == giver else IDLE for seat in range(4)]], np.float64)
        code = batch.step(slot, gifts, 0, 0).codes[0, giver]
        moved = batch.states.seats[0, :, S_GOLD] - purses
        assert moved.sum() == 0 and np.abs(moved).sum() == (100 if code == rules.OK else 0)
        gifts_made += bool(code == rules.OK)
        before = batch.states.towers[0, :, [T_KIND, T_OWNER]].copy()
        thief = rng.randrange(4)
        raids = [[(*point.at, action) if seat == thief else IDLE for seat in range(4)]
                 for point in level.tower_points for action in (rules.SELL, rules.UPGRADE)]  # fmt: skip
        others = (before[0] > 0) & (before[1] != thief)
        for raid in raids:
            batch.step(slot, np.array([raid], np.float64), 0, 0)
        after = batch.states.towers[0, :, [T_KIND, T_OWNER]]
        assert (after[:, others] == before[:, others]).all()
    assert gifts_made >= sized(15, 1)
