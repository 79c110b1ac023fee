"""Agents as the minds that the window seats beside people: the entry point `garrison.minds`; see `garrison.play.partner`."""

from typing import Any, Final

from garrison import Description, Rules
from garrison.errors import OptionError
from garrison_agents.agent import Agent, AgentError, make_agent
from garrison_agents.seats import NATIVE, Place, allied, attacks, described

COMMONS: Final = "commons"


class AgentMind:
    """An agent at its place; the window plays native actions, and in the commons that mode's own."""

    def __init__(self, agent: Agent, description: Description, rules: Rules | None) -> None:
        """Raises AgentError for one whose choices mean nothing there."""
        self._agent, self._description = agent, described(description, rules)
        space = COMMONS if description.mode == COMMONS else NATIVE
        self._place = Place(agent, self._description, space, allied(rules))
        self.views = self._place.views

    def reset(self, seed: int) -> None:
        """A game begins."""
        self._agent.reset(self._description, seed)

    def act(self, views: dict[str, Any]) -> tuple[float, ...]:
        """x, y, action; in the commons the choice alone."""
        chosen: Any = self._place.action(self._agent, views)
        return tuple(float(part) for part in chosen) if isinstance(chosen, tuple) else (float(chosen),)


def mind(name: str, description: Description, rules: Rules | None, attacker: bool = False) -> AgentMind:
    """The mind of an agent by its name, as `make_agent` takes it, of an attacker or not. Raises OptionError for one that cannot be had."""
    try:
        agent = make_agent(name)
        if attacks(agent) != attacker:
            raise AgentError(f"it {'attacks' if attacks(agent) else 'defends'}, and cannot sit there")
        return AgentMind(agent, description, rules)
    except AgentError as error:
        raise OptionError("agent", repr(name), f"another: {error}") from error
