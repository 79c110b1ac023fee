"""The scripted attackers play whole sieges, legally; the level's own waves are sent as the level sends them."""

import numpy as np
import pytest

from garrison.backend import Backend
from garrison_agents.agent import ATTACKERS, AgentError, make_agent
from garrison_agents.scripted.attack_rush import weakest
from garrison_agents.scripted.siege import LENGTH, Stand, stand_of
from garrison_proto.modes import SiegeRules
from garrison_proto.records import OpenOptions
from garrison_server.observe.attack_columns import SIZE

NOOPS = {"native": [0.0, 0.0, 6.0], "sites": 126}


def siege(backend: Backend, name: str, level: str, space: str = "native"):
    """A whole game against nobody: its score, ticks and every code the attacker got."""
    agent = make_agent(name if space == "native" else f"{name}:orders")
    options = OpenOptions(levels=(level,), mode="siege", rules=SiegeRules(), views=agent.views, action_space=space, autoreset="none")
    session = backend.open(options)
    try:
        agent.reset(backend.describe(level, mode="siege"), 1)
        outcome, codes = session.reset([0], [3]), []
        while not (outcome.terminated | outcome.truncated).any():
            act = agent.act({view: outcome.views[view][0] for view in agent.views})
            outcome = session.step([0], np.array([[NOOPS[space], act]], np.float64 if space == "native" else np.int64))
            codes.append(int(outcome.codes[0, 1]))
        return float(outcome.scores[0]), int(outcome.ticks[0]), set(codes)
    finally:
        session.close()


@pytest.mark.parametrize("space", ["native", "sites"])
@pytest.mark.parametrize("name", ATTACKERS)
def test_attacker_takes_lives_and_is_never_refused(backend, name, space):
    score, ticks, codes = siege(backend, name, "garrison-3", space)
    assert score < -5 and ticks > 2000 and codes == {0}


def test_own_waves_cost_what_they_cost_an_idle_defense(backend):
    session = backend.open(OpenOptions(levels=("garrison-2",), autoreset="none", views=()))
    outcome = session.reset([0], [3])
    while not outcome.terminated[0]:
        outcome = session.step([0], np.array([[0.0, 0.0, 6.0]]))
    session.close()
    assert siege(backend, "attack-waves", "garrison-2")[:2] == (outcome.scores[0], outcome.ticks[0])


def test_rush_takes_the_road_that_is_covered_least():
    stand = Stand(1, 100, 500.0, (), (0,), (), (), ((0.2, 0.0, 0.3), (0.0, 0.4, 0.0)))
    assert weakest(stand) == (1, True)
    assert weakest(stand._replace(covered=((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)))) == (0, False)


def test_attackers_know_their_view_and_spaces():
    assert LENGTH == SIZE
    with pytest.raises(ValueError, match="wanted 829"):
        stand_of(np.zeros(3))
    with pytest.raises(AgentError, match="native, orders"):
        make_agent("attack-rush:dance")
