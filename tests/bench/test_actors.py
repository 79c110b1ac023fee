"""Ape-X's figures: rounds of as many fragments as they say, or said to be not measured."""

import sys

import pytest

from garrison_agents.apex.crew import LocalCrew
from garrison_agents.apex.player import network_recipe
from garrison_agents.apex.recipes import actor_recipe, replay_recipe
from garrison_agents.apex.settings import ApexSettings
from garrison_agents.apex.train import about_run
from garrison_bench import actors


def test_a_round_is_so_many_fragments() -> None:
    from garrison_bench.apex import play

    settings = ApexSettings(actors=2, envs=2, fragment_steps=10, replay_size=1000, hidden=(8,))
    network = network_recipe(about_run(settings, ("local",)))
    crew = LocalCrew(actor_recipe(settings, network, ("local",)), replay_recipe(settings))
    crew.broadcast({name: value.numpy() for name, value in network.build(0).state_dict().items()})
    play(crew, 6)
    crew.close()
    assert crew.replay_counters()["added"] == 6


def test_without_ray_nothing_is_measured_and_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("garrison_bench.apex", "garrison_agents.apex.cluster"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "ray", None)
    found = list(actors.actor_figures())
    assert [figure.value for figure in found] == [None, None] and "ray is not installed: pip install 'garrison[ray]'" in found[0].load
