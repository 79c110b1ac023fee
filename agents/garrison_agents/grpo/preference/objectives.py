"""Objectives over pairs: how far apart a policy holds two episodes, and what that costs.

With log-probabilities of an episode the sums over all its replies' tokens: what the game said is the same under every policy and falls out.
The loss of a pair is -log sigmoid(margin - gamma).
"""

import math
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from garrison_agents.grpo.interfaces import Needs

LARGEST: Final = 80.0  # of an exponent, so that float32 holds its power


@dataclass(frozen=True)
class Sides:
    """n pairs in numbers, (n,) each."""

    chosen: Tensor  # log-probability, by the policy
    rejected: Tensor
    chosen_before: Tensor  # by the reference; 0 where nobody needs it
    rejected_before: Tensor
    chosen_tokens: Tensor  # of its replies
    rejected_tokens: Tensor


class Objective(Protocol):
    """What a name in `--loss` stands for."""

    NEEDS: ClassVar[Needs]
    gamma: float

    def margins(self, sides: Sides) -> Tensor:
        """(n,) above 0 where the chosen one is held to be better."""


def losses(objective: Objective, sides: Sides) -> Tensor:
    """(n,)"""
    return -logsigmoid(objective.margins(sides) - objective.gamma)


class Dpo:
    """beta times the difference of the log-ratios to the reference. Rafailov et al., "Direct Preference Optimization: Your Language
    Model is Secretly a Reward Model", 2023, equation 7; over all turns of an episode as in Shani et al., "Multi-turn Reinforcement
    Learning from Preference Human Feedback", 2024."""

    NEEDS: ClassVar[Needs] = ("reference",)
    gamma: float = 0.0

    def __init__(self, *, beta: float = 0.1) -> None:
        self.beta = positive("beta", beta)

    def margins(self, sides: Sides) -> Tensor:
        """By what `worth` makes of the log-ratios."""
        return self.beta * (self.worth(sides.chosen - sides.chosen_before) - self.worth(sides.rejected - sides.rejected_before))

    def worth(self, ratios: Tensor) -> Tensor:
        """(n,) log-ratios, as they are."""
        return ratios


class FDpo(Dpo):
    """DPO with another divergence than the reverse one of Kullback and Leibler: f'(ratio) in place of its logarithm. Wang et al., "Beyond
    Reverse KL: Generalizing Direct Preference Optimization with Diverse Divergence Constraints", 2024, table 1.

    `reverse_kl`: log u. `js` (Jensen-Shannon): log 2u / (1 + u). `alpha`: (1 - u^-alpha) / alpha, alpha in (0, 1).
    """

    def __init__(self, *, beta: float = 0.1, divergence: str = "js", alpha: float = 0.5) -> None:
        super().__init__(beta=beta)
        if divergence not in ("reverse_kl", "js", "alpha"):
            raise ValueError(f"divergence: came {divergence!r}, wanted reverse_kl, js or alpha")
        if not 0 < alpha < 1:
            raise ValueError(f"alpha: came {alpha:g}, wanted above 0 and below 1")
        self.divergence, self.alpha = divergence, alpha

    def worth(self, ratios: Tensor) -> Tensor:
        """f' of u, whose logarithms come."""
        if self.divergence == "js":
            return math.log(2) + logsigmoid(ratios)
        if self.divergence == "alpha":
            return (1 - torch.exp((-self.alpha * ratios).clamp(max=LARGEST))) / self.alpha
        return ratios


class SimPo:
    """beta times the difference of the log-probabilities per token, to be above gamma; it needs no reference. Meng et al., "SimPO: Simple
    Preference Optimization with a Reference-Free Reward", 2024, equation 6."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, beta: float = 2.0, gamma: float = 0.5) -> None:
        self.beta, self.gamma = positive("beta", beta), gamma

    def margins(self, sides: Sides) -> Tensor:
        """Of means over tokens."""
        return self.beta * (sides.chosen / sides.chosen_tokens - sides.rejected / sides.rejected_tokens)


def positive(name: str, value: float) -> float:
    """The value. Raises ValueError."""
    if not value > 0:
        raise ValueError(f"{name}: came {value:g}, wanted more than 0")
    return value
