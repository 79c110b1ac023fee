"""Buffers of rows: whether an update learns from earlier iterations as well."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from garrison_agents.grpo.data import Row
from garrison_agents.grpo.interfaces import Needs


class Fresh:
    """Each row is learnt from in its own iteration alone."""

    NEEDS: ClassVar[Needs] = ()

    def mix(self, rows: Sequence[Row], version: int, rng: np.random.Generator) -> list[Row]:
        """As they came."""
        return list(rows)

    def reborn(self, version: int) -> bool:
        """Never."""
        return False

    def state(self) -> dict[str, Any]:
        """Nothing to keep."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to go on from."""


class Remix:
    """Liang et al., "Squeeze the Soaked Sponge: Efficient Off-policy Reinforcement Finetuning for Large Language Model", 2025
    (arXiv:2507.06892): rows of earlier policies are mixed with this one's, until the policy is born again: then it takes the place of the
    reference, and goes on from fresh rows alone. More updates for each row are the settings `epochs`; the constraint to the reference and
    to the policy before is the regulariser `kl_convex`.

    Our choices: `share` of an update's rows are drawn without repeats from the last `keep` iterations, each with its advantage and its
    own sampler's log-probabilities, which the ratio of the loss is to; they are reborn after `until` iterations (0: never), with the
    optimiser as it is. share=0: fresh rows alone.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, share: float = 0.4, keep: int = 2, until: int = 100) -> None:
        if not 0 <= share < 1:
            raise ValueError(f"share: came {share:g}, wanted 0 or more and less than 1")
        if keep < 1 or until < 0:
            raise ValueError(f"keep, until: came {keep}, {until}, wanted 1 or more, 0 or more")
        self.share, self.keep, self.until = share, keep, until
        self.kept: list[list[Row]] = []  # of earlier iterations, the oldest first

    def mix(self, rows: Sequence[Row], version: int, rng: np.random.Generator) -> list[Row]:
        """This iteration's rows, then some of earlier ones in their order."""
        if self.until and version >= self.until:
            self.kept = []
            return list(rows)
        earlier = [row for iteration in self.kept for row in iteration]
        count = min(round(len(rows) * self.share / (1.0 - self.share)), len(earlier))
        drawn = sorted(rng.choice(len(earlier), count, replace=False).tolist()) if count else []
        self.kept = [*self.kept, list(rows)][-self.keep :]
        return [*rows, *(earlier[i] for i in drawn)]

    def reborn(self, version: int) -> bool:
        """Whether this is when it happens."""
        return bool(self.until) and version == self.until

    def state(self) -> dict[str, Any]:
        """All rows that may be drawn again."""
        return {"kept": [[dict(vars(row)) for row in rows] for rows in self.kept]}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from there."""
        self.kept = [[Row(**fields) for fields in rows] for rows in state.get("kept", [])]
