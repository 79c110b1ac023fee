"""RL-Struct's reward: a ladder of constraints, of which a higher rung counts only where the lower ones hold."""

from typing import ClassVar, Final

import numpy as np

from garrison_agents.grpo.data import Episode, Floats, Group
from garrison_agents.grpo.interfaces import Needs

RUNGS: Final = {"unparseable": 0, "out_of_schema": 1, "illegal": 2, "no_effect": 3, "acted": 4}  # how far a reply came
TOP: Final = 4


class Hierarchy:
    """Hu and Wu, "RL-Struct: A Lightweight Reinforcement Learning Framework for Reliable Structured Output in LLMs", 2025
    (arXiv:2512.00319): structure, format, validity and content, in this order.

    Our choices: a reply can be read (structure), is of the schema (format), is legal (validity), changes something (content): each rung
    earns a quarter, the episode's replies averaged. `score` is the worth of the normalised score on top of it, which counts only by the
    share of replies that came to validity at least. gated=false: it counts whole.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, score: float = 1.0, gated: bool = True) -> None:
        self.score, self.gated = score, gated

    def __call__(self, group: Group) -> list[Floats]:
        """Each reply's rungs in its turn; the score's part in the last one."""
        return [self._column(episode) for episode in group.episodes]

    def _column(self, episode: Episode) -> Floats:
        rungs = np.array([RUNGS.get(turn.understanding, 0) for turn in episode.turns], np.float64)
        made: Floats = rungs / TOP / max(len(rungs), 1)
        if len(made):
            made[-1] += self.score * episode.normalised * (float((rungs >= TOP - 1).mean()) if self.gated else 1.0)
        return made
