"""PPO for several seats, in one file: play a while, estimate what each choice was worth, move the policy a little towards it."""

from typing import Any, Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from garrison_agents.marl.advantages import advantages
from garrison_agents.marl.brain import Brain, drawn, log_chances
from garrison_agents.marl.games import Games, Seen
from garrison_agents.marl.learner import Chooser, Tally, generator, training_seeds
from garrison_agents.marl.networks import StackedMlp, clip_each, weights_of
from garrison_agents.marl.settings import MarlPpoSettings
from garrison_agents.marl.sharing import Sharing, sharing_of
from garrison_agents.training.device import checked_device

LOSSES: Final = ("policy_loss", "value_loss", "entropy", "approx_kl", "clip_fraction")
LEAST_DEVIATION: Final = 1e-8


class Played(NamedTuple):
    """What was played since the last update, (steps * games, seats, ...) each."""

    views: Tensor
    masks: Tensor
    actions: Tensor
    chances: Tensor  # logarithms, by the policy that played
    advantages: Tensor
    returns: Tensor


class PpoLearner:
    """One policy and one value for the seats that share them."""

    losses: tuple[str, ...] = LOSSES

    def __init__(self, settings: MarlPpoSettings, games: Games) -> None:
        self.settings, self.games = settings, games
        self.sharing, self.device = sharing_of(settings.sharing, games.seats), checked_device(settings.device)
        self.networks = ppo_networks(settings, games.width, games.actions, self.sharing).to(self.device)
        policy = self.networks["policy"]
        assert isinstance(policy, StackedMlp)
        self.brain = Brain(policy, self.sharing, draws=True)
        self.optimiser = torch.optim.Adam(self.networks.parameters(), lr=settings.learning_rate, eps=1e-5)
        self.tally = Tally(games.measures, LOSSES)
        self.random = np.random.default_rng(settings.seed)
        self.steps = 0
        self.seen: Seen

    def begin(self) -> None:
        """The first games."""
        self.seen = self.games.reset(training_seeds(self.settings.seed, self.games))

    def turn(self) -> None:
        """`n_steps` of every game, and an update."""
        self.learn(self.play())

    def play(self) -> Played:
        """Plays on, and weighs what was done."""
        settings, kept = self.settings, []
        for _ in range(settings.n_steps):
            logits, values = self.judged(self.seen)
            actions, chances = drawn(logits, self.random)
            turn = self.games.step(actions)
            next_values = self.judged(turn.last)[1] if (turn.terminated | turn.truncated).any() else None
            kept.append((self.seen, actions, chances, values, turn, next_values))
            self.tally.end(turn.ended)
            self.seen, self.steps = turn.seen, self.steps + self.games.n
        after = self.judged(self.seen)[1]
        values = np.stack([one[3] for one in kept])
        later = [one[3] for one in kept[1:]] + [after]
        next_values = np.stack([there if there is not None else then for (*_, there), then in zip(kept, later, strict=True)])
        rewards = np.stack([one[4].rewards for one in kept]) * np.float32(settings.reward_scale)
        terminated, truncated = (np.stack([getattr(one[4], name) for one in kept]) for name in ("terminated", "truncated"))
        gains = advantages(rewards, values, next_values, terminated, truncated, settings.gamma, settings.gae_lambda)
        seen = (np.stack([one[0].views for one in kept]), np.stack([one[0].masks for one in kept]))
        done = (np.stack([one[1] for one in kept]), np.stack([one[2] for one in kept]))
        return Played(*(torch.tensor(one.reshape(-1, *one.shape[2:]), device=self.device) for one in (*seen, *done, gains, gains + values)))

    def judged(self, seen: Seen) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Logarithms of chances (n, seats, actions), NEVER where not legal, and values (n, seats)."""
        with torch.no_grad():
            dealt = self.sharing.dealt(torch.tensor(seen.views, device=self.device))
            logits = self.sharing.gathered(self.networks["policy"](dealt)).cpu()
            values = self.sharing.gathered(self.networks["value"](dealt))[..., 0].cpu()
        return log_chances(logits, torch.from_numpy(seen.masks)).numpy(), values.numpy()

    def learn(self, played: Played) -> None:
        """Some passes over what was played, each in a new order."""
        for _ in range(self.settings.n_epochs):
            order = self.random.permutation(len(played.actions))
            for part in np.array_split(order, self.settings.minibatches):
                rows = torch.from_numpy(part).to(self.device)
                self.step(Played(*(self.sharing.dealt(one[rows]) for one in played)))

    def step(self, part: Played) -> None:
        """One gradient step of every network, on the decisions (nets, n, ...) of its own seats alone."""
        settings = self.settings
        chances = log_chances(self.networks["policy"](part.views), part.masks)
        moved = chances.gather(2, part.actions[..., None])[..., 0] - part.chances
        ratio = moved.exp()
        gains = part.advantages - part.advantages.mean(dim=1, keepdim=True)
        gains = gains / (part.advantages.std(dim=1, keepdim=True) + LEAST_DEVIATION)
        held = ratio.clamp(1 - settings.clip_range, 1 + settings.clip_range)
        policy_loss = -torch.minimum(gains * ratio, gains * held).mean(dim=1)
        value_loss = (self.networks["value"](part.views)[..., 0] - part.returns).square().mean(dim=1)
        entropy = -(chances.exp() * chances).sum(dim=2).mean(dim=1)
        losses = policy_loss + settings.vf_coef * value_loss - settings.ent_coef * entropy  # (nets,)
        self.optimiser.zero_grad()
        losses.sum().backward()
        clip_each(self.networks.parameters(), settings.max_grad_norm)
        self.optimiser.step()
        with torch.no_grad():
            divergence, clipped = (ratio - 1 - moved).mean(), ((ratio - 1).abs() > settings.clip_range).float().mean()
            told = torch.stack([policy_loss.mean(), value_loss.mean(), entropy.mean(), divergence, clipped]).tolist()
        self.tally.learnt.append(told)

    def policy(self, seed: int) -> Chooser:
        """Draws its actions, always the same ones for the same seed."""
        random = np.random.default_rng(seed)
        return lambda seen: self.brain(seen, random)

    def weights(self) -> dict[str, Any]:
        """Both networks'."""
        return weights_of(self.networks)

    def begin_with(self, weights: dict[str, Any]) -> None:
        """Takes over another's."""
        self.networks.load_state_dict(weights)

    def state(self) -> dict[str, Any]:
        """All that it goes on from."""
        return {
            "steps": self.steps, "networks": self.networks.state_dict(), "optimiser": self.optimiser.state_dict(),
            "tally": self.tally.state(), "random": self.random.bit_generator.state, "games": self.games.state(),
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.steps = state["steps"]
        self.networks.load_state_dict(state["networks"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.tally.restore(state["tally"])
        self.random.bit_generator.state = state["random"]
        self.seen = self.games.restore(state["games"])


def ppo_networks(settings: MarlPpoSettings, width: int, actions: int, sharing: Sharing) -> nn.ModuleDict:
    """What to do, and what it is worth; the first policy hardly prefers anything."""
    draws = generator(settings.seed)
    return nn.ModuleDict({
        "policy": StackedMlp(sharing.nets, width, settings.hidden, actions, 0.01, draws),
        "value": StackedMlp(sharing.nets, width, settings.hidden, 1, 1.0, draws),
    })  # fmt: skip
