"""The policy that the divergence is measured from: the same with its adapter off, or a copy of how it was at the start."""

import copy
from typing import Any

import torch
from torch import Tensor

from garrison_agents.grpo.interfaces import Forward, Policy


class Reference:
    """Never learns."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        with policy.as_reference() as able:
            self._copy: Policy | None = None if able else copy.deepcopy(policy)
        if self._copy is not None:
            self._copy.module.requires_grad_(False)

    def renew(self) -> None:
        """From here on it is the policy as it is now."""
        self._copy = copy.deepcopy(self._policy)
        self._copy.module.requires_grad_(False)

    @torch.no_grad()
    def forward(self, tokens: Tensor, present: Tensor, wanted: Tensor, temperature: float) -> Forward:
        """What it says of tokens."""
        if self._copy is not None:
            return self._copy.forward(tokens, present, wanted, temperature)
        with self._policy.as_reference():
            return self._policy.forward(tokens, present, wanted, temperature)

    def state(self) -> dict[str, Any]:
        """The copy's weights, where there is one."""
        return {} if self._copy is None else self._copy.weights()

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        if state and self._copy is None:  # it was renewed
            self.renew()
        if self._copy is not None:
            self._copy.load(state)
