"""The learner: double Q-learning on what the replay gives (van Hasselt et al., "Deep RL with Double Q-learning", 2016)."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from garrison_agents.apex.fragment import Batch
from garrison_agents.apex.network import DuelingNetwork, legal, tensors

Parameters = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class LearnerOptions:
    """How it learns."""

    learning_rate: float
    adam_epsilon: float
    max_grad_norm: float
    target_every: int  # updates between two copies into the target network


@dataclass(frozen=True)
class Update:
    """What one gradient step found."""

    errors: NDArray[np.float32]  # absolute TD errors (n,), by the parameters before the step
    loss: float
    value: float  # mean of the values of the actions taken


class Learner:
    """One network, its target, its optimiser."""

    def __init__(self, network: DuelingNetwork, options: LearnerOptions, device: torch.device) -> None:
        self.network, self.options, self.device = network.to(device), options, device
        self.target = copy.deepcopy(self.network)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=options.learning_rate, eps=options.adam_epsilon)
        self.updates = 0

    def update(self, batch: Batch) -> Update:
        """One gradient step on a batch."""
        values, targets = self._values(batch)
        errors = targets - values
        weights = torch.tensor(batch.weights, device=self.device)
        loss = (weights * nn.functional.smooth_l1_loss(values, targets, reduction="none")).mean()
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.options.max_grad_norm)
        self.optimiser.step()
        self.updates += 1
        if self.updates % self.options.target_every == 0:
            self.target.load_state_dict(self.network.state_dict())
        return Update(errors.detach().abs().cpu().numpy(), float(loss.detach()), float(values.detach().mean()))

    def errors(self, batch: Batch) -> NDArray[np.float32]:
        """Absolute TD errors (n,), without learning."""
        with torch.no_grad():
            values, targets = self._values(batch)
        return (targets - values).abs().cpu().numpy()

    def _values(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Q(s, a), and what it is to be: the network says which legal action is best later, its target what that is worth."""
        actions = torch.tensor(batch.actions, device=self.device).long()
        values = self.network(tensors(batch.views, self.device)).gather(1, actions[:, None])[:, 0]
        sums, discounts = torch.tensor(batch.sums, device=self.device), torch.tensor(batch.discounts, device=self.device)
        with torch.no_grad():
            later, masks = tensors(batch.next_views, self.device), torch.tensor(batch.next_masks, device=self.device)
            best = legal(self.network(later), masks).argmax(dim=1, keepdim=True)
            targets = sums + discounts * self.target(later).gather(1, best)[:, 0]
        return values, targets

    def parameters(self) -> Parameters:
        """The network's, to be sent out."""
        return {name: value.detach().cpu().numpy().copy() for name, value in self.network.state_dict().items()}

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Takes over a network's weights."""
        self.network.load_state_dict(weights)
        self.target.load_state_dict(weights)

    def state(self) -> dict[str, Any]:
        """All that it goes on from."""
        return {
            "network": self.network.state_dict(), "target": self.target.state_dict(), "optimiser": self.optimiser.state_dict(),
            "updates": self.updates,
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.network.load_state_dict(state["network"])
        self.target.load_state_dict(state["target"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.updates = state["updates"]


def load_parameters(network: DuelingNetwork, parameters: Parameters) -> None:
    """Puts what `parameters` gave into a network of the same making."""
    network.load_state_dict({name: torch.tensor(value) for name, value in parameters.items()})
