"""Agents as the minds that the window seats beside people: the entry point `garrison.minds`; see `garrison.play.partner`."""

from typing import Any

from garrison import Description
from garrison.errors import OptionError
from garrison_agents.agent import Agent, AgentError, make_agent


class AgentMind:
    """An agent that chooses native actions."""

    def __init__(self, agent: Agent, description: Description) -> None:
        self._agent, self._description = agent, description
        self.views = agent.views

    def reset(self, seed: int) -> None:
        """A game begins."""
        self._agent.reset(self._description, seed)

    def act(self, views: dict[str, Any]) -> tuple[float, float, float]:
        """x, y, action."""
        x, y, action = self._agent.act(views)  # type: ignore[misc]  # an agent of indices was refused
        return float(x), float(y), float(action)


def mind(name: str, description: Description, attacks: bool = False) -> AgentMind:
    """The mind of an agent by its name, as `make_agent` takes it. Raises OptionError for one that cannot be had."""
    try:
        agent = make_agent(name)
    except AgentError as error:
        raise OptionError("agent", repr(name), str(error)) from error
    if agent.action_space != "native":
        raise OptionError("agent", repr(name), "an agent with native actions: the window plays those")
    return AgentMind(agent, description)
