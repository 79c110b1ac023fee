"""Advantages: hand-made groups, each estimator's rule, and what NaN means."""

from dataclasses import replace

import numpy as np
import pytest

from agents.grpo.conftest import Judging, turn
from garrison_agents.grpo.gae import estimate
from garrison_agents.grpo.slots import make
from garrison_agents.training.errors import SettingsError

NAN = float("nan")


def test_grpo_is_the_distance_from_the_mean_by_the_deviation(judged: Judging) -> None:
    (one,) = make("advantage", "grpo:epsilon=0.0")([judged([[0, 1], [0, 0], [0, 2]])])
    assert [part.tolist() for part in one.advantages] == [[0, 0], [-1, -1], [1, 1]]


def test_dr_grpo_leaves_the_deviation_out(judged: Judging) -> None:
    (one,) = make("advantage", "dr_grpo")([judged([[3], [0], [0]])])
    assert [part[0] for part in one.advantages] == [2, -1, -1]


def test_leave_one_out_compares_with_the_others(judged: Judging) -> None:
    (one,) = make("advantage", "leave_one_out")([judged([[3], [0], [1]])])
    assert [part[0] for part in one.advantages] == pytest.approx([3 - 0.5, 0 - 2, 1 - 1.5])
    (alone,) = make("advantage", "leave_one_out")([judged([[3]])])
    assert alone.advantages[0].tolist() == [0]


@pytest.mark.parametrize("name", ["grpo", "dr_grpo", "leave_one_out", "gigpo"])
def test_a_constant_group_has_no_advantage_and_is_dead(judged: Judging, name: str) -> None:
    turns = [[turn((5, 6)), turn((7, 8))]] * 8  # two states, each met at one time
    (one,) = make("advantage", name)([judged([[0.1, 0.7]] * 8, turns)])  # sums of which means are not exact
    assert all((part == 0).all() for part in one.advantages) and one.dead


@pytest.mark.parametrize("name", ["grpo", "dr_grpo", "leave_one_out", "gigpo"])
def test_a_nan_row_is_not_a_zero_row(judged: Judging, name: str) -> None:
    with_nan = make("advantage", name)([judged([[1], [3], [NAN]])])[0].advantages
    without = make("advantage", name)([judged([[1], [3]])])[0].advantages
    with_zero = make("advantage", name)([judged([[1], [3], [0]])])[0].advantages
    assert np.isnan(with_nan[2]).all() and with_nan[:2] == without
    assert with_zero[0] != with_nan[0] and not np.isnan(with_zero[2]).any()


def test_gigpo_compares_turns_in_the_same_state(judged: Judging) -> None:
    shared, own = (5, 6), (8, 9)
    group = judged([[0, 1], [0, 0]], [[turn(shared), turn(own)], [turn(shared), turn((3, 3))]])
    estimator = make("advantage", "gigpo:gamma=0.5,scaled=false,weight=2.0")
    assert [part.tolist() for part in estimator.steps(group)] == [[0.25, 0], [-0.25, 0]]  # returns 0.5 and 0; states met once: 0
    (one,) = estimator([group])
    assert [part.tolist() for part in one.advantages] == [[0.5 + 2 * 0.25, 0.5], [-0.5 - 2 * 0.25, -0.5]]


def test_gae_is_the_sum_of_differences(judged: Judging) -> None:
    rewards, values = np.array([1.0, 0.0, 2.0]), np.array([0.5, 1.0, -1.0])
    one_step = rewards + 0.9 * np.array([1.0, -1.0, 0.0]) - values
    assert estimate(rewards, values, 0.9, 0.0).tolist() == one_step.tolist()
    whole = estimate(rewards, values, 1.0, 1.0)
    assert whole.tolist() == pytest.approx((np.array([3.0, 2.0, 2.0]) - values).tolist())
    (one,) = make("advantage", "gae:whiten=false")([judged([[1, 0, 2]], [[turn(value=value) for value in values]])])
    assert one.targets[0].tolist() == pytest.approx((one.advantages[0] + values).tolist())
    (white,) = make("advantage", "gae")([judged([[1, 0, 2]], [[turn(value=value) for value in values]])])
    assert white.advantages[0].mean() == pytest.approx(0, abs=1e-9) and white.advantages[0].std() == pytest.approx(1)


def test_turns_are_compared_with_the_group_at_the_same_time(judged: Judging) -> None:
    estimator = make("advantage", "turns:gamma=0.5,epsilon=0.0")
    (one,) = estimator([judged([[0, 2], [2, 0], [1]])])  # returns from there on: 1 2, 2 0, 1 (and 0, once it has ended)
    distances = np.array([1 - 4 / 3, 2 - 2 / 3, 2 - 4 / 3, 0 - 2 / 3, 1 - 4 / 3])
    assert np.concatenate(one.advantages) == pytest.approx(distances / distances.std(ddof=1))
    (gone,) = estimator([judged([[0, 2], [2, 0], [NAN, NAN]])])
    assert np.isnan(gone.advantages[2]).all() and not np.isnan(gone.advantages[0]).any()


def test_what_is_of_its_own_turn_is_not_discounted_back(judged: Judging) -> None:
    group = judged([[1, 3], [1, 0]])
    columns = {"format": [np.array([1.0, 0.0]), np.array([1.0, 0.0])], "score": [np.array([0.0, 3.0]), np.array([0.0, 0.0])]}
    group = replace(group, rewards=replace(group.rewards, columns=columns, weights={"format": 1.0, "score": 1.0}))
    (plain,) = make("advantage", "turns:gamma=1.0,now=format")([group])
    assert [part.tolist() for part in plain.advantages] == [
        pytest.approx([1.5 / 3**0.5] * 2, abs=1e-3),
        pytest.approx([-1.5 / 3**0.5] * 2, abs=1e-3),
    ]
    columns["format"][1] = np.array([0.0, 0.0])
    group = replace(group, rewards=replace(group.rewards, total=[np.array([1.0, 3.0]), np.array([0.0, 0.0])]))
    (one,) = make("advantage", "turns:gamma=1.0,now=format,share=1.0")([group])
    assert one.advantages[0][0] > one.advantages[0][1] == plain.advantages[0][1]
    with pytest.raises(SettingsError, match="now: came 'luck', wanted among the rewards format, score"):
        make("advantage", "turns:now=luck")([group])


def test_a_kind_of_action_that_often_fails_is_not_unlearnt_for_it(judged: Judging) -> None:
    wait, build, noise = 7, 8, 9
    said = [(wait, 1.0), (wait, 1.0), (build, 0.0), (build, 1.0), (build, 0.0), (noise, 0.0)]
    group = judged([[worth for _, worth in said], [1.0] * 6], [[turn(reply=(first, 1)) for first, _ in said], [turn(reply=(wait, 1))] * 6])
    group = replace(group, rewards=replace(group.rewards, columns={"format": group.rewards.total}, weights={"format": 1.0}))
    (plain,) = make("advantage", "turns:now=format")([group])
    (alike,) = make("advantage", "turns:now=format,alike=true")([group])
    apart = alike.advantages[0]
    assert apart[[0, 1]].tolist() == [0, 0] and not alike.advantages[1].any()  # waits are no better than builds for failing less
    assert apart[[2, 3, 4]].sum() == pytest.approx(0) and apart[3] > 0 > apart[2] and apart[5] < 0  # but noise is worse than all
    assert plain.advantages[0][[2, 3, 4]].sum() < 0
