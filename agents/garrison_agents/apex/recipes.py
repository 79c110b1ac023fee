"""What the parts of a run are made of: plain values that travel to wherever a part lives."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from garrison_agents.apex.fragment import PIXELS, FragmentShape
from garrison_agents.apex.network import DuelingNetwork
from garrison_agents.apex.settings import PER_ACTOR, ApexSettings


@dataclass(frozen=True)
class NetworkRecipe:
    """Every copy of the network."""

    shapes: tuple[tuple[str, tuple[int, ...]], ...]  # of one observation of each view; frames stacked
    actions: int
    hidden: tuple[int, ...]

    def build(self, seed: int = 0) -> DuelingNetwork:
        """A network with new weights, the same for the same seed."""
        with torch.random.fork_rng(devices=()):
            torch.manual_seed(seed)
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


def fragment_shape(settings: ApexSettings) -> FragmentShape:
    """Of what actors send."""
    history = settings.stack - 1 if any(name.startswith(PIXELS) for name in settings.views) else 0
    return FragmentShape(settings.fragment_steps, settings.envs, settings.n_step, history)


def actor_recipe(settings: ApexSettings, network: NetworkRecipe, targets: Sequence[str]) -> ActorRecipe:
    """The actors of a run with these settings."""
    return ActorRecipe(
        levels=settings.levels, views=settings.views, action_space=settings.action_space, ticks_per_step=settings.ticks_per_step,
        max_ticks=settings.max_ticks, step_penalty=settings.step_penalty, targets=tuple(targets), network=network,
        fragment=fragment_shape(settings), actors=settings.actors, gamma=settings.gamma, epsilon=settings.epsilon,
        alpha=settings.epsilon_alpha, shared=settings.epsilon_per == PER_ACTOR, seed=settings.seed,
    )  # fmt: skip


def replay_recipe(settings: ApexSettings) -> ReplayRecipe:
    """Its replay."""
    return ReplayRecipe(fragment_shape(settings), settings.replay_size, settings.priority_alpha, settings.priority_beta, settings.seed)
