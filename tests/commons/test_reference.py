"""The kernels of the commons against the slow obvious ones: equal words, hashes, rewards and observations after every step."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.duel import play_both
from garrison_server.commons.graph import NOBODY, graph_of
from garrison_server.commons.rules import BOUNDS, GRAPHS, NAMED, payoffs_of
from naive.commons import neighbours_of

SMALL = {name: (int(low), int(min(high, 90))) for name, (low, high) in BOUNDS.items() if name != "leak_cost"}


@pytest.mark.parametrize("kind", GRAPHS)
def test_graph_equals_reference(kind):
    for seats in (*range(3, 18), 31, 64):
        for seed in (0, 1, 2**64 - 1):
            rows = [[other for other in row if other != NOBODY] for row in graph_of(kind, seats, seed).tolist()]
            assert rows == neighbours_of(kind, seats, seed)
            assert all(1 <= len(row) <= 4 for row in rows) and reached(rows) == set(range(seats))


def reached(rows):
    """The seats that can be come to from seat 0."""
    found, edge = {0}, [0]
    while edge:
        edge = [other for seat in edge for other in rows[seat] if other not in found]
        found |= set(edge)
    return found


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(("kind", "seats"), [("ring", 3), ("grid", 7), ("random", 12), ("grid", 64)])
def test_random_play_equals_reference(name, kind, seats, sized):
    rng, payoffs = Random(f"{name} {kind}"), payoffs_of(name, {"max_steps": 60})
    plays = [[rng.choices((0, 1, 2, -1, 3), (5, 5, 9, 1, 1))[0] for _ in range(seats)] for _ in range(sized(64, 12))]
    plays[1][0], plays[2][0] = -1, 3
    game = play_both(payoffs, kind, seats, rng.getrandbits(64), plays, graph_seed=5)
    assert sum(lane.refused for lane in game.lanes) >= 2


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_play_of_any_payoffs_equals_reference(data, sized):
    changes = {name: data.draw(st.integers(low, high), name) for name, (low, high) in SMALL.items()}
    changes |= {
        "press_spread": min(changes["press_spread"], changes["press"]),
        "wall_start": min(changes["wall_start"], changes["wall_max"]),
    }
    payoffs = payoffs_of("standard", changes | {"leak_cost": data.draw(st.floats(0, 1000), "leak_cost")})
    seats, kind = data.draw(st.integers(3, 10)), data.draw(st.sampled_from(GRAPHS))
    turn = st.lists(st.integers(0, 2) | st.integers(-(2**63), 2**63 - 1), min_size=seats, max_size=seats)
    plays = data.draw(st.lists(turn, max_size=sized(12, 5)))
    play_both(payoffs, kind, seats, data.draw(st.integers(0, 2**64 - 1)), plays, data.draw(st.integers(0, 2**64 - 1)))
