"""D3S: the rows that differ most, and of these the tokens that matter most; fewer at first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from garrison_agents.grpo.data import Floats, Row
from garrison_agents.grpo.interfaces import Needs
from garrison_agents.grpo.selection import checked_share, strength


class D3s:
    """Wang et al., "Learning More with Less: A Dynamic Dual-Level Down-Sampling Framework for Efficient Policy Optimization", 2025
    (arXiv:2509.22115): the subset of rows with the greatest variance of advantages, then the tokens with the greatest product of
    advantage (in size) and entropy; both shares grow as the training goes on.

    Our choices: rows are compared over all groups at once; the entropy is the sampler's; shares grow in a straight line from `rows` and
    `tokens` to all, over `over` iterations (0: they stay), counted by the newest row's version. rows=1,tokens=1: everything.
    """

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, rows: float = 0.5, tokens: float = 0.5, over: int = 200) -> None:
        if over < 0:
            raise ValueError(f"over: came {over}, wanted 0 or more")
        self.rows, self.tokens, self.over = checked_share(rows), checked_share(tokens), over

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """Rows in their order, with fewer tokens in their masks; those left with none go."""
        if not rows:
            return []
        done = min(max(row.version for row in rows) / self.over, 1.0) if self.over else 0.0
        rows_share, tokens_share = (share + (1.0 - share) * done for share in (self.rows, self.tokens))
        kept = [rows[i] for i in most_varied(np.array([strength(row) for row in rows]), max(1, round(rows_share * len(rows))))]
        weighed = [np.where(row.mask > 0, np.abs(row.advantages) * row.entropies, -np.inf) for row in kept]
        drawn = np.sort(np.concatenate(weighed))
        drawn = drawn[np.isfinite(drawn)]
        bar = drawn[-max(1, round(tokens_share * len(drawn)))] if len(drawn) else 0.0
        made = [replace(row, mask=np.where(worth >= bar, row.mask, 0).astype(np.float32)) for row, worth in zip(kept, weighed, strict=True)]
        return [row for row in made if row.mask.any()]


def most_varied(values: Floats, count: int) -> NDArray[Any]:
    """Places of the `count` values with the greatest variance, in order. They are some of the smallest and the rest of the largest
    (Xu et al., "Not All Rollouts are Useful: Down-Sampling Rollouts in LLM Reinforcement Learning", 2025, arXiv:2504.13818)."""
    order = np.argsort(values, kind="stable")
    variances = [np.var(np.concatenate([values[order[:low]], values[order[len(order) - count + low :]]])) for low in range(count + 1)]
    low = int(np.argmax(variances))
    return np.sort(np.concatenate([order[:low], order[len(order) - count + low :]]))
