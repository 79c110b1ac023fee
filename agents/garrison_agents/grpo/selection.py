"""Selectors of rows and tokens: what is learnt from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from garrison_agents.grpo.data import Row
from garrison_agents.grpo.interfaces import Needs


class All:
    """Everything."""

    NEEDS: ClassVar[Needs] = ()

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """As they are."""
        return list(rows)


class LiveGroups:
    """Leaves out groups in which no row has an advantage: they only move the means of the loss and its regularisers.
    Yu et al., "DAPO", 2025, section 3.2, who draw others in their place; here the update is smaller."""

    NEEDS: ClassVar[Needs] = ()

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """Rows of groups with any advantage."""
        live = {row.group for row in rows if row.advantages.any()}
        return [row for row in rows if row.group in live]


class MostVaried:
    """Keeps the share of groups whose advantages lie furthest apart (their mean square over rows)."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, share: float = 0.5) -> None:
        self.share = checked_share(share)

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """At least one group."""
        squares: dict[int, list[float]] = {}
        for row in rows:
            squares.setdefault(row.group, []).append(strength(row) ** 2)
        best = sorted(squares, key=lambda group: (-np.mean(squares[group]), group))
        kept = set(best[: max(1, round(self.share * len(best)))])
        return [row for row in rows if row.group in kept]


class SomeRows:
    """Keeps a share of the rows: `strongest` advantages (in size), or drawn at `random`. Xu et al., "Not All Rollouts are Useful", 2025,
    down-sample so that the variance stays greatest; the strongest by size is that for advantages centred on 0."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, share: float = 0.5, by: str = "strongest") -> None:
        if by not in ("strongest", "random"):
            raise ValueError(f"by: came {by!r}, wanted strongest or random")
        self.share, self.by = checked_share(share), by

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """In their order."""
        count = max(1, round(self.share * len(rows))) if rows else 0
        if self.by == "random":
            kept = rng.choice(len(rows), count, replace=False)
        else:
            kept = np.argsort([-abs(strength(row)) for row in rows], kind="stable")[:count]
        return [rows[i] for i in sorted(kept)]


class SomeTokens:
    """Learns from the share of reply tokens that were drawn with the greatest entropy, over all rows.
    Wang et al., "Beyond the 80/20 Rule", 2025."""

    NEEDS: ClassVar[Needs] = ()

    def __init__(self, *, share: float = 0.2) -> None:
        self.share = checked_share(share)

    def __call__(self, rows: Sequence[Row], rng: np.random.Generator) -> list[Row]:
        """Rows with fewer tokens in their masks; those left with none go."""
        if not rows:
            return []
        bar = np.quantile(np.concatenate([row.entropies[row.mask > 0] for row in rows]), 1.0 - self.share)
        kept = [replace(row, mask=np.where(row.entropies >= bar, row.mask, 0).astype(np.float32)) for row in rows]
        return [row for row in kept if row.mask.any()]


def strength(row: Row) -> float:
    """The mean advantage of a row's tokens."""
    return float((row.advantages * row.mask).sum() / max(float(row.mask.sum()), 1e-9))


def checked_share(share: float) -> float:
    """More than 0, at most 1. Raises ValueError."""
    if not 0 < share <= 1:
        raise ValueError(f"share: came {share:g}, wanted more than 0, at most 1")
    return share
