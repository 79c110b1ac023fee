"""The policy's losses: a clipped ratio of each token or of each row, and how tokens are averaged.

With r the ratio of the policy's probability to the sampler's, A the advantage, and a batch of b rows.
"""

from typing import ClassVar

import torch
from torch import Tensor

from garrison_agents.grpo.data import Batch
from garrison_agents.grpo.interfaces import Forward, Needs, Term


class Grpo:
    """-min(r A, clip(r, 1 - low, 1 + high) A), averaged over each row's tokens, then over rows. Shao et al., "DeepSeekMath", 2024,
    equation 3, without its divergence (a regulariser here)."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, low: float = 0.2, high: float = 0.2) -> None:
        if low < 0 or high < 0:
            raise ValueError(f"low, high: came {low:g}, {high:g}, wanted 0 or more")
        self.low, self.high = low, high

    def __call__(self, forward: Forward, batch: Batch) -> Term:
        """The pessimistic one of two."""
        ratio = self.ratio(forward, batch)
        free = ratio * batch.advantages
        held = ratio.clamp(1 - self.low, 1 + self.high) * batch.advantages
        return Term(-torch.minimum(free, held), {"clip_share": (self.clipped(ratio, batch) * batch.mask).sum()})

    def ratio(self, forward: Forward, batch: Batch) -> Tensor:
        """(b, t) of each token."""
        return torch.exp((forward.logprobs - batch.logprobs) * (batch.mask > 0))

    def clipped(self, ratio: Tensor, batch: Batch) -> Tensor:
        """(b, t) 1 where the clip takes the gradient away."""
        below = (ratio < 1 - self.low) & (batch.advantages < 0)
        return (below | ((ratio > 1 + self.high) & (batch.advantages > 0))).float()

    def normalise(self, tokens: Tensor, batch: Batch) -> Tensor:
        """The mean over rows of the mean over a row's tokens."""
        of_row = (tokens * batch.mask).sum(1) / batch.mask.sum(1).clamp(min=1.0)
        return (of_row * batch.weights).sum() / batch.rows_total


class DrGrpo(Grpo):
    """The sum over tokens by a constant, so that long rows weigh as much per token as short ones. Liu et al., "Understanding
    R1-Zero-like training", 2025."""

    def normalise(self, tokens: Tensor, batch: Batch) -> Tensor:
        """By rows x the most tokens that a reply may have."""
        return (tokens * batch.mask * batch.weights[:, None]).sum() / (batch.rows_total * batch.longest)


class Dapo(Grpo):
    """The mean over all tokens, and a clip that is wider above. Yu et al., "DAPO", 2025, equations 8 and 12."""

    def __init__(self, *, low: float = 0.2, high: float = 0.28) -> None:
        super().__init__(low=low, high=high)

    def normalise(self, tokens: Tensor, batch: Batch) -> Tensor:
        """By all tokens of the update."""
        return (tokens * batch.mask * batch.weights[:, None]).sum() / max(batch.tokens_total, 1.0)


class Gspo(Grpo):
    """The ratio of the whole row, by its length's root. Zheng et al., "Group Sequence Policy Optimization", 2025, equations 5 to 7; with a
    row for each turn, the sequence is the turn's reply."""

    def __init__(self, *, low: float = 3e-4, high: float = 4e-4) -> None:
        super().__init__(low=low, high=high)

    def ratio(self, forward: Forward, batch: Batch) -> Tensor:
        """(b, 1): the geometric mean of the tokens' ratios."""
        differences = (forward.logprobs - batch.logprobs) * batch.mask
        return torch.exp(differences.sum(1, keepdim=True) / batch.mask.sum(1, keepdim=True).clamp(min=1.0))


class Cispo(Dapo):
    """-clip(r, at most high) A log p with no gradient through the ratio: no token loses its gradient. MiniMax, "MiniMax-M1", 2025,
    equations 4 and 5; `high` is the cap itself."""

    def __init__(self, *, high: float = 5.0) -> None:
        super().__init__(low=1.0, high=high)

    def __call__(self, forward: Forward, batch: Batch) -> Term:
        """A weighted likelihood."""
        ratio = self.ratio(forward, batch).detach()
        capped = (ratio > self.high) & (batch.advantages > 0)
        tokens = -ratio.clamp(max=self.high) * batch.advantages * forward.logprobs
        return Term(tokens, {"clip_share": (capped.float() * batch.mask).sum()})


class Copy(Dapo):
    """-log p of what a teacher said: supervised fine-tuning. Its ratio would have no sampler to compare with."""

    def __call__(self, forward: Forward, batch: Batch) -> Term:
        """Weighted by the advantage, which is 1."""
        return Term(-forward.logprobs * batch.advantages)
