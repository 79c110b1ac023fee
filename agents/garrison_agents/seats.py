"""How agents sit at a game: what each is shown of its session, and how what they choose becomes the session's actions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garrison import AllianceRules, Description, Opened, Rules, SiegeRules, ViewSpec
from garrison_agents.agent import Agent, AgentError, NativeAction
from garrison_agents.choices import Choices
from garrison_agents.talk import WORDS

NATIVE = "native"
MASKS = ("mask", "attacker_mask")
TRANSLATED = ("sites", "grid", "orders")  # action spaces, by the word before a colon
SEEDS_APART = 1_000_003  # between an episode's seed and those of the agents in its further seats


def attacks(agent: Agent) -> bool:
    """Whether an agent plays the attacker of a siege."""
    return agent.action_space == "orders" or any(view.startswith("attacker") for view in agent.views)


def allied(rules: Rules | None) -> bool:
    """Whether several defend together."""
    defenders = rules.defenders if isinstance(rules, SiegeRules) else rules
    return isinstance(defenders, AllianceRules) and defenders.seats > 1


def described(description: Description, rules: Rules | None) -> Description:
    """The description with the rules of the very game, under its mode's name."""
    return description if rules is None else replace(description, rules=description.rules | {description.mode: asdict(rules)})


class Place:
    """A seat as an agent of some views and an action space has it. A `native` session takes any; its views hold that space's mask."""

    def __init__(self, agent: Agent, description: Description, space: str, company: bool) -> None:
        """space: of the session, for this seat. company: whether others defend beside it.

        Raises AgentError for an agent whose choices mean nothing in that space.
        """
        foreign = agent.action_space != space
        if foreign and (space != NATIVE or agent.action_space.partition(":")[0] not in TRANSLATED):
            raise AgentError(f"{agent.name} acts in {agent.action_space}, this game in {space}")
        names = (*agent.views, *(("allies",) if company and not attacks(agent) else ()))
        self._shown = {name: f"{name}:{agent.action_space}" if foreign and name in MASKS else name for name in names}
        self._choices = Choices(agent.action_space, description) if foreign else None
        translated = self._choices.reads if self._choices is not None else ()
        self.views = tuple(dict.fromkeys((*self._shown.values(), *translated)))  # of the session

    def action(self, agent: Agent, views: Mapping[str, Any]) -> NativeAction | int:
        """What the agent chooses at the sight of this seat's views, as the session takes it."""
        chosen: Any = agent.act({name: views[view] for name, view in self._shown.items()})
        return chosen if self._choices is None else self._choices.native(chosen, dict(views))


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
        """agents: one for each seat, alike those that will play. rules: of the mode; None: defense. Raises AgentError."""
        self.several = rules is not None
        self.words = not self.several and agents[0].action_space == WORDS  # the gateway's part, in a session like any other
        self.action_space = NATIVE if self.several or self.words else agents[0].action_space
        self.description = described(description, rules)
        self._places = [Place(agent, self.description, WORDS if self.words else self.action_space, allied(rules)) for agent in agents]
        self._specs: dict[str, ViewSpec] = {}
        self.views = tuple(dict.fromkeys((*(view for place in self._places for view in place.views), "structured")))

    def take(self, opened: Opened) -> None:
        """Learns what the session's views look like."""
        self._specs = {spec.name: spec for spec in opened.views}

    def reset(self, chairs: Sequence[Chair], seed: int) -> None:
        """Gets the agents of an episode ready."""
        for chair in chairs:
            chair.agent.reset(self.description, seed + SEEDS_APART * chair.seat)

    def action(self, chair: Chair, row: int, views: dict[str, Any]) -> NativeAction | int:
        """What the agent of a seat chooses, as the session takes it, at the sight of its own rows of the views."""
        place = self._places[chair.seat]
        return place.action(chair.agent, {name: self._own(name, row, chair.seat, views) for name in place.views})

    def packed(self, actions: Sequence[Sequence[NativeAction | int]]) -> NDArray[Any]:
        """(n, seats, 3) in a session of several seats; (n, 3), or (n,) of whole numbers, in one of one."""
        array = np.array(actions, np.float64 if self.action_space == NATIVE else np.int64)
        return array if self.several else array[:, 0]

    def _own(self, name: str, row: int, seat: int, views: dict[str, Any]) -> Any:
        """A seat's part of a view of row `row`."""
        spec = self._specs[name]
        if not spec.seats:
            return views[name][row]
        at = seat - spec.first_seat
        return views[name][row * spec.seats + at] if spec.kind == "text" else views[name][row, at]
