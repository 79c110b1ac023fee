"""Prompt augmentation: within a group, as many ways to ask as there are."""

from typing import Any, ClassVar

import numpy as np

from garrison_agents.grpo.data import Task, Template
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.priors import with_prior
from garrison_agents.grpo.prompts import found


class Augmented:
    """Lu et al., "Prompt Augmentation Scales up GRPO Training on Mathematical Reasoning", 2026 (arXiv:2602.03190): the same question under
    many templates and formats in one run, so that rollouts stay diverse without a divergence from a reference.

    Our choices: the ways are the templates `names` times the prior prompts `priors`; a group goes through them in an order drawn by its
    task's seed, and through all of them before it repeats one. `prompts mixed` draws each by itself. The server judges each reply by
    the forms that it takes, so that the rewards need not know the way. One name and one prior: `fixed`.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(
        self, seed: int, *, names: tuple[str, ...] = ("brief", "brief_short", "brief_object", "brief_history"),
        priors: tuple[str, ...] = ("none", "plan"), thoughts: bool = True,
    ) -> None:  # fmt: skip
        self._seed = seed
        self._ways = tuple(with_prior(found(name), prior, thoughts) for prior in priors for name in names)

    def template(self, task: Task, member: int) -> Template:
        """The first way for member 0, so that evaluations are asked alike."""
        order = np.random.default_rng([self._seed, task.seed]).permutation(len(self._ways) - 1) + 1
        place = member % len(self._ways)
        return self._ways[int(order[place - 1]) if place else 0]

    def state(self) -> dict[str, Any]:
        """Nothing to keep: it draws by the task."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""
