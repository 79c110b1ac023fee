"""The kernels against the slow obvious simulator: equal words and hashes after every step."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from garrison_levels.level import benchmark_levels, generate_level
from sim.duel import play_both
from sim.order_streams import stream
from sim.small_levels import crowded, mixed_rules

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # an example takes a second: shrinking would take minutes
LEVELS = [f"garrison-{i}" for i in range(1, 6)]


def singly(orders):
    """Orders of one seat, as a step takes them."""
    return ([order] for order in orders)


@pytest.mark.parametrize("name", LEVELS)
def test_benchmark_level_equals_reference(name, sized):
    level = benchmark_levels()[name]
    game = play_both(level, 11, singly(stream(7, level, sized(500, 200))))
    assert game.wave >= sized(4, 2)


@pytest.mark.parametrize("name", LEVELS)
def test_crowded_benchmark_level_equals_reference(name, sized):
    level = crowded(benchmark_levels()[name])
    game = play_both(level, 2**64 - 5, singly(stream(3, level, sized(200, 50))))
    assert sum(spawned for spawned, _, _ in game.tally) > sized(80, 20)


@pytest.mark.parametrize("difficulty", range(1, 6))
def test_generated_level_equals_reference(difficulty, sized):
    level = generate_level(1000 + difficulty, difficulty)
    play_both(level, difficulty, singly(stream(difficulty, level, sized(250, 40))), ticks=(16, 1, 37, 250, 2))


@pytest.mark.parametrize("seed", range(8))
def test_mixed_rules_equal_reference(seed, sized):
    level = mixed_rules(generate_level(seed, 1 + seed % 5), seed)
    play_both(level, seed, singly(stream(seed, level, sized(250, 40))), ticks=(16, 5))


@given(data=st.data())
@settings(max_examples=10, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_play_equals_reference(data, sized):
    level = mixed_rules(generate_level(data.draw(st.integers(0, 99)), data.draw(st.integers(1, 5))), data.draw(st.integers(0, 2**32)))
    number = st.floats(-3.1, 3.1) | st.floats()
    action = st.integers(0, 11).map(float) | st.floats()
    free = data.draw(st.lists(st.tuples(number, number, action), max_size=6))
    orders = stream(data.draw(st.integers(0, 2**32)), level, sized(30, 4)) + free
    ticks = data.draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))
    play_both(level, data.draw(st.integers(0, 2**64 - 1)), singly(orders), ticks=ticks)
