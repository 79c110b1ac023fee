"""Regularisers: what the loss holds besides the policy's own, token by token."""

from typing import ClassVar

import torch

from garrison_agents.grpo.data import Batch
from garrison_agents.grpo.interfaces import Forward, Needs, Term


class ReferenceKl:
    """Keeps the policy near the reference: exp(d) - d - 1 with d = log p_reference - log p, which is never below 0. Schulman,
    "Approximating KL Divergence", 2020 (k3); Shao et al., "DeepSeekMath", 2024, equation 4."""

    NEEDS: ClassVar[Needs] = ("reference",)
    LOGS: ClassVar[Needs] = ("kl_reference",)

    def __init__(self, *, weight: float = 0.02) -> None:
        self.weight = weight

    def __call__(self, forward: Forward, reference: Forward | None, batch: Batch) -> Term:
        """Weighted."""
        assert reference is not None
        apart = (reference.logprobs - forward.logprobs) * (batch.mask > 0)
        divergence = apart.exp() - apart - 1
        return Term(self.weight * divergence, {"kl_reference": (divergence.detach() * batch.mask).sum()})


class Entropy:
    """A bonus for the entropy of each token's distribution. Williams and Peng, "Function Optimization using Connectionist Reinforcement
    Learning Algorithms", 1991."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, weight: float = 0.005) -> None:
        self.weight = weight

    def __call__(self, forward: Forward, reference: Forward | None, batch: Batch) -> Term:
        """Minus the entropy, weighted."""
        return Term(-self.weight * forward.entropies)


class Likelihood:
    """Keeps what the sampler said as likely as it was: log p_sampler - log p where that is above 0, on rows whose advantage is not
    negative. `rows`: only in rows that have become less likely as a whole: Deng et al., "On Group Relative Policy Optimization Collapse
    in Agent Search: The Lazy Likelihood-Displacement", 2025 (arXiv:2512.04220), LLDS. An action there is a row here, which is a turn's
    reply with context=turn."""

    NEEDS: ClassVar[Needs] = ()
    LOGS: ClassVar[Needs] = ("likelihood_lost",)

    def __init__(self, *, weight: float = 0.1, rows: bool = False) -> None:
        self.weight, self.rows = weight, rows

    def __call__(self, forward: Forward, reference: Forward | None, batch: Batch) -> Term:
        """Weighted; nothing where the likelihood grew."""
        dropped = (batch.logprobs - forward.logprobs) * (batch.mask > 0) * (batch.advantages >= 0)
        lost = torch.relu(dropped)  # whose gradient is 0 at 0, where nothing has changed yet
        if self.rows:
            lost = lost * (dropped.sum(1, keepdim=True) > 0)
        return Term(self.weight * lost, {"likelihood_lost": (lost.detach() * batch.mask).sum()})


class Critic:
    """Teaches the critic its targets, at each row's first reply token: half the squared error."""

    NEEDS: ClassVar[Needs] = ("values",)
    LOGS: ClassVar[Needs] = ("critic_error",)
    GIVES: ClassVar[Needs] = ("critic_loss",)

    def __init__(self, *, weight: float = 0.5) -> None:
        self.weight = weight

    def __call__(self, forward: Forward, reference: Forward | None, batch: Batch) -> Term:
        """Spread over the row's tokens as one of them."""
        assert forward.values is not None
        first = ((batch.mask > 0).cumsum(1) == 1) & (batch.mask > 0)
        errors = torch.where(first, forward.values - torch.nan_to_num(batch.targets)[:, None], torch.zeros_like(forward.values)) ** 2
        return Term(0.5 * self.weight * errors, {"critic_error": (errors.detach() * batch.mask).sum()})
