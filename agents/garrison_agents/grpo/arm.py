"""ARM, the re-weighting of ProGRPO: what is right is pushed less where the policy was sure of it anyway."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.advantages import Grpo, spread_out
from garrison_agents.grpo.data import Completion, Floats, Judged
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.selection import checked_share
from garrison_agents.grpo.success import BAR, successes


class Arm(Grpo):
    """Li et al., "Back to Basics: Revisiting Exploration in Reinforcement Learning for LLM Reasoning via Generative Probabilities", 2026
    (arXiv:2602.05281): A + weight x (confidence of the prompt - confidence of the answer), so that all right answers come to be about
    as likely as each other.

    Our choices: it is added turn by turn, to right episodes alone (normalised score of `bar`), as what is wrong is not to be made likelier.
    The answer's confidence is the geometric mean of the probabilities of the `low` share of its tokens that were least likely. The
    prompt's tokens are the game's, which no policy here foretells: its confidence is 1 / perplexity of the reply's first token, exp(-H),
    which is what the prompt leaves open. weight=0: GRPO.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, weight: float = 0.3, low: float = 0.2, bar: float = BAR, epsilon: float = 1e-4) -> None:
        super().__init__(epsilon=epsilon)
        self.weight, self.low, self.bar = weight, checked_share(low), bar

    def __call__(self, judged: Sequence[Judged]) -> list[Judged]:
        """One group at a time."""
        return [replace(one, advantages=self.reweighted(one)) for one in judged]

    def reweighted(self, one: Judged) -> list[Floats]:
        """Over episodes, (turns,) each."""
        plain = spread_out(self.of(one.rewards.returns()), one)
        right = successes(one.group, self.bar)
        return [
            advantages + self.weight * np.array([self.surplus(turn.reply) for turn in episode.turns]) if good else advantages
            for advantages, episode, good in zip(plain, one.group.episodes, right, strict=True)
        ]

    def surplus(self, reply: Completion) -> float:
        """How much less sure the policy was of this reply than of its first word; below 0 where it was surer."""
        if not len(reply.tokens):
            return 0.0
        lowest = np.sort(reply.logprobs)[: max(1, round(self.low * len(reply.logprobs)))]
        return float(np.exp(-reply.entropies[0]) - np.exp(lowest.mean()))
