"""How agents sit at a game: what each is shown of its session, and how what they choose becomes the session's actions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison import Description, Opened, Rules, ViewSpec
from garrison_agents.agent import Agent, NativeAction
from garrison_agents.choices import Choices

NATIVE = "native"
MASKS = ("mask", "attacker_mask")
SEEDS_APART = 1_000_003  # between an episode's seed and those of the agents in its further seats


def attacks(agent: Agent) -> bool:
    """Whether an agent plays the attacker of a siege."""
    return agent.action_space == "orders" or any(view.startswith("attacker") for view in agent.views)


@dataclass
class Chair:
    """One agent in one seat of one episode, and how its actions fare."""

    agent: Agent
    seat: int
    valid: int = 0
    no_effect: int = 0
    codes: dict[int, int] = field(default_factory=dict)

    def count(self, code: int, no_effect: bool) -> None:
        """Notes what came of an action."""
        self.valid += code == 0
        self.no_effect += no_effect
        if code:
            self.codes[code] = self.codes.get(code, 0) + 1


class Seating:
    """The seats of one level's game. Alone, an agent has the session's action space; where several sit together the session is
    `native`, and each agent's own space, with its mask, is translated.
    """

    def __init__(self, agents: Sequence[Agent], description: Description, rules: Rules | None) -> None:
        """agents: one for each seat, alike those that will play. rules: of the mode; None: defense."""
        self.several = rules is not None
        self.action_space = NATIVE if self.several else agents[0].action_space
        own = {} if rules is None else {description.mode: asdict(rules)}
        self.description = replace(description, rules=description.rules | own)
        self._choices = [Choices(agent.action_space, description) for agent in agents] if self.several else []
        allied = sum(not attacks(agent) for agent in agents) > 1
        self._company = [("allies",) if allied and not attacks(agent) else () for agent in agents]
        self._specs: dict[str, ViewSpec] = {}
        wanted = [view for seat, agent in enumerate(agents) for view in self._shown(agent, seat).values()]
        translated = [view for choices in self._choices for view in choices.reads]
        self.views = tuple(dict.fromkeys((*wanted, *translated, "structured")))

    def take(self, opened: Opened) -> None:
        """Learns what the session's views look like."""
        self._specs = {spec.name: spec for spec in opened.views}

    def reset(self, chairs: Sequence[Chair], seed: int) -> None:
        """Gets the agents of an episode ready."""
        for chair in chairs:
            chair.agent.reset(self.description, seed + SEEDS_APART * chair.seat)

    def action(self, chair: Chair, row: int, views: dict[str, Any]) -> NativeAction | int:
        """What the agent of a seat chooses, as the session takes it, at the sight of its own rows of the views."""
        own = {name: self._own(view, row, chair.seat, views) for name, view in self._shown(chair.agent, chair.seat).items()}
        action = chair.agent.act(own)
        if not self.several:
            return action
        choices = self._choices[chair.seat]
        return choices.native(action, {name: self._own(name, row, chair.seat, views) for name in choices.reads})

    def packed(self, actions: Sequence[Sequence[NativeAction | int]]) -> NDArray[Any]:
        """(n, seats, 3) in a session of several seats; (n, 3), or (n,) of whole numbers, in one of one."""
        array = np.array(actions, np.float64 if self.action_space == NATIVE else np.int64)
        return array if self.several else array[:, 0]

    def _shown(self, agent: Agent, seat: int) -> dict[str, str]:
        """The session's view behind each view of an agent."""
        names = (*agent.views, *self._company[seat])
        foreign = agent.action_space != self.action_space
        return {name: f"{name}:{agent.action_space}" if foreign and name in MASKS else name for name in names}

    def _own(self, name: str, row: int, seat: int, views: dict[str, Any]) -> Any:
        """A seat's part of a view of row `row`."""
        spec = self._specs[name]
        if not spec.seats:
            return views[name][row]
        at = seat - spec.first_seat
        return views[name][row * spec.seats + at] if spec.kind == "text" else views[name][row, at]
