"""Agents by name: who is known, and what is said of who is not."""

import pytest

from garrison_agents.agent import Agent, AgentError, agent_names, make_agent


@pytest.mark.parametrize("name", agent_names())
def test_make_agent_knows_the_scripted_ones(name: str) -> None:
    agent = make_agent(name)
    assert isinstance(agent, Agent)
    assert agent.name == name


def test_make_agent_takes_a_class_of_ones_own() -> None:
    assert make_agent("garrison_agents.scripted.noop:Noop").name == "noop"


@pytest.mark.parametrize(
    "spec", ["nobody", "no.such.module:Agent", "garrison_agents.trace:Nothing", "builtins:dict", "garrison_agents.trace:Trace"]
)
def test_make_agent_unknown_lists_the_known(spec: str) -> None:
    with pytest.raises(AgentError) as caught:
        make_agent(spec)
    assert spec in str(caught.value)
    if spec == "nobody":
        assert all(name in str(caught.value) for name in agent_names())
