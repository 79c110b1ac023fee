"""An actor that goes on from its state, and what it does with what is not legal."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from garrison_agents.apex.actor import Actor
from garrison_agents.apex.fragment import Fragment
from garrison_agents.apex.player import network_recipe
from garrison_agents.apex.recipes import actor_recipe
from garrison_agents.apex.settings import ApexSettings
from garrison_agents.apex.train import about_run

# An episode is 10 decisions and a step that is none, so that it ends at another row of each fragment.
SETTINGS = ApexSettings(envs=3, fragment_steps=10, n_step=3, hidden=(8,), max_ticks=160, actors=1, epsilon=0.5, epsilon_alpha=0)


@pytest.fixture
def pair() -> Iterator[tuple[Actor, Actor]]:
    recipe = actor_recipe(SETTINGS, network_recipe(about_run(SETTINGS, ("local",))), ("local",))
    first, second = Actor(recipe, 0), Actor(recipe, 0, life=1)
    yield first, second
    first.close()
    second.close()


def copied(fragment: Fragment) -> list[Any]:
    return [{name: view.copy() for name, view in part.items()} if isinstance(part, dict) else part.copy() for part in fragment]


def test_it_goes_on_from_its_state_wherever_its_episodes_are(pair: tuple[Actor, Actor]) -> None:
    first, second = pair
    second.set_parameters({name: value.numpy() for name, value in first.network.state_dict().items()})
    ends = 0
    for _ in range(12):
        first.play()
        second.restore(first.state())
        wanted = copied(first.play()[0])
        came, told = second.play()
        np.testing.assert_equal(copied(came), wanted)
        ends += len(told.ended)
    assert ends >= 3 * 10


def test_another_life_plays_other_episodes(pair: tuple[Actor, Actor]) -> None:
    fragments = [actor.play()[0].views["structured_norm"] for actor in pair]
    assert (fragments[0] != fragments[1]).any()


def test_every_decision_is_legal_and_counted_once(pair: tuple[Actor, Actor]) -> None:
    actor, masks, codes = pair[0], [], []
    step = actor.env.step

    def spy(actions: Any) -> Any:
        masks.append(actor.env.action_masks()[np.arange(3), actions])
        outcome = step(actions)
        codes.append(outcome[4]["code"])
        return outcome

    actor.env.step = spy  # type: ignore[method-assign]
    reports = [actor.play()[1] for _ in range(5)]
    assert np.all(masks) and not np.any(codes)
    idle = sum(len(report.ended) for report in reports)
    assert sum(report.steps for report in reports) == 3 * len(codes) - idle
    assert all(length == 10 for report in reports for _, _, length, _ in report.ended)
