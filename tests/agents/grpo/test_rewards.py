"""Rewards: a column for each component, NaN where it does not apply."""

import numpy as np
import pytest

from agents.grpo.conftest import episode, turn
from garrison_agents.grpo.data import Group, Task
from garrison_agents.grpo.parts import reward_parts
from garrison_agents.grpo.rewards import judge
from garrison_agents.grpo.settings import GrpoSettings
from garrison_agents.grpo.slots import make
from garrison_agents.training.errors import SettingsError

TOLD = ("acted", "unparseable", "out_of_schema", "illegal", "no_effect")
GROUP = Group(
    Task("garrison-1", 1, 2),
    (
        episode(0, [turn(understanding=word, reward=reward) for word, reward in zip(TOLD, (0, -2, 0, -3, 0), strict=True)], 0.75),
        episode(1, [turn(reply=(4, 4, 4, 1), facts={"coins": 2.0})], 1.0),
    ),
)


def column(spec: str) -> list[list[float]]:
    return [part.tolist() for part in make("reward", spec)(GROUP)]


def test_what_the_server_said_of_each_reply_is_a_column() -> None:
    nan = pytest.approx(float("nan"), nan_ok=True)
    assert column("format:mean=false")[0] == [1, 0, 1, 1, 1]
    assert column("schema:mean=false")[0] == [1, nan, 0, 1, 1], "what could not be read is of no schema"
    assert column("legality:mean=false")[0] == [1, nan, nan, 0, 1]
    assert column("effect:mean=false")[0] == [1, nan, nan, nan, 0]
    assert sum(column("format")[0]) == pytest.approx(4 / 5)


def test_what_an_episode_came_to_stands_at_its_end() -> None:
    assert column("score") == [[0, 0, 0, 0, 0.75], [1.0]]
    assert column("waves")[0] == [0, 0, 0, 0, 0.5] and column("won")[0] == [0, 0, 0, 0, 1]
    assert column("coins:worth=0.5")[1] == [1.0]
    assert column("length:most=8")[1] == [-0.5]


def test_a_spread_score_tells_each_leak_where_it_happened() -> None:
    spread = column("score:spread=true")
    assert spread[0] == pytest.approx([0, -0.1, 0, -0.15, 0]) and spread[1] == [0.0]
    assert sum(spread[0]) == pytest.approx(0.75 - 1), "nothing is paid at the end: to lose sooner must not pay sooner"


def test_rewards_add_up_with_their_weights_and_nothing_is_not_zero() -> None:
    settings = GrpoSettings(reward=("score", "0.5*schema:mean=false"))
    judged = judge(reward_parts(settings))(GROUP)
    assert judged.rewards.total[0].tolist() == [0.5, 0, 0, 0.5, 1.25], "where only one applies, it is the sum"
    assert judged.rewards.returns() == pytest.approx([2.25, 1.5])
    alone = judge(reward_parts(GrpoSettings(reward=("schema:mean=false",))))(GROUP)
    assert np.isnan(alone.rewards.total[0][1]) and alone.rewards.returns() == pytest.approx([3, 1])
    nothing = Group(GROUP.task, (episode(0, [turn(understanding="unparseable")]),))
    assert np.isnan(judge(reward_parts(GrpoSettings(reward=("schema",))))(nothing).rewards.returns()).all()


@pytest.mark.parametrize("words", ["x*score", "luck", "0.1*luck", "score:spread=yes"])
def test_a_reward_that_cannot_be_is_named(words: str) -> None:
    with pytest.raises(SettingsError, match="came"):
        reward_parts(GrpoSettings(reward=(words,)))
