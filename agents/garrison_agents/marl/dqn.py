"""DQN for several seats, in one file: play with some exploration, keep what happened, learn from what was kept."""

import copy
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from garrison_agents.apex.network import legal
from garrison_agents.marl.brain import Brain
from garrison_agents.marl.exploring import Fall, explored
from garrison_agents.marl.games import Games, Seen
from garrison_agents.marl.learner import Chooser, Tally, generator, training_seeds
from garrison_agents.marl.networks import StackedMlp, clip_each, weights_of
from garrison_agents.marl.replay import Replay, Sample
from garrison_agents.marl.settings import MarlDqnSettings
from garrison_agents.marl.sharing import Sharing, sharing_of
from garrison_agents.training.device import checked_device

LOSSES: Final = ("loss", "td_error", "value", "explored")


class DqnLearner:
    """One network for the seats that share it, each with a target of its own making."""

    losses: tuple[str, ...] = LOSSES

    def __init__(self, settings: MarlDqnSettings, games: Games) -> None:
        self.settings, self.games = settings, games
        self.sharing, self.device = sharing_of(settings.sharing, games.seats), checked_device(settings.device)
        self.network = q_network(settings, games.width, games.actions, self.sharing).to(self.device)
        self.target = copy.deepcopy(self.network)
        self.brain = Brain(self.network, self.sharing, draws=False)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=settings.learning_rate, fused=True)
        self.replay = Replay(settings.replay_size, games.seats, games.width, games.actions, settings.seed)
        self.exploration = Fall(settings.explore_first, settings.explore_last, settings.explore_share, settings.steps)
        self.tally = Tally(games.measures, LOSSES)
        self.random = np.random.default_rng(settings.seed)
        self.steps = self.updates = 0
        self.seen: Seen

    def begin(self) -> None:
        """The first games."""
        self.seen = self.games.reset(training_seeds(self.settings.seed, self.games))

    def turn(self) -> None:
        """One step of every game, and the gradient steps that are due."""
        settings = self.settings
        actions = self.choice()
        turn = self.games.step(actions)
        going_on = np.broadcast_to(~turn.terminated[:, None], actions.shape).astype(np.float32)
        rewards = turn.rewards * np.float32(settings.reward_scale)
        self.replay.add(Sample(self.seen.views, actions, rewards, going_on, turn.last.views, turn.last.masks))
        self.tally.end(turn.ended)
        self.seen, self.steps = turn.seen, self.steps + self.games.n
        while self.steps > settings.learning_starts and self.updates * settings.train_every < self.steps - settings.learning_starts:
            self.learn(self.replay.draw(settings.batch_size))

    def choice(self) -> NDArray[np.int64]:
        """What all seats do, explorers among them."""
        kind, amount = self.settings.exploration, self.exploration.at(self.steps)
        if self.steps < self.settings.learning_starts:
            kind, amount = "epsilon", 1.0
        return explored(kind, self.values(self.seen), amount, self.random)

    def values(self, seen: Seen) -> NDArray[np.float32]:
        """Of every action of every seat, (n, seats, actions); NEVER where not legal."""
        with torch.no_grad():
            dealt = self.sharing.dealt(torch.tensor(seen.views, device=self.device))
            values = self.sharing.gathered(self.network(dealt)).cpu()
        return legal(values, torch.from_numpy(seen.masks)).numpy()

    def learn(self, sample: Sample) -> None:
        """One gradient step of every network, on the decisions of its own seats alone."""
        views, actions, rewards, going_on, later, masks = (self.sharing.dealt(torch.tensor(one, device=self.device)) for one in sample)
        with torch.no_grad():
            best = legal(self.network(later), masks).argmax(dim=2, keepdim=True)
            targets = rewards + self.settings.gamma * going_on * self.target(later).gather(2, best)[..., 0]
        values = self.network(views).gather(2, actions[..., None])[..., 0]
        losses = nn.functional.smooth_l1_loss(values, targets, reduction="none").mean(dim=1)  # (nets,)
        self.optimiser.zero_grad()
        losses.sum().backward()  # type: ignore[no-untyped-call]
        clip_each(self.network.parameters(), self.settings.max_grad_norm)
        self.optimiser.step()
        self.updates += 1
        if self.updates % self.settings.target_every == 0:
            self.target.load_state_dict(self.network.state_dict())
        told = torch.stack([losses.mean(), (targets - values).abs().mean(), values.mean()]).tolist()
        self.tally.learnt.append([*told, self.exploration.at(self.steps)])

    def policy(self, seed: int) -> Chooser:
        """The best legal action, always."""
        random = np.random.default_rng(seed)
        return lambda seen: self.brain(seen, random)

    def weights(self) -> dict[str, Any]:
        """The network's."""
        return weights_of(self.network)

    def begin_with(self, weights: dict[str, Any]) -> None:
        """Takes over another's."""
        self.network.load_state_dict(weights)
        self.target.load_state_dict(weights)

    def state(self) -> dict[str, Any]:
        """All that it goes on from."""
        return {
            "steps": self.steps, "updates": self.updates, "network": self.network.state_dict(), "target": self.target.state_dict(),
            "optimiser": self.optimiser.state_dict(), "replay": self.replay.state(), "tally": self.tally.state(),
            "random": self.random.bit_generator.state, "games": self.games.state(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.steps, self.updates = state["steps"], state["updates"]
        self.network.load_state_dict(state["network"])
        self.target.load_state_dict(state["target"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.replay.restore(state["replay"])
        self.tally.restore(state["tally"])
        self.random.bit_generator.state = state["random"]
        self.seen = self.games.restore(state["games"])


def q_network(settings: MarlDqnSettings, width: int, actions: int, sharing: Sharing) -> StackedMlp:
    """Values of all actions, one network for each group of seats."""
    return StackedMlp(sharing.nets, width, settings.hidden, actions, 1.0, generator(settings.seed))
