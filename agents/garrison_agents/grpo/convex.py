"""ReMix's constraint: to the reference and to the policy before, in one."""

from typing import ClassVar

from garrison_agents.grpo.data import Batch
from garrison_agents.grpo.interfaces import Forward, Needs, Term


class ConvexKl:
    """Liang et al., "Squeeze the Soaked Sponge: Efficient Off-policy Reinforcement Finetuning for Large Language Model", 2025
    (arXiv:2507.06892): share x divergence from the reference + (1 - share) x divergence from the precedent policy.

    Our choices: both by exp(d) - d - 1 (k3); the precedent policy is the one that drew the row. share=1: the regulariser `kl`.
    """

    NEEDS: ClassVar[Needs] = ("reference",)
    LOGS: ClassVar[Needs] = ("kl_reference", "kl_precedent")

    def __init__(self, *, weight: float = 0.02, share: float = 0.5) -> None:
        if not 0 <= share <= 1:
            raise ValueError(f"share: came {share:g}, wanted 0 to 1")
        self.weight, self.share = weight, share

    def __call__(self, forward: Forward, reference: Forward | None, batch: Batch) -> Term:
        """Weighted."""
        assert reference is not None
        drawn = batch.mask > 0
        apart, before = (reference.logprobs - forward.logprobs) * drawn, (batch.logprobs - forward.logprobs) * drawn
        base, precedent = apart.exp() - apart - 1, before.exp() - before - 1
        stats = {
            "kl_reference": (base.detach() * batch.mask).sum(),
            "kl_precedent": (precedent.detach() * batch.mask).sum(),
        }
        return Term(self.weight * (self.share * base + (1 - self.share) * precedent), stats)
