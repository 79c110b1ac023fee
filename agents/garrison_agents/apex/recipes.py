"""What the parts of a run are made of: plain values that travel to wherever a part lives."""

from dataclasses import dataclass

from garrison_agents.apex.fragment import FragmentShape
from garrison_agents.apex.network import DuelingNetwork


@dataclass(frozen=True)
class NetworkRecipe:
    """Every copy of the network."""

    shapes: tuple[tuple[str, tuple[int, ...]], ...]  # of one observation of each view; frames stacked
    actions: int
    hidden: tuple[int, ...]

    def build(self) -> DuelingNetwork:
        """A network with new weights."""
        return DuelingNetwork(dict(self.shapes), self.actions, self.hidden)


@dataclass(frozen=True)
class ActorRecipe:
    """Every actor."""

    levels: tuple[str, ...]
    views: tuple[str, ...]
    action_space: str
    ticks_per_step: int
    max_ticks: int
    step_penalty: bool
    targets: tuple[str, ...]  # actor i plays on the i-th, counted round and round
    network: NetworkRecipe
    fragment: FragmentShape
    actors: int
    gamma: float
    epsilon: float
    alpha: float
    shared: bool  # see epsilons
    seed: int


@dataclass(frozen=True)
class ReplayRecipe:
    """The replay."""

    fragment: FragmentShape
    size: int  # decisions
    alpha: float
    beta: float
    seed: int
