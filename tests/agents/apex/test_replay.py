"""What the replay draws, how much it counts, and what becomes of late news."""

import numpy as np

from garrison_agents.apex.fragment import Fragment, FragmentShape
from garrison_agents.apex.replay import LEAST, Replay

SHAPE = FragmentShape(steps=4, envs=2, lookahead=1, history=0)


def fragment(priorities: list[float], mark: int = 0) -> Fragment:
    """Decisions whose action is `mark`."""
    steps = (SHAPE.steps, SHAPE.envs)
    rows = (SHAPE.rows, SHAPE.envs)
    return Fragment(
        views={"rich": np.zeros((*rows, 3), np.float32), "mask": np.ones((*rows, 2), np.uint8)},
        ages=np.zeros(rows, np.uint8),
        actions=np.full(steps, mark, np.int32),
        sums=np.zeros(steps, np.float32),
        discounts=np.zeros(steps, np.float32),
        spans=np.ones(steps, np.uint8),
        priorities=np.array(priorities, np.float32).reshape(steps),
    )


def test_chances_and_weights_follow_the_paper() -> None:
    replay = Replay(SHAPE, size=8, alpha=0.5, beta=0.7, seed=0)
    priorities = [0.0, 1.0, 2.0, -1.0, 4.0, 9.0, 0.5, -1.0]
    assert replay.sample(4) is None
    replay.add(fragment(priorities))
    held = np.array([priority for priority in priorities if priority >= 0])
    chances = (held + LEAST) ** 0.5 / ((held + LEAST) ** 0.5).sum()
    assert len(replay) == 6
    batch = replay.sample(20_000)
    assert batch is not None
    places = np.flatnonzero(np.array(priorities) >= 0)
    counts = np.bincount(batch.places, minlength=8)
    np.testing.assert_allclose(counts[places] / 20_000, chances, atol=2e-4)
    weights = (6 * chances) ** -0.7
    drawn = np.searchsorted(places, batch.places)
    np.testing.assert_allclose(batch.weights, weights[drawn] / weights[drawn].max(), rtol=1e-5)


def test_news_of_what_was_overwritten_is_left_out() -> None:
    replay = Replay(SHAPE, size=16, alpha=1.0, beta=0.4, seed=0)
    replay.add(fragment([1.0] * 8, mark=1))
    replay.add(fragment([2.0] * 8, mark=2))
    batch = replay.sample(64)
    assert batch is not None
    replay.add(fragment([3.0] * 8, mark=3))  # in the place of the first
    replay.reprioritise(batch.places, batch.serials, np.full(64, 7.0, np.float32))
    first, second = replay.priorities[:8], replay.priorities[8:]
    np.testing.assert_allclose(first, 3.0 + LEAST)
    learnt = np.isin(np.arange(8, 16), batch.places)
    np.testing.assert_allclose(second, np.where(learnt, 7.0, 2.0) + LEAST)
    assert learnt.any()


def test_a_restored_replay_draws_the_same() -> None:
    replay, other = (Replay(SHAPE, size=24, alpha=0.6, beta=0.4, seed=seed) for seed in (0, 1))
    for mark in range(5):
        replay.add(fragment([float(mark + i) for i in range(8)], mark))
        replay.sample(3)
    for number in range(replay.blocks):
        block = replay.block(number)
        assert block is not None
        other.restore_block(number, block)
    other.restore(replay.counters())
    for one in (replay, other):
        one.add(fragment([5.0] * 8, mark=9))
    came, wanted = other.sample(50), replay.sample(50)
    assert came is not None and wanted is not None
    for a, b in zip(came, wanted, strict=True):
        np.testing.assert_equal(a, b)
