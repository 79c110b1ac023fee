"""Networks that choose: for those who learn, for those who stay as they are, and for whoever plays a checkpoint."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from garrison_agents.apex.network import legal
from garrison_agents.marl.games import Seen
from garrison_agents.marl.networks import StackedMlp
from garrison_agents.marl.sharing import Sharing


@dataclass(frozen=True)
class Brain:
    """Chooses for some seats as their networks do now."""

    network: StackedMlp
    sharing: Sharing
    draws: bool  # actions by their chances, as PPO; otherwise the best of them, as DQN

    def __call__(self, seen: Seen, random: np.random.Generator) -> NDArray[np.int64]:
        """Legal actions (n, seats); those that are drawn come from `random`."""
        with torch.no_grad():
            dealt = self.sharing.dealt(torch.tensor(seen.views, device=self.network.weights[0].device))
            values = self.sharing.gathered(self.network(dealt)).cpu()
        masks = torch.from_numpy(seen.masks)
        if self.draws:
            return drawn(log_chances(values, masks).numpy(), random)[0]
        return np.asarray(legal(values, masks).argmax(dim=-1))


def log_chances(logits: Tensor, masks: Tensor) -> Tensor:
    """Of the legal actions; NEVER, about, for the others."""
    return torch.log_softmax(legal(logits, masks), dim=-1)


def drawn(chances: NDArray[np.float32], random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Actions (n, seats) by logarithms of chances (n, seats, actions), and the logarithm of each one's."""
    lots = 1 - random.random(chances.shape, np.float32)  # more than 0
    actions = (chances - np.log(-np.log(lots * np.float32(1 - 2**-24)))).argmax(axis=-1)  # Gumbel's way
    return actions, np.take_along_axis(chances, actions[..., None], axis=-1)[..., 0]
