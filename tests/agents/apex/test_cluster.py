"""The crew on a real Ray: an actor killed, and one that cannot live."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from garrison_agents.apex.cluster import RayCrew
from garrison_agents.apex.crew import CrewError
from garrison_agents.apex.learner import Learner
from garrison_agents.apex.loop import Loop
from garrison_agents.apex.player import network_recipe
from garrison_agents.apex.recipes import ActorRecipe, NetworkRecipe, actor_recipe, replay_recipe
from garrison_agents.apex.settings import ApexSettings
from garrison_agents.apex.train import about_run, learner_options

SETTINGS = ApexSettings(
    actors=2, envs=4, fragment_steps=10, steps=10**9, learning_starts=100, batch_size=16, replay_size=800, hidden=(16,), replay_ratio=1.0
)


def until(loop: Loop, done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 120
    while not done():
        assert time.monotonic() < limit
        loop.turn()


@pytest.fixture(scope="module")
def recipes() -> tuple[NetworkRecipe, ActorRecipe]:
    network = network_recipe(about_run(SETTINGS, ("local",)))
    return network, actor_recipe(SETTINGS, network, ("local",))


@pytest.mark.xdist_group("ray")
def test_training_goes_on_when_an_actor_is_killed(ray_up: None, recipes: tuple[NetworkRecipe, ActorRecipe]) -> None:
    crew = RayCrew(recipes[1], replay_recipe(SETTINGS))
    loop = Loop(Learner(recipes[0].build(0), learner_options(SETTINGS), torch.device("cpu")), crew, SETTINGS)
    try:
        until(loop, lambda: loop.learner.updates >= 5)
        first, second = crew.processes()
        os.kill(first, signal.SIGKILL)
        until(loop, lambda: crew.restarts == 1)
        steps, updates = loop.steps, loop.learner.updates
        until(loop, lambda: loop.steps >= steps + 400 and loop.learner.updates >= updates + 5)
        assert crew.restarts == 1
        replacement, same = crew.processes()
        assert replacement != first and same == second
        loop.settle()
        assert all(state is not None for state in loop.state()["actors"])
    finally:
        crew.close()


@pytest.mark.xdist_group("ray")
def test_actors_that_never_live_end_the_run_with_the_reason(
    ray_up: None, recipes: tuple[NetworkRecipe, ActorRecipe], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("garrison_agents.apex.cluster.TRIES", 2)
    nowhere = replace(recipes[1], targets=("unix:/nowhere/garrison.sock",), actors=1)
    crew = RayCrew(nowhere, replay_recipe(SETTINGS))
    loop = Loop(Learner(recipes[0].build(0), learner_options(SETTINGS), torch.device("cpu")), crew, SETTINGS)
    try:
        with pytest.raises(CrewError, match=r"actor 0 was lost 2 times in a row: .*nowhere"):
            until(loop, lambda: False)
    finally:
        crew.close()
